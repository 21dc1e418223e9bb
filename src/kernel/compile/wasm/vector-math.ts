/**
 * `Math` on float vectors, with JavaScript's special values. Where kernel/wasm/math has no vector form, `Math`'s own function is
 * called for every lane.
 */
import type { Local } from "../../wasm/assembler.js";
import {
  emitPower,
  SCALAR_IMPORTS,
  type ScalarImport,
  VECTOR_MATH,
  type VectorMathName,
  type VectorShape,
} from "../../wasm/math/index.js";
import type { BinaryMath, Expression, Place, Statement, UnaryMath } from "../ir.js";
import { bodiesOf, expressionsOf, operandsOf } from "../walk.js";
import type { GangContext } from "./context.js";

/** Functions that have one instruction. */
const INSTRUCTION: ReadonlySet<UnaryMath> = new Set(["abs", "sqrt", "ceil", "floor", "trunc"]);

/** Functions of `Math` that are called lane by lane. */
const CALLED: ReadonlySet<UnaryMath | BinaryMath> = new Set([
  ...(["cbrt", "expm1", "log1p", "log2", "log10", "asin", "acos", "atan", "sinh", "cosh"] as const),
  ...(["asinh", "acosh", "atanh", "atan2", "hypot"] as const),
]);

/** The functions of `Math` that the code of these statements calls. Declare them before the module's first function. */
export function mathImports(statements: readonly Statement[]): readonly ScalarImport[] {
  const out = new Map<string, ScalarImport>();
  const add = (i: ScalarImport): unknown => out.set(i.name, i);
  const expression = (e: Expression): void => {
    if (e.kind === "math1" || e.kind === "math2") {
      if (CALLED.has(e.name))
        add({ name: e.name, params: e.kind === "math1" ? ["f64"] : ["f64", "f64"], results: ["f64"] });
      else if (e.name in SCALAR_IMPORTS) for (const i of SCALAR_IMPORTS[e.name as VectorMathName]) add(i);
    } else if (e.kind === "arithmetic" && e.op === "pow") for (const i of SCALAR_IMPORTS.power) add(i);
    for (const x of operandsOf(e)) expression(x);
  };
  const walk = (list: readonly Statement[]): void => {
    for (const s of list) {
      for (const e of expressionsOf(s)) expression(e);
      for (const block of bodiesOf(s)) walk(block);
    }
  };
  walk(statements);
  return [...out.values()];
}

function splat(g: GangContext, shape: VectorShape, x: number): void {
  if (shape === "f32x4") g.f.f32x4(x);
  else g.f.f64x2(x);
}

function signBits(g: GangContext, shape: VectorShape): void {
  if (shape === "f32x4") g.f.i32x4(-(2 ** 31));
  else g.f.i64x2(-(2n ** 63n));
}

/** Calls `Math`'s function for every lane of the vectors and leaves the vector of results. */
function callEachLane(
  g: GangContext,
  name: UnaryMath | BinaryMath,
  shape: VectorShape,
  args: readonly Local[],
  place: Place,
  lanes: number,
): void {
  const { f } = g;
  const fn = g.scalar[name];
  if (fn === undefined)
    throw new RangeError(`Math.${name} is not among the module's imports: see mathImports`);
  if (g.lanes > 1) g.notes.add(place, `Math.${name} is called lane by lane`);
  splat(g, shape, 0);
  for (let lane = 0; lane < lanes; lane++) {
    for (const arg of args) {
      f.get(arg).lane(`${shape}.extract_lane`, lane);
      if (shape === "f32x4") f.op("f64.promote_f32");
    }
    f.call(fn);
    if (shape === "f32x4") f.op("f32.demote_f64");
    f.lane(`${shape}.replace_lane`, lane);
  }
}

