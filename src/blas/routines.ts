/**
 * The public routines: CBLAS's names and order of arguments, row-major, without the layout argument.
 * https://www.netlib.org/blas/ · https://www.netlib.org/lapack/explore-html/
 */
import {
  checkArray,
  checkDistinct,
  checkMatrix,
  checkScalar,
  checkSize,
  checkVector,
  type Transpose,
  transposed,
} from "./arguments.js";
import { currentProvider } from "./choice.js";
import { Dispatch, type Seen } from "./dispatch.js";
import type { FloatArray, Precision } from "./precision.js";

const whole: Seen<FloatArray> = { view: (array) => array, index: () => 0 };

const dispatchers: Record<Precision, Dispatch<FloatArray>> = {
  float32: new Dispatch("float32", whole, () => currentProvider().arrays.float32),
  float64: new Dispatch("float64", whole, () => currentProvider().arrays.float64),
};

type Gemm<A> = (
  transA: Transpose,
  transB: Transpose,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: A,
  lda: number,
  b: A,
  ldb: number,
  beta: number,
  c: A,
  ldc: number,
) => void;

function gemmOf<A extends FloatArray>(routine: string, precision: Precision): Gemm<A> {
  return (transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) => {
    const ta = transposed(routine, "transA", transA);
    const tb = transposed(routine, "transB", transB);
    checkSize(routine, "m", m);
    checkSize(routine, "n", n);
    checkSize(routine, "k", k);
    checkScalar(routine, "alpha", alpha);
    checkScalar(routine, "beta", beta);
    checkArray(routine, "a", a, precision);
    checkArray(routine, "b", b, precision);
    checkArray(routine, "c", c, precision);
    checkMatrix(routine, "a", a, ta ? k : m, ta ? m : k, lda);
    checkMatrix(routine, "b", b, tb ? n : k, tb ? k : n, ldb);
    checkMatrix(routine, "c", c, m, n, ldc);
    if (m > 0 && n > 0) {
      checkDistinct(routine, "c", c, "a", a);
      checkDistinct(routine, "c", c, "b", b);
    }
    dispatchers[precision].gemm(ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
  };
}

type Gemv<A> = (
  trans: Transpose,
  m: number,
  n: number,
  alpha: number,
  a: A,
  lda: number,
  x: A,
  incx: number,
  beta: number,
  y: A,
  incy: number,
) => void;

function gemvOf<A extends FloatArray>(routine: string, precision: Precision): Gemv<A> {
  return (trans, m, n, alpha, a, lda, x, incx, beta, y, incy) => {
    const t = transposed(routine, "trans", trans);
    checkSize(routine, "m", m);
    checkSize(routine, "n", n);
    checkScalar(routine, "alpha", alpha);
    checkScalar(routine, "beta", beta);
    checkArray(routine, "a", a, precision);
    checkArray(routine, "x", x, precision);
    checkArray(routine, "y", y, precision);
    checkMatrix(routine, "a", a, m, n, lda);
    checkVector(routine, "x", x, t ? m : n, incx, false);
    checkVector(routine, "y", y, t ? n : m, incy, false);
    if (m > 0 && n > 0) {
      checkDistinct(routine, "y", y, "a", a);
      checkDistinct(routine, "y", y, "x", x);
    }
    dispatchers[precision].gemv(t, m, n, alpha, a, lda, x, incx, beta, y, incy);
  };
}

type Dot<A> = (n: number, x: A, incx: number, y: A, incy: number) => number;

function dotOf<A extends FloatArray>(routine: string, precision: Precision): Dot<A> {
  return (n, x, incx, y, incy) => {
    checkSize(routine, "n", n);
    checkArray(routine, "x", x, precision);
    checkArray(routine, "y", y, precision);
    checkVector(routine, "x", x, n, incx, true);
    checkVector(routine, "y", y, n, incy, true);
    return dispatchers[precision].dot(n, x, incx, y, incy);
  };
}

type Axpy<A> = (n: number, alpha: number, x: A, incx: number, y: A, incy: number) => void;

function axpyOf<A extends FloatArray>(routine: string, precision: Precision): Axpy<A> {
  return (n, alpha, x, incx, y, incy) => {
    checkSize(routine, "n", n);
    checkScalar(routine, "alpha", alpha);
    checkArray(routine, "x", x, precision);
    checkArray(routine, "y", y, precision);
    checkVector(routine, "x", x, n, incx, true);
    checkVector(routine, "y", y, n, incy, true);
    dispatchers[precision].axpy(n, alpha, x, incx, y, incy);
  };
}

type Nrm2<A> = (n: number, x: A, incx: number) => number;

function nrm2Of<A extends FloatArray>(routine: string, precision: Precision): Nrm2<A> {
  return (n, x, incx) => {
    checkSize(routine, "n", n);
    checkArray(routine, "x", x, precision);
    checkVector(routine, "x", x, n, incx, true);
    return dispatchers[precision].nrm2(n, x, incx);
  };
}

/**
 * `C = alpha·op(A)·op(B) + beta·C` in float64, where op(A) is m × k, op(B) k × n and C m × n, each stored row by row with
 * `ld` elements from one row's beginning to the next's.
 *
 * ```ts
 * dgemm("n", "t", 2, 2, 3, 1, a, 3, b, 3, 0, c, 2); // C = A·Bᵀ: a is 2 × 3, b 2 × 3, c 2 × 2
 * ```
 *
 * A block of a larger matrix is a subarray with that matrix's `ld`. With `beta` 0, what stands in `c` isn't read; with
 * `alpha` 0, A and B aren't. `c` must not overlap `a` or `b`.
 *
 * @param transA `"n"`: `a` holds m rows of k; `"t"`: it holds k rows of m
 * @param transB `"n"`: `b` holds k rows of n; `"t"`: it holds n rows of k
 * @throws ValueError for a size, leading dimension or length that doesn't fit, DTypeError for another kind of array or
 *   scalar; nothing is written then. BlasError when `MANYCORE_BLAS` names no BLAS. MemoryError when the embedded BLAS
 *   can't copy operands into the heap's budget
 * @see https://www.netlib.org/lapack/explore-html/dd/d09/group__gemm.html
 */
export const dgemm: Gemm<Float64Array> = gemmOf("dgemm", "float64");

/** `C = alpha·op(A)·op(B) + beta·C` in float32. See `dgemm`. */
export const sgemm: Gemm<Float32Array> = gemmOf("sgemm", "float32");

/**
 * `y = alpha·op(A)·x + beta·y` in float64. `a` holds m rows of n whether it is transposed or not; x has n elements and y m,
 * or with `"t"` x m and y n. A matrix without elements leaves y alone. A negative increment begins at the far end.
 *
 * @throws ValueError for a size, leading dimension, increment (0 too) or length that doesn't fit, DTypeError for another
 *   kind of array or scalar; nothing is written then. BlasError when `MANYCORE_BLAS` names no BLAS
 * @see https://www.netlib.org/lapack/explore-html/d7/dda/group__gemv.html
 */
export const dgemv: Gemv<Float64Array> = gemvOf("dgemv", "float64");

/** `y = alpha·op(A)·x + beta·y` in float32. See `dgemv`. */
export const sgemv: Gemv<Float32Array> = gemvOf("sgemv", "float32");

/**
 * The inner product of two vectors of n elements, in float64. A negative increment begins at the far end; 0 stays at the
 * first element.
 *
 * @throws ValueError for a size, increment or length that doesn't fit, DTypeError for another kind of array. BlasError
 *   when `MANYCORE_BLAS` names no BLAS
 * @see https://www.netlib.org/lapack/explore-html/d1/dcc/group__dot.html
 */
export const ddot: Dot<Float64Array> = dotOf("ddot", "float64");

/** The inner product of two vectors of n elements, in float32. See `ddot`. */
export const sdot: Dot<Float32Array> = dotOf("sdot", "float32");

/**
 * `y = alpha·x + y` for vectors of n elements, in float64. Increments as in `ddot`.
 *
 * @throws ValueError for a size, increment or length that doesn't fit, DTypeError for another kind of array or scalar;
 *   nothing is written then. BlasError when `MANYCORE_BLAS` names no BLAS
 * @see https://www.netlib.org/lapack/explore-html/d5/d4b/group__axpy.html
 */
export const daxpy: Axpy<Float64Array> = axpyOf("daxpy", "float64");

/** `y = alpha·x + y` for vectors of n elements, in float32. See `daxpy`. */
export const saxpy: Axpy<Float32Array> = axpyOf("saxpy", "float32");

/**
 * The Euclidean norm of a vector of n elements, in float64; no overflow or loss on the way. A negative increment is its
 * absolute value, 0 repeats the first element, as in the reference BLAS since LAPACK 3.10.
 *
 * @throws ValueError for a size, increment or length that doesn't fit, DTypeError for another kind of array. BlasError
 *   when `MANYCORE_BLAS` names no BLAS
 * @see https://www.netlib.org/lapack/explore-html/d1/d2a/group__nrm2.html
 */
export const dnrm2: Nrm2<Float64Array> = nrm2Of("dnrm2", "float64");

/** The Euclidean norm of a vector of n elements, in float32. See `dnrm2`. */
export const snrm2: Nrm2<Float32Array> = nrm2Of("snrm2", "float32");
