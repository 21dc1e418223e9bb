/** The embedded routines on the user's typed arrays, wherever they live. */
import { type FloatArray, ITEM, type Precision } from "../precision.js";
import type { Routines } from "../provider.js";
import { gemm } from "./gemm.js";
import { gemv } from "./gemv.js";
import { copyRows, gather, heapView, inHeap, placeMatrix, returnMatrix, scatter } from "./staging.js";
import { axpy, dot, normOf, nrm2, vectorFunctions } from "./vector.js";
import { type Workspace, withWorkspace } from "./workspace.js";

/** Elements of a vector outside of the heap that are copied in at a time: two stretches fit the scratch and the cache. */
const STRETCH = 2048;
/** Bytes of a matrix outside of the heap that a product with a vector copies in at a time. */
const MATRIX_STRETCH = 2 ** 20;

const NOTHING: readonly FloatArray[] = [];

/**
 * What the running call works on. A view of the heap keeps its memory alive, but an engine may drop an argument that it
 * has read for the last time, and taking a workspace can collect garbage: this reference it can't drop.
 */
const running: { operands: readonly FloatArray[] } = { operands: NOTHING };

function holding<T>(arrays: readonly FloatArray[], body: (w: Workspace) => T): T {
  running.operands = arrays;
  try {
    return withWorkspace(body);
  } finally {
    running.operands = NOTHING;
  }
}

function firstIndex(n: number, inc: number): number {
  return inc < 0 ? (1 - n) * inc : 0;
}

export function routinesOnArrays(precision: Precision): Routines<FloatArray> {
  const item = ITEM[precision];
  return {
    gemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
      holding([a, b, c], (w) => {
        const [rowsA, columnsA] = transA ? [k, m] : [m, k];
        const [rowsB, columnsB] = transB ? [n, k] : [k, n];
        const inA = placeMatrix(w, precision, a, rowsA, columnsA, lda);
        const inB = placeMatrix(w, precision, b, rowsB, columnsB, ldb);
        const inC = placeMatrix(w, precision, c, m, n, ldc, beta !== 0);
        const [toA, toB, toC] = [inA.address, inB.address, inC.address];
        gemm(precision, transA, transB, m, n, k, alpha, toA, inA.ld, toB, inB.ld, beta, toC, inC.ld, w);
        returnMatrix(w, precision, inC, c, m, n, ldc);
      });
    },

    gemv(trans, m, n, alpha, a, lda, x, incx, beta, y, incy) {
      holding([a, x, y], (w) => {
        const values = heapView(w, precision);
        const [lengthX, lengthY] = trans ? [m, n] : [n, m];
        const inX = w.take(lengthX * item);
        gather(x, firstIndex(lengthX, incx), incx, values, inX / item, lengthX);
        const inY = w.take(lengthY * item);
        if (beta !== 0) gather(y, firstIndex(lengthY, incy), incy, values, inY / item, lengthY);
        // A matrix outside is read once, so it passes through in stretches of rows instead of being copied whole.
        const stretch = inHeap(w, a) ? m : Math.max(1, Math.floor(MATRIX_STRETCH / (n * item)));
        const inA = inHeap(w, a) ? a.byteOffset : w.take(Math.min(m, stretch) * n * item);
        for (let row = 0; row < m; row += stretch) {
          const rows = Math.min(stretch, m - row);
          if (!inHeap(w, a)) copyRows(a, row * lda, lda, values, inA / item, n, rows, n);
          const ld = inHeap(w, a) ? lda : n;
          const nextX = trans ? inX + row * item : inX;
          const nextY = trans ? inY : inY + row * item;
          gemv(precision, trans, rows, n, alpha, inA, ld, nextX, 1, trans && row > 0 ? 1 : beta, nextY, 1, w);
        }
        scatter(values, inY / item, y, firstIndex(lengthY, incy), incy, lengthY);
      });
    },

    dot(n, x, incx, y, incy) {
      return holding([x, y], (w) => {
        if (inHeap(w, x) && inHeap(w, y)) return dot(precision, n, x.byteOffset, incx, y.byteOffset, incy);
        const [values, code] = [heapView(w, precision), vectorFunctions(precision)];
        const [inX, inY] = [w.take(STRETCH * item), w.take(STRETCH * item)];
        const [startX, startY] = [firstIndex(n, incx), firstIndex(n, incy)];
        let sum = 0;
        for (let done = 0; done < n; done += STRETCH) {
          const count = Math.min(STRETCH, n - done);
          gather(x, startX + done * incx, incx, values, inX / item, count);
          gather(y, startY + done * incy, incy, values, inY / item, count);
          sum += code.dot(count, inX, item, inY, item);
        }
        return precision === "float32" ? Math.fround(sum) : sum;
      });
    },

    axpy(n, alpha, x, incx, y, incy) {
      holding([x, y], (w) => {
        if (inHeap(w, x) && inHeap(w, y))
          return axpy(precision, n, alpha, x.byteOffset, incx, y.byteOffset, incy);
        const [values, code] = [heapView(w, precision), vectorFunctions(precision)];
        const [inX, inY] = [w.take(STRETCH * item), w.take(STRETCH * item)];
        const [startX, startY] = [firstIndex(n, incx), firstIndex(n, incy)];
        for (let done = 0; done < n; done += STRETCH) {
          const count = Math.min(STRETCH, n - done);
          gather(x, startX + done * incx, incx, values, inX / item, count);
          gather(y, startY + done * incy, incy, values, inY / item, count);
          code.axpy(count, alpha, inX, item, inY, item);
          scatter(values, inY / item, y, startY + done * incy, incy, count);
        }
      });
    },

    nrm2(n, x, incx) {
      return holding([x], (w) => {
        if (inHeap(w, x)) return nrm2(precision, n, x.byteOffset, incx);
        const [values, code] = [heapView(w, precision), vectorFunctions(precision)];
        const inX = w.take(STRETCH * item);
        let sum = 0;
        for (let done = 0; done < n; done += STRETCH) {
          const count = Math.min(STRETCH, n - done);
          gather(x, done * incx, incx, values, inX / item, count);
          sum += code.squares(count, inX, item);
        }
        return normOf(precision, sum, x, 0, n, incx);
      });
    },
  };
}