/** Leaves f(x) on the stack. `lanes`: how many low lanes are of interest. */
export function vectorMath1(
  g: GangContext,
  name: UnaryMath,
  shape: VectorShape,
  x: Local,
  place: Place,
  lanes: number,
): void {
  const { f } = g;
  if (INSTRUCTION.has(name)) {
    f.get(x).op(`${shape}.${name}`);
    return;
  }
  if (name in VECTOR_MATH) {
    VECTOR_MATH[name as VectorMathName](g, shape, x);
    return;
  }
  if (name === "round") {
    // floor(x), one more from a half on; the sign of x, so that -0.2 gives -0.
    const low = g.scratch("v128");
    f.get(x).op(`${shape}.floor`).set(low);
    f.get(low);
    splat(g, shape, 1);
    f.get(x).get(low).op(`${shape}.sub`);
    splat(g, shape, 0.5);
    f.op(`${shape}.ge`, "v128.and", `${shape}.add`).get(x);
    signBits(g, shape);
    f.op("v128.and", "v128.or");
  } else if (name === "sign") {
    f.get(x);
    signBits(g, shape);
    f.op("v128.and");
    splat(g, shape, 1);
    f.op("v128.or").get(x).get(x);
    splat(g, shape, 0);
    f.op(`${shape}.lt`).get(x);
    splat(g, shape, 0);
    f.op(`${shape}.gt`, "v128.or", "v128.bitselect");
  } else callEachLane(g, name, shape, [x], place, lanes);
}

/** Leaves f(x, y) on the stack. */
export function vectorMath2(
  g: GangContext,
  name: BinaryMath,
  shape: VectorShape,
  x: Local,
  y: Local,
  place: Place,
  lanes: number,
): void {
  callEachLane(g, name, shape, [x, y], place, lanes);
}

/** Leaves x ** y: NumPy's power but for a base of 1 or -1 with an exponent that isn't finite, where JavaScript has NaN. */
export function vectorPower(g: GangContext, shape: VectorShape, x: Local, y: Local): void {
  const { f } = g;
  splat(g, shape, Number.NaN);
  emitPower(g, shape, x, y);
  f.get(x).op(`${shape}.abs`);
  splat(g, shape, 1);
  f.op(`${shape}.eq`).get(y).op(`${shape}.abs`);
  splat(g, shape, Number.POSITIVE_INFINITY);
  f.op(`${shape}.lt`, "v128.andnot", "v128.bitselect");
}

/**
 * Leaves x % y, exact: the divisor is doubled up to the dividend and subtracted on the way back, and each subtraction x - t with
 * t <= x < 2t is exact (Sterbenz, Floating-Point Computation, 1974). Lanes go round together until the last one is done.
 */
export function vectorRemainder(g: GangContext, shape: VectorShape, a: Local, b: Local): void {
  const { f } = g;
  const [x, y, t, normal, m] = [0, 0, 0, 0, 0].map(() => g.scratch("v128"));
  f.get(a).op(`${shape}.abs`).set(x).get(b).op(`${shape}.abs`).set(y);
  // A divisor that isn't zero, both finite: else the lane takes no part in the loops.
  f.get(y);
  splat(g, shape, 0);
  f.op(`${shape}.gt`).get(y);
  splat(g, shape, Number.POSITIVE_INFINITY);
  f.op(`${shape}.lt`, "v128.and").get(x);
  splat(g, shape, Number.POSITIVE_INFINITY);
  f.op(`${shape}.lt`, "v128.and").set(normal);
  // What those lanes give: the dividend by an infinite divisor, else NaN.
  const other = g.scratch("v128");
  f.get(a);
  splat(g, shape, Number.NaN);
  f.get(y);
  splat(g, shape, Number.POSITIVE_INFINITY);
  f.op(`${shape}.eq`).get(x);
  splat(g, shape, Number.POSITIVE_INFINITY);
  f.op(`${shape}.lt`, "v128.and", "v128.bitselect").set(other);
  f.get(x).get(normal).op("v128.and").set(x);
  f.get(y);
  splat(g, shape, 1);
  f.get(normal).op("v128.bitselect").tee(y).set(t);
  f.block((done) => {
    f.loop((again) => {
      f.get(t).get(t).op(`${shape}.add`).get(x).op(`${shape}.le`).tee(m).op("v128.any_true", "i32.eqz");
      f.brIf(done);
      f.get(t).get(t).op(`${shape}.add`).get(t).get(m).op("v128.bitselect").set(t).br(again);
    });
  });
  f.loop((again) => {
    f.get(x).get(t).get(t).get(y).op(`${shape}.ge`).get(x).get(t).op(`${shape}.ge`, "v128.and", "v128.and");
    f.op(`${shape}.sub`).set(x);
    f.get(t);
    splat(g, shape, 0.5);
    f.op(`${shape}.mul`).tee(t).get(y).op(`${shape}.ge`, "v128.any_true").brIf(again);
  });
  f.get(x).get(a);
  signBits(g, shape);
  f.op("v128.and", "v128.or").get(other).get(normal).op("v128.bitselect");
}
