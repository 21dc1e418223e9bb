/** Another way to look at a value: its memory with other shape, strides and offset. Nothing is copied or computed for it. */
import { contiguousStrides, isContiguous, type Layout, type Shape, sizeOf } from "../array/index.js";
import { attach, expanded, LEAF, leaf, Node, settleNode } from "../kernel/index.js";

/** Node.op of a view of what is pending. */
const VIEW = -10;

/** Shape, strides and offset, in elements of the dense value that is looked at. */
export type ElementLayout = Layout;

/** A view of a value that is yet to be computed. */
export class ViewNode extends Node {
  readonly layout: ElementLayout;

  constructor(base: Node, layout: ElementLayout) {
    super(VIEW, base.dtype, base.dtype, layout.shape, sizeOf(layout.shape));
    this.layout = layout;
    this.a = base;
    attach(this, base);
  }
}

/** True for a view of what is, or was when it was made, pending. */
export function isPendingView(node: Node): node is ViewNode {
  return node.op === VIEW;
}

/** The layout of all elements in their order. */
export function denseLayout(shape: Shape): ElementLayout {
  return { shape, strides: contiguousStrides(shape, 1), offset: 0 };
}

/** True for a layout that `shape` elements have in C order from the first on. */
function isDenseLayout({ shape, strides, offset }: ElementLayout): boolean {
  return offset === 0 && isContiguous(shape, strides, 1);
}

/** True when a layout shows each of `size` elements, in their order. */
export function showsAll(layout: ElementLayout, size: number): boolean {
  return isDenseLayout(layout) && sizeOf(layout.shape) === size;
}

/** A view of a dense value. */
export function viewOf(base: Node, layout: ElementLayout): Node {
  if (base.op !== LEAF) return new ViewNode(base, layout);
  const { source, dtype } = base;
  if (source === null) throw new Error("a leaf without memory");
  return leaf(source, dtype, layout.shape, layout.offset, isDenseLayout(layout) ? null : layout.strides);
}

/** Lets a view whose base is computed be a place in its memory. */
export function settleView(node: ViewNode): void {
  const { layout } = node;
  const { source } = node.a as Node;
  if (source === null) throw new Error("a view of what isn't computed");
  settleNode(node, source, isDenseLayout(layout) ? null : layout.strides);
  node.offset = layout.offset;
}

/** True for a value whose elements lie, or will lie, in C order from the start of its memory on. */
export function isDense(node: Node): boolean {
  if (isPendingView(node)) return isDenseLayout(node.layout);
  return node.op !== LEAF || (node.strides === null && node.offset === 0);
}

/** The value with its elements in C order: itself, or a copy that is yet to be made. */
export function denseNode(node: Node): Node {
  return isDense(node) ? node : expanded(node, node.shape);
}
