/**
 * Where small results are computed that are only read. A temporary such as `c` in `c = a.add(b); c.item(0)` is garbage at
 * once, but nobody learns of it before V8's next major collection: memory of its own would be cold memory every time
 * (8 KiB of it cost more than the addition). So a first read computes all of a small pending node into one block that
 * stays in the cache, and the node stays pending. Used again in any way, the values are copied to memory of the node's own;
 * another node's read evicts it, and it is computed a second time at most, then into its own memory.
 */
import { type Block, heap, newBlock } from "../../memory/index.js";
import type { Target } from "../backend.js";
import type { Node } from "./node.js";

/** Small enough that the block and its operands stay in the first two levels of the cache. */
const ASIDE_BYTES = 32768;
/** The node set aside keeps its operands alive; they may not be large. */
const ASIDE_RETAINED = 1 << 20;

let node: Node | null = null;
let block: Block | null = null;

/** The node whose value stands in the block set aside. */
export function asideNode(): Node | null {
  return node;
}

/** True for a node that may be computed aside: small, and not once evicted already. */
export function fitsAside(candidate: Node): boolean {
  return (
    !candidate.evicted &&
    candidate.size * candidate.dtype.itemsize <= ASIDE_BYTES &&
    candidate.retained <= ASIDE_RETAINED
  );
}

/** Computes a node into the block set aside, evicting the one before. `run` writes the target; when it throws, nothing is kept. */
export function computeAside(candidate: Node, run: (target: Target) => void): Block {
  if (node !== null) node.evicted = true;
  node = null;
  const space = block ?? newBlock(ASIDE_BYTES);
  // A run that fails may leave somebody writing: the block comes back only after a good one.
  block = null;
  run({
    address: space.address,
    strides: null,
    dtype: candidate.dtype,
    shape: candidate.shape,
    size: candidate.size,
  });
  block = space;
  node = candidate;
  return space;
}

/** Moves the value set aside to memory of its node's own. */
export function takeAside(): Block {
  const { size, dtype } = node as Node;
  const own = newBlock(size * dtype.itemsize);
  const { address } = block as Block;
  heap().u8.copyWithin(own.address, address, address + own.bytes);
  node = null;
  return own;
}

/** The block in which the node's value stands, or null. */
export function asideBlock(candidate: Node): Block | null {
  return node === candidate ? block : null;
}
