/** Writes the kernel of a program for one variant of loops: the module whose `run` the team calls. */
import type { DType } from "../../array/index.js";
import { integerRange } from "../../array/index.js";
import { OPS, type OpName, REDUCTIONS, type ReductionName } from "../ops/table.js";
import { costOf, type Program, rootOf } from "../program.js";
import {
  type FunctionBuilder,
  type FunctionIndex,
  type Local,
  type MemoryType,
  ModuleBuilder,
} from "./assembler.js";
import {
  emitBody,
  loadDense,
  loadSplat,
  loadStrided,
  settle,
  splatBytes,
  storeDense,
  storeStrided,
  upperHalf,
} from "./body.js";
import { mathImports, WASM } from "./column.js";
import { hasRelaxedSimd } from "./features.js";
import { type Emitter, pushMask, type Value } from "./lanes.js";
import { emitRoutines, routineName } from "./routines.js";
import { type ParameterLayout, type Variant, words } from "./variant.js";

/**
 * Vector steps between two additions into the running total of a float sum. Blocks of partial sums keep the rounding
 * error near that of pairwise summation (Higham, "The accuracy of floating point summation", SIAM J. Sci. Comput. 1993).
 */
const SUM_BLOCK_STEPS = 64;

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
  return 16 / widest;
}

/** The operation that joins two partial results; bools are joined by logic. */
function combinerOf(reduction: ReductionName, dtype: DType): OpName {
  const { combine } = REDUCTIONS[reduction];
  if (dtype.kind === "bool")
    return combine === "minimum" || combine === "multiply" || combine === "logical_and"
      ? "logical_and"
      : "logical_or";
  return combine;
}

/** The value that changes nothing when joined. */
function identityBytes(reduction: ReductionName, dtype: DType): Uint8Array {
  if (dtype.kind === "bool")
    return new Uint8Array(16).fill(combinerOf(reduction, dtype) === "logical_and" ? 255 : 0);
  if (reduction === "min")
    return splatBytes(dtype, dtype.kind === "float" ? Number.POSITIVE_INFINITY : integerRange(dtype)[1]);
  if (reduction === "max")
    return splatBytes(dtype, dtype.kind === "float" ? Number.NEGATIVE_INFINITY : integerRange(dtype)[0]);
  return splatBytes(dtype, REDUCTIONS[reduction].identity as 0 | 1);
}

class KernelWriter {
  private readonly module: ModuleBuilder;
  private readonly f: FunctionBuilder;
  private readonly e: Emitter;
  private readonly program: Program;
  private readonly variant: Variant;
  private readonly layout: ParameterLayout;
  private readonly A: "i32" | "i64";
  private readonly root: DType;
  private readonly unroll: number;
  private scalars: Value[] = [];
  /** Operand 0 is the output. */
  private readonly addresses: Local[] = [];
  private readonly strides: (Local | null)[] = [];
  private readonly start: Local;
  private readonly end: Local;

