/**
 * The lazy graph. A node is an array's value: either laid out in memory (a leaf), a scalar, or an operation on other
 * nodes that nobody has asked for yet. A leaf's memory may be overwritten by its owner while operations on it are
 * pending, so every pending operation is counted on the memory it will read (`LeafSource.readers`); a writer that
 * finds readers takes new memory instead. See README.md.
 */
import { type DType, type Shape, type Strides, sizeOf } from "../../array/index.js";
import type { ElementFunction } from "../element-function.js";
import type { Resolved } from "../ops/rules.js";
import { OP_CODE } from "../ops/table.js";

/** Node.op of what is no operation. */
export const LEAF = -1;
export const SCALAR = -2;
export const CAST = -3;
/** A user's function on elements. */
export const FUNCTION = -4;

/** What a leaf's elements live in: a block of the heap, or a buffer on a device. */
export interface LeafSource {
  /** Pending operations that will read it. */
  readers: number;
  /** A view was handed out: whoever holds it may write at any time, so nothing may stay pending on it. */
  readonly escaped: boolean;
  /** Its last writer died half way. */
  readonly poisoned: boolean;
  readonly bytes: number;
}

/** A scalar argument's value; bools travel as booleans. */
export type ScalarValue = number | bigint | boolean;

const NONE: readonly Node[] = [];

export class Node {
  op: number;
  readonly dtype: DType;
  /** The dtype that an operation's operands are cast to; the node's own for leaves and scalars. */
  readonly compute: DType;
  readonly shape: Shape;
  readonly size: number;
  a: Node | null = null;
  b: Node | null = null;
  c: Node | null = null;
  /** Operands behind the third one: only functions have them. */
  rest: readonly Node[] = NONE;
  /** What a FUNCTION calls. */
  function: ElementFunction | null = null;
  /** Of a leaf: the memory, the byte position of its first element in it, and strides (null: dense). */
  source: LeafSource | null = null;
  offset = 0;
  strides: Strides | null = null;
  value: ScalarValue = 0;
  /** Operations under and including this node, shared ones counted once a use. */
  weight = 0;
  /** Arrays read by it, shared ones counted once a use. */
  leaves = 0;
  /** Bytes of memory that this node keeps from being reclaimed while pending. */
  retained = 0;
  /** Consumers made so far, and those of them still pending. */
  uses = 0;
  pendingUses = 0;
  /** No array holds it: when its last consumer lets go, it lets go of its operands. */
  inner = false;
  /** Its value was computed aside once and has been overwritten (aside.ts). */
  evicted = false;
  /** Scratch of one walk over the graph: when `mark` is the walk's number, `slot` is valid. */
  mark = 0;
  slot = 0;

  constructor(op: number, dtype: DType, compute: DType, shape: Shape, size: number) {
    this.op = op;
    this.dtype = dtype;
    this.compute = compute;
    this.shape = shape;
    this.size = size;
  }
}

/** A node on memory that is there. `strides` null means dense in C order. */
export function leaf(
  source: LeafSource,
  dtype: DType,
  shape: Shape,
  offset: number,
  strides: Strides | null,
): Node {
  const node = new Node(LEAF, dtype, dtype, shape, sizeOf(shape));
  node.source = source;
  node.offset = offset;
  node.strides = strides;
  node.leaves = 1;
  node.retained = source.bytes;
  return node;
}

const NO_SHAPE: Shape = [];

/** A node for a scalar that has been given its dtype. */
export function scalar(value: ScalarValue, dtype: DType): Node {
  const node = new Node(SCALAR, dtype, dtype, NO_SHAPE, 1);
  node.value = value;
  return node;
}

/** Counts a pending consumer on what it will read. */
export function attach(consumer: Node, operand: Node): void {
  operand.uses++;
  operand.pendingUses++;
  if (operand.source !== null) operand.source.readers++;
  consumer.weight += operand.weight;
  consumer.leaves += operand.leaves;
  consumer.retained += operand.retained;
}

function detach(operand: Node): void {
  operand.pendingUses--;
  if (operand.source !== null) operand.source.readers--;
  else if (operand.inner && operand.pendingUses === 0) release(operand);
}

/** A pending operation on nodes; its operands' memory is counted as read until it has run. */
export function operation(
  resolved: Resolved,
  shape: Shape,
  size: number,
  a: Node,
  b: Node | null,
  c: Node | null,
): Node {
  const node = new Node(OP_CODE[resolved.op], resolved.result, resolved.compute, shape, size);
  node.weight = 1;
  node.a = a;
  attach(node, a);
  if (b !== null) {
    node.b = b;
    attach(node, b);
    if (c !== null) {
      node.c = c;
      attach(node, c);
    }
  }
  return node;
}

/** A pending call of a user's function on nodes, broadcast together to `shape`; they are cast to its parameters' dtypes. */
export function call(fn: ElementFunction, shape: Shape, size: number, operands: readonly Node[]): Node {
  const node = new Node(FUNCTION, fn.result, fn.result, shape, size);
  node.weight = 1;
  node.function = fn;
  node.a = operands[0];
  node.b = operands[1] ?? null;
  node.c = operands[2] ?? null;
  if (operands.length > 3) node.rest = operands.slice(3);
  for (const operand of operands) attach(node, operand);
  return node;
}

/** What a pending node is made of, in order. */
export function operandsOf(node: Node): Node[] {
  const out: Node[] = [];
  if (node.a !== null) out.push(node.a);
  if (node.b !== null) out.push(node.b);
  if (node.c !== null) out.push(node.c);
  return node.rest.length > 0 ? out.concat(node.rest) : out;
}

/** A pending conversion to another dtype. */
export function cast(a: Node, dtype: DType): Node {
  const node = new Node(CAST, dtype, dtype, a.shape, a.size);
  node.weight = 1;
  node.a = a;
  attach(node, a);
  return node;
}

/**
 * A pending reinterpretation of a node's shape by broadcasting: itself, since kernels broadcast; only where the shape
 * must be another (a full copy of a scalar) is an operation made.
 */
export function expanded(a: Node, shape: Shape): Node {
  const node = new Node(OP_CODE.positive, a.dtype, a.dtype, shape, sizeOf(shape));
  node.weight = 1;
  node.a = a;
  attach(node, a);
  return node;
}

/** True while nobody has computed the node. */
export function isPending(node: Node): boolean {
  return node.op >= 0 || node.op === CAST || node.op === FUNCTION;
}

/** Turns a pending node into a leaf on the memory that now holds its value, and lets go of its operands. */
export function settleNode(node: Node, source: LeafSource, strides: Strides | null): void {
  release(node);
  node.op = LEAF;
  node.source = source;
  node.offset = 0;
  node.strides = strides;
  node.weight = 0;
  node.leaves = 1;
  node.retained = source.bytes;
  source.readers += node.pendingUses;
}

/** Lets go of the operands of a node that will never run (or has). */
export function release(node: Node): void {
  if (node.a !== null) detach(node.a);
  if (node.b !== null) detach(node.b);
  if (node.c !== null) detach(node.c);
  for (const operand of node.rest) detach(operand);
  node.rest = NONE;
  node.a = null;
  node.b = null;
  node.c = null;
}
