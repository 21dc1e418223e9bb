/**
 * Explicit lanes, where one says which instruction it is: sixteen bytes added by one, and the search for a byte sixteen at a time.
 *
 *     npx tsx examples/simd/lanes.ts
 */
import * as simd from "manycore/simd";
import { runExample } from "./program.js";

const { u8x16 } = simd;

/** Bytes that add up to at most 255; the length is a multiple of 16. */
export const addSaturating = simd.jit((x: Uint8Array, y: Uint8Array, out: Uint8Array) => {
  for (let k = 0; k + 16 <= x.length; k += 16)
    u8x16.store(out, k, u8x16.addSat(u8x16.load(x, k), u8x16.load(y, k)));
});

/** The position of the first 16 bytes that have the byte, -1 if none: it leaves the loop as soon as any lane has it. */
export const blockWith = simd.jit((bytes: Uint8Array, byte: number) => {
  const wanted = u8x16.splat(byte);
  for (let k = 0; k + 16 <= bytes.length; k += 16)
    if (u8x16.any(u8x16.eq(u8x16.load(bytes, k), wanted))) return k;
  return -1;
});

runExample(import.meta.url, () => {
  const out = new Uint8Array(16);
  addSaturating(
    new Uint8Array(16).fill(200),
    Uint8Array.from({ length: 16 }, (_, k) => 10 * k),
    out,
  );
  const text = new TextEncoder().encode("one instruction for sixteen of them!".padEnd(48));
  return `${out.join(" ")}; "!" is in the block at ${blockWith(text, "!".charCodeAt(0))}`;
});
