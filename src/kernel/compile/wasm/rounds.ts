/** The rounds of a prange: L at a time on lanes, the last few one by one. */
import type { FunctionBuilder, FunctionIndex, Local } from "../../wasm/assembler.js";
import { hasRelaxedSimd } from "../../wasm/features.js";
import type { ArrayVariable, ElementType, Expression, ScalarType, Statement, Variable } from "../ir.js";
import { analyseUniformity, type Shape } from "../uniformity.js";
import { bodiesOf, expressionsOf, operandsOf } from "../walk.js";
import type { ArrayBinding, GangContext, Notes } from "./context.js";
import { formatFor } from "./format.js";
import { Gang } from "./gang.js";
import { asLanes, perLane, pushLane } from "./lanes-values.js";
import { type Parallel, variablesOf } from "./loop.js";
import { writtenOut } from "./parallel.js";
import { fullInterval, Ranges } from "./ranges.js";
import { pushScalarConstant, scalarArithmetic, scalarBits } from "./scalar-operations.js";
import { type Format, type GangValue, itemsizeOf, type Push, widthOf } from "./value.js";

type Reduction = Parallel["reductions"][number];

/** What a reduction starts from, so that the first value comes out as it is. */
function identity(op: Reduction["op"], type: ScalarType): number | bigint {
  const wide = type === "i64" || type === "u64";
  const float = type === "f32" || type === "f64";
  let x: number;
  switch (op) {
    case "mul":
      x = 1;
      break;
    case "min":
      if (float) x = Number.POSITIVE_INFINITY;
      else if (wide) return type === "i64" ? 2n ** 63n - 1n : 2n ** 64n - 1n;
      else x = fullInterval(type).high;
      break;
    case "max":
      if (float) x = Number.NEGATIVE_INFINITY;
      else if (wide) return type === "i64" ? -(2n ** 63n) : 0n;
      else x = fullInterval(type).low;
      break;
    case "and":
      x = -1;
      break;
    case "add":
      // -0 + x is x for every x, 0 too.
      x = float ? -0 : 0;
      break;
    default:
      x = 0;
  }
  return wide ? BigInt(x) : x;
}

/** Joins the two scalars on the stack. */
export function pushCombined(g: GangContext, op: Reduction["op"], type: ScalarType): void {
  if (op === "and" || op === "or" || op === "xor") scalarBits(g, type, op);
  else scalarArithmetic(g, type, op);
}

export interface RoundsContext {
  readonly f: FunctionBuilder;
  readonly scalar: Readonly<Record<string, FunctionIndex>>;
  readonly notes: Notes;
  readonly arrays: (array: ArrayVariable) => ArrayBinding;
}

function hasExplicitLanes(statements: readonly Statement[]): boolean {
  const inside = (e: Expression): boolean => e.type.includes("x") || operandsOf(e).some(inside);
  return statements.some(
    (s) =>
      s.kind === "lanesStore" ||
      expressionsOf(s).some(inside) ||
      bodiesOf(s).some((b) => hasExplicitLanes(b)),
  );
}

/** How many rounds go together: as many elements as one v128 has of the narrowest array's, values in two registers at most. */
function chooseLanes(
  body: readonly Statement[],
  variables: ReadonlyMap<Variable, Shape>,
  ranges: Ranges,
): number {
  if (hasExplicitLanes(body)) return 1;
  const facts = analyseUniformity(body, { lanes: 16, variables, builtin: () => 0 });
  let widest = 1;
  let narrowest = 8;
  const element = (e: ElementType): void => {
    narrowest = Math.min(narrowest, itemsizeOf(e));
  };
  const seen = (e: Expression): void => {
    if (e.kind === "load") {
      if (facts.shape(e) !== 0) element(e.array.element);
    } else for (const x of operandsOf(e)) seen(x);
    if (e.kind === "load" || facts.shape(e) !== "varying" || e.type === "bool") return;
    const format =
      e.type === "i32" || e.type === "u32" ? formatFor(16, e.type, ranges.of(e)) : (e.type as Format);
    widest = Math.max(widest, widthOf(format));
  };
  const walk = (list: readonly Statement[]): void => {
    for (const s of list) {
      for (const e of expressionsOf(s)) seen(e);
      if (s.kind === "store") {
        element(s.array.element);
        widest = Math.max(widest, itemsizeOf(s.array.element));
      }
      for (const block of bodiesOf(s)) walk(block);
    }
  };
  walk(body);
  return Math.max(2, Math.min(16 / Math.min(narrowest, widest), 32 / widest));
}

/**
 * Emits rounds [first, end); `first` moves on. Accumulators get what the rounds add up to, from the identity on, lanes joined in order.
 *
 * @param outer scalar code around, which has the values of variables that the rounds read
 * @param start pushes the prange's start
 * @returns lanes a step
 */
