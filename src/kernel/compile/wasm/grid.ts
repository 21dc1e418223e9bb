/**
 * A kernel on the CPU: blocks are the items of a team's job, the threads of a block run in gangs of lanes along x. Between barriers
 * (grid-regions.ts) all gangs run one region after another.
 *
 * Parameter block: words gridDim.x, y, z, address and bytes of scratch areas (one a slice), bytes of dynamic shared memory; from byte 32 on
 * 16 bytes a parameter: an array's address and lengths, or a scalar.
 */
import { NotSupportedError } from "../../../errors.js";
import { type FunctionBuilder, type FunctionIndex, type Local, ModuleBuilder } from "../../wasm/assembler.js";
import { hasRelaxedSimd } from "../../wasm/features.js";
import { effectsOf } from "../effects.js";
import type { ArrayVariable, Builtin, Expression, ProgramIR, Statement, Variable } from "../ir.js";
import { analyseUniformity, blocksOf, type Shape } from "../uniformity.js";
import { type ArrayBinding, type Note, Notes } from "./context.js";
import { maskWidthOf } from "./format.js";
import { Gang } from "./gang.js";
import { cutAtBarriers, type Step, tailsApart } from "./grid-regions.js";
import { inlineCalls } from "./inline.js";
import { itemsizeOf } from "./memory-access.js";
import { writtenOut } from "./parallel.js";
import { fullInterval, Ranges } from "./ranges.js";
import { constantBinding } from "./scalar-call.js";
import { type Push, wasmType } from "./value.js";
import { mathImports } from "./vector-math.js";

export type Dim3 = readonly [x: number, y: number, z: number];

/** Words of the parameter block that don't belong to a parameter. */
export const GRID_WORDS = {
  gridX: 0,
  gridY: 1,
  gridZ: 2,
  scratch: 3,
  scratchBytes: 4,
  sharedBytes: 5,
} as const;
const HEADER_BYTES = 32;
const ENTRY_BYTES = 16;

export interface GridModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of the parameter block. */
  readonly parameterBytes: number;
  /** Where parameter k (without the context) stands in it. */
  readonly parameterAt: (k: number) => number;
  /** Scratch that a slice needs beside the dynamic shared memory, a multiple of 16. */
  readonly scratchBytes: number;
  readonly lanes: number;
  readonly notes: readonly Note[];
}

const parameterAt = (k: number): number => HEADER_BYTES + ENTRY_BYTES * k;
const up16 = (n: number): number => Math.ceil(n / 16) * 16;
const elementsOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** A gang never reaches into the next row of threads, so narrow blocks take narrow gangs. */
const lanesFor = ([x]: Dim3): number => (x >= 4 ? 4 : x >= 2 ? 2 : 1);

function builtinShapes(lanes: number): (name: Builtin) => Shape {
  return (name) => (name === "threadIdx.x" && lanes > 1 ? 1 : 0);
}

/** For all threads of a block together. */
function blockShapes([x, y, z]: Dim3): (name: Builtin) => Shape {
  const wide: Partial<Record<Builtin, number>> = { "threadIdx.x": x, "threadIdx.y": y, "threadIdx.z": z };
  return (name) => ((wide[name] ?? 1) > 1 ? "varying" : 0);
}

/** Variables and arrays that the statements name. */
function assignedIn(statements: readonly Statement[], out = new Set<Variable>()): Set<Variable> {
  for (const s of statements) {
    if (s.kind === "set") out.add(s.variable);
    if (s.kind === "atomic" && s.result !== null) out.add(s.result);
    for (const b of blocksOf(s)) assignedIn(b, out);
  }
  return out;
}

function localArrays(statements: readonly Statement[], out = new Set<ArrayVariable>()): Set<ArrayVariable> {
  for (const s of statements) {
    if (s.kind === "array" && s.array.space === "local") out.add(s.array);
    for (const b of blocksOf(s)) localArrays(b, out);
  }
  return out;
}

/**
 * The module of a kernel for one size of block. It exports `run(params, start, end, slice)`: runs blocks `[start, end)`, counted with x fastest.
 *
 * @throws CompileError for a divergent barrier; NotSupportedError for subgroup operations
 */
