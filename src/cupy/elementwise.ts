/** The entry points that the generated functions and methods call: one for every arity. */
import {
  broadcastShapes,
  canCastSameKind,
  DTYPES,
  type DType,
  sameShape,
  shapeText,
  sizeOf,
} from "../array/index.js";
import { DTypeError, NotSupportedError, ValueError } from "../errors.js";
import { cast, expanded, type Node, OPS, type OpName, operation, SCALAR, scalar } from "../kernel/index.js";
import { castExpression } from "../kernel/wgsl/index.js";
import { dtypeOfScalar, resolveOnDevice } from "./dtypes.js";
import { flushIfLong } from "./evaluate.js";
import { NDArray } from "./ndarray.js";
import { adaptScalar, exactComparison, isScalar, scalarInto, toArray, toNode } from "./operands.js";
import type { ArrayLike, ElementwiseOptions, Scalar } from "./types.js";

/** A node that nobody has asked for stays pending, unless it has grown long. */
export function finish(name: string, node: Node, options: { readonly out?: NDArray } | undefined): NDArray {
  const out = options?.out;
  let value = node;
  if (out !== undefined) {
    if (!(out instanceof NDArray)) throw new DTypeError(`${name}: out must be a manycore/cupy array`);
    if (!canCastSameKind(node.dtype, out.dtype))
      throw new DTypeError(
        `Cannot cast ufunc '${name}' output from dtype('${node.dtype.name}') to dtype('${out.dtype.name}') with casting rule 'same_kind'`,
      );
    if (!sameShape(broadcastShapes(node.shape, out.shape), out.shape))
      throw new ValueError(
        `non-broadcastable output operand with shape ${shapeText(out.shape)} doesn't match the broadcast shape ${shapeText(node.shape)}`,
      );
    value = castNode(node, out.dtype);
    if (!sameShape(value.shape, out.shape)) value = expanded(value, out.shape);
  }
  flushIfLong(value);
  if (out === undefined) return new NDArray(value);
  // Values never change, so another node is the same as other contents; a view puts it into its array's.
  out.node = value;
  return out;
}

/** The node in another dtype, itself where it has it. @throws NotSupportedError for a cast that the device hasn't */
export function castNode(node: Node, to: DType): Node {
  if (node.dtype === to) return node;
  castExpression(node.dtype, to, "x");
  return cast(node, to);
}

/** An operation on one array. */
export function unary(name: OpName, x: ArrayLike, options?: ElementwiseOptions): NDArray {
  const a = toNode(x);
  return finish(
    name,
    operation(resolveOnDevice(name, a.dtype, null, null), a.shape, a.size, a, null, null),
    options,
  );
}

const HALF = 0.5;

/** NumPy's shortcuts for powers by a scalar, each exact where pow is: x, x², √x, 1/x. Null where none applies. */
function scalarPower(x: NDArray, exponent: Scalar, options: ElementwiseOptions | undefined): NDArray | null {
  if (x.dtype.kind === "bool" || typeof exponent === "boolean") return null;
  if (exponent === 2 || exponent === 2n) return unary("square", x, options);
  if (exponent === 1 || exponent === 1n) return unary("positive", x, options);
  if (x.dtype.kind !== "float") return null;
  if (exponent === HALF) return unary("sqrt", x, options);
  if (exponent === -1) return binary("divide", 1, x, options);
  return null;
}

/** Whether integer exponents are negative can't be asked without waiting for the device. */
function checkIntegerPower(exponent: Node, compute: DType): void {
  if (compute.kind !== "int") return;
  if (exponent.op === SCALAR) {
    if (typeof exponent.value !== "boolean" && exponent.value < 0)
      throw new ValueError("Integers to negative integer powers are not allowed.");
    return;
  }
  if (exponent.dtype.kind === "int")
    throw new NotSupportedError(
      "power of int32 with an array of int32 exponents",
      "cupy",
      'A negative one could not be refused: cast both to "uint32", the base to "float32", or give one exponent as a number.',
    );
}

