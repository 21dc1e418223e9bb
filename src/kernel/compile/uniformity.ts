/**
 * What is the same in all lanes of a gang, what grows evenly from lane to lane, and where lanes part. A fixed point over structured
 * code: R. Karrenberg, S. Hack, "Whole-Function Vectorization" (CGO 2011), with regions in place of a control-flow graph: a region
 * is a stretch of code that one set of lanes runs together, and the lanes of an inner region are some of the outer one's.
 */
import type { ArrayVariable, Builtin, Expression, Label, Place, Statement, Variable } from "./ir.js";
import { bodiesOf, expressionsOf, operandsOf } from "./walk.js";

export { bodiesOf as blocksOf, expressionsOf, operandsOf };

/** `0`: the same in every lane. `k`: grows by k from lane to lane (i32 and u32 only). */
export type Shape = number | "varying";

export interface UniformityInput {
  /** With 1 everything is uniform. */
  readonly lanes: number;
  /** Variables that have a value at the start; others that are read before they are set count as uniform. */
  readonly variables: ReadonlyMap<Variable, Shape>;
  readonly builtin: (name: Builtin) => Shape;
  /** Arrays of which each lane has its own (all `local` ones have). */
  readonly perLane?: (array: ArrayVariable) => boolean;
}

/** A stretch of code that one set of lanes runs. */
export interface Region {
  readonly parent: Region | null;
  /** Of a divergent loop: the `set`s right before it, in its own block, that every visit passes. */
  readonly before: ReadonlySet<Statement>;
}

type Loop = Statement & { kind: "loop" };
type Exit = Statement & { kind: "break" | "continue" };

export interface LoopFacts {
  /** Lanes leave at different rounds. */
  divergent: boolean;
  /** Some lanes may `continue` before others. */
  partialContinue: boolean;
  /** Anything jumps to its update. */
  continued: boolean;
}

interface Access {
  readonly region: Region;
  readonly write: Statement | null;
}

const ROOT_BEFORE: ReadonlySet<Statement> = new Set();

function within(inner: Region, outer: Region): boolean {
  for (let r: Region | null = inner; r !== null; r = r.parent) if (r === outer) return true;
  return false;
}

/** Strides larger than this aren't followed. */
const LARGEST_STRIDE = 2 ** 20;

/** The facts about one list of statements. Ask only about statements and expressions of that list. */
export class Uniformity {
  readonly input: UniformityInput;
  private readonly varying = new Set<Variable>();
  private shapes = new Map<Variable, Shape>();
  private accesses = new Map<Variable, Access[]>();
  private regions = new Map<Statement, Region>();
  private readonly loops = new Map<Label, LoopFacts>();
  private loopRegion = new Map<Label, Region>();
  private readonly partialExits = new Set<Exit>();
  private readonly root: Region = { parent: null, before: ROOT_BEFORE };
  private changed = false;

  constructor(statements: readonly Statement[], input: UniformityInput) {
    this.input = input;
    do {
      this.changed = false;
      this.accesses = new Map();
      this.regions = new Map();
      this.loopRegion = new Map();
      this.shapes = new Map(input.variables);
      for (const v of input.variables.keys()) this.accesses.set(v, [{ region: this.root, write: null }]);
      // Shapes of variables flow round loops: passes until they stand.
      this.settleShapes(statements);
      this.block(statements, this.root, []);
      this.checkRegions();
    } while (this.changed);
  }

  /** The shape of a variable wherever it is read. */
  variable(v: Variable): Shape {
    if (this.input.lanes === 1) return 0;
    return this.varying.has(v) ? "varying" : (this.shapes.get(v) ?? 0);
  }

  shape(e: Expression): Shape {
    if (this.input.lanes === 1) return 0;
    return this.shapeOf(e);
  }

  isUniform(e: Expression): boolean {
    return this.shape(e) === 0;
  }

  loop(s: Loop): LoopFacts {
    let facts = this.loops.get(s.label);
    if (facts === undefined) {
      facts = { divergent: false, partialContinue: false, continued: false };
      this.loops.set(s.label, facts);
    }
    return facts;
  }

  /** Only some of the lanes that run the target's body may be on here. */
  isPartialExit(s: Exit): boolean {
    return this.partialExits.has(s);
  }

  /** The lanes that are off at this `set` never read the variable again: it may be overwritten in them too. */
  overwritesFreely(s: Statement & { kind: "set" | "atomic" }, v: Variable): boolean {
    const region = this.regions.get(s);
    return region !== undefined && this.livesIn(v, region);
  }