  constructor(program: Program, variant: Variant, memory: MemoryType) {
    this.program = program;
    this.variant = variant;
    this.A = memory.address;
    this.root = rootOf(program).dtype;
    this.layout = { scalars: program.scalars.length, operands: 1 + program.inputs.length };
    const cost = costOf(program);
    const alone = program.instructions.some(
      (ins) => ins.kind === "op" && OPS[ins.op].cost >= UNROLL_NONE_FROM,
    );
    this.unroll = alone ? 1 : cost < UNROLL_FOUR_BELOW ? 4 : cost < UNROLL_TWO_BELOW ? 2 : 1;
    this.module = new ModuleBuilder(memory);
    const scalar: Record<string, FunctionIndex> = {};
    const routines = new Set<string>();
    for (const ins of program.instructions) {
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
  }

  write(): Uint8Array<ArrayBuffer> {
    const { f, variant } = this;
    for (const [param, local] of [
      [1, this.start],
      [2, this.end],
    ] as const) {
      f.get(f.param(param));
      if (this.A === "i64") f.op("i64.extend_i32_u");
      f.set(local);
    }
    this.loadScalars();
    for (let k = 0; k < this.layout.operands; k++) {
      this.addresses.push(this.word(words.address(this.layout, k)));
      const strided = k === 0 ? variant.output === "strided" : variant.inputs[k - 1] === "strided";
      this.strides.push(strided ? this.word(words.stride(this.layout, k)) : null);
    }
    switch (variant.kind) {
      case "map":
        this.writeMap();
        break;
      case "flat":
        this.writeFlat();
        break;
      case "rows":
        this.writeRows();
        break;
      case "columns":
        this.writeColumns();
        break;
    }
    return this.module.encode();
  }

  private loadScalars(): void {
    const { f } = this;
    this.scalars = this.program.scalars.map((dtype, k) => {
      f.get(f.param(0));
      if (k > 0) f.i32(8 * k).op("i32.add");
      if (this.A === "i64") f.op("i64.extend_i32_u");
      return loadSplat(this.e, dtype);
    });
  }

  /** A word of the parameter block in a new local. */
  private word(index: number): Local {
    const { f } = this;
    const out = f.local(this.A);
    f.get(f.param(0));
    if (this.A === "i64") f.op("i64.extend_i32_u");
    f.memory(`${this.A}.load`, this.layout.scalars * 8 + index * (this.A === "i64" ? 8 : 4)).set(out);
    return out;
  }

  private constant(value: number): void {
    if (this.A === "i64") this.f.i64(BigInt(value));
    else this.f.i32(value);
  }

  private op(...names: string[]): void {
    for (const n of names) this.f.op(`${this.A}.${n}`);
  }

  /** pointer[k] = base[k] + position * (stride or item size), for a flat range. */
  private flatPointers(position: Local): Local[] {
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

  private bump(pointer: Local, bytes: number): void {
    this.f.get(pointer);
    this.constant(bytes);
    this.op("add");
    this.f.set(pointer);
  }

  /**
   * `length` elements from the pointers, which move along: `unroll` vector steps a round, then single steps, then
   * single elements in lane 0 (`tail`). Dense operands are read at constant offsets within a round.
   */
  private rows(
    length: Local,
    pointers: readonly Local[],
    finish: (v: Value, count: number, step: number, tail: boolean) => void,
    output: "moves" | "stays",
  ): void {
    const { f, e, program } = this;
    const splats = program.inputs.map((dtype, k) => {
      if (this.variant.inputs[k] !== "same") return null;
      f.get(pointers[k + 1]);
      return loadSplat(e, dtype);
    });
    const left = f.local(this.A);
    f.get(length).set(left);
    const round = (steps: number, count: number, tail: boolean): void => {
      for (let step = 0; step < steps; step++) {
        const load = (k: number): Value => {
          const dtype = program.inputs[k];
          const splat = splats[k];
          if (splat !== null) return splat;
          const pointer = pointers[k + 1];
          const stride = this.strides[k + 1];
          if (stride !== null) return loadStrided(e, dtype, count, pointer, stride, this.A);
          f.get(pointer);
          return loadDense(e, dtype, count, step * count * dtype.itemsize);
        };
        finish(emitBody(e, program, load, this.scalars), count, step, tail);
      }
      for (let k = 0; k < program.inputs.length; k++)
        if (this.variant.inputs[k] === "dense")
          this.bump(pointers[k + 1], steps * count * program.inputs[k].itemsize);
      if (output === "moves" && this.variant.output === "dense")
        this.bump(pointers[0], steps * count * this.root.itemsize);
      f.get(left);
      this.constant(steps * count);
      this.op("sub");
      f.set(left);
    };
    const repeat = (steps: number, count: number, tail: boolean): void => {
      f.block((done) => {
        f.loop((again) => {
          f.get(left);
          this.constant(steps * count);
          this.op("lt_u");
          f.brIf(done);
          round(steps, count, tail);
          f.br(again);
        });
      });
    };
    if (this.unroll > 1) repeat(this.unroll, e.lanes, false);
    repeat(1, e.lanes, false);
    repeat(1, 1, true);
  }

  private store(pointer: Local): (v: Value, count: number, step: number) => void {
    const stride = this.strides[0];
    return (v, count, step) => {
      if (stride === null) storeDense(this.e, v, count, pointer, step * count * this.root.itemsize);
      else storeStrided(this.e, v, count, pointer, stride, this.A);
    };
  }

  private writeMap(): void {
    const { f, variant } = this;
    if (variant.outer === 0) {
      const pointers = this.flatPointers(this.start);
      const length = f.local(this.A);
      f.get(this.end).get(this.start);
      this.op("sub");
      f.set(length);
      this.rows(length, pointers, this.store(pointers[0]), "moves");
      return;
    }
    this.overKept((pointers, length) => this.rows(length, pointers, this.store(pointers[0]), "moves"));
  }

  /**
   * Calls `body` for each stretch of a row in [start, end), positions counted in elements with the kept axes outside and
   * the innermost axis inside. The pointers handed over are copies that may move.
   */
  private overKept(body: (pointers: readonly Local[], length: Local) => void): void {
    const { f, variant } = this;
    const inner = this.word(words.inner(this.layout));
    const odometer = this.odometer(0, variant.outer, this.addresses);
    const row = f.local(this.A);
    const column = f.local(this.A);
    f.get(this.start).get(inner);
    this.op("div_u");
    f.set(row);
    f.get(this.start).get(inner);
    this.op("rem_u");
    f.set(column);
    odometer.seek(row);
    const length = f.local(this.A);
    const pointers = this.addresses.map(() => f.local(this.A));
    f.block((done) => {
      f.loop((again) => {
        f.get(this.start).get(this.end);
        this.op("ge_u");
        f.brIf(done);
        // length = min(inner - column, end - start)
        f.get(inner).get(column);
        this.op("sub");
        f.set(length);
        f.get(this.end).get(this.start);
        this.op("sub");
        f.get(length).get(this.end).get(this.start);
        this.op("sub");
        f.get(length);
        this.op("lt_u");
        f.op("select").set(length);
        for (let k = 0; k < pointers.length; k++) {
          f.get(odometer.pointers[k]);
          const same = k > 0 && variant.inputs[k - 1] === "same";
          if (!same) {
            f.get(column);
            const stride = this.strides[k];
            if (stride !== null) f.get(stride);
            else this.constant((k === 0 ? this.root : this.program.inputs[k - 1]).itemsize);
            this.op("mul", "add");
          }
          f.set(pointers[k]);
        }
        body(pointers, length);
        f.get(this.start).get(length);
        this.op("add");
        f.set(this.start);
        this.constant(0);
        f.set(column);
        odometer.advance();
        f.br(again);
      });
    });
  }

  /** Counters over `count` axes of the parameter block from `first` on, the last one fastest, with the operands' pointers. */
  private odometer(first: number, count: number, bases: readonly Local[]) {
    const { f } = this;
    const axes = Array.from({ length: count }, (_, d) => ({
      index: f.local(this.A),
      length: this.word(words.length(this.layout, first + d)),
      strides: bases.map((_b, k) => this.word(words.axisStride(this.layout, first + d, k))),
    }));
    const pointers = bases.map(() => f.local(this.A));
    const rewind = (): void => {
      for (const axis of axes) {
        this.constant(0);
        f.set(axis.index);
      }
      for (const [k, base] of bases.entries()) f.get(base).set(pointers[k]);
    };
    const seek = (row: Local): void => {
      rewind();
      for (const axis of [...axes].reverse()) {
        f.get(row).get(axis.length);
        this.op("rem_u");
        f.set(axis.index);
        f.get(row).get(axis.length);
        this.op("div_u");
        f.set(row);
        for (const [k, pointer] of pointers.entries()) {
          f.get(pointer).get(axis.index).get(axis.strides[k]);
          this.op("mul", "add");
          f.set(pointer);
        }
      }
    };
    /** One step on; after the last position it is at the first again. `end`, if given, is branched to then. */
    const advance = (): void => {
      f.block((done) => {
        for (const axis of [...axes].reverse()) {
          for (const [k, pointer] of pointers.entries()) {
            f.get(pointer).get(axis.strides[k]);
            this.op("add");
            f.set(pointer);
          }
          f.get(axis.index);
          this.constant(1);
          this.op("add");
          f.tee(axis.index).get(axis.length);
          this.op("lt_u");
          f.brIf(done);
          for (const [k, pointer] of pointers.entries()) {
            f.get(pointer).get(axis.length).get(axis.strides[k]);
            this.op("mul", "sub");
            f.set(pointer);
          }
          this.constant(0);
          f.set(axis.index);
        }
      });
    };
    const total = (): Local => {
      const n = f.local(this.A);
      this.constant(1);
      f.set(n);
      for (const axis of axes) {
        f.get(n).get(axis.length);
        this.op("mul");
        f.set(n);
      }
      return n;
    };
    return { pointers, rewind, seek, advance, total };
  }

  private combine(into: Value, v: Value): void {
    const { reduction } = this.program;
    WASM[combinerOf(reduction as ReductionName, this.root)].emit(this.e, [into, v]);
    this.f.set(into.local);
  }

  /** Accumulators in registers for one result: `take` feeds them, `result` joins them into lane 0. */
  private accumulators(width: number) {
    const { f, e, root } = this;
    const reduction = this.program.reduction as ReductionName;
    const identity = identityBytes(reduction, root);
    const fresh = (): Value => {
      const local = f.local("v128");
      f.v128(identity).set(local);
      return { local, dtype: root, width };
    };
    const parts = Array.from({ length: this.unroll }, fresh);
    const tails = fresh();
    const blocked = reduction === "sum" && root.kind === "float";
    const total = blocked ? fresh() : null;
    const rounds = f.local("i32");
    const flush = (): void => {
      for (let gap = 1; gap < parts.length; gap *= 2)
        for (let k = 0; k + gap < parts.length; k += 2 * gap) this.combine(parts[k], parts[k + gap]);
      if (total === null) return;
      this.combine(total, parts[0]);
      for (const p of parts) f.v128(identity).set(p.local);
    };
    const normal = (v: Value): Value => {
      if (v.dtype.kind !== "bool" || v.width === width) return v;
      pushMask(e, v, width);
      return settle(e, v.dtype, width);
    };
    return {
      reset: (): void => {
        for (const v of total === null ? [...parts, tails] : [...parts, tails, total])
          f.v128(identity).set(v.local);
        f.i32(0).set(rounds);
      },
      take: (v: Value, _count: number, step: number, tail: boolean): void => {
        this.combine(tail ? tails : parts[step], normal(v));
        if (!blocked || tail || step !== parts.length - 1) return;
        f.get(rounds)
          .i32(1)
          .op("i32.add")
          .tee(rounds)
          .i32(SUM_BLOCK_STEPS)
          .op("i32.eq")
          .if(() => {
            flush();
            f.i32(0).set(rounds);
          });
      },
      result: (): Value => {
        flush();
        const whole = total ?? parts[0];
        for (let lanes = e.lanes; lanes > 1; lanes /= 2) {
          f.get(whole.local).get(whole.local).shuffle(upperHalf(lanes, width));
          const upper = settle(e, root, width);
          this.combine(whole, upper);
        }
        this.combine(whole, tails);
        return whole;
      },
    };
  }

  /** The lane width that the program's result has: only known once its code is written, so it is written to a scratch module. */
  private resultWidth(): number {
    if (this.root.kind !== "bool") return this.root.itemsize;
    let width = 1;
    const scratch: Emitter = { ...this.e, f: new ModuleBuilder(this.module.memoryType).function([], []) };
    const blank = scratch.f.local("v128");
    const v = emitBody(
      scratch,
      this.program,
      (k) => ({ local: blank, dtype: this.program.inputs[k], width: this.program.inputs[k].itemsize }),
      this.program.scalars.map((dtype) => ({ local: blank, dtype, width: dtype.itemsize })),
    );
    width = v.width;
    return width;
  }

  private writeFlat(): void {
    const { f } = this;
    const acc = this.accumulators(this.resultWidth());
    const pointers = this.flatPointers(this.start);
    const length = f.local(this.A);
    f.get(this.end).get(this.start);
    this.op("sub");
    f.set(length);
    this.rows(length, pointers, acc.take, "stays");
    const out = f.local(this.A);
    f.get(this.addresses[0]).get(f.param(3));
    if (this.A === "i64") f.op("i64.extend_i32_u");
    this.constant(this.root.itemsize);
    this.op("mul", "add");
    f.set(out);
    storeDense(this.e, acc.result(), 1, out, 0);
  }

  /** One result a kept position in [start, end); the reduced axes and the innermost are walked for each. */
  private writeRows(): void {
    const { f, variant } = this;
    const inner = this.word(words.inner(this.layout));
    const acc = this.accumulators(this.resultWidth());
    const kept = this.odometer(0, variant.outer, this.addresses);
    const reduced = this.odometer(variant.outer, variant.reduced, kept.pointers);
    const repeats = reduced.total();
    const row = f.local(this.A);
    const k = f.local(this.A);
    f.get(this.start).set(row);
    kept.seek(row);
    const pointers = this.addresses.map(() => f.local(this.A));
    f.block((done) => {
      f.loop((again) => {
        f.get(this.start).get(this.end);
        this.op("ge_u");
        f.brIf(done);
        acc.reset();
        reduced.rewind();
        f.get(repeats).set(k);
        f.loop((more) => {
          for (const [i, p] of reduced.pointers.entries()) f.get(p).set(pointers[i]);
          this.rows(inner, pointers, acc.take, "stays");
          reduced.advance();
          this.bump(k, -1);
          f.get(k);
          this.op("eqz");
          f.op("i32.eqz").brIf(more);
        });
        storeDense(this.e, acc.result(), 1, kept.pointers[0], 0);
        this.bump(this.start, 1);
        kept.advance();
        f.br(again);
      });
    });
  }

  /** Results for stretches of the innermost kept axis: filled with the identity, then joined with every reduced position. */
  private writeColumns(): void {
    const { f, e, root, variant } = this;
    const stride = this.strides[0];
    const identity: Value = { local: f.local("v128"), dtype: root, width: root.itemsize };
    f.v128(identityBytes(this.program.reduction as ReductionName, root)).set(identity.local);
    const k = f.local(this.A);
    this.overKept((stretch, length) => {
      const left = f.local(this.A);
      const fill = f.local(this.A);
      f.get(stretch[0]).set(fill).get(length).set(left);
      f.block((done) => {
        f.loop((again) => {
          f.get(left);
          this.op("eqz");
          f.brIf(done);
          if (stride === null) {
            storeDense(e, identity, 1, fill, 0);
            this.bump(fill, root.itemsize);
          } else storeStrided(e, identity, 1, fill, stride, this.A);
          this.bump(left, -1);
          f.br(again);
        });
      });
      const reduced = this.odometer(variant.outer, variant.reduced, stretch);
      const repeats = reduced.total();
      reduced.rewind();
      f.get(repeats).set(k);
      const pointers = stretch.map(() => f.local(this.A));
      const ahead = f.local(this.A);
      f.loop((more) => {
        for (const [i, p] of reduced.pointers.entries()) f.get(p).set(pointers[i]);
        this.rows(
          length,
          pointers,
          (v, count, step) => {
            let old: Value;
            if (stride === null) {
              f.get(pointers[0]);
              old = loadDense(e, root, count, step * count * root.itemsize);
            } else {
              f.get(pointers[0]).set(ahead);
              old = loadStrided(e, root, count, ahead, stride, this.A);
            }
            let value = v;
            if (root.kind === "bool" && v.width !== old.width) {
              pushMask(e, v, old.width);
              value = settle(e, root, old.width);
            }
            this.combine(old, value);
            this.store(pointers[0])(old, count, step);
          },
          "moves",
        );
        reduced.advance();
        this.bump(k, -1);
        f.get(k);
        this.op("eqz");
        f.op("i32.eqz").brIf(more);
      });
    });
  }
}

/** The module of a program for one variant of loops. */
export function writeKernel(program: Program, variant: Variant, memory: MemoryType): Uint8Array<ArrayBuffer> {
  return new KernelWriter(program, variant, memory).write();
}
