/** A reduction that nobody has asked for yet: the graph's nodes know elementwise operations only. */
import type { DType } from "../array/index.js";
import { isPending, Node, type ReductionName } from "../kernel/index.js";
import { isPendingKernel } from "./pending_kernel.js";
import { isPendingProduct } from "./pending_product.js";

/** Node.op of a pending reduction: beside the graph's own LEAF, SCALAR and CAST. */
const REDUCTION = -7;

/** A reduction of all elements of `a`, to a 0-d array of the accumulator's dtype. */
export class ReductionNode extends Node {
  readonly reduction: ReductionName;

  constructor(reduction: ReductionName, a: Node, accumulator: DType) {
    super(REDUCTION, accumulator, accumulator, [], 1);
    this.reduction = reduction;
    this.a = a;
    this.weight = a.weight + 1;
    this.retained = a.retained;
    a.uses++;
    a.pendingUses++;
    if (a.source !== null) a.source.readers++;
  }
}

/** True for a pending reduction. */
export function isPendingReduction(node: Node): node is ReductionNode {
  return node.op === REDUCTION;
}

/** True while nobody has computed the node, reductions, products and kernels included. */
export function isUncomputed(node: Node): boolean {
  return isPending(node) || isPendingReduction(node) || isPendingProduct(node) || isPendingKernel(node);
}
