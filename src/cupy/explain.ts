/** Showing the work: what would run for an array, and what the device's memory holds. */
import { shapeText } from "../array/index.js";
import { LEAF, lower, type Node, operandsOf, programText } from "../kernel/index.js";
import { get_default_memory_pool } from "./memory_pool.js";
import type { NDArray } from "./ndarray.js";
import { isUncomputed, needsOwnKernel } from "./pending.js";
import { isPendingReduction } from "./pending_reduction.js";
import { isPendingView } from "./pending_view.js";

/** The part of a graph that is element by element up to its root; null where something in it has a kernel of its own. */
function elementwiseText(root: Node): string | null {
  const from = isPendingReduction(root) ? (root.a as Node) : root;
  const stack = [from];
  const seen = new Set<Node>();
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    if (seen.has(node) || node.op === LEAF) continue;
    seen.add(node);
    if (needsOwnKernel(node) || isPendingReduction(node) || isPendingView(node)) return null;
    stack.push(...operandsOf(node));
  }
  const reduction = isPendingReduction(root) ? root.reduction : null;
  const { interned, leaves } = lower(from, reduction, reduction === null ? null : root.dtype);
  return `one program over ${leaves.length} array${leaves.length === 1 ? "" : "s"}\n${programText(interned.program)}`;
}

/**
 * In words, what awaiting the array would compute. Computes nothing, and opens no device; kernels are cut by the device's limits
 * when they are sent.
 */
export function explain(x: NDArray): string {
  const { node } = x;
  const head = `${x.dtype.name} array of shape ${shapeText(x.shape)}`;
  if (!isUncomputed(node)) return `${head}: on the device, or on its way there; nothing to compute`;
  const text = elementwiseText(node);
  if (text !== null) return `${head}: pending, ${text}`;
  const pending = new Set<Node>();
  const stack = [node];
  while (stack.length > 0) {
    const each = stack.pop() as Node;
    if (pending.has(each) || !isUncomputed(each)) continue;
    pending.add(each);
    stack.push(...operandsOf(each));
  }
  const own = [...pending].filter((each) => needsOwnKernel(each) || isPendingReduction(each)).length;
  return `${head}: pending, ${pending.size} operations, ${own} of them (reductions, products, written views, users' kernels) with kernels of their own`;
}

/** What the device's memory pool holds, in bytes. */
export interface DeviceMemory {
  /** In use by arrays. */
  readonly used: number;
  /** Taken from the driver: in use, or kept for the next arrays. */
  readonly total: number;
  /** What `get_default_memory_pool().set_limit` allows; 0 for no limit. */
  readonly limit: number;
}

/** Bytes of the device's memory: see `get_default_memory_pool` for more. */
export function memory(): DeviceMemory {
  const pool = get_default_memory_pool();
  return { used: pool.used_bytes(), total: pool.total_bytes(), limit: pool.get_limit() };
}
