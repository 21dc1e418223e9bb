/** Rounding to decimals, and keeping values within bounds. */
import type { DTypeName } from "../array/index.js";
import { DTypeError, ValueError } from "../errors.js";
import { binary, unary } from "./elementwise.js";
import type { NDArray } from "./ndarray.js";
import { toArray } from "./operands.js";
import type { ArrayLike, DTypeOf } from "./types.js";
import { checkOutput } from "./write.js";

/** The dtype of a rounded array: its own, but float32 for bools (NumPy: float16). */
export type RoundResult<D extends DTypeName> = DTypeName extends D
  ? DTypeName
  : D extends "bool"
    ? "float32"
    : D;

/**
 * Rounds to a number of decimals, halves to even; integers only change with negative decimals.
 * https://numpy.org/doc/stable/reference/generated/numpy.round.html
 * @throws DTypeError for bools and decimals other than 0; ValueError for a fractional number of decimals
 */
export function round<X extends ArrayLike>(x: X, decimals = 0): NDArray<RoundResult<DTypeOf<X>>> {
  if (!Number.isInteger(decimals))
    throw new ValueError(`round: the number of decimals is a whole number, got ${decimals}`);
  const array = toArray(x);
  const { kind } = array.dtype;
  if (kind === "bool" && decimals !== 0)
    throw new DTypeError(
      `Cannot cast ufunc 'multiply' output from dtype('float64') to dtype('bool'): bools have no decimals to round to, got ${decimals}`,
    );
  let out: NDArray;
  if (decimals === 0) out = kind === "float" || kind === "bool" ? unary("rint", array) : array.copy();
  else if (kind === "float") {
    const scale = 10 ** Math.abs(decimals);
    out =
      decimals > 0
        ? binary("divide", unary("rint", binary("multiply", array, scale)), scale)
        : binary("multiply", unary("rint", binary("divide", array, scale)), scale);
  } else if (decimals > 0) out = array.copy();
  else {
    const scale = 10 ** -decimals;
    out = binary("multiply", unary("rint", binary("divide", array, scale)), scale).astype(array.dtype);
  }
  return out as NDArray as NDArray<RoundResult<DTypeOf<X>>>;
}

/**
 * Values kept within [low, high]; null leaves a side open, NaN bounds give NaN.
 * https://numpy.org/doc/stable/reference/generated/numpy.clip.html
 */
export function clip(
  x: ArrayLike,
  low: ArrayLike | null,
  high: ArrayLike | null,
  options?: { readonly out?: NDArray<DTypeName> },
): NDArray {
  const array = toArray(x);
  const raised = low === null || low === undefined ? array : binary("maximum", array, low);
  const clipped = high === null || high === undefined ? raised : binary("minimum", raised, high);
  if (options?.out !== undefined) {
    checkOutput("clip", clipped.dtype, clipped.shape, options.out, false);
    return options.out.assign(clipped);
  }
  return clipped === array ? array.copy() : clipped;
}
