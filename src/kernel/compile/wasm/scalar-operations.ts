/**
 * Operations on scalars: operands are on the stack, the result is left there. They serve uniform values, and lanes one by one where
 * there is no vector instruction.
 */
import type { Local } from "../../wasm/assembler.js";
import type { ArithmeticOp, BinaryMath, BitOp, Comparison, Place, ScalarType, UnaryMath } from "../ir.js";
import type { GangContext } from "./context.js";
import { wasmType } from "./value.js";
import { vectorMath1, vectorMath2, vectorPower, vectorRemainder } from "./vector-math.js";

type Float = "f32" | "f64";
const isUnsigned = (t: ScalarType): boolean => t === "u32" || t === "u64";
export const isFloat = (t: string): t is Float => t === "f32" || t === "f64";

export function pushScalarConstant(g: GangContext, type: ScalarType, value: number | bigint | boolean): void {
  switch (type) {
    case "bool":
      g.f.i32(value ? 1 : 0);
      break;
    case "i32":
    case "u32":
      g.f.i32(Number(value));
      break;
    case "i64":
    case "u64":
      g.f.i64(BigInt(value));
      break;
    case "f32":
      g.f.f32(Number(value));
      break;
    case "f64":
      g.f.f64(Number(value));
  }
}

/** A float function that has a vector form only: the value goes through a vector, so that lanes and scalars agree. */
function throughVector(
  g: GangContext,
  type: Float,
  count: 1 | 2,
  body: (args: readonly Local[]) => void,
): void {
  const shape = type === "f32" ? "f32x4" : "f64x2";
  const args = Array.from({ length: count }, () => g.scratch("v128"));
  for (const local of [...args].reverse()) g.f.op(`${shape}.splat`).set(local);
  body(args);
  g.f.lane(`${shape}.extract_lane`, 0);
}

export function scalarArithmetic(g: GangContext, type: ScalarType, op: ArithmeticOp): void {
  const { f } = g;
  if (isFloat(type)) {
    const shape = type === "f32" ? "f32x4" : "f64x2";
    if (op === "pow") throughVector(g, type, 2, ([x, y]) => vectorPower(g, shape, x, y));
    else if (op === "rem") throughVector(g, type, 2, ([x, y]) => vectorRemainder(g, shape, x, y));
    else f.op(`${type}.${op}`);
    return;
  }
  const t = wasmType(type) as "i32" | "i64";
  const sign = isUnsigned(type) ? "u" : "s";
  switch (op) {
    case "add":
    case "sub":
    case "mul":
      f.op(`${t}.${op}`);
      return;
    case "min":
    case "max": {
      const b = g.scratch(t);
      const a = g.scratch(t);
      f.set(b).set(a).get(a).get(b).get(a).get(b);
      f.op(`${t}.${op === "min" ? "lt" : "gt"}_${sign}`, "select");
      return;
    }
    case "quotient":
    case "floorQuotient":
    case "rem":
      integerDivision(g, t, sign, op);
      return;
    default:
      throw new RangeError(`${op} of ${type}`);
  }
}

/** By zero 0; the least number by -1 wraps. */
function integerDivision(
  g: GangContext,
  t: "i32" | "i64",
  sign: "s" | "u",
  op: "quotient" | "floorQuotient" | "rem",
): void {
  const { f } = g;
  const b = g.scratch(t);
  const a = g.scratch(t);
  const out = g.scratch(t);
  const zero = (): unknown => (t === "i32" ? f.i32(0) : f.i64(0n));
  f.set(b).set(a);
  zero();
  f.set(out);
  const divide = (): void => {
    if (op === "rem") {
      // rem_s by -1 is 0 without a trap, the least number's too.
      f.get(a).get(b).op(`${t}.rem_${sign}`).set(out);
      return;
    }
    f.get(a).get(b).op(`${t}.div_${sign}`).set(out);
    if (op === "quotient" || sign === "u") return;
    // One less where something was cut off a negative quotient.
    f.get(out);
    f.get(a).get(b).op(`${t}.rem_s`);
    zero();
    f.op(`${t}.ne`).get(a).get(b).op(`${t}.xor`);
    zero();
    f.op(`${t}.lt_s`, "i32.and");
    if (t === "i64") f.op("i64.extend_i32_u");
    f.op(`${t}.sub`).set(out);
  };
  f.get(b)
    .op(`${t}.eqz`, "i32.eqz")
    .if(() => {
      if (sign === "u" || op === "rem") {
        divide();
        return;
      }
      f.get(b);
      if (t === "i32") f.i32(-1);
      else f.i64(-1n);
      f.op(`${t}.eq`).if(() => {
        zero();
        f.get(a).op(`${t}.sub`).set(out);
      }, divide);
    });
  f.get(out);
}

const BITS: Record<BitOp, string> = {
  and: "and",
  or: "or",
  xor: "xor",
  shl: "shl",
  shr: "shr_s",
  ushr: "shr_u",
};

export function scalarBits(g: GangContext, type: ScalarType, op: BitOp): void {
  // Of u64, >> brings in zeros: the value isn't negative.
  const name = op === "shr" && isUnsigned(type) ? "shr_u" : BITS[op];
  g.f.op(`${wasmType(type)}.${name}`);
}

