/** A product of two arrays that nobody has asked for yet. It is computed by a kernel of its own, never fused. */
import { contiguousStrides, type DType, type Shape, sizeOf } from "../array/index.js";
import { type Axis, contract, type ElementName, type Place } from "../blas/gpu/index.js";
import { attach, Node } from "../kernel/index.js";
import type { Batch, DeviceBuffer, Gpu } from "../kernel/wgsl/index.js";
import type { DeviceStorage } from "./storage.js";

/** Node.op of a pending product: beside the graph's own and those of pending_reduction.ts. */
const PRODUCT = -8;

/** An axis of a product, like a letter of `einsum`, and which axes of the operands it is. */
export interface ProductAxis {
  readonly role: "stack" | "rows" | "columns" | "depth";
  readonly length: number;
  /** The first operand's axis; -1 where it has none, or repeats what it has. */
  readonly a: number;
  /** The second operand's. */
  readonly b: number;
}

/**
 * A product of `a` and `b`, both of its dtype. The result has the axes but the depth, in their order: at most one of each
 * role but the stack, those of length 1 dropped or not.
 */
export class ProductNode extends Node {
  readonly axes: readonly ProductAxis[];

  constructor(dtype: DType, shape: Shape, a: Node, b: Node, axes: readonly ProductAxis[]) {
    super(PRODUCT, dtype, dtype, shape, sizeOf(shape));
    this.axes = axes;
    this.a = a;
    this.b = b;
    this.weight = 1;
    attach(this, a);
    attach(this, b);
  }
}

/** True for a pending product. */
export function isPendingProduct(node: Node): node is ProductNode {
  return node.op === PRODUCT;
}

/** Where a computed operand begins, and the elements from one index to the next of an axis (0 for -1). */
function layoutOf(leaf: Node, buffer: DeviceBuffer): { place: Place; stride: (axis: number) => number } {
  const strides = leaf.strides ?? contiguousStrides(leaf.shape, 1);
  return {
    place: { buffer, offset: leaf.offset },
    stride: (axis) => (axis < 0 ? 0 : (strides[axis] as number)),
  };
}

/** Records the kernels of a product whose operands are computed. */
export function recordProduct(node: ProductNode, gpu: Gpu, batch: Batch, result: DeviceBuffer): void {
  const [a, b] = [node.a, node.b].map((leaf) => {
    const operand = leaf as Node;
    return layoutOf(operand, (operand.source as DeviceStorage).on(gpu, batch));
  }) as [ReturnType<typeof layoutOf>, ReturnType<typeof layoutOf>];
  const kept = node.axes.filter((axis) => axis.role !== "depth");
  const dense = contiguousStrides(
    kept.map((axis) => axis.length),
    1,
  );
  const axesOf = (role: ProductAxis["role"]): Axis[] =>
    node.axes
      .filter((axis) => axis.role === role)
      .map((axis) => ({
        length: axis.length,
        a: a.stride(axis.a),
        b: b.stride(axis.b),
        c: role === "depth" ? 0 : (dense[kept.indexOf(axis)] as number),
      }));
  const none: Axis = { length: 1, a: 0, b: 0, c: 0 };
  contract(gpu, batch, {
    element: node.dtype.name as ElementName,
    term: "product",
    alpha: 1,
    beta: 0,
    a: a.place,
    b: b.place,
    c: { buffer: result, offset: 0 },
    stack: axesOf("stack"),
    rows: axesOf("rows")[0] ?? none,
    columns: axesOf("columns")[0] ?? none,
    depth: axesOf("depth")[0] ?? none,
  });
}
