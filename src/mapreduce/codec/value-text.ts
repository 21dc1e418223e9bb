/** Strings as values: one byte a code unit where that is enough, else two. Lone surrogates need no care. */
import {
  latin1Slice,
  latin1Write,
  SHORT_TEXT,
  SHORTEST_TEXT,
  shortText,
  ucs2Slice,
  ucs2Write,
} from "./native-text.js";
import { LATIN1, SHORT_STRING, SHORT_STRING_LIMIT, UTF16 } from "./value-tags.js";
import { varintSize, writeVarint } from "./varint.js";

/** At once false for strings that the engine keeps in one byte a unit. */
const WIDE = /[\u0100-\uffff]/;

/** Writes a string with its tag. Returns the position behind, or -1 when that would be beyond `end`. */
export function encodeString(u8: Uint8Array, at: number, end: number, text: string): number {
  const { length } = text;
  if (length > SHORT_TEXT) return encodeLongString(u8, at, end, text);
  let to = at + 1;
  if (to + length > end) return -1;
  let seen = 0;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    seen |= unit;
    u8[to++] = unit;
  }
  if (seen > 0xff) return encodeWideString(u8, at, end, text);
  u8[at] = SHORT_STRING + length;
  return to;
}

function encodeLongString(u8: Uint8Array, at: number, end: number, text: string): number {
  const { length } = text;
  if (at + length >= end) return -1;
  if (WIDE.test(text)) return encodeWideString(u8, at, end, text);
  if (length < SHORT_STRING_LIMIT) {
    u8[at++] = SHORT_STRING + length;
  } else {
    if (at + 1 + varintSize(length) + length > end) return -1;
    u8[at++] = LATIN1;
    at = writeVarint(u8, at, length);
  }
  return latin1Write(u8, at, text);
}

function encodeWideString(u8: Uint8Array, at: number, end: number, text: string): number {
  const { length } = text;
  if (at + 1 + varintSize(length) + 2 * length > end) return -1;
  u8[at++] = UTF16;
  at = writeVarint(u8, at, length);
  if (length > SHORT_TEXT) return ucs2Write(u8, at, text);
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    u8[at++] = unit;
    u8[at++] = unit >>> 8;
  }
  return at;
}

/** The string of `length` one-byte units at `at`. */
export function latin1At(u8: Uint8Array, at: number, length: number): string {
  return length <= SHORTEST_TEXT ? shortText(u8, at, length) : latin1Slice(u8, at, at + length);
}

/** The string of `length` two-byte units at `at`. */
export function utf16At(u8: Uint8Array, at: number, length: number): string {
  return ucs2Slice(u8, at, at + 2 * length);
}
