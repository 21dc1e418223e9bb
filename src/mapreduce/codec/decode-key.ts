import type { Cursor } from "./cursor.js";
import {
  END,
  KEY_ARRAY,
  KEY_FALSE,
  KEY_HIGHEST,
  KEY_LOWEST,
  KEY_NULL,
  KEY_OBJECT,
  KEY_STRING,
  KEY_TRUE,
  KEY_ZERO,
} from "./key-tags.js";
import { decodeText, textEnd } from "./key-text.js";
import { setOwn } from "./own-property.js";
import { unreadable } from "./unreadable.js";

const scratch = new DataView(new ArrayBuffer(8));

/** The key at the cursor, which moves behind it: the inverse of `encodeKey`. -0 comes back as 0. */
export function decodeKey(u8: Uint8Array, cursor: Cursor): unknown {
  const tag = u8[cursor.at++]!;
  if (tag === KEY_STRING) return decodeText(u8, cursor);
  if (tag >= KEY_LOWEST && tag <= KEY_HIGHEST) return decodeNumber(u8, cursor, tag);
  return decodeOther(u8, cursor, tag);
}

function decodeOther(u8: Uint8Array, cursor: Cursor, tag: number): unknown {
  switch (tag) {
    case KEY_NULL:
      return null;
    case KEY_FALSE:
      return false;
    case KEY_TRUE:
      return true;
    case KEY_ARRAY:
      return decodeArray(u8, cursor);
    case KEY_OBJECT: {
      const object: Record<string, unknown> = {};
      while (!isEnd(u8, cursor)) {
        const name = decodeKey(u8, cursor) as string;
        setOwn(object, name, decodeKey(u8, cursor));
      }
      return object;
    }
    default:
      throw unreadable("key", tag, cursor.at - 1);
  }
}

/** Short arrays are made at once: one that grows by `push` has room for 17 from its first element on. */
function decodeArray(u8: Uint8Array, cursor: Cursor): unknown[] {
  if (isEnd(u8, cursor)) return [];
  const first = decodeKey(u8, cursor);
  if (isEnd(u8, cursor)) return [first];
  const second = decodeKey(u8, cursor);
  if (isEnd(u8, cursor)) return [first, second];
  const parts = [first, second, decodeKey(u8, cursor)];
  while (!isEnd(u8, cursor)) parts.push(decodeKey(u8, cursor));
  return parts;
}

/** Passes over the end of an array or object, if it is here. */
function isEnd(u8: Uint8Array, cursor: Cursor): boolean {
  if (u8[cursor.at] !== END) return false;
  cursor.at++;
  return true;
}

function decodeNumber(u8: Uint8Array, cursor: Cursor, tag: number): number {
  if (tag === KEY_ZERO) return 0;
  if (tag === KEY_HIGHEST) return decodeDouble(u8, cursor, 0);
  if (tag === KEY_LOWEST) return -decodeDouble(u8, cursor, 0xff);
  const flip = tag < KEY_ZERO ? 0xff : 0;
  const bytes = tag < KEY_ZERO ? KEY_ZERO - tag : tag - KEY_ZERO;
  let { at } = cursor;
  let doubled = u8[at++]! ^ flip;
  // Up to three bytes stay in small integers.
  if (bytes <= 3) for (let i = 1; i < bytes; i++) doubled = (doubled << 8) | (u8[at++]! ^ flip);
  else for (let i = 1; i < bytes; i++) doubled = doubled * 256 + (u8[at++]! ^ flip);
  cursor.at = at;
  const even = ((u8[at - 1]! ^ flip) & 1) === 0;
  const size = even ? doubled / 2 : decodeDouble(u8, cursor, flip);
  return flip === 0 ? size : -size;
}

function decodeDouble(u8: Uint8Array, cursor: Cursor, flip: number): number {
  const { at } = cursor;
  cursor.at = at + 8;
  // -1 or 0: the complement of all bits, or none.
  const flips = -(flip & 1);
  scratch.setInt32(0, wordAt(u8, at) ^ flips);
  scratch.setInt32(4, wordAt(u8, at + 4) ^ flips);
  return scratch.getFloat64(0);
}

/** The highest byte first. */
function wordAt(u8: Uint8Array, at: number): number {
  return (u8[at]! << 24) | (u8[at + 1]! << 16) | (u8[at + 2]! << 8) | u8[at + 3]!;
}

/** Where the key at `at` ends. */
export function keyEnd(u8: Uint8Array, at: number): number {
  let open = 0;
  do {
    const tag = u8[at++]!;
    if (tag === KEY_STRING) at = textEnd(u8, at);
    else if (tag >= KEY_LOWEST && tag <= KEY_HIGHEST) at = numberEnd(u8, at, tag);
    else if (tag === KEY_ARRAY || tag === KEY_OBJECT) open++;
    else if (tag === END && open > 0) open--;
    else if (!(tag >= KEY_NULL && tag <= KEY_TRUE)) throw unreadable("key", tag, at - 1);
  } while (open > 0);
  return at;
}

function numberEnd(u8: Uint8Array, at: number, tag: number): number {
  if (tag === KEY_HIGHEST || tag === KEY_LOWEST) return at + 8;
  if (tag === KEY_ZERO) return at;
  const end = at + (tag < KEY_ZERO ? KEY_ZERO - tag : tag - KEY_ZERO);
  const flip = tag < KEY_ZERO ? 0xff : 0;
  return ((u8[end - 1]! ^ flip) & 1) === 0 ? end : end + 8;
}
