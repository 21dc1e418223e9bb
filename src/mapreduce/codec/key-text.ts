/**
 * Strings as parts of keys: WTF-8 (S. Sapin, https://simonsapin.github.io/wtf-8/), which is UTF-8 with lone surrogates in their
 * places, so that the order of the bytes is that of the code points; without the bytes 0 and 1, so that 0 can end it.
 */
import type { Cursor } from "./cursor.js";
import { END, ESCAPE } from "./key-tags.js";
import {
  latin1Slice,
  SHORT_TEXT,
  SHORTEST_TEXT,
  shortText,
  ucs2Slice,
  utf8Slice,
  utf8Write,
} from "./native-text.js";

/** What Node's UTF-8 doesn't write as we do; pairs of surrogates are rare enough to go the slow way with them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const SPECIAL = /[\0\x01\ud800-\udfff]/;

/** Writes the text and its end. Returns the position behind, or -1 when that would be beyond `end`. */
export function encodeText(u8: Uint8Array, at: number, end: number, text: string): number {
  const { length } = text;
  if (at + length >= end) return -1;
  if (length > SHORT_TEXT) {
    if (at + 3 * length >= end || SPECIAL.test(text)) return encodeAnyText(u8, at, end, text, 0);
    at = utf8Write(u8, at, text);
    u8[at] = END;
    return at + 1;
  }
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 2 || unit > 0x7f) return encodeAnyText(u8, at + i, end, text, i);
    u8[at + i] = unit;
  }
  u8[at + length] = END;
  return at + length + 1;
}

/** The text from unit `i` on. */
function encodeAnyText(u8: Uint8Array, at: number, end: number, text: string, i: number): number {
  const { length } = text;
  for (; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      if (unit <= ESCAPE) {
        if (at + 2 > end) return -1;
        u8[at++] = ESCAPE;
        u8[at++] = unit + 1;
      } else {
        if (at >= end) return -1;
        u8[at++] = unit;
      }
    } else if (unit < 0x800) {
      if (at + 2 > end) return -1;
      u8[at++] = 0xc0 | (unit >>> 6);
      u8[at++] = 0x80 | (unit & 0x3f);
    } else {
      const low = (unit & 0xfc00) === 0xd800 && i + 1 < length ? text.charCodeAt(i + 1) : 0;
      if ((low & 0xfc00) === 0xdc00) {
        if (at + 4 > end) return -1;
        const point = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
        u8[at++] = 0xf0 | (point >>> 18);
        u8[at++] = 0x80 | ((point >>> 12) & 0x3f);
        u8[at++] = 0x80 | ((point >>> 6) & 0x3f);
        u8[at++] = 0x80 | (point & 0x3f);
        i++;
      } else {
        if (at + 3 > end) return -1;
        u8[at++] = 0xe0 | (unit >>> 12);
        u8[at++] = 0x80 | ((unit >>> 6) & 0x3f);
        u8[at++] = 0x80 | (unit & 0x3f);
      }
    }
  }
  if (at >= end) return -1;
  u8[at] = END;
  return at + 1;
}

/** The text at the cursor: the inverse of `encodeText`. */
export function decodeText(u8: Uint8Array, cursor: Cursor): string {
  const start = cursor.at;
  let at = start;
  let seen = 0;
  let lowest = 0;
  // Beyond the bytes nothing is more than END: damaged ones don't make an endless loop.
  for (let byte = u8[at]!; byte > END; byte = u8[++at]!) {
    seen |= byte;
    // Negative for ESCAPE only, and from then on.
    lowest |= byte - 2;
  }
  cursor.at = at + 1;
  if (lowest < 0) return decodeAnyText(u8, start, at);
  if (seen > 0x7f)
    return hasSurrogate(u8, start, at) ? decodeAnyText(u8, start, at) : utf8Slice(u8, start, at);
  if (at - start <= SHORTEST_TEXT) return shortText(u8, start, at - start);
  return latin1Slice(u8, start, at);
}

/** A lone surrogate, of which UTF-8 knows nothing: ED A0 80 to ED BF BF. */
function hasSurrogate(u8: Uint8Array, at: number, end: number): boolean {
  for (; at < end; at++) if (u8[at] === 0xed && u8[at + 1]! >= 0xa0) return true;
  return false;
}

/** Where the text at `at` ends. */
export function textEnd(u8: Uint8Array, at: number): number {
  while (u8[at]! > END) at++;
  return at + 1;
}

function decodeAnyText(u8: Uint8Array, at: number, end: number): string {
  const units = new Uint8Array(2 * (end - at));
  let to = 0;
  while (at < end) {
    const byte = u8[at++]!;
    let point = byte;
    if (byte === ESCAPE) {
      point = u8[at++]! - 1;
    } else if (byte >= 0xf0) {
      point = ((byte & 0x07) << 18) | ((u8[at]! & 0x3f) << 12) | ((u8[at + 1]! & 0x3f) << 6);
      point |= u8[at + 2]! & 0x3f;
      at += 3;
    } else if (byte >= 0xe0) {
      point = ((byte & 0x0f) << 12) | ((u8[at]! & 0x3f) << 6) | (u8[at + 1]! & 0x3f);
      at += 2;
    } else if (byte >= 0x80) {
      point = ((byte & 0x1f) << 6) | (u8[at++]! & 0x3f);
    }
    if (point > 0xffff) {
      const high = 0xd800 | ((point - 0x10000) >>> 10);
      units[to++] = high;
      units[to++] = high >>> 8;
      point = 0xdc00 | (point & 0x3ff);
    }
    units[to++] = point;
    units[to++] = point >>> 8;
  }
  return ucs2Slice(units, 0, to);
}

/**
 * The order of the code points of two strings, as their encodings have it: unlike `<`, which puts the units of pairs of surrogates
 * before U+E000 to U+FFFF.
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const shorter = a.length < b.length ? a.length : b.length;
  for (let i = 0; i < shorter; i++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(i);
    if (difference === 0) continue;
    return (a.charCodeAt(i) | b.charCodeAt(i)) < 0xd800 ? difference : comparePoints(a, b, i);
  }
  return a.length - b.length;
}

/** The order of two texts that differ first in unit `i`. */
function comparePoints(a: string, b: string, i: number): number {
  // The unit before is the same in both, and may be the first of a pair in one of them or in both.
  if (i > 0 && (a.charCodeAt(i - 1) & 0xfc00) === 0xd800) {
    const difference = a.codePointAt(i - 1)! - b.codePointAt(i - 1)!;
    if (difference !== 0) return difference;
  }
  return a.codePointAt(i)! - b.codePointAt(i)!;
}