  private shapeOf(e: Expression): Shape {
    switch (e.kind) {
      case "constant":
      case "length":
        return 0;
      case "get":
        return this.variable(e.variable);
      case "builtin":
        return this.input.builtin(e.name);
      case "negate": {
        const s = this.shapeOf(e.operand);
        return e.type !== "i32" && s !== 0 ? "varying" : s === "varying" ? s : -s;
      }
      case "arithmetic": {
        const [a, b] = [this.shapeOf(e.left), this.shapeOf(e.right)];
        if (a === 0 && b === 0) return 0;
        if (a === "varying" || b === "varying" || (e.type !== "i32" && e.type !== "u32")) return "varying";
        if (e.op === "add") return bounded(a + b);
        if (e.op === "sub") return bounded(a - b);
        if (e.op === "mul") {
          if (e.right.kind === "constant") return bounded(a * Number(e.right.value));
          if (e.left.kind === "constant") return bounded(b * Number(e.left.value));
        }
        return "varying";
      }
      case "bits": {
        const [a, b] = [this.shapeOf(e.left), this.shapeOf(e.right)];
        if (a === 0 && b === 0) return 0;
        if (a !== "varying" && (e.type === "i32" || e.type === "u32") && e.right.kind === "constant") {
          const by = Number(e.right.value);
          if (e.op === "shl" && by >= 0 && by < 20) return bounded(a * 2 ** by);
          if (e.op === "or" && by === 0) return a;
        }
        return "varying";
      }
      case "convert": {
        const s = this.shapeOf(e.operand);
        if (s === 0) return 0;
        const integers = ["i32", "u32"];
        return integers.includes(e.type) && integers.includes(e.operand.type) ? s : "varying";
      }
      case "load":
        return this.isPerLane(e.array) || e.indices.some((i) => this.shapeOf(i) !== 0) ? "varying" : 0;
      case "lanesLoad":
        return this.isPerLane(e.array) || this.shapeOf(e.index) !== 0 ? "varying" : 0;
      case "subgroup":
        return "varying";
      case "choose": {
        const [c, a, b] = [this.shapeOf(e.condition), this.shapeOf(e.then), this.shapeOf(e.otherwise)];
        return c === 0 && a === b ? a : "varying";
      }
      default:
        return operandsOf(e).every((x) => this.shapeOf(x) === 0) ? 0 : "varying";
    }
  }

  private isPerLane(array: ArrayVariable): boolean {
    return array.space === "local" || (this.input.perLane?.(array) ?? false);
  }

  private markVarying(v: Variable): void {
    if (this.varying.has(v) || this.input.lanes === 1) return;
    this.varying.add(v);
    this.changed = true;
  }

  private settleShapes(statements: readonly Statement[]): void {
    let again = this.input.lanes > 1;
    const meet = (v: Variable, s: Shape): void => {
      if (this.varying.has(v)) return;
      const known = this.shapes.get(v);
      if (known === undefined) {
        this.shapes.set(v, s);
        again = true;
        if (s === "varying") this.markVarying(v);
      } else if (known !== s) {
        this.markVarying(v);
        again = true;
      }
    };
    for (const [v, s] of this.input.variables) if (s === "varying") this.markVarying(v);
    const walk = (list: readonly Statement[]): void => {
      for (const s of list) {
        if (s.kind === "set") meet(s.variable, this.shapeOf(s.value));
        else if (s.kind === "atomic") {
          if (s.result !== null) meet(s.result, "varying");
        } else for (const inner of bodiesOf(s)) walk(inner);
      }
    };
    while (again) {
      again = false;
      walk(statements);
    }
  }

  private access(v: Variable, region: Region, write: Statement | null): void {
    const list = this.accesses.get(v);
    if (list === undefined) this.accesses.set(v, [{ region, write }]);
    else list.push({ region, write });
  }

  private reads(e: Expression, region: Region): void {
    if (e.kind === "get") this.access(e.variable, region, null);
    for (const x of operandsOf(e)) this.reads(x, region);
  }

  /** Walks a block; gives the labels that some of its lanes may have left for. */
  private block(statements: readonly Statement[], region: Region, loops: readonly Loop[]): Set<Label> {
    const pending = new Set<Label>();
    let here = region;
    for (const [k, s] of statements.entries()) {
      const left = this.statement(s, here, loops, statements.slice(0, k));
      if (left.size > 0) {
        for (const label of left) pending.add(label);
        here = { parent: here, before: ROOT_BEFORE };
      }
    }
    return pending;
  }