export function scalarCompare(g: GangContext, type: ScalarType, op: Comparison): void {
  const t = wasmType(type);
  if (isFloat(type) || op === "eq" || op === "ne") g.f.op(`${t}.${op}`);
  else g.f.op(`${t}.${op}_${isUnsigned(type) ? "u" : "s"}`);
}

export function scalarNegate(g: GangContext, type: ScalarType): void {
  if (isFloat(type)) g.f.op(`${type}.neg`);
  else if (wasmType(type) === "i32") g.f.i32(-1).op("i32.mul");
  else g.f.i64(-1n).op("i64.mul");
}

export function scalarInvert(g: GangContext, type: ScalarType): void {
  if (wasmType(type) === "i32") g.f.i32(-1).op("i32.xor");
  else g.f.i64(-1n).op("i64.xor");
}

export function scalarMath1(
  g: GangContext,
  from: ScalarType,
  to: ScalarType,
  name: UnaryMath,
  place: Place,
): void {
  const { f } = g;
  if (name === "fround") {
    scalarConvert(g, from, "f32");
    scalarConvert(g, "f32", to);
    return;
  }
  if (isFloat(from)) {
    if (["abs", "sqrt", "ceil", "floor", "trunc"].includes(name)) f.op(`${from}.${name}`);
    else
      throughVector(g, from, 1, ([x]) =>
        vectorMath1(g, name, from === "f32" ? "f32x4" : "f64x2", x, place, 1),
      );
    return;
  }
  const t = wasmType(from) as "i32" | "i64";
  const zero = (): unknown => (t === "i32" ? f.i32(0) : f.i64(0n));
  if (name === "clz32" || name === "popcount") {
    f.op(`${t}.${name === "clz32" ? "clz" : "popcnt"}`);
  } else if (name === "abs" && !isUnsigned(from)) {
    const x = g.scratch(t);
    f.set(x);
    zero();
    f.get(x).op(`${t}.sub`).get(x).get(x);
    zero();
    f.op(`${t}.lt_s`, "select");
  } else if (name === "sign") {
    const x = g.scratch(t);
    f.set(x).get(x);
    zero();
    f.op(`${t}.${isUnsigned(from) ? "ne" : "gt_s"}`);
    if (!isUnsigned(from)) {
      f.get(x);
      zero();
      f.op(`${t}.lt_s`, "i32.sub");
    }
    if (t === "i64") f.op("i64.extend_i32_s");
  } else if (!["abs", "ceil", "floor", "trunc", "round"].includes(name))
    throw new RangeError(`Math.${name} of ${from}`);
}

export function scalarMath2(g: GangContext, type: ScalarType, name: BinaryMath, place: Place): void {
  const float = type as Float;
  throughVector(g, float, 2, ([x, y]) =>
    vectorMath2(g, name, float === "f32" ? "f32x4" : "f64x2", x, y, place, 1),
  );
}

/** Between scalar types. */
export function scalarConvert(g: GangContext, from: ScalarType, to: ScalarType): void {
  const { f } = g;
  if (from === to) return;
  const [s, t] = [wasmType(from), wasmType(to)];
  if (to === "bool") {
    if (isFloat(from)) {
      // Neither zero nor NaN.
      f.op(`${from}.abs`);
      pushScalarConstant(g, from, 0);
      f.op(`${from}.gt`);
    } else f.op(`${s}.eqz`, "i32.eqz");
    return;
  }
  if (isFloat(to)) {
    if (isFloat(from)) f.op(to === "f64" ? "f64.promote_f32" : "f32.demote_f64");
    else if (s === "i64" && to === "f32")
      f.op(`f64.convert_i64_${isUnsigned(from) ? "u" : "s"}`, "f32.demote_f64");
    else f.op(`${to}.convert_${s}_${from === "bool" || isUnsigned(from) ? "u" : "s"}`);
    return;
  }
  if (isFloat(from)) {
    if (from === "f32") f.op("f64.promote_f32");
    modulo(g, t === "i64" ? 64 : 32);
    return;
  }
  if (s === "i32" && t === "i64") f.op(`i64.extend_i32_${from === "i32" ? "s" : "u"}`);
  else if (s === "i64" && t === "i32") f.op("i32.wrap_i64");
}

/** ToInt32 (or its like of 64 bits) of the f64 on the stack: cut to a whole number, modulo 2^bits; NaN and infinities give 0. */
function modulo(g: GangContext, bits: 32 | 64): void {
  const { f } = g;
  const x = g.scratch("f64");
  const out = g.scratch(bits === 32 ? "i32" : "i64");
  f.set(x);
  f.get(x)
    .op("f64.abs")
    .f64(2 ** (bits - 1))
    .op("f64.lt")
    .if(
      () => f.get(x).op(`i${bits}.trunc_sat_f64_s`).set(out),
      () => {
        f.get(x)
          .op("f64.trunc")
          .tee(x)
          .get(x)
          .f64(2 ** -bits)
          .op("f64.mul", "f64.floor");
        f.f64(2 ** bits)
          .op("f64.mul", "f64.sub", `i${bits}.trunc_sat_f64_u`)
          .set(out);
      },
    );
  f.get(out);
}