export function emitRounds(
  c: RoundsContext,
  outer: Gang,
  s: Parallel,
  start: Push,
  first: Local,
  end: Local,
  accumulators: ReadonlyMap<Variable, Local>,
): number {
  const { f } = c;
  const body = writtenOut(s.body);
  const reduced = new Set(s.reductions.map((r) => r.variable));
  const used = variablesOf(body);
  const constantStep = s.step.kind === "constant" ? Number(s.step.value) : null;
  const shapes = new Map<Variable, Shape>();
  for (const v of used) if (v !== s.variable) shapes.set(v, reduced.has(v) ? "varying" : 0);
  shapes.set(s.variable, constantStep ?? "varying");
  const outside = new Map([...used, s.variable].map((v) => [v, fullInterval(v.type)]));
  const inside = localVariables(body, outer);
  // A variable of the rounds alone has the values that they give it.
  for (const v of inside) {
    if (reduced.has(v) || v === s.variable) continue;
    shapes.delete(v);
    outside.delete(v);
  }
  const ranges = new Ranges(body, outside);
  const lanes = chooseLanes(body, shapes, ranges);
  const gangOf = (n: number): Gang =>
    new Gang({
      f,
      lanes: n,
      relaxed: hasRelaxedSimd(),
      scalar: c.scalar,
      uniformity: analyseUniformity(body, { lanes: n, variables: shapes, builtin: () => 0 }),
      ranges,
      notes: c.notes,
      arrays: c.arrays,
    });
  for (const r of s.reductions) {
    pushScalarConstant(outer, r.variable.type as ScalarType, identity(r.op, r.variable.type as ScalarType));
    f.set(accumulators.get(r.variable) as Local);
  }
  for (const n of lanes === 1 ? [1] : [lanes, 1]) {
    const gang = gangOf(n);
    for (const v of used)
      if (shapes.has(v) && !reduced.has(v) && v !== s.variable) gang.set(v, outer.readVariable(v), true);
    for (const r of s.reductions) {
      const type = r.variable.type as ScalarType;
      const local = accumulators.get(r.variable) as Local;
      let from: Push = () => void f.get(local);
      if (n > 1) from = () => pushScalarConstant(outer, type, identity(r.op, type));
      gang.set(r.variable, { kind: "uniform", type, push: from }, true);
    }
    f.block((done) => {
      f.loop((again) => {
        f.get(first).i32(n).op("i32.add").get(end).op("i32.gt_s").brIf(done);
        gang.set(s.variable, roundValue(gang, s, start, first, constantStep), true);
        gang.mask = null;
        gang.emit(body);
        f.get(first).i32(n).op("i32.add").set(first).br(again);
      });
    });
    for (const r of s.reductions) {
      const type = r.variable.type as ScalarType;
      const local = accumulators.get(r.variable) as Local;
      const value = gang.readVariable(r.variable);
      if (n === 1) pushLane(gang, value, 0);
      else {
        f.get(local);
        for (let lane = 0; lane < n; lane++) {
          pushLane(gang, value, lane);
          pushCombined(gang, r.op, type);
        }
      }
      f.set(local);
    }
  }
  c.notes.add(
    s.place,
    lanes === 1 ? "prange one round at a time: it uses explicit lanes" : `prange on ${lanes} lanes`,
  );
  return lanes;
}

/** Variables that are only the rounds' own: scalar code around never set them. */
function localVariables(body: readonly Statement[], outer: Gang): Variable[] {
  return [...variablesOf(body)].filter((v) => !outer.knows(v));
}

/** start + (first + lane) * step. */
function roundValue(gang: Gang, s: Parallel, start: Push, first: Local, step: number | null): GangValue {
  const { f } = gang;
  if (step === null) {
    const stepPush = gang.lanes === 1 ? null : gang.value(s.step);
    if (stepPush === null || gang.lanes === 1) {
      start();
      f.get(first);
      gang.pushUniform(s.step);
      f.op("i32.mul", "i32.add");
      return { kind: "uniform", type: "i32", push: gang.holdScalar("i32") };
    }
    const rounds = asLanes(
      gang,
      { kind: "strided", type: "i32", base: () => void f.get(first), stride: 1 },
      "i32",
    );
    return perLane(gang, [rounds, stepPush], "i32", () => {
      f.op("i32.mul");
      start();
      f.op("i32.add");
    });
  }
  start();
  f.get(first);
  if (step !== 1) f.i32(step).op("i32.mul");
  f.op("i32.add");
  const base = gang.holdScalar("i32");
  return gang.lanes === 1
    ? { kind: "uniform", type: "i32", push: base }
    : { kind: "strided", type: "i32", base, stride: step };
}
