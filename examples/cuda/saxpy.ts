/**
 * a·x + y, with a grid smaller than the array: each thread strides over it (a grid-stride loop).
 *
 *     npx tsx examples/cuda/saxpy.ts
 */
import * as cuda from "manycore/cuda";
import { runExample } from "./program.js";

const { f32 } = cuda;

export const saxpy = cuda.kernel([f32, f32.array, f32.array], ({ grid, gridsize }, a, x, y) => {
  const step = gridsize(1);
  for (let i = grid(1); i < y.length; i += step) y[i] = a * x[i] + y[i];
});

await runExample(import.meta.url, async () => {
  const n = 1_000_000;
  const x = await cuda.toDevice(new Float32Array(n).fill(3));
  const y = await cuda.toDevice(new Float32Array(n).fill(1));
  await saxpy(64, 128)(2, x, y);
  const [first] = await y.copyToHost();
  return `2 · 3 + 1 = ${first}`;
});
