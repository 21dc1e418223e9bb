/** Arrays as text, as NumPy prints them. */
import {
  type Array2StringOptions,
  type ArrayTextOptions,
  type Printable,
  array_repr as reprOf,
  array_str as strOf,
  array2string as textOf,
} from "../array/index.js";
import type { NDArray } from "./ndarray.js";
import { toArray } from "./operands.js";
import type { ArrayLike } from "./types.js";

function printable(x: NDArray): Printable {
  return { dtype: x.dtype, shape: x.shape, get: (flat) => x.readFlat(flat, true) };
}

/** The elements in brackets. https://numpy.org/doc/stable/reference/generated/numpy.array2string.html */
export function array2string(x: ArrayLike, options?: Array2StringOptions): string {
  return textOf(printable(toArray(x)), options);
}

/** As Python's `repr(a)`. https://numpy.org/doc/stable/reference/generated/numpy.array_repr.html */
export function array_repr(x: ArrayLike, options?: ArrayTextOptions): string {
  return reprOf(printable(toArray(x)), options);
}

/** As Python's `str(a)`. https://numpy.org/doc/stable/reference/generated/numpy.array_str.html */
export function array_str(x: ArrayLike, options?: ArrayTextOptions): string {
  return strOf(printable(toArray(x)), options);
}
