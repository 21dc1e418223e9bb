/** Operations on values, each with JavaScript's meaning: the functions are those of kernel/wgsl/library. */
import type { ArithmeticOp, BitOp, Comparison, UnaryMath } from "../ir.js";
import type { WgslType } from "./types.js";

const call = (name: string, ...args: string[]): string => `${name}(${args.join(", ")})`;

const OPERATORS: Readonly<Partial<Record<ArithmeticOp, string>>> = { add: "+", sub: "-", mul: "*" };

/** Of floats; WGSL's own operators for + - *: a device may fuse them and take subnormals for zero. */
const FLOAT: Readonly<Partial<Record<ArithmeticOp, string>>> = {
  div: "f32_divide",
  rem: "f32_fmod",
  pow: "f32_raise",
  min: "f32_lower",
  max: "f32_upper",
};

const SIGNED: Readonly<Partial<Record<ArithmeticOp, string>>> = {
  quotient: "i32_quotient",
  floorQuotient: "i32_floor_divide",
  rem: "i32_rest",
};

const UNSIGNED: Readonly<Partial<Record<ArithmeticOp, string>>> = {
  quotient: "u32_floor_divide",
  floorQuotient: "u32_floor_divide",
  rem: "u32_remainder",
};

/** @param by the right operand where it is a constant */
export function arithmetic(
  op: ArithmeticOp,
  type: WgslType,
  left: string,
  right: string,
  by: number | null,
): string {
  const operator = OPERATORS[op];
  if (operator !== undefined) return `(${left} ${operator} ${right})`;
  if (type === "f32") return call(FLOAT[op] as string, left, right);
  if (op === "min" || op === "max") return call(op, left, right);
  // A divisor in sight that is neither 0 nor -1 needs no questions.
  if (by !== null && by > 0 && op !== "floorQuotient")
    return `(${left} ${op === "rem" ? "%" : "/"} ${right})`;
  return call((type === "i32" ? SIGNED : UNSIGNED)[op] as string, left, right);
}

const BIT_OPERATORS = { and: "&", or: "|", xor: "^" } as const;

/** @param count the right operand where it is a constant */
export function bitOperation(
  op: BitOp,
  operand: WgslType,
  result: WgslType,
  left: string,
  right: string,
  count: number | null,
): string {
  if (op === "and" || op === "or" || op === "xor") return `(${left} ${BIT_OPERATORS[op]} ${right})`;
  const unsigned = operand === "u32" ? right : call("bitcast<u32>", right);
  const by = count === null ? `(${unsigned} & 31u)` : `${count & 31}u`;
  if (op === "shl") return `(${left} << ${by})`;
  if (op === "shr" || operand === "u32") return `(${left} >> ${by})`;
  const shifted = `(bitcast<u32>(${left}) >> ${by})`;
  return result === "i32" ? call("bitcast<i32>", shifted) : shifted;
}

const INTEGER_COMPARISONS = { eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" } as const;

/** Floats are compared by their bits: a shader may assume that there are no NaNs. */
export function comparison(op: Comparison, operand: WgslType, left: string, right: string): string {
  if (operand !== "f32") return `(${left} ${INTEGER_COMPARISONS[op]} ${right})`;
  switch (op) {
    case "eq":
      return call("f32_equal", left, right);
    case "ne":
      return `(!${call("f32_equal", left, right)})`;
    case "lt":
      return call("f32_less", left, right);
    case "le":
      return call("f32_less_equal", left, right);
    case "gt":
      return call("f32_less", right, left);
    case "ge":
      return call("f32_less_equal", right, left);
  }
}

export function conversion(from: WgslType, to: WgslType, x: string): string {
  if (from === to) return x;
  switch (to) {
    case "bool":
      return from === "f32" ? call("f32_truthy", x) : `(${x} != ${from === "i32" ? "0i" : "0u"})`;
    case "i32":
    case "u32":
      if (from === "bool") return `select(${to}(0), ${to}(1), ${x})`;
      return from === "f32" ? call(`${to}_wrapped`, x) : call(`bitcast<${to}>`, x);
    case "f32":
      return from === "bool" ? `select(0.0f, 1.0f, ${x})` : call(`f32_from_${from}`, x);
  }
}

const OF_INTEGERS: Readonly<Partial<Record<UnaryMath, string>>> = {
  abs: "abs",
  sign: "sign",
  clz32: "countLeadingZeros",
  popcount: "countOneBits",
};

const FLOAT_NAMES: Readonly<Partial<Record<UnaryMath, string>>> = { abs: "f32_absolute", sign: "f32_signum" };

/** A function of Math. The errors of those of floats stand in kernel/wgsl/README.md. */
export function mathOfOne(name: UnaryMath, type: WgslType, x: string): string {
  if (type === "f32") return name === "fround" ? x : call(FLOAT_NAMES[name] ?? `f32_${name}`, x);
  if (type === "u32" && name === "sign") return call("min", x, "1u");
  const fn = OF_INTEGERS[name];
  return fn === undefined ? x : call(fn, x);
}
