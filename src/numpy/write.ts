/** Writing into arrays that are there: assignment, in-place operators and `out`. */
import {
  broadcastShapes,
  broadcastStrides,
  canCastSameKind,
  contiguousStrides,
  type DType,
  type Shape,
  sameShape,
  shapeText,
} from "../array/index.js";
import { DTypeError, ValueError } from "../errors.js";
import {
  cast,
  expanded,
  isPending,
  type Node,
  realize,
  realizeInto,
  release,
  settleAside,
} from "../kernel/index.js";
import { type Block, heap, newBlock } from "../memory/index.js";
import type { NDArray } from "./ndarray.js";

/**
 * Checks that a result of this dtype and shape may be written to `out`: as it is, or, where `repeats`, broadcast.
 * @throws DTypeError when `out` is no array, or (in NumPy's words) when the dtype can't be cast to its dtype; ValueError for another shape
 */
export function checkOutput(name: string, from: DType, given: Shape, out: NDArray, repeats: boolean): void {
  if (!isArray(out))
    throw new DTypeError(
      `${name}: return arrays must be of ArrayType: out takes a manycore/numpy array (np.asarray(x) makes one of a typed array, by copying)`,
    );
  if (!canCastSameKind(from, out.dtype))
    throw new DTypeError(
      `Cannot cast ufunc '${name}' output from dtype('${from.name}') to dtype('${out.dtype.name}') with casting rule 'same_kind'`,
    );
  const shape = repeats ? broadcastShapes(given, out.shape) : given;
  if (!sameShape(out.shape, shape))
    throw new ValueError(
      `non-broadcastable output operand with shape ${shapeText(out.shape)} doesn't match the broadcast shape ${shapeText(shape)}`,
    );
}

/** Told by what arrays alone have, since importing the class here would close a circle. */
function isArray(x: unknown): boolean {
  return typeof x === "object" && x !== null && "ensureStorage" in x;
}

/** How many operands of the operation itself read the block. */
function directReads(node: Node, block: Block): number {
  let n = 0;
  if (node.a?.source === block) n++;
  if (node.b?.source === block) n++;
  if (node.c?.source === block) n++;
  for (const operand of node.rest) if (operand.source === block) n++;
  return n;
}

/**
 * Writes the value of `node`, broadcast and cast, into `target`. Operations pending on the target's memory keep what it
 * held when they were made: the target then gets other memory. `owned` says that no array holds the node, so that its
 * operands are let go of afterwards.
 */
export function writeNode(target: NDArray, node: Node, owned: boolean): void {
  const storage = target.ensureStorage();
  const spread = !sameShape(node.shape, target.shape);
  // Says so when it doesn't broadcast.
  if (spread) broadcastStrides(node.shape, contiguousStrides(node.shape, 1), target.shape);
  const converted = node.dtype === target.dtype ? node : cast(node, target.dtype);
  const value = spread ? expanded(converted, target.shape) : converted;
  // What was computed already doesn't read the memory any more.
  settleAside();
  const { block } = storage;
  try {
    const whole = target.size * target.dtype.itemsize === block.bytes;
    // An operation that somebody holds may be read later, when its operand has been written.
    const held = value === node && !owned;
    if (held && !whole && isPending(value) && directReads(value, block) > 0) realize(value);
    const own = isPending(value) && !held ? directReads(value, block) : 0;
    if (block.readers > own) {
      if (block.escaped) {
        // The view that was handed out must see the write: what is pending inside the value is computed first.
        realize(value);
      } else {
        const fresh = newBlock(block.bytes);
        if (!whole) heap().u8.copyWithin(fresh.address, block.address, block.address + block.bytes);
        storage.block = fresh as Block;
      }
    }
    realizeInto(value, target.current());
  } catch (error) {
    // The memory that was to be written is given up; the array is what it was.
    storage.block = block;
    throw error;
  } finally {
    if (value !== converted) release(value);
    if (converted !== node) release(converted);
    if (owned) release(node);
  }
}
