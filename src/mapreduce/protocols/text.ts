import { ValueError } from "../../errors.js";
import type { Pair, Protocol } from "./protocol.js";

/** What text protocols write as it is: strings, and numbers with the digits that JavaScript prints. */
export type Text = string | number | bigint;

/**
 * A line is the value and the key is null; what is written is the value, without its key. The default for a job's input.
 * https://mrjob.readthedocs.io/en/latest/protocols.html#mrjob.protocol.RawValueProtocol
 */
export const rawValue: Protocol<null, string> & { write(key: unknown, value: Text): string } = {
  name: "rawValue",
  read(line: string): Pair<null, string> {
    return [null, line];
  },
  write(_key: unknown, value: Text): string {
    return printed("value", value);
  },
};

/**
 * A line is `key TAB value`, both text as it stands; the first tab counts, and a line without one is a key whose value is null. A key or
 * value that is null is written without a tab.
 *
 * `write` throws a ValueError for a key with a tab in it, since another pair would be read back.
 * https://mrjob.readthedocs.io/en/latest/protocols.html#mrjob.protocol.TextProtocol
 */
export const text: Protocol<string, string | null> & {
  write(key: Text | null, value: Text | null): string;
} = {
  name: "text",
  read(line: string): Pair<string, string | null> {
    const tab = line.indexOf("\t");
    return tab < 0 ? [line, null] : [line.slice(0, tab), line.slice(tab + 1)];
  },
  write(key: Text | null, value: Text | null): string {
    if (key === null) return value === null ? "" : printed("value", value);
    const name = printed("key", key);
    if (name.includes("\t"))
      throw new ValueError("a tab in the key would be read as its end. Use the protocol json.");
    return value === null ? name : `${name}\t${printed("value", value)}`;
  },
};

/** `text` by mrjob's older name. */
export const rawKeyValue: typeof text = text;

function printed(what: string, value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
      return String(value);
    default:
      throw new ValueError(
        `the ${what} is ${value === null ? "null" : kind(value)}, and only strings, numbers and bigints are text as they stand. Use the protocol json, or yield a string.`,
      );
  }
}

function kind(value: unknown): string {
  if (typeof value !== "object") return typeof value;
  return `of type ${value?.constructor?.name ?? "object"}`;
}
