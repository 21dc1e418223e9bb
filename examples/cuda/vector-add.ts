/**
 * The first kernel: each thread adds one element.
 *
 *     npx tsx examples/cuda/vector-add.ts
 */
import * as cuda from "manycore/cuda";
import { runExample } from "./program.js";

const { f32 } = cuda;

export const add = cuda.kernel([f32.array, f32.array, f32.array], ({ grid }, x, y, out) => {
  const i = grid(1);
  if (i < out.length) out[i] = x[i] + y[i];
});

await runExample(import.meta.url, async () => {
  const n = 1_000_000;
  const x = Float32Array.from({ length: n }, (_, k) => k);
  const y = new Float32Array(n).fill(0.5);
  const out = new Float32Array(n);
  await add(Math.ceil(n / 256), 256)(x, y, out);
  return `${out[0]} … ${out[n - 1]}`;
});
