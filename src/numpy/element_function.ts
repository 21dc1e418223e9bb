/** Calls of users' compiled functions (`simd.vectorize`): pending operations like those of the table, so they fuse with them. */
import { broadcastShapes, can_cast, type DType, integerRange, sizeOf } from "../array/index.js";
import { DTypeError, OverflowError } from "../errors.js";
import { call, type ElementFunction, type Node, scalar } from "../kernel/index.js";
import { finish } from "./elementwise.js";
import type { NDArray } from "./ndarray.js";
import { isScalar, toArray } from "./operands.js";
import type { ArrayLike, ElementwiseOptions, Scalar } from "./types.js";

/** NumPy's casting rule "safe", by which a function's arguments are cast to its parameters. */
export function safeToCast(from: DType, to: DType): boolean {
  return from === to || can_cast(from.name, to.name, "safe");
}

/** @throws DTypeError, OverflowError for a scalar that the parameter's dtype can't hold */
function scalarArgument(value: Scalar, dtype: DType, name: string): Node {
  if (dtype.kind === "int" || dtype.kind === "uint") {
    if (typeof value === "number" && !Number.isInteger(value))
      throw new DTypeError(
        `${name} takes ${dtype.name} here and got ${value}: give a whole number, or vectorize it for floats.`,
      );
    const [low, high] = integerRange(dtype);
    const whole = BigInt(value);
    if (whole < low || whole > high)
      throw new OverflowError(
        `${name} takes ${dtype.name} here, which holds ${low} to ${high}, and got ${value}.`,
      );
  }
  return scalar(dtype.kind === "bool" ? Boolean(value) : value, dtype);
}

/**
 * The function of arguments that broadcast together: pending, as np's own operations are.
 * @throws DTypeError for an array that can't be cast safely to its parameter's dtype; ValueError for shapes that don't broadcast
 */
export function callFunction(
  fn: ElementFunction,
  args: readonly ArrayLike[],
  options?: ElementwiseOptions,
): NDArray {
  const operands = args.map((arg, k) => {
    const parameter = fn.parameters[k];
    if (isScalar(arg)) return scalarArgument(arg, parameter, fn.name);
    const node = toArray(arg).current();
    if (!safeToCast(node.dtype, parameter))
      throw new DTypeError(
        `${fn.name}: argument ${k + 1} is ${node.dtype.name}, which can't be cast safely to ${parameter.name}: cast it with astype first.`,
      );
    return node;
  });
  const shape = operands.length === 1 ? operands[0].shape : broadcastShapes(...operands.map((o) => o.shape));
  return finish(fn.name, call(fn, shape, sizeOf(shape), operands), options);
}
