/** Asking for values: a pending node is lowered, run by the back end, and becomes a leaf. */
import {
  contiguousStrides,
  type DType,
  isContiguous,
  reducedShape,
  type Strides,
} from "../../array/index.js";
import { ManycoreError, ValueError, WorkerDiedError } from "../../errors.js";
import { type Block, heap, newBlock } from "../../memory/index.js";
import type { Loss } from "../../threads/index.js";
import type { Backend, Target } from "../backend.js";
import { reductionDType } from "../ops/rules.js";
import { REDUCTIONS, type ReductionName } from "../ops/table.js";
import { wasmBackend } from "../wasm/backend.js";
import { asideBlock, computeAside, fitsAside, isAside, nodesAside, takeAside } from "./aside.js";
import { type Lowered, lower } from "./lower.js";
import { isPending, LEAF, leaf, type Node, operandsOf, settleNode } from "./node.js";

/** Bounds of the pending graph: longer programs spill registers and compile slowly. */
export const MAX_WEIGHT = 48;
/** A kernel reads each leaf through a pointer of its own, and its variants are numbered by the layouts of all leaves. */
export const MAX_LEAVES = 16;
/** A small pending result may not keep more than this many times its own bytes alive, past a first megabyte. */
const MAX_RETAINED_FACTOR = 16;
const RETAINED_FREE = 1 << 20;

let backend: Backend = wasmBackend;

/** Runs everything on another back end from now on (tests compare `js` and `wasm`). Gives the one before. */
export function useBackend(next: Backend): Backend {
  const before = backend;
  backend = next;
  return before;
}

/** True when a node has grown enough that it had better be computed now. */
export function isHeavy(node: Node): boolean {
  return (
    node.weight > MAX_WEIGHT ||
    node.leaves > MAX_LEAVES ||
    (node.retained > RETAINED_FREE && node.retained > MAX_RETAINED_FACTOR * node.size * node.dtype.itemsize)
  );
}

/** True when a node reads memory that its owner may change behind our back. */
export function readsEscaped(node: Node): boolean {
  return (
    node.a?.source?.escaped === true ||
    node.b?.source?.escaped === true ||
    node.c?.source?.escaped === true ||
    node.rest.some((operand) => operand.source?.escaped === true)
  );
}

function checkPoison(leaves: readonly Node[]): void {
  for (const l of leaves)
    if (l.source?.poisoned === true)
      throw new ManycoreError(
        "this array was being written when a helper thread died, and holds no valid values: compute it again",
      );
}

/**
 * Prepares a node for lowering: operands that together read too many arrays, and results shared with consumers outside,
 * are computed on their own first.
 */
function prepare(node: Node): void {
  if (node.leaves > MAX_LEAVES) {
    const operands = operandsOf(node).filter(isPending);
    operands.sort((x, y) => y.leaves - x.leaves);
    let left = node.leaves;
    for (const operand of operands) {
      if (left <= MAX_LEAVES) break;
      left -= operand.leaves - 1;
      realize(operand);
    }
  }
  if (node.weight > 1 && hasShared(node)) settleShared(node);
}

/** Results shared with consumers outside of the graph under `node` are computed first, so that nobody computes them twice. */
function settleShared(node: Node): void {
  const inside = new Map<Node, number>();
  const order: Node[] = [];
  const walk = (n: Node): void => {
    if (!isPending(n)) return;
    const seen = inside.get(n);
    inside.set(n, (seen ?? 0) + 1);
    if (seen !== undefined) return;
    for (const operand of operandsOf(n)) walk(operand);
    order.push(n);
  };
  walk(node);
  for (const n of order)
    if (n !== node && isPending(n) && n.pendingUses > (inside.get(n) as number)) realize(n);
}

function hasShared(node: Node): boolean {
  for (const operand of operandsOf(node))
    if (isPending(operand) && (operand.pendingUses > 1 || hasShared(operand))) return true;
  return false;
}

/**
 * The strides of a fresh result: those of the densest-lying full-size leaf, so that work on a transposed array walks
 * memory in order (NumPy's order 'K'); null for C order.
 */
function resultStrides(node: Node, leaves: readonly Node[]): Strides | null {
  const { shape } = node;
  for (const l of leaves) {
    if (l.size !== node.size || l.shape.length !== shape.length) continue;
    if (l.strides === null) return null;
    const order = shape
      .map((_n, d) => d)
      .sort((x, y) => Math.abs((l.strides as Strides)[y]) - Math.abs((l.strides as Strides)[x]) || x - y);
    const strides = new Array<number>(shape.length);
    let step = node.dtype.itemsize;
    for (let k = order.length - 1; k >= 0; k--) {
      strides[order[k]] = step;
      step *= shape[order[k]];
    }
    return isContiguous(shape, strides, node.dtype.itemsize) ? null : strides;
  }
  return null;
}

/** Blocks that a helper may still be writing although it was given up: never used again. */
const abandoned: Block[] = [];

/** Marks the output of a run that failed half way; the error goes on. */
function poison(block: Block, error: unknown): void {
  block.poisoned = true;
  if (error instanceof WorkerDiedError && (error.cause as Partial<Loss> | undefined)?.confirmed === false)
    abandoned.push(block);
}

function poisonOnFailure(block: Block, run: () => void): void {
  try {
    run();
  } catch (error) {
    poison(block, error);
    throw error;
  }
}

/** The program of a pending node, with what it reads, checked. */
function lowered(node: Node): Lowered {
  prepare(node);
  const out = lower(node, null, null);
  checkPoison(out.leaves);
  return out;
}

