/**
 * From a pending node to a program. Programs are hash-consed: the graph is walked once, each step is one look-up in a
 * trie of tokens, and at its end stands the program with whatever back ends have compiled for it. Scalars' values are
 * no part of it, so a loop over `x.add(k)` compiles once.
 */
import type { DType } from "../../array/index.js";
import type { ElementFunction } from "../element-function.js";
import { OP_CODE, OP_NAMES, OPS, REDUCTION_NAMES, type ReductionName } from "../ops/table.js";
import { costOf, type Instruction, type Program } from "../program.js";
import { CAST, FUNCTION, LEAF, type Node, operandsOf, SCALAR } from "./node.js";

/** A program in the table of all programs, with a place for each back end's compiled forms. */
export interface Interned {
  readonly program: Program;
  /** The back end's own: kernels by variant. */
  compiled: unknown;
  /** What an element costs, in additions. */
  readonly cost: number;
  readonly number: number;
}

/** What a pending node becomes: a program and what it is run on. */
export interface Lowered {
  readonly interned: Interned;
  readonly leaves: readonly Node[];
  readonly scalars: readonly Node[];
}

interface Trie {
  next: Map<number, Trie>;
  interned: Interned | null;
}

let root: Trie = { next: new Map(), interned: null };
let programs = 0;
let walk = 0;

/** Tokens; operations and casts carry their dtypes. */
const TOKEN_SCALAR = 32;
const TOKEN_CAST = 64;
const TOKEN_LEAF_AGAIN = 1024;
const TOKEN_VALUE_AGAIN = 4096;
const TOKEN_REDUCTION = 8192;
const TOKEN_OP = 16384;
/** And the function's number: beyond all operations' tokens. */
const TOKEN_FUNCTION = 2 ** 20;

const NOTHING: Node[] = [];
let leaves = NOTHING;
let scalars = NOTHING;
/** Pending nodes met so far in this walk. */
let values = 0;
let cursor: Trie = root;

function step(token: number): void {
  let next = cursor.next.get(token);
  if (next === undefined) {
    next = { next: new Map(), interned: null };
    cursor.next.set(token, next);
  }
  cursor = next;
}

function visit(node: Node): void {
  if (node.op === SCALAR) {
    scalars.push(node);
    step(TOKEN_SCALAR + node.dtype.code);
    return;
  }
  if (node.mark === walk) {
    step((node.op === LEAF ? TOKEN_LEAF_AGAIN : TOKEN_VALUE_AGAIN) + node.slot);
    return;
  }
  if (node.op === LEAF) {
    node.mark = walk;
    node.slot = leaves.length;
    leaves.push(node);
    step(node.dtype.code);
    return;
  }
  visit(node.a as Node);
  if (node.b !== null) {
    visit(node.b);
    if (node.c !== null) visit(node.c);
    for (const operand of node.rest) visit(operand);
  }
  node.mark = walk;
  node.slot = values++;
  if (node.op === CAST) step(TOKEN_CAST + node.dtype.code);
  else if (node.op === FUNCTION) step(TOKEN_FUNCTION + (node.function as ElementFunction).number);
  else step(TOKEN_OP + node.op * 256 + node.compute.code * 16 + node.dtype.code);
}

/** The program text of a graph; runs once a program. */
function build(node: Node, reduction: ReductionName | null, accumulator: DType | null): Program {
  const instructions: Instruction[] = [];
  const inputs: DType[] = [];
  const scalarTypes: DType[] = [];
  const known = new Map<Node, number>();
  const casts = new Map<string, number>();
  const push = (ins: Instruction): number => instructions.push(ins) - 1;
  const castTo = (value: number, dtype: DType): number => {
    if (instructions[value].dtype === dtype) return value;
    const key = `${value}:${dtype.name}`;
    let made = casts.get(key);
    if (made === undefined) {
      made = push({ kind: "cast", dtype, arg: value });
      casts.set(key, made);
    }
    return made;
  };
  const write = (n: Node): number => {
    if (n.op === SCALAR) {
      scalarTypes.push(n.dtype);
      return push({ kind: "scalar", dtype: n.dtype, scalar: scalarTypes.length - 1 });
    }
    const seen = known.get(n);
    if (seen !== undefined) return seen;
    let value: number;
    if (n.op === LEAF) {
      inputs.push(n.dtype);
      value = push({ kind: "load", dtype: n.dtype, input: inputs.length - 1 });
    } else if (n.op === CAST) {
      value = castTo(write(n.a as Node), n.dtype);
    } else if (n.op === FUNCTION) {
      const fn = n.function as ElementFunction;
      const args = operandsOf(n)
        .map(write)
        .map((v, k) => castTo(v, fn.parameters[k]));
      value = push({ kind: "function", dtype: n.dtype, function: fn, args });
    } else {
      const op = OP_NAMES[n.op];
      const operands = operandsOf(n).map(write);
      const args = operands.map((v, k) => (OPS[op].rule === "select" && k === 0 ? v : castTo(v, n.compute)));
      // A copy of a value is the value.
      value = n.op === OP_CODE.positive ? args[0] : push({ kind: "op", op, dtype: n.dtype, args });
    }
    known.set(n, value);
    return value;
  };
  let last = write(node);
  if (accumulator !== null) last = castTo(last, accumulator);
  // The root must be the last instruction: a shared value or a bare input is repeated as a copy.
  if (last !== instructions.length - 1)
    push({ kind: "op", op: "positive", dtype: instructions[last].dtype, args: [last] });
  return { instructions, inputs, scalars: scalarTypes, reduction };
}

/**
 * The program of a pending node (or of a leaf, for a reduction of it), and what it reads, in the order of its loads.
 * `accumulator` is the dtype that the reduction adds up in.
 */
export function lower(node: Node, reduction: ReductionName | null, accumulator: DType | null): Lowered {
  walk++;
  leaves = [];
  scalars = [];
  values = 0;
  cursor = root;
  visit(node);
  if (reduction !== null)
    step(TOKEN_REDUCTION + REDUCTION_NAMES.indexOf(reduction) * 16 + (accumulator as DType).code);
  let { interned } = cursor;
  if (interned === null) {
    const program = build(node, reduction, accumulator);
    interned = { program, compiled: null, cost: costOf(program), number: programs++ };
    cursor.interned = interned;
  }
  const lowered = { interned, leaves, scalars };
  // Kept here, the operands of the last evaluation would never become garbage.
  leaves = NOTHING;
  scalars = NOTHING;
  return lowered;
}

/** Lets go of all programs and of what back ends compiled for them; they are made anew when they are met again. */
export function forgetPrograms(): void {
  root = { next: new Map(), interned: null };
}

/** How many programs there are: one compile an expression shape. */
export function programCount(): number {
  return programs;
}
