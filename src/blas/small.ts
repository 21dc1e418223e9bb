/** Problems so small that a plain loop is done before a call would have begun, and those without arithmetic. */
import type { FloatArray } from "./precision.js";

/**
 * Multiply–adds up to which a product of matrices is computed by a plain loop instead of the provider: 4 × 4 × 4. In float32
 * on the heap, all included, the loop takes 50, 100, 180 and 300 ns for n = 2, 3, 4 and 5; OpenBLAS through FFI 175 to
 * 200 ns for each, and so does its other end (n = 8). Measured with koffi 3.3 and OpenBLAS 0.3.21 on Node 20, best of 150
 * rounds of 3,000 calls.
 */
export const GEMM_BLAS_CUTOFF = 64;

/** `C = alpha·op(A)·op(B) + beta·C`, each operand from index `at…` of its array; sums in float64 in either precision. */
export function gemmLoop(
  transA: boolean,
  transB: boolean,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: FloatArray,
  atA: number,
  lda: number,
  b: FloatArray,
  atB: number,
  ldb: number,
  beta: number,
  c: FloatArray,
  atC: number,
  ldc: number,
): void {
  const rowA = transA ? 1 : lda;
  const depthA = transA ? lda : 1;
  const depthB = transB ? 1 : ldb;
  const columnB = transB ? ldb : 1;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let ia = atA + i * rowA;
      let ib = atB + j * columnB;
      let sum = 0;
      for (let p = 0; p < k; p++, ia += depthA, ib += depthB) sum += a[ia]! * b[ib]!;
      const at = atC + i * ldc + j;
      c[at] = beta === 0 ? alpha * sum : alpha * sum + beta * c[at]!;
    }
  }
}

/** `C = beta·C`; with beta = 0 what stood there, NaN included, isn't read. */
export function scaleMatrix(
  beta: number,
  c: FloatArray,
  at: number,
  m: number,
  n: number,
  ldc: number,
): void {
  if (beta === 1) return;
  for (let i = 0; i < m; i++) {
    const start = at + i * ldc;
    if (beta === 0) c.fill(0, start, start + n);
    else for (let j = start; j < start + n; j++) c[j]! *= beta;
  }
}

/** `y = beta·y` of a strided vector; `at` is where it begins in memory, whatever the sign of the increment. */
export function scaleVector(beta: number, y: FloatArray, at: number, n: number, inc: number): void {
  const step = Math.abs(inc);
  if (beta !== 1) for (let k = 0, j = at; k < n; k++, j += step) y[j] = beta === 0 ? 0 : y[j]! * beta;
}

/** `dot` as the reference BLAS does it, one element after the other: for increments of 0, which libraries treat differently. */
export function dotLoop(
  n: number,
  x: FloatArray,
  atX: number,
  incx: number,
  y: FloatArray,
  atY: number,
  incy: number,
): number {
  let ix = incx < 0 ? atX + (1 - n) * incx : atX;
  let iy = incy < 0 ? atY + (1 - n) * incy : atY;
  let sum = 0;
  for (let k = 0; k < n; k++, ix += incx, iy += incy) sum += x[ix]! * y[iy]!;
  return x instanceof Float32Array ? Math.fround(sum) : sum;
}

/** `axpy`, likewise. */
export function axpyLoop(
  n: number,
  alpha: number,
  x: FloatArray,
  atX: number,
  incx: number,
  y: FloatArray,
  atY: number,
  incy: number,
): void {
  let ix = incx < 0 ? atX + (1 - n) * incx : atX;
  let iy = incy < 0 ? atY + (1 - n) * incy : atY;
  for (let k = 0; k < n; k++, ix += incx, iy += incy) y[iy]! += alpha * x[ix]!;
}
