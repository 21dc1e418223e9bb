import { decode } from "../../portable/index.js";
import { Cursor } from "./cursor.js";
import { setOwn } from "./own-property.js";
import { unreadable } from "./unreadable.js";
import {
  ARRAY,
  DOUBLE,
  FALSE,
  INT,
  LATIN1,
  NULL,
  OBJECT,
  PARCEL,
  SHORT_ARRAY,
  SHORT_ARRAY_LIMIT,
  SHORT_STRING,
  SMALL_INT,
  TRUE,
  UNDEFINED,
  UTF16,
} from "./value-tags.js";
import { latin1At, utf16At } from "./value-text.js";
import { readVarint } from "./varint.js";

const scratch = new DataView(new ArrayBuffer(8));

/** The value at the cursor, which moves behind it: the inverse of `encodeValue`. Nothing of it refers to the bytes. */
export function decodeValue(u8: Uint8Array, cursor: Cursor): unknown {
  const tag = u8[cursor.at++]!;
  if (tag >= SMALL_INT) return tag - SMALL_INT;
  if (tag >= SHORT_STRING) {
    const { at } = cursor;
    const length = tag - SHORT_STRING;
    cursor.at = at + length;
    return latin1At(u8, at, length);
  }
  switch (tag) {
    case UNDEFINED:
      return undefined;
    case NULL:
      return null;
    case FALSE:
      return false;
    case TRUE:
      return true;
    case INT: {
      const zigzag = readNumber(u8, cursor);
      return (zigzag >>> 1) ^ -(zigzag & 1);
    }
    case DOUBLE: {
      const { at } = cursor;
      cursor.at = at + 8;
      scratch.setInt32(0, wordAt(u8, at), true);
      scratch.setInt32(4, wordAt(u8, at + 4), true);
      return scratch.getFloat64(0, true);
    }
    case LATIN1: {
      const length = readNumber(u8, cursor);
      const { at } = cursor;
      cursor.at = at + length;
      return latin1At(u8, at, length);
    }
    case UTF16: {
      const length = readNumber(u8, cursor);
      const { at } = cursor;
      cursor.at = at + 2 * length;
      return utf16At(u8, at, length);
    }
    case ARRAY:
      return decodeArray(u8, cursor, readNumber(u8, cursor));
    case OBJECT:
      return decodeObject(u8, cursor, readNumber(u8, cursor));
    case PARCEL: {
      const length = readNumber(u8, cursor);
      const { at } = cursor;
      cursor.at = at + length;
      return decode(u8.subarray(at, at + length), "process");
    }
    default:
      if (tag >= SHORT_ARRAY && tag < SHORT_ARRAY + SHORT_ARRAY_LIMIT)
        return decodeArray(u8, cursor, tag - SHORT_ARRAY);
      throw unreadable("value", tag, cursor.at - 1);
  }
}

/** A varint that must be there. */
function readNumber(u8: Uint8Array, cursor: Cursor): number {
  const length = readVarint(u8, cursor);
  if (length < 0) throw unreadable("value", undefined, cursor.at);
  return length;
}

function wordAt(u8: Uint8Array, at: number): number {
  return u8[at]! | (u8[at + 1]! << 8) | (u8[at + 2]! << 16) | (u8[at + 3]! << 24);
}

/** Short arrays are made at once: one that grows by `push` has room for 17 from its first element on. */
function decodeArray(u8: Uint8Array, cursor: Cursor, length: number): unknown[] {
  if (length === 2) return [decodeValue(u8, cursor), decodeValue(u8, cursor)];
  if (length === 3) return [decodeValue(u8, cursor), decodeValue(u8, cursor), decodeValue(u8, cursor)];
  const values: unknown[] = length === 0 ? [] : [decodeValue(u8, cursor)];
  for (let i = 1; i < length; i++) values.push(decodeValue(u8, cursor));
  return values;
}

function decodeObject(u8: Uint8Array, cursor: Cursor, count: number): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (let i = 0; i < count; i++) {
    const name = decodeValue(u8, cursor) as string;
    setOwn(object, name, decodeValue(u8, cursor));
  }
  return object;
}

const skipped = new Cursor();

/** Where the value at `at` ends. */
export function valueEnd(u8: Uint8Array, at: number): number {
  const end = valueEndWithin(u8, at, u8.length);
  if (end === -1) throw unreadable("value", undefined, u8.length);
  return end;
}

/** Where the value at `at` ends; -1 when that is beyond `end`. Nothing is decoded. */
export function valueEndWithin(u8: Uint8Array, at: number, end: number): number {
  // Values that are still to be skipped: an array or object adds what it holds.
  let open = 1;
  while (open > 0) {
    if (at >= end) return -1;
    const tag = u8[at++]!;
    open--;
    if (tag >= SMALL_INT || tag <= TRUE) continue;
    if (tag >= SHORT_STRING) {
      at += tag - SHORT_STRING;
    } else if (tag >= SHORT_ARRAY) {
      if (tag >= SHORT_ARRAY + SHORT_ARRAY_LIMIT) throw unreadable("value", tag, at - 1);
      open += tag - SHORT_ARRAY;
    } else if (tag === DOUBLE) {
      at += 8;
    } else {
      if (tag > PARCEL) throw unreadable("value", tag, at - 1);
      skipped.at = at;
      skipped.end = end;
      const n = readVarint(u8, skipped);
      if (n === -1) return -1;
      at = skipped.at;
      if (tag === LATIN1 || tag === PARCEL) at += n;
      else if (tag === UTF16) at += 2 * n;
      else if (tag === ARRAY) open += n;
      else if (tag === OBJECT) open += 2 * n;
    }
  }
  return at > end ? -1 : at;
}
