/** Bitmaps of 4096 bytes. A byte's lowest bit is its first place. */
import { type JavaScriptFunction, javascript } from "./javascript-function.js";

const BYTES = 4096;

function count(bytes: Uint8Array): bigint {
  let found = 0;
  for (let byte of bytes) for (; byte !== 0; byte &= byte - 1) found++;
  return BigInt(found);
}

/** @param places from 0 to 32767 */
function bitmap(places: readonly (number | null)[]): Uint8Array {
  const bytes = new Uint8Array(BYTES);
  for (const place of places) if (place !== null) bytes[place >> 3]! |= 1 << (place & 7);
  return bytes;
}

export const BITMAPS: readonly JavaScriptFunction[] = [
  javascript("js_bitmap_count", ["binary"], "long", count),
  javascript("js_bitmap", ["ints"], "binary", bitmap),
];
