/** Calls of users' compiled functions (`simd.vectorize`): pending operations like those of the table, so they fuse with them. */
import { broadcastShapes, type DType, sizeOf } from "../array/index.js";
import { DTypeError, NotSupportedError } from "../errors.js";
import { wgslFunctions } from "../kernel/compile/wgsl/index.js";
import { call, type ElementFunction, type Node, SCALAR } from "../kernel/index.js";
import { wgslType } from "../kernel/wgsl/index.js";
import { castNode, finish } from "./elementwise.js";
import type { NDArray } from "./ndarray.js";
import { isScalar, scalarInto, toArray } from "./operands.js";
import type { ArrayLike } from "./types.js";

/** Arrays that a shader can read on every device: WebGPU's default maxStorageBuffersPerShaderStage, less the result. */
const MAX_ARRAYS = 7;

const translated = new WeakSet<ElementFunction>();

/** Refused at the call, not where the result is asked for. @throws NotSupportedError for what shaders don't have, with the line */
function checkTranslates(fn: ElementFunction): void {
  if (translated.has(fn)) return;
  for (const dtype of [...fn.parameters, fn.result]) wgslType(dtype);
  wgslFunctions(fn.program, "check_");
  translated.add(fn);
}

/** NumPy's casting rule "safe" among the device's dtypes: only bools fit into others, and into all of them. */
function safelyCast(node: Node, to: DType, name: string, k: number): Node {
  if (node.dtype !== to && node.dtype.kind !== "bool")
    throw new DTypeError(
      `${name}: argument ${k + 1} is ${node.dtype.name}, which can't be cast safely to ${to.name}: cast it with astype first.`,
    );
  return castNode(node, to);
}

/**
 * The function of arguments that broadcast together: pending, as cupy's own operations are.
 * @param formFor the function for arguments of these dtypes; null stands for a scalar
 * @throws DTypeError for host arrays, and for what can't be cast safely; ValueError for shapes that don't broadcast;
 * NotSupportedError for what shaders don't have
 */
export function callFunction(
  formFor: (dtypes: readonly (DType | null)[]) => ElementFunction,
  args: readonly ArrayLike[],
  options?: { readonly out?: NDArray },
): NDArray {
  const arrays = args.map((arg) => (isScalar(arg) ? null : toArray(arg)));
  const fn = formFor(arrays.map((array) => (array === null ? null : array.dtype)));
  checkTranslates(fn);
  const operands = args.map((arg, k): Node => {
    const to = fn.parameters[k] as DType;
    return isScalar(arg) ? scalarInto(arg, to) : safelyCast(toArray(arg).node, to, fn.name, k);
  });
  const read = new Set(operands.filter((node) => node.op !== SCALAR)).size;
  if (read > MAX_ARRAYS)
    throw new NotSupportedError(
      `${fn.name} of ${read} arrays`,
      "cupy",
      `A shader reads ${MAX_ARRAYS} at most: split the function, or compute with manycore/numpy.`,
    );
  const shape = broadcastShapes(...operands.map((node) => node.shape));
  return finish(fn.name, call(fn, shape, sizeOf(shape), operands), options);
}
