/** The obvious loops in float64 that the routines are compared with, and the operands they are tried on. */
import { heap, keepAlive, newBlock } from "../../dist/memory/index.js";

export type Real = Float32Array | Float64Array;
export type Precision = "float32" | "float64";
export type Place = "heap" | "own";

export const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 };

/** What fills the gaps of what is read: it must not get into a result. */
const UNREAD = Number.NaN;
/** What fills the gaps of what is written: it must still be there afterwards. */
export const UNTOUCHED = 777;

/** An array of `length` zeros, in the heap or outside of it. */
export function real(precision: Precision, place: Place, length: number): Real {
  const [type, item] = precision === "float32" ? [Float32Array, 4] : [Float64Array, 8];
  if (place === "own") return new type(length);
  const block = newBlock(length * item);
  const view = new type(heap().memory.buffer, block.address, length);
  keepAlive(view, block);
  return view.fill(0);
}

/** Fills the elements of a row-major matrix with numbers between -1 and 1, and all else with `gap`. */
export function fillMatrix(
  array: Real,
  rows: number,
  columns: number,
  ld: number,
  gap: number,
  next: () => number,
): void {
  array.fill(gap);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) array[i * ld + j] = 2 * next() - 1;
}

export interface Matrix {
  readonly array: Real;
  readonly ld: number;
  readonly rows: number;
  readonly columns: number;
}

/** A random matrix with a leading dimension `extra` larger than it has to be; beyond it lie a few elements more. */
export function matrix(
  precision: Precision,
  place: Place,
  rows: number,
  columns: number,
  extra: number,
  next: () => number,
  gap: number = UNREAD,
): Matrix {
  const ld = Math.max(1, columns) + extra;
  const array = real(precision, place, rows * ld + 3);
  fillMatrix(array, rows, columns, ld, gap, next);
  return { array, ld, rows, columns };
}

export interface Vector {
  readonly array: Real;
  readonly inc: number;
  readonly n: number;
}

/** A random vector with an increment. */
export function vector(
  precision: Precision,
  place: Place,
  n: number,
  inc: number,
  next: () => number,
  gap: number = UNREAD,
): Vector {
  const array = real(precision, place, Math.max(0, n - 1) * Math.abs(inc) + 1 + 2);
  fillMatrix(array, n, 1, Math.abs(inc), gap, next);
  return { array, inc, n };
}

/** The k-th element that BLAS visits. */
export function at({ inc, n }: Vector, k: number): number {
  return inc < 0 ? (1 - n) * inc + k * inc : k * inc;
}

/** alpha·Σ left·right + beta·old, and the sum of the magnitudes: what the rounding errors are measured by. */
export function combine(
  alpha: number,
  beta: number,
  old: number,
  length: number,
  product: (k: number) => number,
): { value: number; magnitude: number } {
  let sum = 0;
  let magnitude = 0;
  for (let k = 0; k < length; k++) {
    const term = product(k);
    sum += term;
    magnitude += Math.abs(term);
  }
  const kept = beta === 0 ? 0 : beta * old;
  return { value: alpha * sum + kept, magnitude: Math.abs(alpha) * magnitude + Math.abs(kept) };
}

/**
 * Whether a result is as near as the sum allows: |error| ≤ (terms + 4)·ε·Σ|term|, the bound of N. J. Higham, "Accuracy and
 * Stability of Numerical Algorithms", 2nd edition (2002), chapter 3, with a few roundings for alpha and beta.
 */
export function isClose(
  precision: Precision,
  given: number,
  wanted: { value: number; magnitude: number },
  terms: number,
): boolean {
  return Math.abs(given - wanted.value) <= (terms + 4) * EPSILON[precision] * wanted.magnitude + 1e-300;
}
