/**
 * What all loops of a kernel stand in: the module and its `run`, the operands' addresses and strides from the parameter block, and
 * arithmetic in the address type.
 */
import type { DType } from "../../array/index.js";
import { OPS } from "../ops/table.js";
import { costOf, type Program, rootOf } from "../program.js";
import {
  type FunctionBuilder,
  type FunctionIndex,
  type Local,
  type MemoryType,
  ModuleBuilder,
} from "./assembler.js";
import { loadSplat } from "./body.js";
import { mathImports } from "./column.js";
import { hasRelaxedSimd } from "./features.js";
import type { Emitter, Value } from "./lanes.js";
import { emitRoutines, routineName } from "./routines.js";
import { type ParameterLayout, type Variant, words } from "./variant.js";

/**
 * Bodies up to this cost (see the op table) are unrolled four times, up to the next one twice. A single operation of
 * UNROLL_NONE_FROM fills the pipeline by itself (measured: sine, cosine, tangent and power gain nothing).
 */
const UNROLL_FOUR_BELOW = 12;
const UNROLL_TWO_BELOW = 40;
const UNROLL_NONE_FROM = 14;

/** Elements in a vector step: what the widest dtype in the program allows. */
export function lanesOf(program: Program): number {
  let widest = 1;
  for (const ins of program.instructions) widest = Math.max(widest, ins.dtype.itemsize);
  let lanes = 16 / widest;
  for (const ins of program.instructions)
    if (ins.kind === "function") lanes = Math.min(lanes, ins.function.wasm.lanesLimit);
  return lanes;
}

/** A kernel under construction. */
export class KernelFrame {
  readonly module: ModuleBuilder;
  readonly f: FunctionBuilder;
  readonly e: Emitter;
  readonly program: Program;
  readonly variant: Variant;
  readonly layout: ParameterLayout;
  readonly A: "i32" | "i64";
  readonly root: DType;
  readonly unroll: number;
  readonly scalars: readonly Value[];
  /** Operand 0 is the output. */
  readonly addresses: Local[] = [];
  readonly strides: (Local | null)[] = [];
  readonly start: Local;
  readonly end: Local;

  constructor(program: Program, variant: Variant, memory: MemoryType) {
    this.program = program;
    this.variant = variant;
    this.A = memory.address;
    this.root = rootOf(program).dtype;
    this.layout = { scalars: program.scalars.length, operands: 1 + program.inputs.length };
    const cost = costOf(program);
    const alone = program.instructions.some(
      (ins) =>
        (ins.kind === "op" && OPS[ins.op].cost >= UNROLL_NONE_FROM) ||
        (ins.kind === "function" && ins.function.cost >= UNROLL_NONE_FROM),
    );
    this.unroll = alone ? 1 : cost < UNROLL_FOUR_BELOW ? 4 : cost < UNROLL_TWO_BELOW ? 2 : 1;
    this.module = new ModuleBuilder(memory);
    const scalar: Record<string, FunctionIndex> = {};
    const routines = new Set<string>();
    for (const ins of program.instructions) {
      if (ins.kind === "function")
        for (const i of ins.function.wasm.imports)
          scalar[i.name] = this.module.importFunction("Math", i.name, i.params, i.results);
      if (ins.kind !== "op") continue;
      const operand = program.instructions[ins.args[0]].dtype;
      for (const i of mathImports(ins.op, operand))
        scalar[i.name] = this.module.importFunction("Math", i.name, i.params, i.results);
      const routine = routineName(ins.op, operand);
      if (routine !== null) routines.add(routine);
    }
    const routine = emitRoutines(this.module, routines);
    this.f = this.module.function(["i32", "i32", "i32", "i32"], [], "run");
    this.e = { f: this.f, lanes: lanesOf(program), relaxed: hasRelaxedSimd(), scalar, routine };
    this.start = this.f.local(this.A);
    this.end = this.f.local(this.A);
    const { f } = this;
    for (const [param, local] of [
      [1, this.start],
      [2, this.end],
    ] as const) {
      f.get(f.param(param));
      if (this.A === "i64") f.op("i64.extend_i32_u");
      f.set(local);
    }
    this.scalars = this.loadScalars();
    for (let k = 0; k < this.layout.operands; k++) {
      this.addresses.push(this.word(words.address(this.layout, k)));
      const strided = k === 0 ? variant.output === "strided" : variant.inputs[k - 1] === "strided";
      this.strides.push(strided ? this.word(words.stride(this.layout, k)) : null);
    }
  }

  private loadScalars(): Value[] {
    const { f } = this;
    return this.program.scalars.map((dtype, k) => {
      f.get(f.param(0));
      if (k > 0) f.i32(8 * k).op("i32.add");
      if (this.A === "i64") f.op("i64.extend_i32_u");
      return loadSplat(this.e, dtype);
    });
  }

  /** A word of the parameter block in a new local. */
  word(index: number): Local {
    const { f } = this;
    const out = f.local(this.A);
    f.get(f.param(0));
    if (this.A === "i64") f.op("i64.extend_i32_u");
    f.memory(`${this.A}.load`, this.layout.scalars * 8 + index * (this.A === "i64" ? 8 : 4)).set(out);
    return out;
  }

  /** A constant of the address type. */
  constant(value: number): void {
    if (this.A === "i64") this.f.i64(BigInt(value));
    else this.f.i32(value);
  }

  /** Instructions of the address type. */
  op(...names: string[]): void {
    for (const n of names) this.f.op(`${this.A}.${n}`);
  }

  /** pointer[k] = base[k] + position * (stride or item size), for a flat range. */
  flatPointers(position: Local): Local[] {
    const { f } = this;
    return this.addresses.map((base, k) => {
      const pointer = f.local(this.A);
      f.get(base);
      if (k > 0 && this.variant.inputs[k - 1] === "same") {
        f.set(pointer);
        return pointer;
      }
      f.get(position);
      const stride = this.strides[k];
      if (stride !== null) f.get(stride);
      else this.constant((k === 0 ? this.root : this.program.inputs[k - 1]).itemsize);
      this.op("mul", "add");
      f.set(pointer);
      return pointer;
    });
  }

  /** Moves a pointer on. */
  bump(pointer: Local, bytes: number): void {
    this.f.get(pointer);
    this.constant(bytes);
    this.op("add");
    this.f.set(pointer);
  }
}
