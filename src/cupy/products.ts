/** Products of matrices and vectors, delegated to the GPU's BLAS. https://docs.cupy.dev/en/stable/reference/linalg.html */
import { broadcastShapes, DTYPES, type DType, promoteTypes, type Shape, shapeText } from "../array/index.js";
import { NotSupportedError, ValueError } from "../errors.js";
import type { Node } from "../kernel/index.js";
import { onDevice } from "./dtypes.js";
import { binary, castNode, finish } from "./elementwise.js";
import type { NDArray } from "./ndarray.js";
import { isScalar, toNode } from "./operands.js";
import { type ProductAxis, ProductNode } from "./pending_product.js";
import type { ArrayLike, Binary } from "./types.js";

/**
 * The dtype of a product, and the one that it is computed in.
 * @throws NotSupportedError for the 64-bit integers that sums come out as
 */
function productTypes(name: string, a: DType, b: DType): { result: DType; compute: DType } {
  const result = onDevice(promoteTypes(a, b));
  if (result.kind === "bool" || result.kind === "float") return { result, compute: result };
  if (result.itemsize === 8)
    throw new NotSupportedError(
      `${name} of ${a.name} and ${b.name} (${result.name} in NumPy)`,
      "cupy",
      'Use astype("int32"), astype("uint32") or astype("float32") first: products on the device have 32 bits.',
    );
  // Narrower integers wrap round in the end as they would have on the way.
  return { result, compute: result.kind === "int" ? DTYPES.int32 : DTYPES.uint32 };
}

function product(name: string, a: Node, b: Node, axes: readonly ProductAxis[], shape: Shape): NDArray {
  const { result, compute } = productTypes(name, a.dtype, b.dtype);
  const node = new ProductNode(compute, shape, castNode(a, compute), castNode(b, compute), axes);
  return finish(name, castNode(node, result), undefined);
}

/** The axis of an operand that stands at `place` of the stack, unless the operand has none there or repeats it. */
function stacked(shape: Shape, stack: Shape, place: number): number {
  const axis = place - (stack.length - (shape.length - 2));
  return axis >= 0 && shape[axis] === stack[place] ? axis : -1;
}

/**
 * Matrix product of the last two axes, broadcast over the others; vectors count as one row or one column that is dropped
 * again. float32 sums are within n·2⁻²³ of Σ|a·b| for n terms, in an order that the shapes decide; int32 and uint32 wrap
 * round; of bools it is "or" of "and". Recorded like all else; views and transposes are multiplied where they lie.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.matmul.html
 *
 * @example
 * const c = cp.matmul(cp.ones([128, 64]), cp.ones([64, 32])); // float32, 128 × 32
 *
 * @throws ValueError for scalars, when the inner lengths differ, or when the stacks don't broadcast; NotSupportedError for
 * 64-bit integers
 */
export function matmul<X extends ArrayLike, Y extends ArrayLike>(x: X, y: Y): Binary<"multiply", X, Y> {
  const a = toNode(x);
  const b = toNode(y);
  const [aRank, bRank] = [a.shape.length, b.shape.length];
  if (aRank === 0 || bRank === 0)
    throw new ValueError(
      `matmul: Input operand ${aRank === 0 ? 0 : 1} does not have enough dimensions (has 0, requires at least 1): use multiply for scalars`,
    );
  const inner = a.shape[aRank - 1] as number;
  const other = b.shape[Math.max(0, bRank - 2)] as number;
  if (inner !== other)
    throw new ValueError(
      `matmul: Input operand 1 has a mismatch in its core dimension 0 (size ${other} is different from ${inner}): shapes ${shapeText(a.shape)} and ${shapeText(b.shape)}`,
    );
  const stack = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const axes: ProductAxis[] = stack.map((length, place) => ({
    role: "stack",
    length,
    a: aRank > 2 ? stacked(a.shape, stack, place) : -1,
    b: bRank > 2 ? stacked(b.shape, stack, place) : -1,
  }));
  const shape = [...stack];
  if (aRank > 1) {
    const length = a.shape[aRank - 2] as number;
    axes.push({ role: "rows", length, a: aRank - 2, b: -1 });
    shape.push(length);
  }
  if (bRank > 1) {
    const length = b.shape[bRank - 1] as number;
    axes.push({ role: "columns", length, a: -1, b: bRank - 1 });
    shape.push(length);
  }
  axes.push({ role: "depth", length: inner, a: aRank - 1, b: Math.max(0, bRank - 2) });
  return product("matmul", a, b, axes, shape) as Binary<"multiply", X, Y>;
}

/**
 * Dot product: of vectors their inner product, of matrices `matmul`, with a scalar `multiply`; an n-d array is summed over
 * its last axis and the second-to-last (or only) axis of the other. Values as `matmul`'s.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.dot.html
 * @throws ValueError when the lengths differ; NotSupportedError for 64-bit integers
 */
export function dot<X extends ArrayLike, Y extends ArrayLike>(x: X, y: Y): Binary<"multiply", X, Y> {
  const a = toNode(x);
  const b = toNode(y);
  const [aRank, bRank] = [a.shape.length, b.shape.length];
  if (isScalar(x) || isScalar(y) || aRank === 0 || bRank === 0)
    return binary("multiply", x, y) as Binary<"multiply", X, Y>;
  const summed = Math.max(0, bRank - 2);
  const inner = a.shape[aRank - 1] as number;
  const other = b.shape[summed] as number;
  if (inner !== other)
    throw new ValueError(
      `shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} not aligned: ${inner} (dim ${aRank - 1}) != ${other} (dim ${summed})`,
    );
  // All axes of the one, then all of the other: the last of each are rows and columns, the rest a stack of matrices.
  const axes: ProductAxis[] = [];
  a.shape.slice(0, -1).forEach((length, axis) => {
    axes.push({ role: axis === aRank - 2 ? "rows" : "stack", length, a: axis, b: -1 });
  });
  b.shape.forEach((length, axis) => {
    if (axis !== summed)
      axes.push({ role: axis === bRank - 1 ? "columns" : "stack", length, a: -1, b: axis });
  });
  const shape = axes.map((axis) => axis.length);
  axes.push({ role: "depth", length: inner, a: aRank - 1, b: summed });
  return product("dot", a, b, axes, shape) as Binary<"multiply", X, Y>;
}
