/** The emitter: statements for a gang of lanes, with masks where lanes part and branches where they don't. */
import { NotSupportedError } from "../../../errors.js";
import type { FunctionBuilder, FunctionIndex, Local, ValueType as WasmType } from "../../wasm/assembler.js";
import type { ArrayVariable, Builtin, Expression, Label, Statement, Variable } from "../ir.js";
import type { Uniformity } from "../uniformity.js";
import { bodiesOf } from "../walk.js";
import { atomic } from "./atomic.js";
import type { ArrayBinding, GangContext, Notes } from "./context.js";
import { maskWidthOf } from "./format.js";
import { asLanes, asMask } from "./lanes-values.js";
import { lanesStore, store, varyingLoad } from "./memory-access.js";
import type { Ranges } from "./ranges.js";
import { clearRegisters } from "./register-array.js";
import { pushScalar } from "./scalar-expression.js";
import { cost, runsOnce, SKIP_FROM } from "./statement-cost.js";
import { subgroup } from "./subgroup.js";
import { type GangValue, itemsizeOf, type MaskWidth, type Push, wasmType, widthOf } from "./value.js";
import { GangVariables } from "./variables.js";
import { varyingExpression } from "./vector-expression.js";

export interface GangOptions {
  readonly f: FunctionBuilder;
  /** 1, 2, 4, 8 or 16. */
  readonly lanes: number;
  readonly relaxed: boolean;
  /** Imported functions of `Math`, by name: those of `mathImports`. */
  readonly scalar: Readonly<Record<string, FunctionIndex>>;
  readonly uniformity: Uniformity;
  readonly ranges: Ranges;
  readonly notes: Notes;
  readonly arrays: (array: ArrayVariable) => ArrayBinding;
  /** Pushes the i32 of lane 0. */
  readonly builtin?: (name: Builtin) => Push;
  /** Lanes that are on at first, a v128 with lanes of `maskWidthOf(lanes)` bytes; null: all. */
  readonly mask?: Local | null;
  /** Pushes the address of 16-byte cells in which the variable lives (`cells` of them); null: in locals. */
  readonly storage?: (variable: Variable) => Push | null;
  readonly onBarrier?: (s: Statement & { kind: "barrier" }) => void;
  readonly onParallel?: (s: Statement & { kind: "parallel" }) => void;
}

type Loop = Statement & { kind: "loop" };

/** What `break` and `continue` of a loop under construction do. */
interface OpenLoop {
  readonly label: Label;
  readonly exit: number;
  readonly next: number;
  /** Of a divergent loop: lanes that left it for good, and those of them that don't come back right behind it. */
  readonly left: Local | null;
  readonly gone: Local | null;
}

export class Gang implements GangContext {
  readonly f: FunctionBuilder;
  readonly lanes: number;
  readonly relaxed: boolean;
  readonly scalar: Readonly<Record<string, FunctionIndex>>;
  readonly uniformity: Uniformity;
  readonly ranges: Ranges;
  readonly notes: Notes;
  readonly arrays: (array: ArrayVariable) => ArrayBinding;
  readonly builtin: (name: Builtin) => Push;
  mask: Local | null;
  private readonly options: GangOptions;
  private readonly variables: GangVariables;
  private readonly free = new Map<WasmType, Local[]>();
  private taken: { readonly type: WasmType; readonly local: Local }[] = [];
  private loops: OpenLoop[] = [];

  constructor(options: GangOptions) {
    this.options = options;
    this.f = options.f;
    this.lanes = options.lanes;
    this.relaxed = options.relaxed;
    this.scalar = options.scalar;
    this.uniformity = options.uniformity;
    this.ranges = options.ranges;
    this.notes = options.notes;
    this.arrays = options.arrays;
    this.builtin =
      options.builtin ??
      ((name) => {
        throw new RangeError(`${name} in a function that is no kernel`);
      });
    this.mask = options.mask ?? null;
    this.variables = new GangVariables(this.f, this.lanes, this.uniformity, this.ranges, options.storage);
  }

  scratch(type: WasmType): Local {
    const local = this.free.get(type)?.pop() ?? this.f.local(type);
    this.taken.push({ type, local });
    return local;
  }

  holdScalar(type: WasmType): Push {
    const local = this.scratch(type);
    this.f.set(local);
    return () => void this.f.get(local);
  }

