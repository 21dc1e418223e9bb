/** From what a user passes to nodes: arrays as they are, scalars adapted to the other operand. */
import { DTYPES, type DType, integerRange } from "../array/index.js";
import { DTypeError, OverflowError } from "../errors.js";
import { type Node, OPS, type OpName, scalar } from "../kernel/index.js";
import { dtypeOfScalar } from "./dtypes.js";
import { NDArray } from "./ndarray.js";
import type { ArrayLike, Scalar } from "./types.js";

/** True for a JavaScript value that counts as one element. */
export function isScalar(x: unknown): x is Scalar {
  return typeof x === "number" || typeof x === "boolean" || typeof x === "bigint";
}

/**
 * An operand as an array on the device.
 * @throws DTypeError for host data: it doesn't travel by itself
 */
export function toArray(x: ArrayLike): NDArray {
  if (x instanceof NDArray) return x;
  const host = x as unknown;
  if (typeof host === "object" && host !== null && "toTypedArray" in host)
    throw new DTypeError(
      "a manycore/numpy array can't be mixed with manycore/cupy arrays: send it to the GPU with `cp.asarray(x)`, or bring the other one to the host with `await cp.asnumpy(x)`",
    );
  const what = Array.isArray(host)
    ? "a list"
    : ArrayBuffer.isView(host)
      ? "a typed array"
      : host === null
        ? "null"
        : typeof host;
  throw new DTypeError(
    `unsupported operand: ${what}. Give a manycore/cupy array (cp.asarray makes one) or a number, bigint or boolean`,
  );
}

/** A node for an operand that stands alone. */
export function toNode(x: ArrayLike): Node {
  return isScalar(x) ? scalar(x, dtypeOfScalar(x)) : toArray(x).node;
}

/**
 * A scalar as an element of `dtype`.
 * @throws DTypeError for a fraction into integers, OverflowError for what the dtype can't hold
 */
export function scalarInto(value: Scalar, dtype: DType): Node {
  if (dtype.kind === "bool") return scalar(Boolean(value), dtype);
  if (typeof value === "boolean") return scalar(Number(value), dtype);
  return dtype.kind === "float" ? scalar(value, dtype) : adaptScalar(value, dtype, "add");
}

/**
 * A scalar beside an array of dtype `other` (NumPy 2's weak scalars, NEP 50): with floats it takes their dtype; with integers
 * a whole number does, and a fractional one is an error unless the operation gives floats anyway.
 * @throws DTypeError for a fractional scalar with integers
 * @throws OverflowError for a whole one that the dtype can't hold
 */
export function adaptScalar(value: Scalar, other: DType, op: OpName): Node {
  if (typeof value === "boolean") return scalar(value, DTYPES.bool);
  if (other.kind === "float") return scalar(value, other);
  const whole = typeof value === "bigint" || Number.isInteger(value);
  const { rule } = OPS[op];
  if (other.kind === "bool") {
    if (typeof value === "bigint" || (rule === "bits" && whole)) return adaptScalar(value, DTYPES.int32, op);
    return scalar(value, DTYPES.float32);
  }
  const [low, high] = integerRange(other);
  if (whole && value >= low && value <= high) return scalar(value, other);
  if (rule === "divide" || rule === "float" || rule === "logic" || rule === "test")
    return scalar(Number(value), DTYPES.float32);
  if (whole)
    throw new OverflowError(
      `Python integer ${value} out of bounds for ${other.name}: it holds ${low} to ${high}; cast the array with astype first`,
    );
  throw new DTypeError(
    `${op} of an ${other.name} array and the fractional scalar ${value}: the result's dtype would depend on the value. Say what you mean: x.astype("float32")`,
  );
}

const MIRRORED: Readonly<Partial<Record<OpName, OpName>>> = {
  less: "greater",
  less_equal: "greater_equal",
  greater: "less",
  greater_equal: "less_equal",
};

/**
 * A comparison of integers with a scalar that is none of theirs, as an exact one among themselves: the device has no
 * float64 to meet in, and in float32 16777217 is 16777216.
 */
export function exactComparison(
  op: OpName,
  value: number | bigint,
  other: DType,
  scalarFirst: boolean,
): { op: OpName; bound: Node } {
  const named = scalarFirst ? (MIRRORED[op] ?? op) : op;
  const [low, high] = integerRange(other).map(Number) as [number, number];
  const always = { op: "less_equal", bound: scalar(high, other) } as const;
  const never = { op: "greater", bound: scalar(high, other) } as const;
  const k = Number(value);
  if (named === "equal") return never;
  if (named === "not_equal") return always;
  if (Number.isNaN(k)) return never;
  const upwards = named === "greater" || named === "greater_equal";
  if (k > high) return upwards ? never : always;
  if (k < low) return upwards ? always : never;
  // Fractional: nothing is equal to it.
  return { op: upwards ? "greater" : "less_equal", bound: scalar(Math.floor(k), other) };
}
