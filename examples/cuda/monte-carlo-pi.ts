/**
 * π from points in a square, each thread with a random generator of its own: xorshift32 (G. Marsaglia, "Xorshift RNGs", 2003), seeded by
 * the thread's number through a mixing function (Knuth's multiplicative hash).
 *
 *     npx tsx examples/cuda/monte-carlo-pi.ts
 */
import * as cuda from "manycore/cuda";
import { runExample } from "./program.js";

const { i32, u32 } = cuda;

/** Counts the points of each thread that fall within the circle. */
export const countInside = cuda.kernel([u32, i32, i32.array], (ctx, seed, points, inside) => {
  const i = ctx.grid(1);
  let state = (Math.imul(i + 1, 0x9e3779b1) ^ seed) >>> 0;
  if (state === 0) state = ctx.u32(1);
  let count = 0;
  for (let k = 0; k < points; k++) {
    state = (state ^ (state << 13)) >>> 0;
    state = (state ^ (state >>> 17)) >>> 0;
    state = (state ^ (state << 5)) >>> 0;
    // The upper and the lower half of the bits: two coordinates.
    const x = ctx.i32(state >>> 16);
    const y = ctx.i32(state & 65535);
    // Halved, so that the squares' sum stays within 31 bits.
    if ((x >> 1) * (x >> 1) + (y >> 1) * (y >> 1) < 1073741824) count++;
  }
  if (i < inside.length) inside[i] = count;
});

await runExample(import.meta.url, async () => {
  const [threads, points] = [1024, 1000];
  const inside = new Int32Array(threads);
  await countInside(threads / 128, 128)(42, points, inside);
  return `π is about ${(4 * inside.reduce((a, b) => a + b, 0)) / (threads * points)}`;
});
