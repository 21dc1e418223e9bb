/** The embedded level-1 routines, on addresses in the heap. */
import { heap } from "../../memory/index.js";
import { type FloatArray, ITEM, type Precision } from "../precision.js";
import { type VectorFunctions, vectorModule } from "./vector-kernel.js";

/**
 * Elements given to the code at a time. An engine compiles it in two tiers and takes over between calls, never within
 * one, so that a single call over a long vector would run in the slow tier to its end.
 */
const CHUNK = 16384;

const functions = new Map<Precision, VectorFunctions>();

/** The compiled code of a precision. */
export function vectorFunctions(precision: Precision): VectorFunctions {
  let found = functions.get(precision);
  if (found === undefined) {
    const { memory, shared } = heap();
    const module = new WebAssembly.Module(vectorModule(precision, shared));
    found = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as VectorFunctions;
    functions.set(precision, found);
  }
  return found;
}

/** Address of the element that BLAS visits first: with a negative increment, the far end. */
function first(address: number, n: number, inc: number, item: number): number {
  return inc < 0 ? address - (n - 1) * inc * item : address;
}

/** Σ xᵢ·yᵢ. Products are summed in eight vectors of lanes; the sums of chunks in float64. */
export function dot(
  precision: Precision,
  n: number,
  x: number,
  incx: number,
  y: number,
  incy: number,
): number {
  const item = ITEM[precision];
  const code = vectorFunctions(precision);
  let [atX, atY] = [first(x, n, incx, item), first(y, n, incy, item)];
  let sum = 0;
  for (let left = n; left > 0; left -= CHUNK) {
    sum += code.dot(Math.min(left, CHUNK), atX, incx * item, atY, incy * item);
    atX += CHUNK * incx * item;
    atY += CHUNK * incy * item;
  }
  return precision === "float32" ? Math.fround(sum) : sum;
}

/** y = alpha·x + y. */
export function axpy(
  precision: Precision,
  n: number,
  alpha: number,
  x: number,
  incx: number,
  y: number,
  incy: number,
): void {
  const item = ITEM[precision];
  const code = vectorFunctions(precision);
  let [atX, atY] = [first(x, n, incx, item), first(y, n, incy, item)];
  for (let left = n; left > 0; left -= CHUNK) {
    code.axpy(Math.min(left, CHUNK), alpha, atX, incx * item, atY, incy * item);
    atX += CHUNK * incx * item;
    atY += CHUNK * incy * item;
  }
}

/**
 * Below this a sum of squares may have lost small ones: each can lose 2^-1022 of the sum, and with 2^29 elements that
 * must stay under half a unit in the last place (2^-1022 · 2^29 · 2^53 = 2^-940).
 */
const LEAST_SAFE_SQUARES = 2 ** -940;

/** √Σ xᵢ² of a strided vector with a positive increment. */
export function nrm2(precision: Precision, n: number, x: number, incx: number): number {
  const item = ITEM[precision];
  const code = vectorFunctions(precision);
  let sum = 0;
  for (let done = 0; done < n; done += CHUNK)
    sum += code.squares(Math.min(n - done, CHUNK), x + done * incx * item, incx * item);
  if (precision === "float32") return normOf(precision, sum, heap().f32, x >>> 2, n, incx);
  return normOf(precision, sum, heap().f64, x >>> 3, n, incx);
}

/**
 * The norm from the sum of squares, without overflow or loss where it can be represented. Most vectors need one pass;
 * one whose squares leave float64's range is summed again, scaled by a power of 2 — the idea of J. L. Blue, "A Portable
 * Fortran Program to Find the Euclidean Norm of a Vector", ACM TOMS 4 (1978), with one scale in place of his three
 * accumulators. Squares of float32 can't leave it.
 */
export function normOf(
  precision: Precision,
  sum: number,
  values: FloatArray,
  at: number,
  n: number,
  inc: number,
): number {
  if (precision === "float32") return Math.fround(Math.sqrt(sum));
  if ((sum >= LEAST_SAFE_SQUARES && sum < Infinity) || Number.isNaN(sum)) return Math.sqrt(sum);
  return scaledNorm(values, at, n, inc);
}

function scaledNorm(values: FloatArray, at: number, n: number, inc: number): number {
  let largest = 0;
  for (let k = 0; k < n; k++) largest = Math.max(largest, Math.abs(values[at + k * inc]!));
  if (largest === 0 || largest === Infinity) return largest;
  // Two exact factors, since 2^1074 is no float64.
  const exponent = Math.max(-1022, Math.floor(Math.log2(largest)));
  const half = Math.trunc(exponent / 2);
  const [down, rest] = [2 ** -half, 2 ** -(exponent - half)];
  let sum = 0;
  for (let k = 0; k < n; k++) sum += (values[at + k * inc]! * down * rest) ** 2;
  return Math.sqrt(sum) * 2 ** half * 2 ** (exponent - half);
}
