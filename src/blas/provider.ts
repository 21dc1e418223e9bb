/**
 * The seam between the routines and who computes them. A provider offers the five operations in both precisions, on typed
 * arrays and on addresses in the shared heap; what calls it has checked the arguments and dealt with the trivial cases,
 * so a provider holds no check of its own.
 */
import type { FloatArray, Precision } from "./precision.js";

/**
 * The operations of one precision; `P` says where operands begin: a typed array (at its first element) or an address in
 * the heap. Row-major, CBLAS's order of arguments. Guaranteed by the callers: every element named exists; sizes are
 * positive; increments aren't 0, and nrm2's is positive; alpha isn't 0. With beta = 0, what stands in C or y isn't read.
 * A negative increment begins at the far end, as in BLAS.
 */
export interface Routines<P> {
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
  ): void;
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
  ): void;
  dot(n: number, x: P, incx: number, y: P, incy: number): number;
  axpy(n: number, alpha: number, x: P, incx: number, y: P, incy: number): void;
  nrm2(n: number, x: P, incx: number): number;
}

/** Somebody who computes. */
export interface Provider {
  readonly name: string;
  readonly arrays: Readonly<Record<Precision, Routines<FloatArray>>>;
  readonly heap: Readonly<Record<Precision, Routines<number>>>;
  describe(): ProviderDescription;
  setNumThreads(threads: number): void;
}

/** What `blas.provider()` tells, but for the search. */
export interface ProviderDescription {
  readonly kind: "openblas" | "embedded";
  /** `OpenBLAS`, or `manycore` for the embedded one. */
  readonly name: string;
  /** The library's version; null for the embedded one, which is this package's. */
  readonly version: string | null;
  /** The library's own words about how it was built, or what the embedded one compiles to. */
  readonly config: string;
  /** The library's file; null for the embedded one. */
  readonly path: string | null;
  /** How many threads a routine may use. */
  readonly threads: number;
  /** Width of the integers the library takes; null for the embedded one. A wheel's library takes 64 bits. */
  readonly integerBits: 32 | 64 | null;
  /** How the library spells `dgemm`: wheels wear a prefix and a suffix. Null for the embedded one. */
  readonly symbol: string | null;
}
