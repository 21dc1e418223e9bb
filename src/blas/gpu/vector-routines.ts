/** The routines on vectors. */
import { openedGpu, openGpu } from "../../kernel/wgsl/index.js";
import { checkScalar, checkSize, checkVector } from "../arguments.js";
import { contract } from "./contract.js";
import { NO_AXIS } from "./contraction.js";
import type { DeviceVector } from "./device-vector.js";
import { ELEMENT_BYTES } from "./element.js";
import { axis, checkApart, checkOperand, placeOf, run, startOf, total } from "./operands.js";
import { readBack } from "./submission.js";

/**
 * The inner product of two vectors of n elements. Sums are of float32 in an order that n alone decides. A negative increment
 * begins at the far end; 0 stays at the first element.
 *
 * @throws ValueError for a size, increment or length that doesn't fit; DTypeError for arrays on the host
 * @see https://docs.nvidia.com/cuda/cublas/#cublas-t-dot
 */
export async function sdot(
  n: number,
  x: DeviceVector,
  incx: number,
  y: DeviceVector,
  incy: number,
): Promise<number> {
  checkSize("sdot", "n", n);
  checkOperand("sdot", "x", x);
  checkOperand("sdot", "y", y);
  checkVector("sdot", "x", x, n, incx, true);
  checkVector("sdot", "y", y, n, incy, true);
  return total("product", n, 1, x, incx, y, incy);
}

/**
 * `y = alpha·x + y` for vectors of n elements. Increments as in `sdot`.
 *
 * @throws as `sdot`; ValueError for `y` in the buffer of `x`
 * @see https://docs.nvidia.com/cuda/cublas/#cublas-t-axpy
 */
export async function saxpy(
  n: number,
  alpha: number,
  x: DeviceVector,
  incx: number,
  y: DeviceVector,
  incy: number,
): Promise<void> {
  checkSize("saxpy", "n", n);
  checkScalar("saxpy", "alpha", alpha);
  checkOperand("saxpy", "x", x);
  checkOperand("saxpy", "y", y);
  checkVector("saxpy", "x", x, n, incx, true);
  checkVector("saxpy", "y", y, n, incy, true);
  checkApart("saxpy", "y", y, { x });
  if (n === 0 || alpha === 0) return;
  const a = startOf(x, n, incx);
  // All terms go to one element where y stays in its place.
  const [rows, depth] = incy === 0 ? [NO_AXIS, axis(n, incx, 0, 0)] : [axis(n, incx, 0, incy), NO_AXIS];
  await run({
    term: "self",
    alpha,
    beta: 1,
    a,
    b: a,
    c: startOf(y, n, incy),
    rows,
    columns: NO_AXIS,
    depth,
  });
}

/**
 * `x = alpha·x` for a vector of n elements; with `alpha` 0 what stands there isn't read. Increments from 1 on, as in the
 * reference BLAS: with others nothing is done.
 *
 * @throws as `sdot`
 * @see https://docs.nvidia.com/cuda/cublas/#cublas-t-scal
 */
export async function sscal(n: number, alpha: number, x: DeviceVector, incx: number): Promise<void> {
  checkSize("sscal", "n", n);
  checkScalar("sscal", "alpha", alpha);
  checkOperand("sscal", "x", x);
  checkVector("sscal", "x", x, n, incx, true);
  if (n === 0 || incx <= 0) return;
  const c = placeOf(x);
  await run({
    alpha: 0,
    beta: alpha,
    a: c,
    b: c,
    c,
    rows: axis(n, 0, 0, incx),
    columns: NO_AXIS,
    depth: NO_AXIS,
  });
}

/**
 * The sum of the magnitudes of n elements. Increments from 1 on, as in the reference BLAS: with others it is 0.
 *
 * @throws as `sdot`
 * @see https://docs.nvidia.com/cuda/cublas/#cublas-t-asum
 */
export async function sasum(n: number, x: DeviceVector, incx: number): Promise<number> {
  checkSize("sasum", "n", n);
  checkOperand("sasum", "x", x);
  checkVector("sasum", "x", x, n, incx, true);
  if (incx <= 0) return 0;
  return total("magnitude", n, 1, x, incx, x, incx);
}

/**
 * Sums of squares from this on haven't lost anything to underflow: 2^30 squares below 2^-126, float32's smallest normal number,
 * are less than 2^-35 of it.
 */
const SMALL_SQUARES = 2 ** -60;
/**
 * A factor that brings numbers whose squares overflow (some is at least 2^49 then, since there are no more than 2^30) or
 * underflow (all are below 2^-30) to where the sum of their squares does neither.
 */
const RESCUE = 2 ** 90;

/**
 * The Euclidean norm of n elements, without overflow or loss on the way; where squares leave float32's range the vector is
 * scaled by a power of 2, in a second pass. (A device may take subnormal numbers for 0.) Increments as in `snrm2` on the host.
 *
 * @throws as `sdot`
 * @see https://docs.nvidia.com/cuda/cublas/#cublas-t-nrm2
 */
export async function snrm2(n: number, x: DeviceVector, incx: number): Promise<number> {
  checkSize("snrm2", "n", n);
  checkOperand("snrm2", "x", x);
  checkVector("snrm2", "x", x, n, incx, true);
  const squares = await total("product", n, 1, x, incx, x, incx);
  if (n === 0 || Number.isNaN(squares)) return squares;
  if (squares >= SMALL_SQUARES && squares < Number.POSITIVE_INFINITY) return Math.fround(Math.sqrt(squares));
  const factor = squares < SMALL_SQUARES ? RESCUE : 1 / RESCUE;
  const gpu = openedGpu() ?? (await openGpu());
  const found = await readBack(gpu, 1, (batch) => {
    const scaled = { buffer: batch.temporary(n * ELEMENT_BYTES), offset: 0 };
    const sum = { buffer: batch.temporary(ELEMENT_BYTES), offset: 0 };
    const a = startOf(x, n, incx);
    const common = { element: "float32", stack: [], beta: 0, columns: NO_AXIS } as const;
    contract(gpu, batch, {
      ...common,
      term: "self",
      alpha: factor,
      a,
      b: a,
      c: scaled,
      rows: axis(n, incx, 0, 1),
      depth: NO_AXIS,
    });
    contract(gpu, batch, {
      ...common,
      term: "product",
      alpha: 1,
      a: scaled,
      b: scaled,
      c: sum,
      rows: NO_AXIS,
      depth: axis(n, 1, 1, 0),
    });
    return sum.buffer;
  });
  return Math.fround(Math.sqrt(found[0] as number) / factor);
}
