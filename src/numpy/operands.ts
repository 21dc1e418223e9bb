/** From what a user passes to a node: arrays as they are, scalars adapted to the other operand, lists and typed arrays copied in. */
import { type AnyTypedArray, DTYPES, type DType, dtypeOfTypedArray, integerRange } from "../array/index.js";
import { DTypeError, OverflowError } from "../errors.js";
import { type Node, OPS, type OpName, type ScalarValue, scalar } from "../kernel/index.js";
import { arrayFromList, arrayFromTyped } from "./creation.js";
import { NDArray } from "./ndarray.js";
import type { ArrayLike, NestedList, Scalar } from "./types.js";

/** True for a JavaScript value that counts as one element. */
export function isScalar(x: unknown): x is Scalar {
  return typeof x === "number" || typeof x === "boolean" || typeof x === "bigint";
}

/**
 * Any array-like as an array; arrays are given back as they are.
 * @throws DTypeError for what is no array, with what is allowed
 */
export function toArray(x: ArrayLike): NDArray {
  if (x instanceof NDArray) return x;
  if (isScalar(x) || Array.isArray(x)) return arrayFromList(x as Scalar | NestedList, undefined);
  if (ArrayBuffer.isView(x) && dtypeOfTypedArray(x) !== undefined) return arrayFromTyped(x as AnyTypedArray);
  if (typeof x === "object" && x !== null && (x as { device?: unknown }).device !== undefined)
    throw new DTypeError(
      "a manycore/cupy array can't be mixed with manycore/numpy arrays: bring it to the host with `await cp.asnumpy(x)`, or the other one to the GPU with `cp.asarray(x)`",
    );
  throw new DTypeError(
    `unsupported operand of type ${x === null ? "null" : typeof x}: give an array, a number, bigint or boolean, nested lists of them, or a typed array`,
  );
}

/** The dtype of a scalar on its own. */
export function dtypeOfScalar(value: Scalar): DType {
  return typeof value === "number" ? DTYPES.float64 : typeof value === "bigint" ? DTYPES.int64 : DTYPES.bool;
}

function outOfBounds(value: Scalar, dtype: DType): OverflowError {
  return new OverflowError(
    `Python integer ${value} out of bounds for ${dtype.name}: it holds ${integerRange(dtype).join(" to ")}; cast the array with astype first`,
  );
}

/** Largest magnitude below which every whole number of an integer dtype is a number: what needs no bigint to be checked. */
function fits(value: number | bigint, dtype: DType): boolean {
  const [low, high] = integerRange(dtype);
  return value >= low && value <= high;
}

/**
 * A scalar beside an array of dtype `other` (NumPy 2's weak scalars, NEP 50): with floats it takes their dtype; with integers a
 * whole number does, and a fractional one is an error, so that the dtype of a result never depends on a value. Operations
 * that give floats or bools anyway (division, comparison) take fractional scalars in float64.
 * @throws DTypeError for a fractional scalar with integers
 * @throws OverflowError for a whole one that the dtype can't hold
 */
export function adaptScalar(value: Scalar, other: DType, op: OpName): Node {
  if (typeof value === "boolean") return scalar(value, DTYPES.bool);
  if (other.kind === "float") return scalar(value as ScalarValue, other);
  const { rule } = OPS[op];
  if (other.kind === "bool") {
    if (typeof value === "bigint" || (rule === "bits" && Number.isInteger(value)))
      return scalar(value, DTYPES.int64);
    return scalar(value, DTYPES.float64);
  }
  const whole = typeof value === "bigint" || Number.isInteger(value);
  const inRange = whole && fits(value, other);
  if (inRange) return scalar(value, other);
  if (rule === "compare") {
    // Beyond the dtype's range every element compares alike: infinity says so exactly.
    if (whole) return scalar(value < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY, DTYPES.float64);
    return scalar(value, DTYPES.float64);
  }
  if (rule === "divide" || rule === "float" || rule === "logic" || rule === "test")
    return scalar(Number(value), DTYPES.float64);
  if (whole) throw outOfBounds(value, other);
  throw new DTypeError(
    `${op} of an ${other.name} array and the fractional scalar ${value}: the result's dtype would depend on the value. Say what you mean: x.astype("float64"), or np.float64(${value})`,
  );
}
