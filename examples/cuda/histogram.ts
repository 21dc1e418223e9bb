/**
 * How often each byte occurs: every block counts in shared memory and adds its counts to the whole.
 *
 *     npx tsx examples/cuda/histogram.ts
 */
import * as cuda from "manycore/cuda";
import { runExample } from "./program.js";

const { i32 } = cuda;

export const histogram = cuda.kernel([i32.array, i32.array], (ctx, values, counts) => {
  const mine = ctx.shared.array(256, ctx.i32);
  const step = ctx.gridsize(1);
  for (let i = ctx.grid(1); i < values.length; i += step) ctx.atomicAdd(mine, values[i] & 255, 1);
  ctx.syncthreads();
  for (let k = ctx.threadIdx.x; k < 256; k += ctx.blockDim.x) ctx.atomicAdd(counts, k, mine[k]);
});

await runExample(import.meta.url, async () => {
  const text = new TextEncoder().encode("to be or not to be");
  const counts = new Int32Array(256);
  await histogram(2, 64)(Int32Array.from(text), counts);
  return `"o" occurs ${counts["o".charCodeAt(0)]} times`;
});