  hold(): Push {
    return this.holdScalar("v128");
  }

  /** Runs `body` and frees the scratch locals that it took. */
  private scoped<T>(body: () => T): T {
    const mark = this.taken.length;
    const out = body();
    for (const { type, local } of this.taken.splice(mark).reverse()) {
      const list = this.free.get(type);
      if (list === undefined) this.free.set(type, [local]);
      else list.push(local);
    }
    return out;
  }

  /** How many 16-byte cells a variable takes. */
  cells(v: Variable): number {
    return this.variables.cells(v);
  }

  /** Code before this has met the variable. */
  knows(v: Variable): boolean {
    return this.variables.knows(v);
  }

  readVariable(v: Variable): GangValue {
    return this.variables.read(v);
  }

  pushVariable(v: Variable): void {
    const s = this.variables.storage(v);
    if (s.kind !== "scalar") throw new RangeError(`${v.name} differs by lane`);
    s.cell.get();
  }

  pushUniform(e: Expression): void {
    pushScalar(this, e);
  }

  value(e: Expression): GangValue {
    const shape = this.uniformity.shape(e);
    if (shape !== "varying") {
      if (e.kind === "get") return this.readVariable(e.variable);
      let push: Push = () => pushScalar(this, e);
      if (e.kind !== "constant") {
        push();
        push = this.holdScalar(wasmType(e.type));
      }
      return shape === 0
        ? { kind: "uniform", type: e.type, push }
        : { kind: "strided", type: e.type as "i32", base: push, stride: shape };
    }
    if (e.kind === "get") return this.readVariable(e.variable);
    if (e.kind === "load") return varyingLoad(this, e);
    if (e.kind === "subgroup") return subgroup(this, e);
    return varyingExpression(this, e);
  }

  /** Sets a variable in the lanes that are on (`everywhere`: the others never read it again). */
  set(v: Variable, value: GangValue, everywhere: boolean): void {
    const { f } = this;
    const s = this.variables.storage(v);
    if (s.kind === "scalar") {
      if (value.kind === "uniform") s.cell.set(value.push);
      else if (value.kind === "strided") s.cell.set(value.base);
      else throw new RangeError(`${v.name} was taken for uniform`);
      return;
    }
    const parts =
      s.kind === "mask" ? asMask(this, value, s.width).parts : asLanes(this, value, s.format).parts;
    const width = s.kind === "mask" ? s.width : widthOf(s.format);
    const mask = everywhere ? null : this.maskParts(width);
    s.cells.forEach((cell, p) => {
      cell.set(() => {
        parts[p]();
        if (mask === null) return;
        cell.get();
        mask[p]();
        f.op("v128.bitselect");
      });
    });
  }

  /** The lanes that are on as masks of lanes of so many bytes; null: all. */
  private maskParts(width: MaskWidth): readonly Push[] | null {
    const { mask } = this;
    if (mask === null) return null;
    return asMask(
      this,
      { kind: "mask", width: maskWidthOf(this.lanes), parts: [() => void this.f.get(mask)] },
      width,
    ).parts;
  }

  /** Emits the statements. @returns whether control reaches their end */
  emit(statements: readonly Statement[]): boolean {
    for (const [k, s] of statements.entries()) {
      const before = this.mask;
      if (!this.scoped(() => this.statement(s))) return false;
      const rest = statements.slice(k + 1);
      // Some lanes have left: what comes may be for nobody.
      if (this.mask !== before && this.mask !== null && cost(rest) >= SKIP_FROM) return this.guarded(rest);
    }
    return true;
  }

  private guarded(rest: readonly Statement[]): boolean {
    const { f } = this;
    const mask = this.mask as Local;
    const out = this.exits(rest) ? f.local("v128") : null;
    if (out !== null) f.get(mask).set(out);
    f.get(mask)
      .op("v128.any_true")
      .if(() => this.into(out, this.emit(rest)));
    this.mask = out ?? mask;
    return true;
  }

  /** At a branch's end: its lanes that are still on. */
  private into(out: Local | null, through: boolean): void {
    if (out === null) return;
    if (through) this.pushMask();
    else this.f.v128(new Uint8Array(16));
    this.f.set(out);
  }

  private pushMask(): void {
    if (this.mask === null) this.f.v128(new Uint8Array(16).fill(255));
    else this.f.get(this.mask);
  }

