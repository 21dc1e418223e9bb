/** A reduction that nobody has asked for yet: the graph's nodes know elementwise operations only. */
import { type DType, reducedShape, type Shape, sizeOf } from "../array/index.js";
import { attach, Node, type ReductionName } from "../kernel/index.js";

/** Node.op of a pending reduction: beside the graph's own LEAF, SCALAR and CAST. */
const REDUCTION = -7;

/** A reduction of `a` over some of its axes, in the accumulator's dtype. */
export class ReductionNode extends Node {
  readonly reduction: ReductionName;
  /** The axes that are reduced, counted from the front. */
  readonly axes: readonly number[];

  constructor(
    reduction: ReductionName,
    a: Node,
    accumulator: DType,
    axes: readonly number[],
    keepdims: boolean,
  ) {
    const shape = reducedShape(a.shape, axes, keepdims);
    super(REDUCTION, accumulator, accumulator, shape, sizeOf(shape));
    this.reduction = reduction;
    this.axes = axes;
    this.weight = 1;
    this.a = a;
    attach(this, a);
  }

  /** The axes of `a` with the reduced ones last: a result's elements then follow each other. */
  get order(): number[] {
    const all = (this.a as Node).shape.map((_, axis) => axis);
    return [...all.filter((axis) => !this.axes.includes(axis)), ...this.axes];
  }

  /** Elements that go into one result. */
  get length(): number {
    return sizeOf(this.axes.map((axis) => ((this.a as Node).shape as Shape)[axis] as number));
  }
}

/** True for a pending reduction. */
export function isPendingReduction(node: Node): node is ReductionNode {
  return node.op === REDUCTION;
}
