/** Writes the module of one stage of a function with loops: its variables come from the parameter block and go back there. */
import {
  type FunctionBuilder,
  type FunctionIndex,
  type Local,
  type MemoryType,
  ModuleBuilder,
} from "../../wasm/assembler.js";
import { hasRelaxedSimd } from "../../wasm/features.js";
import type { ArrayVariable, ProgramIR, ScalarType, Statement, Variable } from "../ir.js";
import { analyseUniformity } from "../uniformity.js";
import type { ArrayBinding, Notes } from "./context.js";
import { Gang } from "./gang.js";
import { HOST_CELL, type LoopStage, type Parallel, ROUNDS_CELL, variablesOf } from "./loop.js";
import { fullInterval, Ranges } from "./ranges.js";
import { emitRounds, pushCombined } from "./rounds.js";
import { constantBinding } from "./scalar-call.js";
import { runsOnce } from "./statement-cost.js";
import { type Push, wasmType } from "./value.js";
import { mathImports } from "./vector-math.js";

export interface StageCommon {
  readonly program: ProgramIR;
  readonly memory: MemoryType;
  readonly notes: Notes;
  /** Cells of the variables and arrays that stages share. */
  readonly cells: ReadonlyMap<Variable | ArrayVariable, number>;
  readonly room: { readonly offsets: ReadonlyMap<ArrayVariable, number>; readonly bytes: number };
  readonly parameters: readonly (Variable | ArrayVariable)[];
}

export class StageWriter {
  private readonly common: StageCommon;
  private readonly module: ModuleBuilder;
  private readonly f: FunctionBuilder;
  private readonly gang: Gang;
  private readonly shared: readonly Variable[];
  private readonly scratchBase: Local;
  private readonly scalarFunctions: Record<string, FunctionIndex> = {};
  private readonly bindings = new Map<ArrayVariable, ArrayBinding>();
  private lanes = 1;

  constructor(common: StageCommon, statements: readonly Statement[]) {
    this.common = common;
    this.module = new ModuleBuilder(common.memory);
    for (const i of mathImports(statements))
      this.scalarFunctions[i.name] = this.module.importFunction("Math", i.name, i.params, i.results);
    const f = this.module.function(["i32", "i32", "i32", "i32"], [], "run");
    this.f = f;
    const used = variablesOf(statements);
    this.shared = [...common.cells.keys()].filter((v): v is Variable => v.kind === "variable" && used.has(v));
    // Room for local arrays: one stretch a slice.
    this.scratchBase = f.local("i32");
    if (common.room.bytes > 0)
      f.get(f.param(0))
        .memory("i32.load", 16 * HOST_CELL + 8)
        .get(f.param(3))
        .i32(common.room.bytes)
        .op("i32.mul", "i32.add")
        .set(this.scratchBase);
    for (const p of common.parameters) if (p.kind === "array") this.bindParameter(p);
    this.gang = this.newGang(statements);
    for (const v of this.shared)
      this.gang.set(v, { kind: "uniform", type: v.type, push: this.cell(v) }, true);
  }

  /** Pushes the value in a variable's cell. */
  private cell(v: Variable): Push {
    const at = 16 * (this.common.cells.get(v) as number);
    return () => void this.f.get(this.f.param(0)).memory(`${wasmType(v.type)}.load`, at);
  }

  private bindParameter(array: ArrayVariable): void {
    const { f } = this;
    const at = 16 * (this.common.cells.get(array) as number);
    const word = (k: number): Push => {
      const local = f.local("i32");
      f.get(f.param(0))
        .memory("i32.load", at + 4 * k)
        .set(local);
      return () => void f.get(local);
    };
    const address = word(0);
    const lengths = Array.from({ length: array.ndim }, (_, k) => word(1 + k));
    this.bindings.set(array, { address, lengths, perLane: false });
  }

  private binding(array: ArrayVariable): ArrayBinding {
    const known = this.bindings.get(array);
    if (known !== undefined) return known;
    const { f } = this;
    const offset = this.common.room.offsets.get(array);
    if (offset === undefined || array.shape === null) return constantBinding(f, array);
    const out: ArrayBinding = {
      address: () => void f.get(this.scratchBase).i32(offset).op("i32.add"),
      lengths: array.shape.map((n) => () => void f.i32(n)),
      perLane: true,
    };
    this.bindings.set(array, out);
    return out;
  }

  /** A gang of one: plain scalar code. A prange in it goes on lanes where it stands. */
  private newGang(statements: readonly Statement[]): Gang {
    const start = new Map([...variablesOf(statements)].map((v) => [v, fullInterval(v.type)]));
    return new Gang({
      f: this.f,
      lanes: 1,
      relaxed: hasRelaxedSimd(),
      scalar: this.scalarFunctions,
      uniformity: analyseUniformity(statements, { lanes: 1, variables: new Map(), builtin: () => 0 }),
      ranges: new Ranges(statements, start),
      notes: this.common.notes,
      arrays: (a) => this.binding(a),
      onParallel: (s) => this.inPlace(s),
    });
  }

