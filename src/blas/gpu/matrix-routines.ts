/** The routines on matrices. */
import { ValueError } from "../../errors.js";
import {
  checkMatrix,
  checkScalar,
  checkSize,
  checkVector,
  type Transpose,
  transposed,
} from "../arguments.js";
import { NO_AXIS } from "./contraction.js";
import type { DeviceVector } from "./device-vector.js";
import { axis, checkApart, checkOperand, placeOf, run, startOf } from "./operands.js";

/** What a product of matrices needs: the axes and the checks that are the same for one and for many. */
function gemmOf(
  routine: string,
  transA: Transpose,
  transB: Transpose,
  m: number,
  n: number,
  k: number,
  alpha: number,
  lda: number,
  ldb: number,
  beta: number,
  ldc: number,
) {
  const ta = transposed(routine, "transA", transA);
  const tb = transposed(routine, "transB", transB);
  checkSize(routine, "m", m);
  checkSize(routine, "n", n);
  checkSize(routine, "k", k);
  checkScalar(routine, "alpha", alpha);
  checkScalar(routine, "beta", beta);
  const check = (a: DeviceVector, b: DeviceVector, c: DeviceVector): void => {
    checkOperand(routine, "a", a);
    checkOperand(routine, "b", b);
    checkOperand(routine, "c", c);
    checkMatrix(routine, "a", a, ta ? k : m, ta ? m : k, lda);
    checkMatrix(routine, "b", b, tb ? n : k, tb ? k : n, ldb);
    checkMatrix(routine, "c", c, m, n, ldc);
    checkApart(routine, "c", c, { a, b });
  };
  const job = {
    alpha,
    beta,
    rows: axis(m, ta ? 1 : lda, 0, ldc),
    columns: axis(n, 0, tb ? ldb : 1, 1),
    depth: axis(k, ta ? lda : 1, tb ? 1 : ldb, 0),
  };
  return { check, job };
}

/**
 * `C = alpha·op(A)·op(B) + beta·C`, op(A) m × k, op(B) k × n, each stored row by row with `ld` elements from one row to the
 * next. With `beta` 0 what stands in `c` isn't read; with `alpha` 0, A and B aren't. Sums are of float32, within
 * (k + 4)·2⁻²³ of Σ|a·b|, in an order that the sizes alone decide.
 *
 * @throws ValueError for a size, leading dimension or length that doesn't fit, or `c` in a buffer that is read; DTypeError for
 * arrays on the host; DeviceError without a GPU
 * @see https://docs.nvidia.com/cuda/cublas/#cublas-t-gemm
 */
export async function sgemm(
  transA: Transpose,
  transB: Transpose,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: DeviceVector,
  lda: number,
  b: DeviceVector,
  ldb: number,
  beta: number,
  c: DeviceVector,
  ldc: number,
): Promise<void> {
  const { check, job } = gemmOf("sgemm", transA, transB, m, n, k, alpha, lda, ldb, beta, ldc);
  check(a, b, c);
  await run({ ...job, a: placeOf(a), b: placeOf(b), c: placeOf(c) });
}

/**
 * `sgemm` of lists of matrices, all of the same sizes: C[i] = alpha·op(A[i])·op(B[i]) + beta·C[i]. Sent off together.
 *
 * @throws as `sgemm`; ValueError for lists of different lengths
 * @see https://docs.nvidia.com/cuda/cublas/#cublas-t-gemmbatched
 */
export async function sgemmBatched(
  transA: Transpose,
  transB: Transpose,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: readonly DeviceVector[],
  lda: number,
  b: readonly DeviceVector[],
  ldb: number,
  beta: number,
  c: readonly DeviceVector[],
  ldc: number,
): Promise<void> {
  const { check, job } = gemmOf("sgemmBatched", transA, transB, m, n, k, alpha, lda, ldb, beta, ldc);
  if (a.length !== c.length || b.length !== c.length)
    throw new ValueError(
      `sgemmBatched: ${a.length} matrices A, ${b.length} B and ${c.length} C; give as many of each.`,
    );
  const all = c.map((written, i) => [a[i] as DeviceVector, b[i] as DeviceVector, written] as const);
  for (const operands of all) check(...operands);
  await run(...all.map(([x, y, z]) => ({ ...job, a: placeOf(x), b: placeOf(y), c: placeOf(z) })));
}

