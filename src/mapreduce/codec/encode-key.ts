import {
  END,
  KEY_ARRAY,
  KEY_DEPTH,
  KEY_FALSE,
  KEY_HIGHEST,
  KEY_LOWEST,
  KEY_NULL,
  KEY_OBJECT,
  KEY_STRING,
  KEY_TRUE,
  KEY_ZERO,
} from "./key-tags.js";
import { compareText, encodeText } from "./key-text.js";
import { isPlain, notOrderable, tooDeep } from "./orderable.js";

/** Numbers from here on have no fraction, and not all of the whole ones exist. */
const WHOLE = 2 ** 53;
const HIGH = 2 ** 32;

const scratch = new DataView(new ArrayBuffer(8));

/**
 * Writes a key, so that the order of the bytes is the order of the keys (`compareKeys`) and no key's bytes begin another's:
 * so what follows sorts behind it, as in FoundationDB's tuples
 * (https://github.com/apple/foundationdb/blob/main/design/tuple.md).
 *
 * @returns the position behind the key; -1 when that would be beyond `end`: what lies there then is of no use
 * @throws ValueError for keys that have no place in the order
 */
export function encodeKey(u8: Uint8Array, at: number, end: number, key: unknown): number {
  if (at >= end) return -1;
  if (typeof key === "string") {
    u8[at] = KEY_STRING;
    return encodeText(u8, at + 1, end, key);
  }
  if (typeof key === "number") return encodeNumber(u8, at, end, key);
  return encodeOther(u8, at, end, key, 0);
}

function encodeNumber(u8: Uint8Array, at: number, end: number, key: number): number {
  // Years, counts and identities: two bytes a step are enough to say how many there are.
  if (key > 0 && key < 0x8000 && (key | 0) === key) {
    if (key < 0x80) {
      if (at + 2 > end) return -1;
      u8[at] = KEY_ZERO + 1;
      u8[at + 1] = key << 1;
      return at + 2;
    }
    if (at + 3 > end) return -1;
    u8[at] = KEY_ZERO + 2;
    u8[at + 1] = key >>> 7;
    u8[at + 2] = key << 1;
    return at + 3;
  }
  return encodeAnyNumber(u8, at, end, key);
}

function encodeAnyNumber(u8: Uint8Array, at: number, end: number, key: number): number {
  if (key === 0) {
    u8[at] = KEY_ZERO;
    return at + 1;
  }
  // The complement of a negative number's bytes, so that what is larger without its sign comes first.
  const flip = key < 0 ? 0xff : 0;
  const size = key < 0 ? -key : key;
  if (size >= WHOLE) {
    if (at + 9 > end) return -1;
    u8[at] = flip === 0 ? KEY_HIGHEST : KEY_LOWEST;
    return encodeDouble(u8, at + 1, size, flip);
  }
  if (!(size > 0)) throw notOrderable(key);
  const whole = Math.floor(size);
  const fraction = whole === size ? 0 : 1;
  const doubled = 2 * whole + fraction;
  const high = Math.floor(doubled / HIGH);
  const low = doubled >>> 0;
  const bytes = high === 0 ? bytesOf(low) : 4 + bytesOf(high);
  if (at + 1 + bytes + 8 * fraction > end) return -1;
  u8[at++] = flip === 0 ? KEY_ZERO + bytes : KEY_ZERO - bytes;
  for (let byte = bytes - 1; byte >= 4; byte--) u8[at++] = (high >>> (8 * (byte - 4))) ^ flip;
  for (let byte = (bytes < 4 ? bytes : 4) - 1; byte >= 0; byte--) u8[at++] = (low >>> (8 * byte)) ^ flip;
  return fraction === 0 ? at : encodeDouble(u8, at, size, flip);
}

function bytesOf(word: number): number {
  return word < 0x100 ? 1 : word < 0x1_0000 ? 2 : word < 0x100_0000 ? 3 : 4;
}

/** The bits of a positive float64, the highest first, are in the order of the numbers. */
function encodeDouble(u8: Uint8Array, at: number, size: number, flip: number): number {
  scratch.setFloat64(0, size);
  writeWord(u8, at, scratch.getInt32(0), flip);
  writeWord(u8, at + 4, scratch.getInt32(4), flip);
  return at + 8;
}

/** The highest byte first. */
function writeWord(u8: Uint8Array, at: number, word: number, flip: number): void {
  u8[at] = (word >>> 24) ^ flip;
  u8[at + 1] = (word >>> 16) ^ flip;
  u8[at + 2] = (word >>> 8) ^ flip;
  u8[at + 3] = word ^ flip;
}

function encodeOther(u8: Uint8Array, at: number, end: number, key: unknown, depth: number): number {
  if (typeof key === "object" && key !== null) {
    if (depth === KEY_DEPTH) throw tooDeep(KEY_DEPTH);
    return Array.isArray(key)
      ? encodeArray(u8, at, end, key, depth + 1)
      : encodeObject(u8, at, end, key, depth + 1);
  }
  if (key !== null && typeof key !== "boolean") throw notOrderable(key);
  u8[at] = key === null ? KEY_NULL : key ? KEY_TRUE : KEY_FALSE;
  return at + 1;
}

/** Its parts are told apart here, as in `encodePart`: of a route or a pair of words that saves a call each. */
function encodeArray(
  u8: Uint8Array,
  at: number,
  end: number,
  parts: readonly unknown[],
  depth: number,
): number {
  const { length } = parts;
  u8[at++] = KEY_ARRAY;
  for (let i = 0; i < length; i++) {
    if (at >= end) return -1;
    const part = parts[i];
    if (typeof part === "string") {
      u8[at] = KEY_STRING;
      at = encodeText(u8, at + 1, end, part);
    } else if (typeof part === "number") at = encodeNumber(u8, at, end, part);
    else at = encodeOther(u8, at, end, part, depth);
    if (at === -1) return -1;
  }
  if (at >= end) return -1;
  u8[at] = END;
  return at + 1;
}

function encodeObject(u8: Uint8Array, at: number, end: number, key: object, depth: number): number {
  if (!isPlain(key)) throw notOrderable(key);
  u8[at++] = KEY_OBJECT;
  for (const name of Object.keys(key).sort(compareText)) {
    at = encodePart(u8, at, end, name, depth);
    if (at === -1) return -1;
    at = encodePart(u8, at, end, (key as Record<string, unknown>)[name], depth);
    if (at === -1) return -1;
  }
  if (at >= end) return -1;
  u8[at] = END;
  return at + 1;
}

function encodePart(u8: Uint8Array, at: number, end: number, part: unknown, depth: number): number {
  if (at >= end) return -1;
  if (typeof part === "string") {
    u8[at] = KEY_STRING;
    return encodeText(u8, at + 1, end, part);
  }
  if (typeof part === "number") return encodeNumber(u8, at, end, part);
  return encodeOther(u8, at, end, part, depth);
}
