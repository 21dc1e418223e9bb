/**
 * The operations for rooms whose arrays live in the heap (numpy): operands are addresses, nothing is copied. Arguments are
 * those of `Routines` and are checked only so far that nothing outside of the heap can be touched.
 *
 * An address keeps nothing alive, and the embedded gemm and gemv allocate, which may collect garbage: pass them what holds
 * the operands' Blocks as `owners`, or be sure that something reachable does until the call returns.
 */
import { ValueError } from "../errors.js";
import { heap } from "../memory/index.js";
import { currentProvider } from "./choice.js";
import { Dispatch, type Seen } from "./dispatch.js";
import { type FloatArray, ITEM, type Precision } from "./precision.js";

/** What holds the Blocks of the running call. Nothing reads it: being reachable is its purpose. */
const running: { owners: unknown } = { owners: undefined };

let views:
  | { readonly float32: Float32Array; readonly float64: Float64Array; readonly bytes: number }
  | undefined;

/** This thread's heap, looked up once: its memory never grows, so views of it never go stale. */
function heapViews(): NonNullable<typeof views> {
  if (views === undefined) {
    const { f32, f64, u8 } = heap();
    views = { float32: f32, float64: f64, bytes: u8.length };
  }
  return views;
}

function seen(precision: Precision): Seen<number> {
  const shift = Math.log2(ITEM[precision]);
  return { view: (): FloatArray => heapViews()[precision], index: (address) => address >>> shift };
}

const dispatchers: Record<Precision, Dispatch<number>> = {
  float32: new Dispatch("float32", seen("float32"), () => currentProvider().heap.float32),
  float64: new Dispatch("float64", seen("float64"), () => currentProvider().heap.float64),
};

/** `rows` × `columns` elements from `address` on, rows `ld` apart, are in the heap. A vector is a column with ld = |inc|. */
function checkInside(precision: Precision, address: number, rows: number, columns: number, ld: number): void {
  if (rows === 0 || columns === 0) return;
  const item = ITEM[precision];
  const end = address + ((rows - 1) * ld + columns) * item;
  const inside = address >= 0 && address % item === 0 && end <= heapViews().bytes;
  if (inside && rows > 0 && columns > 0 && (ld >= columns || rows === 1)) return;
  throw new ValueError(
    `blas: ${rows} × ${columns} elements of ${precision} at address ${address}, rows ${ld} apart, aren't all in the heap.`,
  );
}

/**
 * `C = alpha·op(A)·op(B) + beta·C`, row-major; op(A) is m × k, op(B) k × n. Sizes may be 0. `c` overlaps neither operand.
 * Products of up to `GEMM_BLAS_CUTOFF` multiply–adds are computed in place by a loop, those of one row or column by gemv,
 * others by the provider's gemm.
 */
function gemm(
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
  owners?: unknown,
): void {
  checkInside(precision, a, transA ? k : m, transA ? m : k, lda);
  checkInside(precision, b, transB ? n : k, transB ? k : n, ldb);
  checkInside(precision, c, m, n, ldc);
  running.owners = owners;
  try {
    dispatchers[precision].gemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  } finally {
    running.owners = undefined;
  }
}

/** `y = alpha·op(A)·x + beta·y`; A is m × n as stored. With m or n 0, y is left alone whatever beta is. */
function gemv(
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
  owners?: unknown,
): void {
  checkInside(precision, a, m, n, lda);
  checkInside(precision, x, trans ? m : n, 1, Math.abs(incx));
  checkInside(precision, y, trans ? n : m, 1, Math.abs(incy));
  running.owners = owners;
  try {
    dispatchers[precision].gemv(trans, m, n, alpha, a, lda, x, incx, beta, y, incy);
  } finally {
    running.owners = undefined;
  }
}

/** Σ xᵢ·yᵢ. An address is the lowest of the vector's, also with a negative increment. */
function dot(precision: Precision, n: number, x: number, incx: number, y: number, incy: number): number {
  checkInside(precision, x, n, 1, Math.max(1, Math.abs(incx)));
  checkInside(precision, y, n, 1, Math.max(1, Math.abs(incy)));
  return dispatchers[precision].dot(n, x, incx, y, incy);
}

/** `y = alpha·x + y`. */
function axpy(
  precision: Precision,
  n: number,
  alpha: number,
  x: number,
  incx: number,
  y: number,
  incy: number,
): void {
  checkInside(precision, x, n, 1, Math.max(1, Math.abs(incx)));
  checkInside(precision, y, n, 1, Math.max(1, Math.abs(incy)));
  dispatchers[precision].axpy(n, alpha, x, incx, y, incy);
}

/** √Σ xᵢ². */
function nrm2(precision: Precision, n: number, x: number, incx: number): number {
  checkInside(precision, x, n, 1, Math.max(1, Math.abs(incx)));
  return dispatchers[precision].nrm2(n, x, incx);
}

/** For other rooms, on addresses in the heap. @internal */
export const onHeap = { gemm, gemv, dot, axpy, nrm2 } as const;