export function wasmGrid(
  program: ProgramIR,
  { block, shared = true }: { readonly block: Dim3; readonly shared?: boolean },
): GridModule {
  if (effectsOf(program).subgroups)
    throw new NotSupportedError(
      "An operation of a subgroup (shuffle, laneId, warpSize)",
      "the cpu target",
      "Exchange values through a shared array and syncthreads(), or run the kernel on the GPU or in the simulator.",
    );
  return new GridWriter(program, block, shared).write();
}

class GridWriter {
  private readonly program: ProgramIR;
  private readonly block: Dim3;
  private readonly lanes: number;
  private readonly module: ModuleBuilder;
  private readonly notes = new Notes();
  private readonly places = new Map<ArrayVariable, ArrayBinding>();
  private f!: FunctionBuilder;
  private gang!: Gang;
  private x!: Local;
  private y!: Local;
  private z!: Local;
  private cell!: Local;
  private scratch!: Local;
  private mask: Local | null = null;
  /** Bytes that a gang keeps between regions, and where they begin in the scratch area. */
  private gangBytes = 0;
  private gangsAt = 0;
  private cut = false;
  /** Parameters that the kernel assigns to: every thread starts with the caller's value. */
  private reset: (() => void)[] = [];
  private readonly open: { label: unknown; exit: number; next: number }[] = [];

  constructor(program: ProgramIR, block: Dim3, shared: boolean) {
    this.program = program;
    this.block = block;
    this.lanes = lanesFor(block);
    this.module = new ModuleBuilder({ address: "i32", shared });
  }

  write(): GridModule {
    const { program, block, lanes, module } = this;
    const inlined = inlineCalls(program);
    const statements = tailsApart(writtenOut(inlined.statements));
    const scalars = inlined.parameters.filter((p) => p.kind === "variable");
    const variables = new Map<Variable, Shape>(scalars.map((p) => [p, 0]));
    const regions = cutAtBarriers(
      statements,
      analyseUniformity(statements, { lanes: 2, variables, builtin: blockShapes(block) }),
      program.source,
    );
    this.cut = regions.cut;

    const scalar: Record<string, FunctionIndex> = {};
    for (const i of mathImports(statements))
      scalar[i.name] = module.importFunction("Math", i.name, i.params, i.results);
    const f = module.function(["i32", "i32", "i32", "i32"], [], "run");
    this.f = f;
    const params = f.param(0);
    const word = (at: number): Local => {
      const local = f.local("i32");
      f.get(params).memory("i32.load", at).set(local);
      return local;
    };
    const grid = [GRID_WORDS.gridX, GRID_WORDS.gridY, GRID_WORDS.gridZ].map((k) => word(4 * k));
    const sharedBytes = word(4 * GRID_WORDS.sharedBytes);
    this.scratch = f.local("i32");
    f.get(params)
      .memory("i32.load", 4 * GRID_WORDS.scratch)
      .get(f.param(3))
      .get(params)
      .memory("i32.load", 4 * GRID_WORDS.scratchBytes)
      .op("i32.mul", "i32.add")
      .set(this.scratch);
    [this.x, this.y, this.z, this.cell] = ["x", "y", "z", "cell"].map(() => f.local("i32"));
    if (block[0] % lanes !== 0) this.mask = f.local("v128");
    const blockIdx = ["x", "y", "z"].map(() => f.local("i32"));

    // The scratch area: shared arrays, what gangs keep, dynamic shared memory.
    const staticBytes = this.placeShared(sharedBytes);
    this.gangsAt = staticBytes;
    const written = assignedIn(statements);
    const offsets = new Map<Variable, number>();
    const gang = new Gang({
      f,
      lanes,
      relaxed: hasRelaxedSimd(),
      scalar,
      uniformity: analyseUniformity(statements, { lanes, variables, builtin: builtinShapes(lanes) }),
      ranges: new Ranges(statements, new Map(scalars.map((p) => [p, fullInterval(p.type as "i32")]))),
      notes: this.notes,
      arrays: (array) => this.places.get(array) ?? constantBinding(f, array),
      builtin: (name) => this.builtin(name, grid, blockIdx),
      mask: this.mask,
      storage: (v) => {
        const offset = offsets.get(v);
        return offset === undefined ? null : () => void f.get(this.cell).i32(offset).op("i32.add");
      },
    });
    this.gang = gang;
    for (const v of new Set([...regions.kept, ...(this.cut ? scalars.filter((p) => written.has(p)) : [])])) {
      if (variables.has(v) && !written.has(v)) continue;
      offsets.set(v, this.gangBytes);
      this.gangBytes += 16 * gang.cells(v);
    }
    for (const array of localArrays(statements)) this.placeLocal(array);
    inlined.parameters.forEach((p, k) => {
      const at = parameterAt(k);
      if (p.kind === "array") {
        const address = word(at);
        const lengths = Array.from({ length: p.ndim }, (_, axis) => word(at + 4 + 4 * axis));
        this.places.set(p, {
          address: () => void f.get(address),
          lengths: lengths.map((l) => () => void f.get(l)),
          perLane: false,
        });
        return;
      }
      const type = wasmType(p.type);
      const held = f.local(type);
      f.get(params).memory(`${type}.load`, at).set(held);
      const start = (): void =>
        gang.set(p, { kind: "uniform", type: p.type, push: () => void f.get(held) }, true);
      if (written.has(p)) this.reset.push(start);
      else start();
    });

    const [bx, by, bz] = blockIdx;
    const at = f.local("i32");
    f.get(f.param(1)).set(at);
    f.block((done) => {
      f.loop((again) => {
        f.get(at).get(f.param(2)).op("i32.ge_u").brIf(done);
        f.get(at).get(grid[0]).op("i32.rem_u").set(bx);
        f.get(at).get(grid[0]).op("i32.div_u").get(grid[1]).op("i32.rem_u").set(by);
        f.get(at).get(grid[0]).op("i32.div_u").get(grid[1]).op("i32.div_u").set(bz);
        this.zero(0, () => void f.i32(staticBytes));
        if (this.hasDynamic()) this.zero(this.dynamicAt(), () => void f.get(sharedBytes));
        this.steps(this.withResets(regions.steps));
        f.get(at).i32(1).op("i32.add").set(at).br(again);
      });
    });
    return {
      bytes: module.encode(),
      parameterBytes: parameterAt(inlined.parameters.length),
      parameterAt,
      scratchBytes: this.dynamicAt(),
      lanes,
      notes: this.notes.list,
    };
  }

