/**
 * The JavaScript back end: interprets a program one element at a time, straight from its text. Nothing is clever here,
 * because the other back ends are compared with it.
 */
import {
  broadcastStrides,
  contiguousStrides,
  type DType,
  type Shape,
  type Strides,
  typedArrayOf,
} from "../../array/index.js";
import { type Block, heap } from "../../memory/index.js";
import type { Backend, Job, ReductionJob } from "../backend.js";
import type { Node } from "../graph/node.js";
import { resolve } from "../ops/rules.js";
import { OP_CODE, REDUCTIONS, type ReductionName } from "../ops/table.js";
import { type Element, JS } from "./column.js";

type Access = { readonly view: Record<number, number | bigint>; readonly shift: number };

function accessTo(dtype: DType): Access {
  const Constructor = typedArrayOf(dtype);
  return {
    view: new Constructor(heap().memory.buffer as ArrayBuffer) as unknown as Record<number, number | bigint>,
    shift: dtype.itemsize,
  };
}

/** Brings a value into a dtype, as a store to memory would: integers wrap, floats are rounded, bools are 0 or 1. */
export function intoDType(value: Element, dtype: DType): Element {
  switch (dtype.kind) {
    case "bool":
      // Not JavaScript's truth: NaN is true.
      return value === 0 || value === 0n ? 0 : 1;
    case "float":
      return dtype.itemsize === 4 ? Math.fround(Number(value)) : Number(value);
    default: {
      let whole: bigint;
      if (typeof value === "bigint") whole = value;
      else if (Number.isNaN(value)) whole = 0n;
      else
        whole = BigInt(
          Math.trunc(
            Math.min(
              Math.max(value, -(2 ** 63)),
              dtype.kind === "uint" && dtype.itemsize === 8 ? 2 ** 64 : 2 ** 63,
            ),
          ),
        );
      const bits = dtype.itemsize * 8;
      const cut = dtype.kind === "int" ? BigInt.asIntN(bits, whole) : BigInt.asUintN(bits, whole);
      return dtype.itemsize === 8 ? cut : Number(cut);
    }
  }
}

function scalarElement(node: Node): Element {
  const { value } = node;
  return intoDType(typeof value === "boolean" ? Number(value) : value, node.dtype);
}

/** A function that computes the program at one position of the full shape. */
function interpreter(job: Job, shape: Shape): (index: readonly number[]) => Element {
  const { program } = job.interned;
  const scalars = job.scalars.map(scalarElement);
  const inputs = job.leaves.map((leaf) => {
    const strides = broadcastStrides(
      leaf.shape,
      leaf.strides ?? contiguousStrides(leaf.shape, leaf.dtype.itemsize),
      shape,
    );
    return { ...accessTo(leaf.dtype), strides, base: (leaf.source as Block).address + leaf.offset };
  });
  return (index) => {
    const values: Element[] = [];
    for (const ins of program.instructions) {
      switch (ins.kind) {
        case "load": {
          const { view, shift, strides, base } = inputs[ins.input];
          let at = base;
          for (let d = 0; d < index.length; d++) at += index[d] * strides[d];
          values.push(view[at / shift]);
          break;
        }
        case "scalar":
          values.push(scalars[ins.scalar]);
          break;
        case "cast":
          values.push(intoDType(values[ins.arg], ins.dtype));
          break;
        case "op": {
          const operand = program.instructions[ins.args[ins.args.length - 1]].dtype;
          const args = ins.args.map((a) => values[a]);
          values.push(intoDType(JS[ins.op](args, operand), ins.dtype));
          break;
        }
      }
    }
    return values[values.length - 1];
  };
}

/** Every position of a shape, in C order. */
function* positions(shape: Shape): Generator<number[]> {
  const index = new Array<number>(shape.length).fill(0);
  if (shape.some((n) => n === 0)) return;
  for (;;) {
    yield index;
    let d = shape.length - 1;
    while (d >= 0 && ++index[d] === shape[d]) index[d--] = 0;
    if (d < 0) return;
  }
}

function store(job: Job, strides: Strides, index: readonly number[], value: Element, out: Access): void {
  let at = job.target.address;
  for (let d = 0; d < index.length; d++) at += index[d] * strides[d];
  out.view[at / out.shift] = value;
}

export const jsBackend: Backend = {
  name: "js",

  map(job) {
    const { target } = job;
    const compute = interpreter(job, target.shape);
    const strides = target.strides ?? contiguousStrides(target.shape, target.dtype.itemsize);
    const out = accessTo(target.dtype);
    for (const index of positions(target.shape)) store(job, strides, index, compute(index), out);
  },

  reduce(job: ReductionJob) {
    const { target, shape, axes } = job;
    const compute = interpreter(job, shape);
    const reduction = job.interned.program.reduction as ReductionName;
    const { combine } = REDUCTIONS[reduction];
    // Bools are joined by logic, as the rules say.
    const { op } = resolve(combine, OP_CODE[combine], target.dtype, target.dtype, null);
    const results = new Map<string, Element>();
    for (const index of positions(shape)) {
      const key = index.filter((_n, d) => !axes.includes(d)).join();
      const value = compute(index);
      const before = results.get(key);
      results.set(
        key,
        before === undefined ? value : intoDType(JS[op]([before, value], target.dtype), target.dtype),
      );
    }
    const strides = contiguousStrides(target.shape, target.dtype.itemsize);
    const out = accessTo(target.dtype);
    for (const index of positions(target.shape))
      store(job, strides, index, results.get(index.join()) as Element, out);
  },

  async mapAsync(job) {
    this.map(job);
  },
};
