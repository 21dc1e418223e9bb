/** Which values nobody has computed. */
import { isPending, type Node } from "../kernel/index.js";
import { isPendingKernel } from "./pending_kernel.js";
import { isPendingProduct } from "./pending_product.js";
import { isPendingReduction } from "./pending_reduction.js";
import { isPendingView } from "./pending_view.js";
import { isPendingWrite } from "./pending_write.js";

/** True while nobody has computed the node: operations, and what the graph doesn't know. */
export function isUncomputed(node: Node): boolean {
  return isPending(node) || needsOwnKernel(node) || isPendingReduction(node) || isPendingView(node);
}

/** True for what is computed from whole arrays, never element by element inside another kernel. */
export function needsOwnKernel(node: Node): boolean {
  return isPendingProduct(node) || isPendingKernel(node) || isPendingWrite(node);
}