  private get gangs(): number {
    const [x, y, z] = this.block;
    return Math.ceil(x / this.lanes) * y * z;
  }

  /** Without barriers gangs run one after the other to the end, and share their room. */
  private dynamicAt(): number {
    return up16(this.gangsAt + this.gangBytes * (this.cut ? this.gangs : 1));
  }

  private hasDynamic(): boolean {
    return this.program.shared.some((a) => a.shape === null);
  }

  private placeShared(sharedBytes: Local): number {
    const { f } = this;
    let offset = 0;
    for (const array of this.program.shared) {
      const size = itemsizeOf(array.element);
      if (array.shape === null) {
        this.places.set(array, {
          address: () => void f.get(this.scratch).i32(this.dynamicAt()).op("i32.add"),
          lengths: [() => void f.get(sharedBytes).i32(size).op("i32.div_u")],
          perLane: false,
        });
        continue;
      }
      const here = offset;
      this.places.set(array, {
        address: () => void f.get(this.scratch).i32(here).op("i32.add"),
        lengths: array.shape.map((n) => () => void f.i32(n)),
        perLane: false,
      });
      offset += up16(elementsOf(array.shape) * size);
    }
    return offset;
  }

  private placeLocal(array: ArrayVariable): void {
    const { f } = this;
    const here = this.gangBytes;
    const shape = array.shape ?? [];
    this.gangBytes += up16(elementsOf(shape) * itemsizeOf(array.element) * this.lanes);
    this.places.set(array, {
      address: () => void f.get(this.cell).i32(here).op("i32.add"),
      lengths: shape.map((n) => () => void f.i32(n)),
      perLane: true,
    });
  }

  private builtin(name: Builtin, grid: readonly Local[], blockIdx: readonly Local[]): Push {
    const { f } = this;
    const axis = "xyz".indexOf(name.at(-1) as string);
    switch (name.split(".")[0]) {
      case "threadIdx":
        return () => void f.get([this.x, this.y, this.z][axis]);
      case "blockIdx":
        return () => void f.get(blockIdx[axis]);
      case "blockDim":
        return () => void f.i32(this.block[axis]);
      default:
        return () => void f.get(grid[axis]);
    }
  }

