/**
 * Rounds until a point of the plane escapes: a loop that ends at a different time for each thread.
 *
 *     npx tsx examples/cuda/mandelbrot.ts
 */
import * as cuda from "manycore/cuda";
import * as np from "manycore/numpy";
import { runExample } from "./program.js";

const { f32, i32 } = cuda;

export const mandelbrot = cuda.kernel(
  [i32.array2d, f32, f32, f32, i32],
  (ctx, out, left, top, step, most) => {
    const [column, row] = ctx.grid(2);
    const re = left + step * column;
    const im = top + step * row;
    let x = ctx.f32(0);
    let y = ctx.f32(0);
    let rounds = 0;
    while (rounds < most && x * x + y * y <= 4) {
      const next = x * x - y * y + re;
      y = 2 * x * y + im;
      x = next;
      rounds++;
    }
    if (row < out.length && column < out.shape[1]) out[row][column] = rounds;
  },
);

await runExample(import.meta.url, async () => {
  const [rows, columns] = [24, 72];
  const out = np.zeros([rows, columns], { dtype: "int32" });
  await mandelbrot([Math.ceil(columns / 8), rows / 8], [8, 8])(out, -2.2, -1.2, 1 / 24, 50);
  return out
    .toTypedArray()
    .reduce(
      (text, n, k) => `${text}${" .:-=+*#%@"[Math.min(9, n >> 2)]}${k % columns === columns - 1 ? "\n" : ""}`,
      "",
    );
});
