import { ValueError } from "../../errors.js";
import type { Pair, Protocol } from "./protocol.js";

/**
 * A line is `key TAB value`, both in JSON. The default for a job's output.
 *
 * `read` throws for an integer that a JavaScript number can't hold exactly, since two ids that differ would become one key: read such lines
 * with `rawValue`. `write` throws a ValueError for what JSON has no form for, or would change without a word: undefined, NaN, ±Infinity,
 * bigints, functions, Maps, Sets, typed arrays. Properties that are undefined are left out, as JSON does.
 * https://mrjob.readthedocs.io/en/latest/protocols.html#mrjob.protocol.JSONProtocol
 */
export const json: Protocol<unknown, unknown> & { read(line: string): Pair } = {
  name: "json",
  read(line: string): Pair {
    const tab = line.indexOf("\t");
    if (tab < 0) throw new ValueError("there is no tab between a key and a value.");
    return [parsed(line.slice(0, tab)), parsed(line.slice(tab + 1))];
  },
  write(key: unknown, value: unknown): string {
    return `${printed("key", key)}\t${printed("value", value)}`;
  },
};

/**
 * A line is a value in JSON and the key is null; what is written is the value, without its key. Numbers and other values as in `json`.
 * https://mrjob.readthedocs.io/en/latest/protocols.html#mrjob.protocol.JSONValueProtocol
 */
export const jsonValue: Protocol<null, unknown> & {
  read(line: string): Pair<null, unknown>;
  write(key: unknown, value: unknown): string;
} = {
  name: "jsonValue",
  read(line: string): Pair<null, unknown> {
    return [null, parsed(line)];
  },
  write(_key: unknown, value: unknown): string {
    return printed("value", value);
  },
};

/** An integer of 16 digits or more, perhaps within a string: 2^53 is the first that can be wrong, and it has 16. */
const LONG_INTEGER = /(?<![\d.])\d{16}/;
const STRINGS = /"(?:[^"\\]|\\.)*"/g;
const NUMBERS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function parsed(text: string): unknown {
  const value = JSON.parse(text);
  if (LONG_INTEGER.test(text)) checkIntegers(text);
  return value;
}

/** @throws ValueError if `text`, which is JSON, has an integer outside of its strings that is neither a float64 nor what JavaScript prints for one */
function checkIntegers(text: string): void {
  for (const [number] of text.replace(STRINGS, '""').matchAll(NUMBERS)) {
    if (/[.eE]/.test(number)) continue;
    const rounded = Number(number);
    // JavaScript prints 2^60 as 1152921504606847000: the shortest digits that are read back as it, though another integer's.
    if (number === String(rounded)) continue;
    if (!Number.isFinite(rounded) || BigInt(number) !== BigInt(rounded))
      throw new ValueError(
        `the integer ${number} doesn't fit a JavaScript number: it would become ${rounded}. Read such lines with the protocol rawValue and take the digits out of the text.`,
      );
  }
}

function printed(what: string, value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) {
    // Before the check, since it finds cycles, in which the check would never end.
    const text = JSON.stringify(value, refuseBigints);
    if (text === undefined) refuse(what, value);
    checkObject(value, what);
    return text;
  }
  checkValue(value, what);
  return String(value);
}

/** Our own words in place of "Do not know how to serialize a BigInt", also where somebody has given them a toJSON. */
function refuseBigints(name: string, value: unknown): unknown {
  if (typeof value === "bigint") refuse(name === "" ? "it" : `.${name}`, value);
  return value;
}

/** @throws ValueError if JSON.stringify would write something that isn't read back as `value` */
function checkValue(value: unknown, path: string): void {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (typeof value !== "object") refuse(path, value);
  checkObject(value, path);
}

function checkObject(value: object, path: string): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkValue(value[i], `${path}[${i}]`);
  } else if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) refuse(path, value);
  } else if (typeof (value as { toJSON?: unknown }).toJSON === "function") {
    // Its class says how it is to be written.
  } else if (
    value instanceof Map ||
    value instanceof Set ||
    value instanceof RegExp ||
    value instanceof Error ||
    value instanceof ArrayBuffer ||
    value instanceof SharedArrayBuffer ||
    ArrayBuffer.isView(value)
  ) {
    refuse(path, value);
  } else {
    for (const [name, one] of Object.entries(value)) {
      if (one !== undefined) checkValue(one, `${path}.${name}`);
    }
  }
}

const WAYS_OUT: Record<string, string> = {
  undefined: "Yield null.",
  bigint: "Yield String(x), or Number(x) if it is exact.",
  number: "Yield null or String(x).",
  function: "Yield data.",
  symbol: "Yield a string.",
  Map: "Yield Object.fromEntries(map) or [...map].",
  Set: "Yield [...set].",
};

function refuse(path: string, value: unknown): never {
  const name = typeof value === "object" ? (value?.constructor?.name ?? "object") : typeof value;
  const what =
    typeof value === "number" ? String(value) : typeof value === "object" ? `of type ${name}` : name;
  const wayOut = WAYS_OUT[name] ?? (ArrayBuffer.isView(value) ? "Yield Array.from(x)." : "Yield plain data.");
  throw new ValueError(`${path} is ${what}, which JSON has no form for. ${wayOut}`);
}
