import { NotPortableError } from "../../errors.js";
import { encode } from "../../portable/index.js";
import {
  ARRAY,
  DOUBLE,
  FALSE,
  INT,
  NULL,
  OBJECT,
  PARCEL,
  SHORT_ARRAY,
  SHORT_ARRAY_LIMIT,
  SMALL_INT,
  TRUE,
  UNDEFINED,
  VALUE_DEPTH,
} from "./value-tags.js";
import { encodeString } from "./value-text.js";
import { varintSize, writeVarint } from "./varint.js";

/** Said by the parts of a value: there is no room; the value that holds them all must go as one parcel. */
const NO_ROOM = -1;
const AS_A_WHOLE = -2;

const scratch = new DataView(new ArrayBuffer(8));

/**
 * Writes any value that `portable` carries. What is simple (undefined, null, booleans, numbers, strings, and plain arrays and objects
 * of these) has compact tags of its own, in which an object is what its enumerable own properties with string names say, as in JSON:
 * getters are read, and what occurs twice is written twice. All else goes into a parcel.
 *
 * @returns the position behind the value; -1 when that would be beyond `end`: what lies there then is of no use
 * @throws NotPortableError naming what can't travel and how it is reached
 */
export function encodeValue(u8: Uint8Array, at: number, end: number, value: unknown): number {
  const behind = encodePart(u8, at, end, value, 0);
  return behind === AS_A_WHOLE ? encodeParcel(u8, at, end, value) : behind;
}

function encodePart(u8: Uint8Array, at: number, end: number, value: unknown, depth: number): number {
  if (at >= end) return NO_ROOM;
  if (typeof value === "number") return encodeNumber(u8, at, end, value);
  if (typeof value === "string") return encodeString(u8, at, end, value);
  if (typeof value === "object" && value !== null) return encodeObject(u8, at, end, value, depth);
  if (value === null) u8[at] = NULL;
  else if (value === true) u8[at] = TRUE;
  else if (value === false) u8[at] = FALSE;
  else if (value === undefined) u8[at] = UNDEFINED;
  else return encodeParcelPart(u8, at, end, value, depth);
  return at + 1;
}

/** Counts, minutes, small sums: what most jobs send, in so little code that it is compiled into whoever calls it. */
function encodeNumber(u8: Uint8Array, at: number, end: number, value: number): number {
  const int = value | 0;
  // -0 is no 0.
  if (int === value && (int !== 0 || 1 / value > 0) && int < 0x2000 && int >= -0x2000 && at + 3 <= end) {
    if (int >= 0 && int < 128) {
      u8[at] = SMALL_INT | int;
      return at + 1;
    }
    const zigzag = (int << 1) ^ (int >> 31);
    u8[at] = INT;
    if (zigzag < 128) {
      u8[at + 1] = zigzag;
      return at + 2;
    }
    u8[at + 1] = zigzag | 128;
    u8[at + 2] = zigzag >>> 7;
    return at + 3;
  }
  return encodeAnyNumber(u8, at, end, value);
}

function encodeAnyNumber(u8: Uint8Array, at: number, end: number, value: number): number {
  if (at >= end) return NO_ROOM;
  if ((value | 0) === value && (value !== 0 || 1 / value > 0)) {
    if (value >= 0 && value < 128) {
      u8[at] = SMALL_INT | value;
      return at + 1;
    }
    const zigzag = ((value << 1) ^ (value >> 31)) >>> 0;
    if (at + 6 > end && at + 1 + varintSize(zigzag) > end) return NO_ROOM;
    u8[at] = INT;
    return writeVarint(u8, at + 1, zigzag);
  }
  if (at + 9 > end) return NO_ROOM;
  u8[at] = DOUBLE;
  scratch.setFloat64(0, value, true);
  writeWord(u8, at + 1, scratch.getInt32(0, true));
  writeWord(u8, at + 5, scratch.getInt32(4, true));
  return at + 9;
}

function writeWord(u8: Uint8Array, at: number, word: number): void {
  u8[at] = word;
  u8[at + 1] = word >>> 8;
  u8[at + 2] = word >>> 16;
  u8[at + 3] = word >>> 24;
}

function encodeObject(u8: Uint8Array, at: number, end: number, value: object, depth: number): number {
  if (Array.isArray(value)) return encodeArray(u8, at, end, value, depth);
  if (Object.getPrototypeOf(value) !== Object.prototype) return encodeParcelPart(u8, at, end, value, depth);
  if (depth === VALUE_DEPTH) return AS_A_WHOLE;
  const names = Object.keys(value);
  at = encodeCount(u8, at, end, OBJECT, names.length);
  for (let i = 0; i < names.length && at >= 0; i++) {
    at = encodeString(u8, at, end, names[i]!);
    if (at >= 0) at = encodePart(u8, at, end, (value as Record<string, unknown>)[names[i]!], depth + 1);
  }
  return at;
}

function encodeArray(u8: Uint8Array, at: number, end: number, values: unknown[], depth: number): number {
  const { length } = values;
  // Behind the look at `length` the engine knows the array's hidden class, and asks no further: before it, this is a call.
  if (Object.getPrototypeOf(values) !== Array.prototype) return encodeParcelPart(u8, at, end, values, depth);
  if (depth === VALUE_DEPTH) return AS_A_WHOLE;
  const start = at;
  if (length < SHORT_ARRAY_LIMIT) u8[at++] = SHORT_ARRAY + length;
  else at = encodeCount(u8, at, end, ARRAY, length);
  for (let i = 0; i < length && at >= 0; i++) {
    const value = values[i];
    if (typeof value === "number") {
      at = encodeNumber(u8, at, end, value);
      continue;
    }
    // A hole: such arrays, even of a length of 2^32 - 1, portable writes in the space of what they hold.
    if (value === undefined && !(i in values)) return encodeParcelPart(u8, start, end, values, depth);
    at = encodePart(u8, at, end, value, depth + 1);
  }
  return at;
}

function encodeCount(u8: Uint8Array, at: number, end: number, tag: number, count: number): number {
  if (at + 1 + varintSize(count) > end) return NO_ROOM;
  u8[at] = tag;
  return writeVarint(u8, at + 1, count);
}

/** A value, or a part of one. A part's error wouldn't say how it is reached, so then the whole is tried. */
function encodeParcelPart(u8: Uint8Array, at: number, end: number, value: unknown, depth: number): number {
  try {
    return encodeParcel(u8, at, end, value);
  } catch (error) {
    if (depth > 0 && error instanceof NotPortableError) return AS_A_WHOLE;
    throw error;
  }
}

function encodeParcel(u8: Uint8Array, at: number, end: number, value: unknown): number {
  const { bytes } = encode(value, "process");
  const { length } = bytes;
  if (at + 1 + varintSize(length) + length > end) return NO_ROOM;
  u8[at] = PARCEL;
  at = writeVarint(u8, at + 1, length);
  u8.set(bytes, at);
  return at + length;
}
