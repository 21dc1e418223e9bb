import * as cuda from "manycore/cuda";

const { i32 } = cuda;

/** Hours of a day, and by how many minutes a flight of them is late at least to be counted in each class. */
export const HOURS = 24;
export const CLASSES = [Number.NEGATIVE_INFINITY, 15, 60, 180] as const;

/**
 * Flights of each hour in each class: a thread strides over the flights, a block counts in shared memory, and each block adds its
 * counts to the whole.
 */
export const countLateness = cuda.kernel([i32.array, i32.array, i32.array2d], (ctx, delay, hour, counts) => {
  const mine = ctx.shared.array([24, 4], ctx.i32);
  const step = ctx.gridsize(1);
  for (let i = ctx.grid(1); i < delay.length; i += step) {
    const minutes = delay[i];
    const late = minutes < 15 ? 0 : minutes < 60 ? 1 : minutes < 180 ? 2 : 3;
    ctx.atomicAdd(mine, [hour[i], late], 1);
  }
  ctx.syncthreads();
  for (let k = ctx.threadIdx.x; k < 96; k += ctx.blockDim.x) {
    const row = (k / 4) | 0;
    const column = k % 4;
    ctx.atomicAdd(counts, [row, column], mine[row][column]);
  }
});

/** The same by a loop in one thread: row by row, an hour a row. */
export function countInLoop(delay: Int32Array, hour: Int32Array): Int32Array {
  const counts = new Int32Array(HOURS * CLASSES.length);
  for (let i = 0; i < delay.length; i++) {
    const minutes = delay[i] as number;
    const late = minutes < 15 ? 0 : minutes < 60 ? 1 : minutes < 180 ? 2 : 3;
    const at = (hour[i] as number) * CLASSES.length + late;
    counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}