/**
 * `sgemm` of `count` matrices that stand `stride` elements apart, each in one array; a stride of 0 gives all the same A or B.
 *
 * @throws as `sgemm`; ValueError for a negative stride, or one of C that lets its matrices overlap
 * @see https://docs.nvidia.com/cuda/cublas/#cublas-t-gemmstridedbatched
 */
export async function sgemmStridedBatched(
  transA: Transpose,
  transB: Transpose,
  m: number,
  n: number,
  k: number,
  alpha: number,
  a: DeviceVector,
  lda: number,
  strideA: number,
  b: DeviceVector,
  ldb: number,
  strideB: number,
  beta: number,
  c: DeviceVector,
  ldc: number,
  strideC: number,
  count: number,
): Promise<void> {
  const routine = "sgemmStridedBatched";
  const { check, job } = gemmOf(routine, transA, transB, m, n, k, alpha, lda, ldb, beta, ldc);
  checkSize(routine, "count", count);
  checkSize(routine, "strideA", strideA);
  checkSize(routine, "strideB", strideB);
  checkSize(routine, "strideC", strideC);
  if (count === 0) return;
  if (count > 1 && m > 0 && n > 0 && strideC < (m - 1) * ldc + n)
    throw new ValueError(
      `${routine}: strideC is ${strideC}; the matrices of C take ${(m - 1) * ldc + n} elements each and must not overlap.`,
    );
  // The last matrices begin so far on: what is left there must hold one.
  const last = (array: DeviceVector, stride: number): DeviceVector => ({
    ...placeOf(array),
    length: Math.max(0, array.length - stride * (count - 1)),
  });
  for (const [name, array] of Object.entries({ a, b, c })) checkOperand(routine, name, array);
  check(last(a, strideA), last(b, strideB), last(c, strideC));
  checkApart(routine, "c", c, { a, b });
  const stack = [axis(count, strideA, strideB, strideC)];
  await run({ ...job, stack, a: placeOf(a), b: placeOf(b), c: placeOf(c) });
}

/**
 * `y = alpha·op(A)·x + beta·y`. `a` holds m rows of n whether it is transposed or not; x has n elements and y m, or with
 * `"t"` x m and y n. A matrix without elements leaves y alone. A negative increment begins at the far end.
 *
 * @throws as `sgemm`; ValueError for an increment of 0
 * @see https://docs.nvidia.com/cuda/cublas/#cublas-t-gemv
 */
export async function sgemv(
  trans: Transpose,
  m: number,
  n: number,
  alpha: number,
  a: DeviceVector,
  lda: number,
  x: DeviceVector,
  incx: number,
  beta: number,
  y: DeviceVector,
  incy: number,
): Promise<void> {
  const t = transposed("sgemv", "trans", trans);
  checkSize("sgemv", "m", m);
  checkSize("sgemv", "n", n);
  checkScalar("sgemv", "alpha", alpha);
  checkScalar("sgemv", "beta", beta);
  for (const [name, array] of Object.entries({ a, x, y })) checkOperand("sgemv", name, array);
  const [rows, depth] = t ? [n, m] : [m, n];
  checkMatrix("sgemv", "a", a, m, n, lda);
  checkVector("sgemv", "x", x, depth, incx, false);
  checkVector("sgemv", "y", y, rows, incy, false);
  checkApart("sgemv", "y", y, { a, x });
  if (m === 0 || n === 0) return;
  await run({
    alpha,
    beta,
    a: placeOf(a),
    b: startOf(x, depth, incx),
    c: startOf(y, rows, incy),
    rows: axis(rows, t ? 1 : lda, 0, incy),
    columns: NO_AXIS,
    depth: axis(depth, t ? lda : 1, incx, 0),
  });
}
