/** The driver of the embedded matrix–vector product, on addresses in the heap. */
import { heap } from "../../memory/index.js";
import { defineKernel, type KernelCode, runTeam } from "../../threads/index.js";
import { ITEM, type Precision } from "../precision.js";
import { GEMV_PARAMS, gemvModule, MODE } from "./gemv-kernel.js";
import { threadsInUse } from "./threads.js";
import type { Workspace } from "./workspace.js";

/**
 * Elements of A from which the team shares a product. Reading 2^18 of them takes 50–100 µs from main memory (20 GB/s),
 * several times a fork and join (20 µs). Two cores gain little there, since one can use most of the bandwidth.
 */
export const GEMV_TEAM_CUTOFF = 2 ** 18;

/** Elements of A in a slice. */
const SLICE = 2 ** 16;
/** Columns in a slice at least: a stretch of y and of each row worth the call. */
const LEAST_COLUMNS = 256;

const kernels = new Map<Precision, KernelCode>();

function kernelOf(precision: Precision): KernelCode {
  let kernel = kernels.get(precision);
  if (kernel === undefined) {
    kernel = defineKernel(gemvModule(precision, heap().shared), `gemv_${precision}`);
    kernels.set(precision, kernel);
  }
  return kernel;
}

/** `y = alpha·op(A)·x + beta·y` on addresses in the heap. See `Routines.gemv`. */
export function gemv(
  precision: Precision,
  trans: boolean,
  m: number,
  n: number,
  alpha: number,
  a: number,
  lda: number,
  x: number,
  incx: number,
  beta: number,
  y: number,
  incy: number,
  w: Workspace,
): void {
  const item = ITEM[precision];
  const kernel = kernelOf(precision);
  const [lengthX, lengthY] = trans ? [m, n] : [n, m];
  const values = precision === "float32" ? w.heap.f32 : w.heap.f64;
  const shift = precision === "float32" ? 2 : 3;
  // The side along the rows of A has to be dense: x, or with a transposed A, y.
  const denseX = trans
    ? 0
    : dense(values, x >>> shift, lengthX, incx, () => w.take(lengthX * item) >>> shift);
  const startY = firstOf(y >>> shift, lengthY, incy);
  scale(values, startY, lengthY, incy, beta);
  const ownY = trans && incy !== 1;
  const denseY = ownY ? w.take(lengthY * item) >>> shift : startY;
  if (ownY) values.fill(0, denseY, denseY + lengthY);
  const startX = firstOf(x >>> shift, lengthX, incx);
  w.setInt(GEMV_PARAMS.mode, trans ? MODE.columns : MODE.rows);
  w.setInt(GEMV_PARAMS.a, a);
  w.setInt(GEMV_PARAMS.rowStride, lda * item);
  w.setInt(GEMV_PARAMS.x, (trans ? startX : denseX) * item);
  w.setInt(GEMV_PARAMS.y, denseY * item);
  w.setInt(GEMV_PARAMS.increment, (trans ? incx : incy) * item);
  w.setInt(GEMV_PARAMS.length, trans ? m : n);
  w.setFloat(GEMV_PARAMS.alpha, alpha);
  const items = trans ? n : m;
  const grain = Math.max(trans ? LEAST_COLUMNS : 1, Math.floor(SLICE / (trans ? m : n)));
  if (m * n >= GEMV_TEAM_CUTOFF && threadsInUse() > 1) runTeam(kernel, w.params, items, grain);
  else
    for (let at = 0, slice = 0; at < items; at += grain, slice++)
      kernel.run(w.params, at, Math.min(items, at + grain), slice);
  if (ownY) for (let j = 0; j < lengthY; j++) values[startY + j * incy]! += values[denseY + j]!;
}

/** Index of the element that BLAS visits first. */
function firstOf(at: number, n: number, inc: number): number {
  return inc < 0 ? at - (n - 1) * inc : at;
}

/** Where the vector lies densely: itself, or a copy. */
function dense(
  values: Float32Array | Float64Array,
  at: number,
  n: number,
  inc: number,
  take: () => number,
): number {
  if (inc === 1) return at;
  const start = firstOf(at, n, inc);
  const copy = take();
  for (let k = 0; k < n; k++) values[copy + k] = values[start + k * inc]!;
  return copy;
}

/** y = beta·y; with beta = 0 what stood there isn't read. */
function scale(
  values: Float32Array | Float64Array,
  start: number,
  n: number,
  inc: number,
  beta: number,
): void {
  if (beta === 1) return;
  for (let k = 0; k < n; k++) {
    const at = start + k * inc;
    values[at] = beta === 0 ? 0 : values[at]! * beta;
  }
}
