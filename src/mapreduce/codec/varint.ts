/** Whole numbers in as few bytes as they need: LEB128, seven bits a byte, the lowest first. */
import type { Cursor } from "./cursor.js";

/** Bytes that a number of up to 2^53 takes at most. */
export const VARINT_BYTES = 8;

/** Writes a whole number from 0 to 2^53 and returns the position behind it. There must be room for `varintSize(n)` bytes. */
export function writeVarint(u8: Uint8Array, at: number, n: number): number {
  while (n > 0x7fff_ffff) {
    u8[at++] = (n % 128) | 128;
    n = Math.floor(n / 128);
  }
  while (n > 127) {
    u8[at++] = (n & 127) | 128;
    n >>>= 7;
  }
  u8[at++] = n;
  return at;
}

/** The number at the cursor, which moves behind it; -1, and the cursor stays, when its bytes go beyond `cursor.end`. */
export function readVarint(u8: Uint8Array, cursor: Cursor): number {
  const { end } = cursor;
  let { at } = cursor;
  if (at >= end) return -1;
  let byte = u8[at++]!;
  if (byte < 128) {
    cursor.at = at;
    return byte;
  }
  let n = byte & 127;
  for (let shift = 7; shift < 28; shift += 7) {
    if (at >= end) return -1;
    byte = u8[at++]!;
    n |= (byte & 127) << shift;
    if (byte < 128) {
      cursor.at = at;
      return n;
    }
  }
  // Beyond 28 bits a shift would reach the sign.
  for (let unit = 2 ** 28; ; unit *= 128) {
    if (at >= end) return -1;
    byte = u8[at++]!;
    n += (byte & 127) * unit;
    if (byte < 128) break;
  }
  cursor.at = at;
  return n;
}

/** Bytes that `writeVarint` writes. */
export function varintSize(n: number): number {
  let size = 1;
  for (; n > 127; n = Math.floor(n / 128)) size++;
  return size;
}
