/** Rounding to decimals, and keeping values within bounds. */
import { DTYPES, type DTypeName } from "../array/index.js";
import { NotSupportedError, ValueError } from "../errors.js";
import { binary, unary } from "./elementwise.js";
import type { NDArray } from "./ndarray.js";
import { toArray } from "./operands.js";
import type { ArrayLike, DTypeOf } from "./types.js";

/**
 * Each element rounded to a number of decimals, halves to even; float32 only.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.round.html
 * @throws NotSupportedError for integers with negative decimals
 */
export function round<X extends ArrayLike>(x: X, decimals = 0): NDArray<DTypeOf<X>> {
  const array = toArray(x);
  let out: NDArray;
  if (array.dtype.kind !== "float") {
    if (decimals < 0 || array.dtype === DTYPES.bool)
      throw new NotSupportedError(
        `round of ${array.dtype.name} to ${decimals} decimals`,
        "cupy",
        'Use astype("float32") first.',
      );
    out = array.copy();
  } else if (decimals === 0) out = unary("rint", array);
  else {
    const scale = 10 ** Math.abs(decimals);
    out =
      decimals > 0
        ? binary("divide", unary("rint", binary("multiply", array, scale)), scale)
        : binary("multiply", unary("rint", binary("divide", array, scale)), scale);
  }
  return out as NDArray as NDArray<DTypeOf<X>>;
}

/**
 * Elements kept between two bounds; null leaves a side open. NaN stays.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.clip.html
 * @throws ValueError when both sides are open
 */
export function clip(x: ArrayLike, low: ArrayLike | null, high: ArrayLike | null): NDArray<DTypeName> {
  if (low === null && high === null) throw new ValueError("One of max or min must be given");
  let out = toArray(x);
  if (low !== null) out = binary("maximum", out, low);
  if (high !== null) out = binary("minimum", out, high);
  return out;
}