  /** Rounds of a prange, i32: how often `step` goes from start until stop. */
  private pushRounds(s: Parallel, start: Push): void {
    const { f, gang } = this;
    const span = f.local("i64");
    const step = f.local("i64");
    gang.pushUniform(s.step);
    f.op("i64.extend_i32_s").set(step);
    gang.pushUniform(s.stop);
    f.op("i64.extend_i32_s");
    start();
    f.op("i64.extend_i32_s", "i64.sub").set(span);
    // Down is up seen from the other side.
    f.get(step)
      .i64(0n)
      .op("i64.lt_s")
      .if(() => {
        f.i64(0n).get(span).op("i64.sub").set(span).i64(0n).get(step).op("i64.sub").set(step);
      });
    f.get(span).i64(0n).op("i64.le_s").get(step).op("i64.eqz", "i32.or");
    const out = f.local("i32");
    f.if(
      () => f.i32(0).set(out),
      () =>
        f
          .get(span)
          .get(step)
          .op("i64.add")
          .i64(1n)
          .op("i64.sub")
          .get(step)
          .op("i64.div_u", "i32.wrap_i64")
          .set(out),
    );
    f.get(out);
  }

  private rounds(
    s: Parallel,
    startValue: Push,
    first: Local,
    end: Local,
    accumulators: ReadonlyMap<Variable, Local>,
  ): void {
    this.lanes = Math.max(
      this.lanes,
      emitRounds(
        {
          f: this.f,
          scalar: this.scalarFunctions,
          notes: this.common.notes,
          arrays: (a) => this.binding(a),
        },
        this.gang,
        s,
        startValue,
        first,
        end,
        accumulators,
      ),
    );
  }

  /** A prange inside other statements: all its rounds, here. */
  private inPlace(s: Parallel): void {
    const { f, gang } = this;
    this.common.notes.add(
      s.place,
      "this prange isn't shared between threads: it stands inside other statements",
    );
    const start = f.local("i32");
    gang.pushUniform(s.start);
    f.set(start);
    const startValue = (): void => void f.get(start);
    const first = f.local("i32");
    const end = f.local("i32");
    f.i32(0).set(first);
    this.pushRounds(s, startValue);
    f.set(end);
    const accumulators = new Map<Variable, Local>();
    for (const r of s.reductions) accumulators.set(r.variable, f.local(wasmType(r.variable.type)));
    this.rounds(s, startValue, first, end, accumulators);
    for (const r of s.reductions) this.fold(r, () => void f.get(accumulators.get(r.variable) as Local));
  }

  /** variable = variable op partial. */
  private fold(r: Parallel["reductions"][number], partial: Push): void {
    const { gang } = this;
    const type = r.variable.type as ScalarType;
    gang.pushVariable(r.variable);
    partial();
    pushCombined(gang, r.op, type);
    const local = this.f.local(wasmType(type));
    this.f.set(local);
    gang.set(r.variable, { kind: "uniform", type, push: () => void this.f.get(local) }, true);
  }

  private storeBack(): void {
    const { f } = this;
    for (const v of this.shared) {
      f.get(f.param(0));
      this.gang.pushVariable(v);
      f.memory(`${wasmType(v.type)}.store`, 16 * (this.common.cells.get(v) as number));
    }
  }

  /** @param startCell where the start of the prange that follows is left */
  scalar(
    statements: readonly Statement[],
    before: Parallel | null,
    after: Parallel | null,
    startCell: number,
  ): LoopStage {
    const { f, gang } = this;
    if (before !== null && before.reductions.length > 0) this.joinPartials(before);
    for (const s of statements)
      if (s.kind === "loop" && !runsOnce(s))
        this.common.notes.add(
          s.place,
          "a plain loop runs as scalar code: for lanes and cores, write it with prange",
        );
    gang.emit(statements);
    if (after !== null) {
      const start = f.local("i32");
      gang.pushUniform(after.start);
      f.set(start);
      f.get(f.param(0))
        .get(start)
        .memory("i32.store", 16 * startCell);
      f.get(f.param(0));
      this.pushRounds(after, () => void f.get(start));
      f.memory("i32.store", 16 * ROUNDS_CELL);
    }
    this.storeBack();
    return { kind: "scalar", bytes: this.module.encode(), lanes: this.lanes, reductions: 0 };
  }

  /** Slices' results in their order, so that the rounding doesn't depend on who was first. */
  private joinPartials(s: Parallel): void {
    const { f } = this;
    const at = f.local("i32");
    const left = f.local("i32");
    f.get(f.param(0))
      .memory("i32.load", 16 * HOST_CELL)
      .set(at);
    f.get(f.param(0))
      .memory("i32.load", 16 * HOST_CELL + 4)
      .set(left);
    f.block((done) => {
      f.loop((again) => {
        f.get(left).op("i32.eqz").brIf(done);
        s.reductions.forEach((r, k) => {
          this.fold(r, () => void f.get(at).memory(`${wasmType(r.variable.type)}.load`, 16 * k));
        });
        f.get(at)
          .i32(16 * s.reductions.length)
          .op("i32.add")
          .set(at);
        f.get(left).i32(1).op("i32.sub").set(left).br(again);
      });
    });
  }

  parallel(s: Parallel, startCell: number): LoopStage {
    const { f } = this;
    const start = f.local("i32");
    f.get(f.param(0))
      .memory("i32.load", 16 * startCell)
      .set(start);
    const accumulators = new Map<Variable, Local>();
    for (const r of s.reductions) accumulators.set(r.variable, f.local(wasmType(r.variable.type)));
    this.rounds(s, () => void f.get(start), f.param(1), f.param(2), accumulators);
    s.reductions.forEach((r, k) => {
      f.get(f.param(0)).memory("i32.load", 16 * HOST_CELL);
      f.get(f.param(3))
        .i32(16 * s.reductions.length)
        .op("i32.mul", "i32.add");
      f.get(accumulators.get(r.variable) as Local).memory(`${wasmType(r.variable.type)}.store`, 16 * k);
    });
    return {
      kind: "parallel",
      bytes: this.module.encode(),
      lanes: this.lanes,
      reductions: s.reductions.length,
    };
  }
}
