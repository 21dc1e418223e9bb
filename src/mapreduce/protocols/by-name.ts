import { NotSupportedError, ValueError } from "../../errors.js";
import { bytes } from "./bytes.js";
import { json, jsonValue } from "./json.js";
import type { Protocol } from "./protocol.js";
import { rawValue, text } from "./text.js";

/** The protocols by the names that a job or the command line may give. */
const PROTOCOLS = {
  rawValue,
  raw: rawValue,
  text,
  rawKeyValue: text,
  json,
  jsonValue,
  bytes,
} as const satisfies Record<string, Protocol>;

export type ProtocolName = keyof typeof PROTOCOLS;

/** mrjob has them, and they are of Python's own making. */
const OF_PYTHON = /^(repr|pickle)/i;

/**
 * @param protocol a name or a protocol, which is given back
 * @throws ValueError for an unknown name or an object that is no protocol; NotSupportedError for Python's repr and pickle
 */
export function protocolOf(protocol: ProtocolName | Protocol | string): Protocol {
  if (typeof protocol === "string") {
    if (Object.hasOwn(PROTOCOLS, protocol)) return PROTOCOLS[protocol as ProtocolName];
    if (OF_PYTHON.test(protocol))
      throw new NotSupportedError(
        `the protocol ${protocol}`,
        "JavaScript",
        "Use json, which Python reads too.",
      );
    throw new ValueError(
      `"${protocol}" is no protocol. There are ${Object.keys(PROTOCOLS).join(", ")}, and objects with read and write.`,
    );
  }
  const { read, write } = (protocol ?? {}) as Partial<Protocol>;
  if (typeof read !== "function" || typeof write !== "function")
    throw new ValueError(
      `A protocol is one of ${Object.keys(PROTOCOLS).join(", ")} or an object with the methods read and write.`,
    );
  return protocol;
}
