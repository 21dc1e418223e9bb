/**
 * Conway's game of life on a torus, two boards in turn that stay on the target.
 *
 *     npx tsx examples/cuda/game-of-life.ts
 */
import * as cuda from "manycore/cuda";
import { runExample } from "./program.js";

const { i32 } = cuda;

export const step = cuda.kernel([i32.array2d, i32.array2d], (ctx, now, next) => {
  const [column, row] = ctx.grid(2);
  const rows = now.length;
  const columns = now.shape[1];
  if (row >= rows || column >= columns) return;
  let neighbours = 0;
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++)
      if (dx !== 0 || dy !== 0)
        neighbours += now[(row + dy + rows) % rows][(column + dx + columns) % columns];
  next[row][column] = neighbours === 3 || (neighbours === 2 && now[row][column] === 1) ? 1 : 0;
});

await runExample(import.meta.url, async () => {
  let [now, next] = [cuda.deviceArray([16, 16], i32), cuda.deviceArray([16, 16], i32)];
  const board = new Int32Array(256);
  // A glider.
  for (const [row, column] of [
    [0, 1],
    [1, 2],
    [2, 0],
    [2, 1],
    [2, 2],
  ])
    board[16 * row + column] = 1;
  await now.copyToDevice(board);
  for (let k = 0; k < 8; k++) {
    await step([2, 2], [8, 8])(now, next);
    [now, next] = [next, now];
  }
  const cells = await now.copyToHost();
  return Array.from({ length: 16 }, (_, row) =>
    [...cells.subarray(16 * row, 16 * row + 16)].map((c) => (c === 1 ? "#" : ".")).join(""),
  ).join("\n");
});
