/** The BLAS that is always there: WebAssembly on the shared heap, shared with the team. See ../README.md. */
import { hasRelaxedSimd } from "../../kernel/wasm/features.js";
import { ITEM, type Precision } from "../precision.js";
import type { Provider, Routines } from "../provider.js";
import { gemm } from "./gemm.js";
import { gemv } from "./gemv.js";
import { routinesOnArrays } from "./on-arrays.js";
import { threadsInUse, useThreads } from "./threads.js";
import { TILE_COLUMNS, tileRows } from "./tile-shape.js";
import { axpy, dot, nrm2 } from "./vector.js";
import { withWorkspace } from "./workspace.js";

function routinesOnHeap(precision: Precision): Routines<number> {
  return {
    gemm: (transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) =>
      withWorkspace((w) => gemm(precision, transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc, w)),
    gemv: (trans, m, n, alpha, a, lda, x, incx, beta, y, incy) =>
      withWorkspace((w) => gemv(precision, trans, m, n, alpha, a, lda, x, incx, beta, y, incy, w)),
    dot: (n, x, incx, y, incy) => dot(precision, n, x, incx, y, incy),
    axpy: (n, alpha, x, incx, y, incy) => axpy(precision, n, alpha, x, incx, y, incy),
    nrm2: (n, x, incx) => nrm2(precision, n, x, incx),
  };
}

export function embeddedProvider(): Provider {
  const tile = (precision: Precision) => `${tileRows()} × ${TILE_COLUMNS[precision]} f${8 * ITEM[precision]}`;
  return {
    name: "manycore",
    arrays: { float32: routinesOnArrays("float32"), float64: routinesOnArrays("float64") },
    heap: { float32: routinesOnHeap("float32"), float64: routinesOnHeap("float64") },
    describe: () => ({
      kind: "embedded",
      name: "manycore",
      version: null,
      config: `WebAssembly SIMD${hasRelaxedSimd() ? ", relaxed madd" : ""}, tiles of ${tile("float32")} and ${tile("float64")}`,
      path: null,
      threads: threadsInUse(),
      integerBits: null,
      symbol: null,
    }),
    setNumThreads: useThreads,
  };
}
