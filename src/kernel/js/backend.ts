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
import { NotSupportedError } from "../../errors.js";
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

/** The float32 nearest to a 64-bit integer. Rounding to a float64 on the way would round twice. */
function nearestFloat32(value: bigint): number {
  const size = value < 0n ? -value : value;
  // The lowest eleven bits of 64 only matter for being zero or not (a sticky bit); the rest is a float64 exactly.
  const top = size >> 11n;
  const near = Math.fround(Number(size === top << 11n ? top : top | 1n) * 2048);
  const magnitude = size < 2n ** 53n ? Math.fround(Number(size)) : near;
  return value < 0n ? -magnitude : magnitude;
}

/** Brings a value into a dtype, as a store to memory would: integers wrap, floats are rounded, bools are 0 or 1. */
export function intoDType(value: Element, dtype: DType): Element {
  switch (dtype.kind) {
    case "bool":
      // Not JavaScript's truth: NaN is true.
      return value === 0 || value === 0n ? 0 : 1;
    case "float":
      if (dtype.itemsize === 4) return typeof value === "bigint" ? nearestFloat32(value) : Math.fround(value);
      return Number(value);
    default: {
      const whole = typeof value === "bigint" ? value : BigInt(value);
      const bits = dtype.itemsize * 8;
      const cut = dtype.kind === "int" ? BigInt.asIntN(bits, whole) : BigInt.asUintN(bits, whole);
      return dtype.itemsize === 8 ? cut : Number(cut);
    }
  }
}

/**
 * A float as an integer: cut towards zero, kept within the integers that WebAssembly converts to (32 bits for those up to
 * int32, 64 for the wider), then wrapped. NumPy leaves what is out of range to the processor.
 */
function castFloat(value: number, dtype: DType): Element {
  if (Number.isNaN(value)) return intoDType(0, dtype);
  const wide = dtype.itemsize === 8 || (dtype.kind === "uint" && dtype.itemsize === 4);
  const bits = wide ? 64n : 32n;
  const unsigned = dtype.kind === "uint" && dtype.itemsize === 8 && value > 0;
  const [least, most] = unsigned ? [0n, (1n << bits) - 1n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
  const whole =
    value === Number.POSITIVE_INFINITY
      ? most
      : value === Number.NEGATIVE_INFINITY
        ? least
        : BigInt(Math.trunc(value));
  return intoDType(whole < least ? least : whole > most ? most : whole, dtype);
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
          {
            const from = program.instructions[ins.arg].dtype;
            const floatToInteger =
              from.kind === "float" && (ins.dtype.kind === "int" || ins.dtype.kind === "uint");
            const value = values[ins.arg];
            values.push(floatToInteger ? castFloat(value as number, ins.dtype) : intoDType(value, ins.dtype));
          }
          break;
        case "function":
          throw new NotSupportedError(
            `the function ${ins.function.name}`,
            "js",
            "Compiled functions run on the wasm and wgsl back ends.",
          );
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
    const { combine, identity } = REDUCTIONS[reduction];
    // Bools are joined by logic, as the rules say.
    const { op } = resolve(combine, OP_CODE[combine], target.dtype, target.dtype, null);
    const results = new Map<string, Element>();
    for (const index of positions(shape)) {
      const key = index.filter((_n, d) => !axes.includes(d)).join();
      const value = compute(index);
      // From the identity on, where there is one: a sum of nothing but -0 is 0.
      const before =
        results.get(key) ?? (identity === null ? undefined : intoDType(BigInt(identity), target.dtype));
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