/** An operation on two arrays, broadcast together. */
export function binary(name: OpName, x: ArrayLike, y: ArrayLike, options?: ElementwiseOptions): NDArray {
  let op = name;
  let a: Node;
  let b: Node;
  if (isScalar(x) && isScalar(y)) {
    a = scalar(x, dtypeOfScalar(x));
    b = scalar(y, dtypeOfScalar(y));
  } else if (isScalar(x) || isScalar(y)) {
    const array = toArray((isScalar(x) ? y : x) as NDArray);
    const value = (isScalar(x) ? x : y) as Scalar;
    if (name === "power" && isScalar(y)) {
      const short = scalarPower(array, y, options);
      if (short !== null) return short;
    }
    const integers = array.dtype.kind === "int" || array.dtype.kind === "uint";
    if (OPS[name].rule === "compare" && array.dtype.kind !== "float" && typeof value !== "boolean") {
      // Bools compare with numbers as 0 and 1.
      a = integers ? array.node : castNode(array.node, DTYPES.int32);
      const fits =
        Number.isInteger(Number(value)) &&
        value >= -(2 ** 31) &&
        value < 2 ** (a.dtype.kind === "uint" ? 32 : 31);
      if (fits && (a.dtype.kind === "int" || value >= 0)) {
        b = scalar(value, a.dtype);
        if (isScalar(x)) [a, b] = [b, a];
      } else ({ op, bound: b } = exactComparison(name, value, a.dtype, isScalar(x)));
    } else {
      a = array.node;
      b = adaptScalar(value, array.dtype, name);
      if (isScalar(x)) [a, b] = [b, a];
    }
  } else {
    a = toArray(x).node;
    b = toArray(y).node;
  }
  const resolved = resolveOnDevice(op, a.dtype, b.dtype, null);
  if (op === "power") checkIntegerPower(b, resolved.compute);
  const shape = broadcastShapes(a.shape, b.shape);
  return finish(name, operation(resolved, shape, sizeOf(shape), a, b, null), options);
}

/** `where`: a condition and two values. */
export function ternary(
  name: OpName,
  condition: ArrayLike,
  x: ArrayLike,
  y: ArrayLike,
  options?: ElementwiseOptions,
): NDArray {
  const c = castNode(toNode(condition), DTYPES.bool);
  let a: Node;
  let b: Node;
  if (isScalar(x) === isScalar(y)) {
    a = toNode(x);
    b = toNode(y);
  } else if (isScalar(x)) {
    b = toNode(y);
    a = adaptScalar(x, b.dtype, name);
  } else {
    a = toNode(x);
    b = adaptScalar(y as Scalar, a.dtype, name);
  }
  const resolved = resolveOnDevice(name, c.dtype, a.dtype, b.dtype);
  const shape = broadcastShapes(c.shape, a.shape, b.shape);
  return finish(name, operation(resolved, shape, sizeOf(shape), c, a, b), options);
}

/** An assigned value may have more axes than the target when they are of length 1, as in NumPy. */
function stripped(value: NDArray, rank: number): NDArray {
  let extra = 0;
  while (value.ndim - extra > rank && value.shape[extra] === 1) extra++;
  return extra === 0 ? value : value.reshape(value.shape.slice(extra));
}

/** `x[...] = value`, everywhere or where a mask is true. */
export function assign(target: NDArray, value: ArrayLike, where: ArrayLike | undefined): void {
  const given = isScalar(value)
    ? new NDArray(expanded(scalarInto(value, target.dtype), target.shape))
    : stripped(toArray(value), target.ndim);
  if (where === undefined) finish("assign", given.node, { out: target });
  else ternary("where", where, given, target, { out: target });
}

/** `x op= y`: the result goes into x, in its dtype and shape. */
export function inPlace(name: OpName, x: NDArray, y: ArrayLike): NDArray {
  return binary(name, x, y, { out: x });
}
