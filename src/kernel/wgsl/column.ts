/**
 * The WGSL back end's column of the op table: for each operation an expression for each dtype that its operands may
 * have. `a`, `b` and `c` stand for the operands; functions are those of library/. A dtype that isn't there isn't
 * offered.
 */

import type { DType } from "../../array/index.js";
import { NotSupportedError } from "../../errors.js";
import { isNotOffered, type NotOffered, type OpName } from "../ops/table.js";

type Operand = "float32" | "int32" | "uint32" | "bool";

/** An operation's expression by the dtype of its operands (of the values, for `where`). */
export type WgslImpl = Readonly<Partial<Record<Operand, string>>>;

const NUMBERS = ["float32", "int32", "uint32"] as const;
const ALL = [...NUMBERS, "bool"] as const;

/** One expression for several dtypes. */
function each(operands: readonly Operand[], code: string): WgslImpl {
  return Object.fromEntries(operands.map((operand) => [operand, code]));
}

/** A function of the library for floats, plain code for integers. */
function floatAnd(float: string, integer: string, bool?: string): WgslImpl {
  return { float32: float, int32: integer, uint32: integer, ...(bool === undefined ? {} : { bool }) };
}

const float = (code: string): WgslImpl => ({ float32: code });
/** Rounding leaves integers and bools as they are. */
const rounding = (code: string): WgslImpl => ({ float32: code, int32: "a", uint32: "a", bool: "a" });

/** Comparisons of bools are those of 0 and 1. */
function compare(floats: string, operator: string): WgslImpl {
  return floatAnd(floats, `(a ${operator} b)`, `(u32(a) ${operator} u32(b))`);
}

export const WGSL: Readonly<Record<OpName, WgslImpl | NotOffered>> = {
  add: each(NUMBERS, "(a + b)"),
  subtract: each(NUMBERS, "(a - b)"),
  multiply: each(NUMBERS, "(a * b)"),
  divide: float("f32_divide(a, b)"),
  floor_divide: {
    float32: "f32_floor_divide(a, b)",
    int32: "i32_floor_divide(a, b)",
    uint32: "u32_floor_divide(a, b)",
  },
  remainder: { float32: "f32_remainder(a, b)", int32: "i32_remainder(a, b)", uint32: "u32_remainder(a, b)" },
  power: { float32: "f32_power(a, b)", int32: "i32_power(a, b)", uint32: "u32_power(a, b)" },
  minimum: floatAnd("f32_minimum(a, b)", "min(a, b)"),
  maximum: floatAnd("f32_maximum(a, b)", "max(a, b)"),

  negative: { float32: "f32_negative(a)", int32: "(-a)", uint32: "(0u - a)" },
  positive: each(ALL, "a"),
  absolute: { float32: "f32_absolute(a)", int32: "abs(a)", uint32: "a", bool: "a" },
  sign: { float32: "f32_sign(a)", int32: "sign(a)", uint32: "min(a, 1u)" },
  square: each(NUMBERS, "(a * a)"),

  sqrt: float("f32_sqrt(a)"),
  exp: float("f32_exp(a)"),
  log: float("f32_log(a)"),
  sin: float("f32_sin(a)"),
  cos: float("f32_cos(a)"),
  tan: float("f32_tan(a)"),
  tanh: float("f32_tanh(a)"),

  floor: rounding("f32_floor(a)"),
  ceil: rounding("f32_ceil(a)"),
  trunc: rounding("f32_trunc(a)"),
  rint: float("f32_rint(a)"),

  equal: compare("f32_equal(a, b)", "=="),
  not_equal: compare("(!f32_equal(a, b))", "!="),
  less: compare("f32_less(a, b)", "<"),
  less_equal: compare("f32_less_equal(a, b)", "<="),
  greater: compare("f32_less(b, a)", ">"),
  greater_equal: compare("f32_less_equal(b, a)", ">="),

  logical_and: { bool: "(a && b)" },
  logical_or: { bool: "(a || b)" },
  logical_xor: { bool: "(a != b)" },
  logical_not: { bool: "(!a)" },

  bitwise_and: { int32: "(a & b)", uint32: "(a & b)", bool: "(a && b)" },
  bitwise_or: { int32: "(a | b)", uint32: "(a | b)", bool: "(a || b)" },
  bitwise_xor: { int32: "(a ^ b)", uint32: "(a ^ b)", bool: "(a != b)" },
  invert: { int32: "(~a)", uint32: "(~a)", bool: "(!a)" },

  isnan: floatAnd("f32_isnan(a)", "false", "false"),
  isinf: floatAnd("f32_isinf(a)", "false", "false"),
  isfinite: floatAnd("f32_isfinite(a)", "true", "true"),

  // The condition is the first operand.
  where: each(ALL, "select(c, b, a)"),
};

/** How integers become what the device has not: named in the error. */
const WIDE_WAY_OUT =
  'Use astype("float32") or astype("int32") first: 64-bit integers on the device can only be read and cast.';

/**
 * The expression of an operation on operands of a dtype.
 * @throws NotSupportedError naming the operation, and what to do instead
 */
export function wgslExpression(op: OpName, operand: DType, args: readonly string[]): string {
  const entry = WGSL[op];
  if (isNotOffered(entry)) throw new NotSupportedError(op, "wgsl", entry.notOffered);
  const code = entry[operand.name as Operand];
  if (code === undefined) {
    const wayOut =
      operand.itemsize === 8 && operand.kind !== "float"
        ? WIDE_WAY_OUT
        : `Use astype with one of ${Object.keys(entry).join(", ")}, or compute with manycore/numpy.`;
    throw new NotSupportedError(`${op} of ${operand.name}`, "wgsl", wayOut);
  }
  return code.replace(/\b[abc]\b/g, (name) => args["abc".indexOf(name)] as string);
}
