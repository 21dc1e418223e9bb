/**
 * Running sums by blocks (W. D. Hillis, G. L. Steele, "Data Parallel Algorithms", 1986): each block scans its part, then the sums of the parts
 * before are added.
 *
 *     npx tsx examples/cuda/prefix-scan.ts
 */
import * as cuda from "manycore/cuda";
import { runExample } from "./program.js";

const { i32 } = cuda;

/** Threads of a block. */
export const PART = 128;

/** Scans parts of 128 in place; `totals` gets each part's sum. */
export const scanParts = cuda.kernel([i32.array, i32.array], (ctx, x, totals) => {
  const sums = ctx.shared.array(128, ctx.i32);
  const t = ctx.threadIdx.x;
  const i = ctx.grid(1);
  sums[t] = i < x.length ? x[i] : 0;
  ctx.syncthreads();
  for (let distance = 1; distance < 128; distance *= 2) {
    const before = t >= distance ? sums[t - distance] : 0;
    ctx.syncthreads();
    sums[t] += before;
    ctx.syncthreads();
  }
  if (i < x.length) x[i] = sums[t];
  if (t === 127) totals[ctx.blockIdx.x] = sums[t];
});

export const addTotals = cuda.kernel([i32.array, i32.array], (ctx, x, totals) => {
  const i = ctx.grid(1);
  if (ctx.blockIdx.x > 0 && i < x.length) x[i] += totals[ctx.blockIdx.x - 1];
});

/** Running sums of the array, in place. */
export async function scan(x: cuda.DeviceArray<"i32">, options?: cuda.LaunchOptions): Promise<void> {
  const parts = Math.ceil(x.size / PART);
  const totals = cuda.deviceArray(parts, i32);
  await scanParts(parts, PART, options)(x, totals);
  if (parts === 1) return;
  await scan(totals, options);
  await addTotals(parts, PART, options)(x, totals);
}

await runExample(import.meta.url, async () => {
  const n = 100_000;
  const x = await cuda.toDevice(Int32Array.from({ length: n }, (_, k) => k + 1));
  await scan(x);
  const sums = await x.copyToHost();
  return `1 + … + 1000 = ${sums[999]}`;
});
