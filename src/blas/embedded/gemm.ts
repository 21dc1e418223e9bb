/** The driver of the embedded matrix multiplication: cuts it into passes, packs, and hands the blocks to the team. */
import { heap } from "../../memory/index.js";
import { defineKernel, type KernelCode, runTeam } from "../../threads/index.js";
import { ITEM, type Precision } from "../precision.js";
import { GEMM_PARAMS, gemmModule, STEP } from "./gemm-kernel.js";
import { threadsInUse } from "./threads.js";
import {
  BLOCK_ROWS,
  DEPTH,
  LEAST_BLOCK_COLUMNS,
  MOST_BLOCK_COLUMNS,
  PASS_COLUMNS,
  PASS_ROWS,
  TILE_COLUMNS,
  tileRows,
} from "./tile-shape.js";
import type { Workspace } from "./workspace.js";

/**
 * Multiply–adds from which the team shares a multiplication: 96 × 96 × 96. Each of the three steps is a fork and join;
 * where no helper comes in time they cost 8 of 22 µs at 64³ and 3 of 47 µs at 96³ (float32, 2 cores, best of 150 rounds).
 */
export const GEMM_TEAM_CUTOFF = 96 ** 3;

/** Panels that a slice packs: enough to be worth claiming. */
const PANELS_PER_SLICE = 8;

const kernels = new Map<Precision, KernelCode>();

function kernelOf(precision: Precision): KernelCode {
  let kernel = kernels.get(precision);
  if (kernel === undefined) {
    kernel = defineKernel(gemmModule(precision, heap().shared), `gemm_${precision}`);
    kernels.set(precision, kernel);
  }
  return kernel;
}

/** `C = alpha·op(A)·op(B) + beta·C` on addresses in the heap. See `Routines.gemm`. */
export function gemm(
  precision: Precision,
  transA: boolean,
  transB: boolean,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  beta: number,
  c: number,
  ldc: number,
  w: Workspace,
): void {
  const item = ITEM[precision];
  const kernel = kernelOf(precision);
  const threads = m * n * k < GEMM_TEAM_CUTOFF ? 1 : threadsInUse();
  // Strides of op(A) and op(B) in bytes: packing reads through them, so a transpose is nothing special.
  const [rowA, depthA] = transA ? [item, lda * item] : [lda * item, item];
  const [depthB, columnB] = transB ? [item, ldb * item] : [ldb * item, item];
  const passRows = Math.min(m, PASS_ROWS);
  const passColumns = Math.min(n, PASS_COLUMNS);
  const passDepth = Math.min(k, DEPTH);
  const packedA = w.take(roundUp(passRows, tileRows()) * passDepth * item);
  const packedB = w.take(roundUp(passColumns, TILE_COLUMNS[precision]) * passDepth * item);
  w.setInt(GEMM_PARAMS.packedA, packedA);
  w.setInt(GEMM_PARAMS.packedB, packedB);
  w.setInt(GEMM_PARAMS.rowStride, ldc * item);
  w.setFloat(GEMM_PARAMS.alpha, alpha);
  for (let column = 0; column < n; column += PASS_COLUMNS) {
    const columns = Math.min(PASS_COLUMNS, n - column);
    for (let depth = 0; depth < k; depth += DEPTH) {
      w.setInt(GEMM_PARAMS.depth, Math.min(DEPTH, k - depth));
      w.setFloat(GEMM_PARAMS.beta, depth === 0 ? beta : 1);
      setPack(w, STEP.packB, b + column * columnB + depth * depthB, columnB, depthB, columns, packedB);
      share(kernel, w, Math.ceil(columns / TILE_COLUMNS[precision]), PANELS_PER_SLICE, threads);
      for (let row = 0; row < m; row += PASS_ROWS) {
        const rows = Math.min(PASS_ROWS, m - row);
        setPack(w, STEP.packA, a + row * rowA + depth * depthA, rowA, depthA, rows, packedA);
        share(kernel, w, Math.ceil(rows / tileRows()), PANELS_PER_SLICE, threads);
        const blockRows = Math.ceil(rows / BLOCK_ROWS);
        const blockColumns = columnsOfBlock(columns, blockRows, threads);
        w.setInt(GEMM_PARAMS.step, STEP.tiles);
        w.setInt(GEMM_PARAMS.c, c + (row * ldc + column) * item);
        w.setInt(GEMM_PARAMS.rows, rows);
        w.setInt(GEMM_PARAMS.columns, columns);
        w.setInt(GEMM_PARAMS.blockColumns, blockColumns);
        share(kernel, w, blockRows * Math.ceil(columns / blockColumns), 1, threads);
      }
    }
  }
}

function setPack(
  w: Workspace,
  step: number,
  source: number,
  lineStride: number,
  depthStride: number,
  lines: number,
  packed: number,
): void {
  w.setInt(GEMM_PARAMS.step, step);
  w.setInt(GEMM_PARAMS.source, source);
  w.setInt(GEMM_PARAMS.lineStride, lineStride);
  w.setInt(GEMM_PARAMS.depthStride, depthStride);
  w.setInt(GEMM_PARAMS.lines, lines);
  w.setInt(GEMM_PARAMS.packed, packed);
}

/** Runs all items, on the team when there is one to share with. */
function share(kernel: KernelCode, w: Workspace, items: number, grain: number, threads: number): void {
  if (threads > 1) runTeam(kernel, w.params, items, grain);
  // Item by item, so that a first, long product is taken over by the optimised code once it is there.
  else
    for (let item = 0; item < items; item += grain)
      kernel.run(w.params, item, Math.min(items, item + grain), item);
}

/** Halves the blocks until each thread has four: what one of them does last then matters little. */
function columnsOfBlock(columns: number, blockRows: number, threads: number): number {
  let width = MOST_BLOCK_COLUMNS;
  while (threads > 1 && width > LEAST_BLOCK_COLUMNS && blockRows * Math.ceil(columns / width) < 4 * threads)
    width /= 2;
  return width;
}

function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
