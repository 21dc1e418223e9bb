/** The entry points that the generated functions and methods call: one for every arity. */
import { broadcastShapes, DTYPES, type DType, sizeOf } from "../array/index.js";
import { ValueError } from "../errors.js";
import {
  cast,
  isHeavy,
  type Node,
  OP_CODE,
  type OpName,
  operation,
  readsEscaped,
  realize,
  reduce,
  release,
  resolve,
  SCALAR,
  scalar,
} from "../kernel/index.js";
import { compareMixedSigns, comparesMixedSigns } from "./mixed_signs.js";
import { NDArray } from "./ndarray.js";
import { adaptScalar, dtypeOfScalar, isScalar, toArray } from "./operands.js";
import type { ArrayLike, ElementwiseOptions, Scalar } from "./types.js";
import { checkOutput, writeNode } from "./write.js";

/** A node that nobody has asked for stays pending, unless it has grown large or reads memory that is out of our hands. */
export function finish(name: string, node: Node, options: ElementwiseOptions | undefined): NDArray {
  const out = options?.out;
  if (out !== undefined) {
    try {
      checkOutput(name, node.dtype, node.shape, out, true);
    } catch (error) {
      release(node);
      throw error;
    }
    writeNode(out, node, true);
    return out;
  }
  if (isHeavy(node) || readsEscaped(node)) realize(node);
  return new NDArray(node);
}

/** An operation on one array. */
export function unary(name: OpName, x: ArrayLike, options?: ElementwiseOptions): NDArray {
  const a = toArray(x).current();
  const node = operation(resolve(name, OP_CODE[name], a.dtype, null, null), a.shape, a.size, a, null, null);
  return finish(name, node, options);
}

const CODE_POWER = OP_CODE.power;
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

function checkIntegerPower(exponent: NDArray | Node, compute: DType): void {
  if (compute.kind !== "int") return;
  const node = exponent instanceof NDArray ? exponent.current() : exponent;
  let negative: boolean;
  if (node.op === SCALAR) negative = typeof node.value !== "boolean" && node.value < 0;
  else {
    const below = operation(
      resolve("less", OP_CODE.less, node.dtype, node.dtype, null),
      node.shape,
      node.size,
      node,
      scalar(0, node.dtype),
      null,
    );
    const everywhere = node.shape.map((_n, d) => d);
    negative = new NDArray(reduce(below, "any", everywhere, false)).item() === true;
    release(below);
  }
  if (negative) throw new ValueError("Integers to negative integer powers are not allowed.");
}

/** An operation on two arrays, broadcast together. */
export function binary(name: OpName, x: ArrayLike, y: ArrayLike, options?: ElementwiseOptions): NDArray {
  const code = OP_CODE[name];
  let a: Node;
  let b: Node;
  if (isScalar(y)) {
    const left = toArray(x);
    if (code === CODE_POWER && !isScalar(x)) {
      const short = scalarPower(left, y, options);
      if (short !== null) return short;
    }
    a = left.current();
    b = isScalar(x) ? scalar(y, dtypeOfScalar(y)) : adaptScalar(y, a.dtype, name);
  } else {
    b = toArray(y).current();
    a = isScalar(x) ? adaptScalar(x, b.dtype, name) : toArray(x).current();
  }
  const resolved = resolve(name, code, a.dtype, b.dtype, null);
  if (code === CODE_POWER && resolved.compute.kind !== "float") checkIntegerPower(b, resolved.compute);
  const shape =
    a.shape === b.shape || (b.size === 1 && b.shape.length === 0)
      ? a.shape
      : broadcastShapes(a.shape, b.shape);
  const size = shape === a.shape ? a.size : shape === b.shape ? b.size : sizeOf(shape);
  const node = comparesMixedSigns(resolved, a.dtype, b.dtype)
    ? compareMixedSigns(name, shape, size, a, b)
    : operation(resolved, shape, size, a, b, null);
  return finish(name, node, options);
}

/** `where`: a condition and two values. */
export function ternary(
  name: OpName,
  condition: ArrayLike,
  x: ArrayLike,
  y: ArrayLike,
  options?: ElementwiseOptions,
): NDArray {
  let c = toArray(condition).current();
  if (c.dtype.kind !== "bool") {
    c = cast(c, DTYPES.bool);
    c.inner = true;
    if (readsEscaped(c)) realize(c);
  }
  let a: Node;
  let b: Node;
  if (isScalar(x) && isScalar(y)) {
    a = scalar(x, dtypeOfScalar(x));
    b = scalar(y, dtypeOfScalar(y));
  } else if (isScalar(x)) {
    b = toArray(y).current();
    a = adaptScalar(x, b.dtype, name);
  } else {
    a = toArray(x).current();
    b = isScalar(y) ? adaptScalar(y, a.dtype, name) : toArray(y).current();
  }
  const shape = broadcastShapes(c.shape, a.shape, b.shape);
  const resolved = resolve(name, OP_CODE[name], c.dtype, a.dtype, b.dtype);
  return finish(name, operation(resolved, shape, sizeOf(shape), c, a, b), options);
}

/** `x op= y`: the result goes into x, in its dtype and shape. */
export function inPlace(name: OpName, x: NDArray, y: ArrayLike): NDArray {
  return binary(name, x, y, { out: x });
}
