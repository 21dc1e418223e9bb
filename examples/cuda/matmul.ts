/**
 * A product of matrices by tiles in shared memory, as in the CUDA C Programming Guide's chapter "Shared Memory".
 *
 *     npx tsx examples/cuda/matmul.ts
 */
import * as cuda from "manycore/cuda";
import * as np from "manycore/numpy";
import { runExample } from "./program.js";

const { f32 } = cuda;

/** Threads of a block along x and y. */
export const TILE = 16;

export const matmul = cuda.kernel([f32.array2d, f32.array2d, f32.array2d], (ctx, a, b, c) => {
  const tileA = ctx.shared.array([16, 16], ctx.f32);
  const tileB = ctx.shared.array([16, 16], ctx.f32);
  const [column, row] = ctx.grid(2);
  const tx = ctx.threadIdx.x;
  const ty = ctx.threadIdx.y;
  let sum = ctx.f32(0);
  const rows = a.length;
  const depth = b.length;
  const columns = b.shape[1];
  for (let start = 0; start < depth; start += 16) {
    // Beyond the matrices a tile holds zeros, which add nothing.
    tileA[ty][tx] = row < rows && start + tx < depth ? a[row][start + tx] : 0;
    tileB[ty][tx] = start + ty < depth && column < columns ? b[start + ty][column] : 0;
    ctx.syncthreads();
    for (let k = 0; k < 16; k++) sum += tileA[ty][k] * tileB[k][tx];
    ctx.syncthreads();
  }
  if (row < rows && column < columns) c[row][column] = sum;
});

await runExample(import.meta.url, async () => {
  const [m, k, n] = [200, 300, 100];
  const a = np
    .arange(m * k, { dtype: "float32" })
    .reshape(m, k)
    .div(1000);
  const b = np.ones([k, n], { dtype: "float32" });
  const c = np.zeros([m, n], { dtype: "float32" });
  await matmul([Math.ceil(n / TILE), Math.ceil(m / TILE)], [TILE, TILE])(a, b, c);
  return `c[1, 1] = ${c.item(1, 1)}`;
});