  private statement(
    s: Statement,
    region: Region,
    loops: readonly Loop[],
    earlier: readonly Statement[],
  ): Set<Label> {
    this.regions.set(s, region);
    // A loop's condition is read inside of it.
    if (s.kind !== "loop") for (const e of expressionsOf(s)) this.reads(e, region);
    switch (s.kind) {
      case "set":
        this.access(s.variable, region, s);
        return new Set();
      case "atomic":
        if (s.result !== null) this.access(s.result, region, s);
        return new Set();
      case "if": {
        const apart = this.shape(s.condition) !== 0;
        const inner = (): Region => (apart ? { parent: region, before: ROOT_BEFORE } : region);
        const left = this.block(s.then, inner(), loops);
        for (const label of this.block(s.otherwise, inner(), loops)) left.add(label);
        return left;
      }
      case "loop":
        return this.loopStatement(s, region, loops, earlier);
      case "break":
      case "continue":
        return this.exit(s, region, loops);
      default:
        return new Set();
    }
  }

  private loopStatement(
    s: Loop,
    region: Region,
    loops: readonly Loop[],
    earlier: readonly Statement[],
  ): Set<Label> {
    const facts = this.loop(s);
    if (!facts.divergent && this.shape(s.condition) !== 0) {
      facts.divergent = true;
      this.changed = true;
    }
    const before = new Set(earlier.filter((x) => x.kind === "set"));
    const inner = facts.divergent ? { parent: region, before } : region;
    this.loopRegion.set(s.label, inner);
    const inside = [...loops, s];
    // The condition is asked by the lanes still in the loop.
    this.reads(s.condition, inner);
    const left = new Set<Label>();
    for (const list of [s.prelude, s.body, s.update])
      for (const label of this.block(list, inner, inside)) left.add(label);
    left.delete(s.label);
    return left;
  }

  private exit(s: Exit, region: Region, loops: readonly Loop[]): Set<Label> {
    const target = this.loopRegion.get(s.label);
    const facts = this.loops.get(s.label);
    if (facts !== undefined && s.kind === "continue") facts.continued = true;
    if (target === undefined || region === target) return new Set();
    if (!this.partialExits.has(s)) {
      this.partialExits.add(s);
      this.changed = true;
    }
    for (let k = loops.length - 1; k >= 0; k--) {
      const f = this.loop(loops[k]);
      const isTarget = loops[k].label === s.label;
      const key = isTarget && s.kind === "continue" ? "partialContinue" : "divergent";
      if (!f[key]) {
        f[key] = true;
        this.changed = true;
      }
      if (isTarget) break;
    }
    return new Set([s.label]);
  }

  /** No lane outside of the region's reads the variable. */
  private livesIn(v: Variable, region: Region): boolean {
    return (this.accesses.get(v) ?? []).every(
      (a) => within(a.region, region) || (a.write !== null && region.before.has(a.write)),
    );
  }

  /** A variable that some lanes set and others read afterwards isn't the same in all. */
  private checkRegions(): void {
    for (const [v, list] of this.accesses) {
      if (this.varying.has(v)) continue;
      for (const a of list)
        if (a.write !== null && !this.livesIn(v, a.region)) {
          this.markVarying(v);
          break;
        }
    }
  }
}

function bounded(stride: number): Shape {
  return Number.isInteger(stride) && Math.abs(stride) <= LARGEST_STRIDE ? stride : "varying";
}

export function analyseUniformity(statements: readonly Statement[], input: UniformityInput): Uniformity {
  return new Uniformity(statements, input);
}

/** Where some lanes may wait at a barrier that others never reach: the first such place, or null. */
export function divergentBarrier(statements: readonly Statement[], facts: Uniformity): Place | null {
  const left = new Set<Label>();
  const walk = (list: readonly Statement[], apart: boolean): Place | null => {
    for (const s of list) {
      if (s.kind === "barrier" && (apart || left.size > 0)) return s.place;
      if ((s.kind === "break" || s.kind === "continue") && facts.isPartialExit(s)) left.add(s.label);
      const inner =
        apart ||
        (s.kind === "if" && !facts.isUniform(s.condition)) ||
        (s.kind === "loop" && facts.loop(s).divergent);
      for (const block of bodiesOf(s)) {
        const found = walk(block, inner);
        if (found !== null) return found;
      }
      // Behind the loop its lanes are together again.
      if (s.kind === "loop") left.delete(s.label);
    }
    return null;
  };
  return walk(statements, false);
}