  /** Some lanes may leave these statements before others. */
  private exits(statements: readonly Statement[]): boolean {
    return statements.some(
      (s) =>
        ((s.kind === "break" || s.kind === "continue") && this.uniformity.isPartialExit(s)) ||
        bodiesOf(s).some((b) => this.exits(b)),
    );
  }

  private statement(s: Statement): boolean {
    switch (s.kind) {
      case "set":
        this.set(s.variable, this.value(s.value), this.uniformity.overwritesFreely(s, s.variable));
        return true;
      case "store":
        store(this, s.array, s.indices, s.value);
        return true;
      case "lanesStore":
        lanesStore(this, s.array, s.index, s.value);
        return true;
      case "atomic": {
        const value = atomic(this, s);
        if (s.result !== null && value !== null)
          this.set(s.result, value, this.uniformity.overwritesFreely(s, s.result));
        return true;
      }
      case "if":
        return this.uniformity.isUniform(s.condition) ? this.uniformIf(s) : this.varyingIf(s);
      case "loop":
        return this.uniformity.loop(s).divergent ? this.divergentLoop(s) : this.uniformLoop(s);
      case "break":
      case "continue":
        this.leave(s);
        return false;
      case "barrier":
        if (this.options.onBarrier === undefined)
          throw new NotSupportedError("syncthreads() here", "wasm", "Call it in a cuda kernel.");
        this.options.onBarrier(s);
        return true;
      case "parallel":
        if (this.options.onParallel === undefined) throw new RangeError("prange was to be written out");
        this.options.onParallel(s);
        return true;
      case "array":
        if (s.array.space === "local") this.clear(s.array);
        return true;
      case "fence":
      case "debugger":
        return true;
      case "call":
      case "return":
        throw new RangeError(`${s.kind}: inlineCalls was to write it out`);
    }
  }

  private uniformIf(s: Statement & { kind: "if" }): boolean {
    const { f } = this;
    const before = this.mask;
    const out = this.exits(s.then) || this.exits(s.otherwise) ? f.local("v128") : null;
    let through = false;
    const branch = (list: readonly Statement[]) => (): void => {
      this.mask = before;
      const t = this.emit(list);
      this.into(out, t);
      through ||= t;
    };
    this.pushUniform(s.condition);
    if (s.otherwise.length === 0 && out === null) {
      f.if(branch(s.then));
      through = true;
    } else f.if(branch(s.then), branch(s.otherwise));
    this.mask = out ?? before;
    return through;
  }

  private varyingIf(s: Statement & { kind: "if" }): boolean {
    const { f } = this;
    const before = this.mask;
    const [condition] = asMask(this, this.value(s.condition), maskWidthOf(this.lanes)).parts;
    const leaves = this.exits(s.then) || this.exits(s.otherwise);
    let through = false;
    const branch = (list: readonly Statement[], on: Local): Local => {
      const out = leaves ? f.local("v128") : null;
      if (out !== null) f.get(on).set(out);
      const emitted = (): void => {
        this.mask = on;
        const t = this.emit(list);
        this.into(out, t);
        through ||= t;
      };
      if (list.length === 0) through = true;
      else if (cost(list) >= SKIP_FROM) f.get(on).op("v128.any_true").if(emitted);
      else emitted();
      return out ?? on;
    };
    const then = this.scratch("v128");
    condition();
    if (before !== null) f.get(before).op("v128.and");
    f.set(then);
    const first = branch(s.then, then);
    let second: Local | null = null;
    if (s.otherwise.length > 0 || leaves) {
      const otherwise = this.scratch("v128");
      this.mask = before;
      this.pushMask();
      condition();
      f.op("v128.andnot").set(otherwise);
      second = branch(s.otherwise, otherwise);
    } else through = true;
    if (leaves && second !== null) {
      const joined = f.local("v128");
      f.get(first).get(second).op("v128.or").set(joined);
      this.mask = joined;
    } else this.mask = before;
    return through;
  }

