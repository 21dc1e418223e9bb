import { ValueError } from "../../errors.js";
import type { Pair, Protocol } from "./protocol.js";

/**
 * A line is its bytes, whatever they mean, and the key is null; what is written is the value, without its key. Nothing is decoded, so no
 * line is bad. The bytes are a view on their batch: whoever keeps them keeps 60 KiB alive.
 *
 * `write` throws a ValueError for what isn't a Uint8Array.
 * https://mrjob.readthedocs.io/en/latest/protocols.html#mrjob.protocol.BytesValueProtocol
 */
export const bytes: Protocol<null, Uint8Array> & {
  write(key: unknown, value: Uint8Array): Uint8Array;
} = {
  name: "bytes",
  binary: true,
  read(line: Uint8Array): Pair<null, Uint8Array> {
    return [null, line];
  },
  write(_key: unknown, value: Uint8Array): Uint8Array {
    if (!(value instanceof Uint8Array)) {
      const kind =
        typeof value === "object" ? ((value as object | null)?.constructor.name ?? "null") : typeof value;
      throw new ValueError(
        `the value is ${kind}, and bytes are a Uint8Array. Use the protocol text or json.`,
      );
    }
    return value;
  },
};