/** What computes a node into new memory. */
function intoNewMemory(node: Node, { interned, leaves, scalars }: Lowered) {
  const { dtype, shape, size } = node;
  const strides = resultStrides(node, leaves);
  const block = newBlock(size * dtype.itemsize);
  const target: Target = { address: block.address, strides, dtype, shape, size };
  return { block, strides, job: { interned, leaves, scalars, target } };
}

function realizeLowered(node: Node, program: Lowered): void {
  const { block, strides, job } = intoNewMemory(node, program);
  poisonOnFailure(block, () => backend.map(job));
  settleNode(node, block, strides);
}

/**
 * The block that holds a pending node's elements, dense in C order, for reading at once; the node stays pending (aside.ts). Null for
 * a node that is no such one: it has been computed into memory of its own.
 */
export function readAside(node: Node): Block | null {
  const known = asideBlock(node);
  if (known !== null) return known;
  const program = lowered(node);
  if (!fitsAside(node, program.interned)) {
    realizeLowered(node, program);
    return null;
  }
  const { interned, leaves, scalars } = program;
  return computeAside(node, (target) => backend.map({ interned, leaves, scalars, target }));
}

/** Makes nodes whose values were computed aside leaves on memory of their own. */
export function settleAside(): void {
  for (const node of nodesAside()) settleNode(node, takeAside(node), null);
}

/** Computes a pending node into new memory; it is a leaf afterwards. */
export function realize(node: Node): void {
  if (!isPending(node)) return;
  if (isAside(node)) {
    settleNode(node, takeAside(node), null);
    return;
  }
  realizeLowered(node, lowered(node));
}

/** The same without blocking the event loop. */
export async function realizeAsync(node: Node): Promise<void> {
  if (!isPending(node)) return;
  if (isAside(node)) {
    settleNode(node, takeAside(node), null);
    return;
  }
  const { block, strides, job } = intoNewMemory(node, lowered(node));
  try {
    await backend.mapAsync(job);
  } catch (error) {
    poison(block, error);
    throw error;
  }
  // A blocking read may have computed it meanwhile.
  if (isPending(node)) settleNode(node, block, strides);
}

/** True when any leaf under the node lies in `block` other than exactly as the target does. */
function overlaps(node: Node, block: Block, target: Node): boolean {
  if (node.op === LEAF) {
    if (node.source !== block) return false;
    if (node.offset !== target.offset || node.size !== target.size || node.dtype !== target.dtype)
      return true;
    const a = node.strides ?? contiguousStrides(node.shape, node.dtype.itemsize);
    const b = target.strides ?? contiguousStrides(target.shape, target.dtype.itemsize);
    return (
      node.shape.length !== target.shape.length ||
      a.some((s, d) => s !== b[d] || node.shape[d] !== target.shape[d])
    );
  }
  return operandsOf(node).some((operand) => overlaps(operand, block, target));
}

/**
 * Computes a pending node into memory that is there: `target` is a leaf of the node's shape and dtype. Where the node
 * reads the same memory in another order, it is computed aside first.
 */
export function realizeInto(node: Node, target: Node): void {
  const block = target.source as Block;
  let from = node;
  if (isPending(node) && overlaps(node, block, target)) realize(node);
  else if (isPending(node)) prepare(node);
  if (!isPending(from) && from.source === block && overlaps(from, block, target)) {
    // Memory onto itself in another order: by way of a copy.
    const copy = newBlock(from.size * from.dtype.itemsize);
    const aside = leaf(copy, from.dtype, from.shape, 0, null);
    realizeInto(from, aside);
    from = aside;
  }
  const { interned, leaves, scalars } = lower(from, null, null);
  checkPoison(leaves);
  const job = {
    interned,
    leaves,
    scalars,
    target: {
      address: block.address + target.offset,
      strides: target.strides,
      dtype: target.dtype,
      shape: target.shape,
      size: target.size,
    },
  };
  poisonOnFailure(block, () => backend.map(job));
}

/**
 * Reduces a node over axes, fused with what is pending under it. The result is a leaf with the kept axes.
 * @throws ValueError for an empty min or max, in NumPy's words
 */
export function reduce(
  node: Node,
  name: ReductionName,
  axes: readonly number[],
  keepdims: boolean,
  accumulator?: DType,
): Node {
  const dtype = accumulator ?? reductionDType(name, node.dtype);
  const { shape } = node;
  const kept = reducedShape(shape, axes, false);
  const size = kept.reduce((n, d) => n * d, 1);
  const block = newBlock(size * dtype.itemsize);
  const out = leaf(block, dtype, reducedShape(shape, axes, keepdims), 0, null);
  if (node.size === 0) {
    const { identity } = REDUCTIONS[name];
    if (identity === null && size > 0)
      throw new ValueError(
        `zero-size array to reduction operation ${name === "min" ? "minimum" : "maximum"} which has no identity`,
      );
    heap().u8.fill(0, block.address, block.address + block.bytes);
    if (identity === 1) fillOnes(block, dtype, size);
    return out;
  }
  prepare(node);
  const { interned, leaves, scalars } = lower(node, name, dtype);
  checkPoison(leaves);
  const target: Target = { address: block.address, strides: null, dtype, shape: kept, size };
  poisonOnFailure(block, () => backend.reduce({ interned, leaves, scalars, target, shape, axes }));
  return out;
}

function fillOnes(block: Block, dtype: DType, size: number): void {
  const h = heap();
  const at = block.address;
  for (let k = 0; k < size; k++) {
    if (dtype.kind === "float") {
      if (dtype.itemsize === 8) h.f64[(at >>> 3) + k] = 1;
      else h.f32[(at >>> 2) + k] = 1;
    } else if (dtype.itemsize === 8) h.i64[(at >>> 3) + k] = 1n;
    else h.u8[at + k * dtype.itemsize] = 1;
  }
}
