import * as cuda from "manycore/cuda";

const { f32, i32 } = cuda;

/** Threads of a block along each axis. */
export const TILE = 16;

/** a·x + y, an element a thread. */
export const saxpy = cuda.kernel([f32, f32.array, f32.array, f32.array], ({ grid }, a, x, y, out) => {
  const i = grid(1);
  if (i < out.length) out[i] = a * x[i] + y[i];
});

/** Rounds until each point of an n × n picture escapes. */
export const mandelbrot = cuda.kernel([i32.array2d, i32], (ctx, out, most) => {
  const [column, row] = ctx.grid(2);
  const n = out.length;
  const cx = ctx.f32(-2) + ctx.f32(3 * column) / n;
  const cy = ctx.f32(-1.5) + ctx.f32(3 * row) / n;
  let x = ctx.f32(0);
  let y = ctx.f32(0);
  let k = 0;
  while (k < most && x * x + y * y <= 4) {
    const next = x * x - y * y + cx;
    y = 2 * x * y + cy;
    x = next;
    k++;
  }
  if (row < n && column < n) out[row][column] = k;
});

/** A product by tiles in shared memory. */
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
    tileA[ty][tx] = row < rows && start + tx < depth ? a[row][start + tx] : 0;
    tileB[ty][tx] = start + ty < depth && column < columns ? b[start + ty][column] : 0;
    ctx.syncthreads();
    for (let k = 0; k < 16; k++) sum += tileA[ty][k] * tileB[k][tx];
    ctx.syncthreads();
  }
  if (row < rows && column < columns) c[row][column] = sum;
});

/** An element a thread: as little work as a launch can do. */
export const fill = cuda.kernel([f32.array, f32], ({ grid }, out, value) => {
  const i = grid(1);
  if (i < out.length) out[i] = value;
});