  /** Zeroes whole 16 bytes of the scratch area from `offset` on. */
  private zero(offset: number, bytes: Push): void {
    const { f } = this;
    const at = f.local("i32");
    const end = f.local("i32");
    f.get(this.scratch).i32(offset).op("i32.add").set(at);
    f.get(at);
    bytes();
    f.op("i32.add").set(end);
    f.block((done) => {
      f.loop((again) => {
        f.get(at).get(end).op("i32.ge_u").brIf(done);
        f.get(at).v128(new Uint8Array(16)).memory("v128.store");
        f.get(at).i32(16).op("i32.add").set(at).br(again);
      });
    });
  }

  /** Parameters that are assigned to get their value in a gang's first region, which may have to be made for it. */
  private withResets(steps: readonly Step[]): readonly Step[] {
    if (this.reset.length === 0 || steps[0]?.kind === "region") return steps;
    return [{ kind: "region", statements: [] }, ...steps];
  }

  private steps(list: readonly Step[]): void {
    for (const step of list) this.step(step);
  }

  private step(step: Step): void {
    const { f } = this;
    switch (step.kind) {
      case "region":
        this.region(step.statements);
        break;
      case "if":
        this.condition(step.source.condition);
        f.if(
          () => this.steps(step.branches[0]),
          () => this.steps(step.branches[1]),
        );
        break;
      case "loop":
        this.loop(step);
        break;
      case "leave": {
        const target = this.open.findLast((l) => l.label === step.source.label);
        if (target === undefined) throw new RangeError(`no loop ${step.source.label.name} around`);
        f.br(step.source.kind === "break" ? target.exit : target.next);
      }
    }
  }

  /** What all threads of the block agree on, as the first gang has it. */
  private condition(e: Expression): void {
    this.firstGang();
    this.gang.mask = this.mask;
    this.gang.pushUniform(e);
  }

  private firstGang(): void {
    const { f } = this;
    for (const local of [this.x, this.y, this.z]) f.i32(0).set(local);
    f.get(this.scratch).i32(this.gangsAt).op("i32.add").set(this.cell);
  }

  private loop({ source, prelude, body, update }: Step & { kind: "loop" }): void {
    const { f } = this;
    f.block((exit) => {
      f.loop((top) => {
        if (!source.testLast) {
          this.steps(prelude);
          this.condition(source.condition);
          f.op("i32.eqz").brIf(exit);
        }
        f.block((next) => {
          this.open.push({ label: source.label, exit, next });
          this.steps(body);
          this.open.pop();
        });
        this.steps(update);
        if (source.testLast) {
          this.steps(prelude);
          this.condition(source.condition);
          f.brIf(top);
        } else f.br(top);
      });
    });
  }

  /** All gangs of the block, one after the other. */
  private region(statements: readonly Statement[]): void {
    const { f, block, lanes, gang } = this;
    const resets = this.reset;
    this.reset = [];
    this.firstGang();
    const rows = (local: Local, length: number, step: number, body: () => void): void => {
      f.i32(0).set(local);
      f.loop((again) => {
        body();
        f.get(local).i32(step).op("i32.add").set(local);
        if (length > step) f.get(local).i32(length).op("i32.lt_s").brIf(again);
      });
    };
    rows(this.z, block[2], 1, () =>
      rows(this.y, block[1], 1, () =>
        rows(this.x, block[0], lanes, () => {
          this.lanesInRow();
          for (const reset of resets) reset();
          gang.mask = this.mask;
          gang.emit(statements);
          if (this.cut && this.gangBytes > 0)
            f.get(this.cell).i32(this.gangBytes).op("i32.add").set(this.cell);
        }),
      ),
    );
  }

  /** The last gang of a row may reach over its end. */
  private lanesInRow(): void {
    const { f, mask } = this;
    if (mask === null) return;
    const width = maskWidthOf(this.lanes);
    const lanes = Int32Array.from({ length: 4 }, (_, k) => Math.floor((4 * k) / width));
    f.get(this.x)
      .op("i32x4.splat")
      .v128(new Uint8Array(lanes.buffer))
      .op("i32x4.add")
      .i32x4(this.block[0])
      .op("i32x4.lt_s")
      .set(mask);
  }
}
