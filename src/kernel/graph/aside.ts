/**
 * Where results are computed that are only read. A temporary such as `c` in `c = a.add(b); c.item(0)` is garbage at
 * once, but nobody learns of it before V8's next major collection: memory of its own would be cold memory every time
 * (8 KiB of it cost more than the addition). So a first read computes all of a pending node into a block that stays in the
 * cache, and the node stays pending. Used again in any way, it gets the values for its own; another node's read evicts
 * it, and it is computed a second time at most, then into its own memory.
 *
 * There is a place for small results, whose values are copied when they are kept, and one for those that fit in the last
 * level of the cache and are cheap to compute, which keep the block itself.
 */
import { type Block, freeBlock, heap, newBlock } from "../../memory/index.js";
import type { Target } from "../backend.js";
import type { Interned } from "./lower.js";
import type { Node } from "./node.js";

const SMALL_BYTES = 32768;
const LARGE_BYTES = 16 * 2 ** 20;
/** An element of a large result may cost so many additions: what is dear to compute is not computed twice. */
const LARGE_COST = 12;
/** A node set aside keeps its operands alive: not many times its own size. */
const RETAINED_FACTOR = 8;

let smallNode: Node | null = null;
let smallBlock: Block | null = null;
let largeNode: Node | null = null;
let largeBlock: Block | null = null;

/** True when the node's value stands aside. */
export function isAside(node: Node): boolean {
  return node === smallNode || node === largeNode;
}

/** The block in which the node's value stands, or null. */
export function asideBlock(node: Node): Block | null {
  return node === smallNode ? smallBlock : node === largeNode ? largeBlock : null;
}

/** True for a node that may be computed aside. */
export function fitsAside(node: Node, { cost }: Interned): boolean {
  if (node.evicted) return false;
  const bytes = node.size * node.dtype.itemsize;
  if (node.retained > Math.max(SMALL_BYTES, bytes) * RETAINED_FACTOR) return false;
  return bytes <= SMALL_BYTES || (bytes <= LARGE_BYTES && cost <= LARGE_COST);
}

/** Computes a node aside, evicting the one before. `run` writes the target; when it throws, nothing is kept. */
export function computeAside(node: Node, run: (target: Target) => void): Block {
  const { dtype, shape, size } = node;
  const bytes = size * dtype.itemsize;
  let space: Block;
  // A run that fails may leave somebody writing: a block comes back to its place only after a good one.
  if (bytes <= SMALL_BYTES) {
    if (smallNode !== null) smallNode.evicted = true;
    smallNode = null;
    space = smallBlock ?? newBlock(SMALL_BYTES);
    smallBlock = null;
    run({ address: space.address, strides: null, dtype, shape, size });
    smallBlock = space;
    smallNode = node;
  } else {
    if (largeNode !== null) largeNode.evicted = true;
    largeNode = null;
    const before = largeBlock;
    largeBlock = null;
    if (before !== null && before.bytes !== bytes) freeBlock(before);
    space = before !== null && before.bytes === bytes ? before : newBlock(bytes);
    run({ address: space.address, strides: null, dtype, shape, size });
    largeBlock = space;
    largeNode = node;
  }
  return space;
}

/** Memory of its own with the value of a node that stands aside, which it then doesn't any more. */
export function takeAside(node: Node): Block {
  if (node === largeNode) {
    const own = largeBlock as Block;
    largeNode = null;
    largeBlock = null;
    return own;
  }
  const own = newBlock(node.size * node.dtype.itemsize);
  const { address } = smallBlock as Block;
  heap().u8.copyWithin(own.address, address, address + own.bytes);
  smallNode = null;
  return own;
}

/** The nodes that stand aside now. */
export function nodesAside(): readonly Node[] {
  if (smallNode === null && largeNode === null) return [];
  return [smallNode, largeNode].filter((node) => node !== null);
}