  private uniformLoop(s: Loop): boolean {
    const { f } = this;
    const before = this.mask;
    const never = runsOnce(s);
    f.block((exit) => {
      const round = (top: number | null): void => {
        this.mask = before;
        const test = (): boolean => {
          const through = this.emit(s.prelude);
          if (through) this.scoped(() => this.pushUniform(s.condition));
          return through;
        };
        if (!s.testLast && test()) f.op("i32.eqz").brIf(exit);
        let through = true;
        f.block((next) => {
          this.loops.push({ label: s.label, exit, next, left: null, gone: null });
          through = this.emit(s.body);
          this.loops.pop();
        });
        // Lanes that went on early are back.
        this.mask = before;
        if (!through && !this.uniformity.loop(s).continued) return;
        through = this.emit(s.update);
        if (top === null || !through) return;
        if (!s.testLast) f.br(top);
        else if (test()) f.brIf(top);
      };
      if (never) round(null);
      else f.loop(round);
    });
    this.mask = before;
    return true;
  }

  private divergentLoop(s: Loop): boolean {
    const { f } = this;
    const before = this.mask;
    const live = f.local("v128");
    const left = f.local("v128");
    const gone = f.local("v128");
    this.pushMask();
    f.set(live);
    for (const mask of [left, gone]) f.v128(new Uint8Array(16)).set(mask);
    const never = runsOnce(s);
    const always = s.condition.kind === "constant" && s.condition.value === true;
    f.block((exit) => {
      const round = (top: number | null): void => {
        this.mask = live;
        /** Leaves whether any lane goes on. */
        const test = (): void => {
          this.emit(s.prelude);
          this.mask = live;
          if (!always)
            this.scoped(() => {
              const [c] = asMask(this, this.value(s.condition), maskWidthOf(this.lanes)).parts;
              c();
              f.get(live).op("v128.and");
              f.set(live);
            });
          f.get(live).op("v128.any_true");
        };
        if (!s.testLast) {
          test();
          f.op("i32.eqz").brIf(exit);
        }
        f.block((next) => {
          this.loops.push({ label: s.label, exit, next, left, gone });
          this.emit(s.body);
          this.loops.pop();
        });
        if (top === null) return;
        f.get(live).get(left).op("v128.andnot").set(live);
        this.mask = live;
        if (cost(s.update) >= SKIP_FROM) f.get(live).op("v128.any_true", "i32.eqz").brIf(exit);
        this.emit(s.update);
        if (s.testLast) {
          test();
          f.brIf(top);
        } else f.br(top);
      };
      if (never) round(null);
      else f.loop(round);
    });
    const outward = this.loops.length > 0 && [s.body, s.prelude, s.update].some((b) => this.exits(b));
    if (outward) {
      const after = f.local("v128");
      this.mask = before;
      this.pushMask();
      f.get(gone).op("v128.andnot").set(after);
      this.mask = after;
    } else this.mask = before;
    return true;
  }

  private leave(s: Statement & { kind: "break" | "continue" }): void {
    const { f } = this;
    const k = this.loops.findLastIndex((l) => l.label === s.label);
    const target = this.loops[k];
    if (target === undefined) throw new RangeError(`no loop ${s.label.name} around`);
    if (!this.uniformity.isPartialExit(s)) {
      f.br(s.kind === "break" ? target.exit : target.next);
      return;
    }
    const add = (mask: Local | null): void => {
      if (mask === null) return;
      f.get(mask);
      this.pushMask();
      f.op("v128.or").set(mask);
    };
    for (const l of this.loops.slice(k + 1)) {
      add(l.left);
      add(l.gone);
    }
    if (s.kind === "break") add(target.left);
  }

  /** Zeroes a local array. */
  private clear(array: ArrayVariable): void {
    const { f } = this;
    const { registers } = this.arrays(array);
    if (registers !== undefined) {
      clearRegisters(this, array, registers);
      return;
    }
    const elements = (array.shape ?? []).reduce((n, d) => n * d, 1);
    const bytes = elements * itemsizeOf(array.element) * this.lanes;
    this.scoped(() => {
      const at = this.scratch("i32");
      const end = this.scratch("i32");
      this.arrays(array).address();
      f.set(at).get(at).i32(bytes).op("i32.add").set(end);
      // Rooms for local arrays are multiples of 16 bytes.
      f.block((done) => {
        f.loop((again) => {
          f.get(at).get(end).op("i32.ge_u").brIf(done);
          f.get(at).v128(new Uint8Array(16)).memory("v128.store");
          f.get(at).i32(16).op("i32.add").set(at).br(again);
        });
      });
    });
  }
}
