/**
 * Typed arrays of the user's for code that reads the heap only: those that are views of the heap stay where they are, the
 * others are copied in, and results copied out.
 */
import type { FloatArray, Precision } from "../precision.js";
import { ITEM } from "../precision.js";
import type { Workspace } from "./workspace.js";

/** Where an operand is in the heap. `at` counts elements of the heap's view of the precision. */
export interface Placed {
  readonly address: number;
  readonly ld: number;
}

/** The heap's view of a precision. */
export function heapView(w: Workspace, precision: Precision): FloatArray {
  return precision === "float32" ? w.heap.f32 : w.heap.f64;
}

/** Whether the array's elements are in this thread's heap. A view that came from another thread counts as outside. */
export function inHeap(w: Workspace, array: FloatArray): boolean {
  return array.buffer === w.heap.u8.buffer;
}

/** A matrix of `rows` × `columns`, where it is or copied densely. With `copyIn` false the copy isn't filled. */
export function placeMatrix(
  w: Workspace,
  precision: Precision,
  array: FloatArray,
  rows: number,
  columns: number,
  ld: number,
  copyIn = true,
): Placed {
  if (inHeap(w, array)) return { address: array.byteOffset, ld };
  const address = w.take(rows * columns * ITEM[precision]);
  if (copyIn)
    copyRows(array, 0, ld, heapView(w, precision), address / ITEM[precision], columns, rows, columns);
  return { address, ld: columns };
}

/** Copies a placed matrix back, if it was copied. */
export function returnMatrix(
  w: Workspace,
  precision: Precision,
  placed: Placed,
  array: FloatArray,
  rows: number,
  columns: number,
  ld: number,
): void {
  if (inHeap(w, array)) return;
  copyRows(heapView(w, precision), placed.address / ITEM[precision], placed.ld, array, 0, ld, rows, columns);
}

/** Copies `rows` rows of `columns` elements between two row-major matrices. */
export function copyRows(
  from: FloatArray,
  fromAt: number,
  fromLd: number,
  to: FloatArray,
  toAt: number,
  toLd: number,
  rows: number,
  columns: number,
): void {
  if (fromLd === columns && toLd === columns) {
    to.set(from.subarray(fromAt, fromAt + rows * columns), toAt);
    return;
  }
  for (let i = 0; i < rows; i++) {
    const start = fromAt + i * fromLd;
    to.set(from.subarray(start, start + columns), toAt + i * toLd);
  }
}

/** Copies `count` elements that stand `inc` apart to a dense stretch. */
export function gather(
  from: FloatArray,
  at: number,
  inc: number,
  to: FloatArray,
  toAt: number,
  count: number,
): void {
  if (inc === 1) to.set(from.subarray(at, at + count), toAt);
  else for (let k = 0; k < count; k++) to[toAt + k] = from[at + k * inc]!;
}

/** The inverse of `gather`. */
export function scatter(
  from: FloatArray,
  at: number,
  to: FloatArray,
  toAt: number,
  inc: number,
  count: number,
): void {
  if (inc === 1) to.set(from.subarray(at, at + count), toAt);
  else for (let k = 0; k < count; k++) to[toAt + k * inc] = from[at + k]!;
}
