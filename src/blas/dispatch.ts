/**
 * From checked arguments to whoever computes them: nothing to do, a plain loop, or the provider. One class serves typed
 * arrays and heap addresses: an operand is a view and an index in it for the loops, and `P` for the provider.
 */
import { emit, listening } from "../events/index.js";
import { currentProvider } from "./choice.js";
import type { FloatArray, Precision } from "./precision.js";
import type { Routines } from "./provider.js";
import { axpyLoop, dotLoop, GEMM_BLAS_CUTOFF, gemmLoop, scaleMatrix, scaleVector } from "./small.js";

/** How operands given as `P` are seen by loops. */
export interface Seen<P> {
  view(operand: P): FloatArray;
  index(operand: P): number;
}

/** The five operations of one precision for checked arguments, zero sizes and factors included. */
export class Dispatch<P> implements Routines<P> {
  readonly precision: Precision;
  readonly #seen: Seen<P>;
  readonly #routines: () => Routines<P>;

  constructor(precision: Precision, seen: Seen<P>, routines: () => Routines<P>) {
    this.precision = precision;
    this.#seen = seen;
    this.#routines = routines;
  }

  gemm(
    transA: boolean,
    transB: boolean,
    m: number,
    n: number,
    k: number,
    alpha: number,
    a: P,
    lda: number,
    b: P,
    ldb: number,
    beta: number,
    c: P,
    ldc: number,
  ): void {
    if (m === 0 || n === 0) return;
    const { view, index } = this.#seen;
    if (k === 0 || alpha === 0) {
      scaleMatrix(beta, view(c), index(c), m, n, ldc);
      return;
    }
    if (m * n * k <= GEMM_BLAS_CUTOFF) {
      const [va, vb, vc] = [view(a), view(b), view(c)];
      const [ia, ib, ic] = [index(a), index(b), index(c)];
      gemmLoop(transA, transB, m, n, k, alpha, va, ia, lda, vb, ib, ldb, beta, vc, ic, ldc);
      return;
    }
    // A product with one row or column is one of a matrix and a vector, which needs no packing.
    if (n === 1) {
      const [rows, columns] = transA ? [k, m] : [m, k];
      this.gemv(transA, rows, columns, alpha, a, lda, b, transB ? 1 : ldb, beta, c, ldc);
      return;
    }
    if (m === 1) {
      const [rows, columns] = transB ? [n, k] : [k, n];
      this.gemv(!transB, rows, columns, alpha, b, ldb, a, transA ? lda : 1, beta, c, 1);
      return;
    }
    const from = start();
    this.#routines().gemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    if (from > 0) this.#tell("gemm", m, n, k, from);
  }

  gemv(
    trans: boolean,
    m: number,
    n: number,
    alpha: number,
    a: P,
    lda: number,
    x: P,
    incx: number,
    beta: number,
    y: P,
    incy: number,
  ): void {
    // As in the reference BLAS: a matrix without elements leaves y alone, whatever beta is.
    if (m === 0 || n === 0) return;
    if (alpha === 0) {
      scaleVector(beta, this.#seen.view(y), this.#seen.index(y), trans ? n : m, incy);
      return;
    }
    const from = start();
    this.#routines().gemv(trans, m, n, alpha, a, lda, x, incx, beta, y, incy);
    if (from > 0) this.#tell("gemv", m, n, 1, from);
  }

  dot(n: number, x: P, incx: number, y: P, incy: number): number {
    if (n === 0) return 0;
    const { view, index } = this.#seen;
    if (incx === 0 || incy === 0) return dotLoop(n, view(x), index(x), incx, view(y), index(y), incy);
    const from = start();
    const result = this.#routines().dot(n, x, incx, y, incy);
    if (from > 0) this.#tell("dot", 1, 1, n, from);
    return result;
  }

  axpy(n: number, alpha: number, x: P, incx: number, y: P, incy: number): void {
    if (n === 0 || alpha === 0) return;
    const { view, index } = this.#seen;
    if (incx === 0 || incy === 0) {
      axpyLoop(n, alpha, view(x), index(x), incx, view(y), index(y), incy);
      return;
    }
    const from = start();
    this.#routines().axpy(n, alpha, x, incx, y, incy);
    if (from > 0) this.#tell("axpy", n, 1, 1, from);
  }

  nrm2(n: number, x: P, incx: number): number {
    if (n === 0) return 0;
    const { view, index } = this.#seen;
    // A norm doesn't care for the order, and n times one element is √n of it (the reference BLAS since LAPACK 3.10).
    if (incx === 0) return Math.sqrt(n) * Math.abs(view(x)[index(x)]!);
    const from = start();
    const result = this.#routines().nrm2(n, x, Math.abs(incx));
    if (from > 0) this.#tell("nrm2", 1, 1, n, from);
    return result;
  }

  #tell(operation: string, m: number, n: number, k: number, from: number): void {
    const routine = (this.precision === "float32" ? "s" : "d") + operation;
    emit("blas.call", { routine, provider: currentProvider().name, m, n, k, ms: performance.now() - from });
  }
}

/** When the call begins, or 0 when nobody listens. */
function start(): number {
  return listening("blas.call") ? performance.now() : 0;
}
