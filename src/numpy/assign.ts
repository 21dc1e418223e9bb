/** `x[...] = value`, everywhere or where a mask is true. */
import { canCastSameKind, DTYPES, type DType, integerRange } from "../array/index.js";
import { DTypeError, OverflowError } from "../errors.js";
import { cast, type Node, release, scalar } from "../kernel/index.js";
import { arrayFromList } from "./creation.js";
import { ternary } from "./elementwise.js";
import { NDArray } from "./ndarray.js";
import { isScalar, toArray } from "./operands.js";
import type { ArrayLike, NestedList, Scalar } from "./types.js";
import { writeNode } from "./write.js";

/** Truth as Python and NumPy see it: NaN is true, unlike in JavaScript. */
export function isTrue(value: Scalar): boolean {
  return Boolean(value) || Number.isNaN(value);
}

/**
 * A scalar as an element of `dtype`.
 * @throws DTypeError for a fraction into integers, OverflowError for what the dtype can't hold
 */
export function scalarInto(value: Scalar, dtype: DType): Node {
  if (dtype.kind === "bool") return scalar(isTrue(value), DTYPES.bool);
  if (typeof value === "boolean") return scalar(Number(value), dtype);
  if (dtype.kind === "float") return scalar(value, dtype);
  if (typeof value === "number" && !Number.isInteger(value))
    throw new DTypeError(
      `${value} can't be stored in an array of dtype ${dtype.name}: round it first, or use astype("float64")`,
    );
  const [low, high] = integerRange(dtype);
  if (value < low || value > high)
    throw new OverflowError(
      `Python integer ${value} out of bounds for ${dtype.name}: it holds ${low} to ${high}`,
    );
  return scalar(value, dtype);
}

/** Writes `value` into `target`. */
export function assign(target: NDArray, value: ArrayLike, where: ArrayLike | undefined): void {
  const source = isScalar(value)
    ? new NDArray(scalarInto(value, target.dtype))
    : Array.isArray(value)
      ? arrayFromList(value as NestedList, target.dtype)
      : toArray(value);
  if (!canCastSameKind(source.dtype, target.dtype))
    throw new DTypeError(
      `Cannot cast array data from dtype('${source.dtype.name}') to dtype('${target.dtype.name}') according to the rule 'same_kind': say astype("${target.dtype.name}")`,
    );
  if (where === undefined) writeNode(target, strip(source, target.ndim).current(), false);
  else {
    // In the target's dtype at once: the one that both meet in may not hold what the target keeps.
    const value = source.dtype === target.dtype ? source : new NDArray(cast(source.current(), target.dtype));
    const chosen = ternary("where", where, strip(value, target.ndim), target).current();
    writeNode(target, chosen, true);
    if (value !== source) release(value.node);
  }
}

/** An assigned value may have more axes than the target when they are of length 1, as in NumPy. */
function strip(value: NDArray, rank: number): NDArray {
  let extra = 0;
  while (value.ndim - extra > rank && value.shape[extra] === 1) extra++;
  return extra === 0 ? value : value.reshape(value.shape.slice(extra));
}
