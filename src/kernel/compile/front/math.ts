/** Math's functions and the conversions between types. */
import type * as acorn from "acorn";
import type { ElementType, Expression, ScalarType, UnaryMath } from "../ir.js";
import { arithmetic, together, toInt32, wholeQuotient } from "./arithmetic.js";
import { valueIn } from "./expression.js";
import type { Lowered, Lowering } from "./lowering.js";
import { placeOf } from "./refusal.js";
import { isBig, isFloat, isInteger, isNumber, type Open, valueType } from "./types.js";

/** Those that leave integers integers. */
const WHOLE: ReadonlySet<string> = new Set(["ceil", "floor", "trunc", "round"]);
const SIGNED: ReadonlySet<string> = new Set(["abs", "sign"]);
const FLOAT: ReadonlySet<string> = new Set<UnaryMath>([
  ...(["sqrt", "cbrt", "exp", "expm1", "log", "log1p", "log2", "log10"] as const),
  ...([
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
  ] as const),
]);

/** The name of a function of Math, or null. */
export function mathName(value: unknown): string | null {
  if (typeof value !== "function") return null;
  const { name } = value;
  return (Math as unknown as Readonly<Record<string, unknown>>)[name] === value ? name : null;
}

export function mathCall(l: Lowering, node: acorn.CallExpression, name: string): Lowered {
  const args = l.inOrder(node.arguments as readonly acorn.Expression[], (arg) => valueIn(l, arg));
  for (const [k, { type }] of args.entries())
    if (type !== "?" && (!isNumber(type) || (isBig(type) && !["min", "max", "abs", "sign"].includes(name))))
      l.mistyped(
        node.arguments[k] as acorn.Node,
        `Math.${name} of a ${type}`,
        "Convert it: f64(x), i32(x), Number(c).",
      );
  const [x, y] = args;
  if (name === "min" || name === "max") return extremum(l, node, name, args);
  if (x === undefined) return l.refuse(node, `Math.${name}()`, "Give a number.");
  if (name === "pow" || name === "atan2" || name === "hypot" || name === "imul") {
    if (y === undefined || args.length > 2)
      return l.refuse(node, `Math.${name} of ${args.length} numbers`, "Give two.");
    return ofTwo(l, node, name, x, y);
  }
  if (args.length > 1) return l.refuse(node, `Math.${name} of ${args.length} numbers`, "Give one.");
  return ofOne(l, node, name, x);
}

function ofTwo(
  l: Lowering,
  node: acorn.Node,
  name: "pow" | "atan2" | "hypot" | "imul",
  x: Lowered,
  y: Lowered,
): Lowered {
  const place = placeOf(node);
  if (name === "pow") return arithmetic(l, node, "**", x, y);
  if (name === "imul") {
    const [left, right] = [toInt32(l, node, x).expression, toInt32(l, node, y).expression];
    return { expression: { kind: "arithmetic", op: "mul", left, right, type: "i32", place }, type: "i32" };
  }
  const both = together(l, node, `Math.${name}`, x, y);
  if (both === null) return x;
  const float = isFloat(both.type) ? (both.left.expression.type as ScalarType) : l.program.float;
  return {
    expression: {
      kind: "math2",
      name,
      left: l.coerce(both.left, float),
      right: l.coerce(both.right, float),
      type: float,
      place,
    },
    type: isFloat(both.type) ? both.type : float,
  };
}

function ofOne(l: Lowering, node: acorn.Node, name: string, x: Lowered): Lowered {
  const place = placeOf(node);
  const unary = (operand: Expression, type: Open): Lowered => ({
    expression: { kind: "math1", name: name as UnaryMath, operand, type: operand.type, place },
    type,
  });
  const { expression, type } = x;
  // Of literals it is what JavaScript says.
  if (
    expression.kind === "constant" &&
    (type === "weakint" || type === "weakfloat") &&
    (WHOLE.has(name) || SIGNED.has(name) || FLOAT.has(name))
  ) {
    const value = (Math[name as "sqrt"] as (x: number) => number)(Number(expression.value));
    const whole = Number.isInteger(value) && !Object.is(value, -0) && Math.abs(value) < 2 ** 31;
    return l.constant(value, whole && !FLOAT.has(name) ? "weakint" : "weakfloat", place);
  }
  if (name === "fround") return { expression: l.coerce(x, "f32"), type: "f32" };
  if (name === "clz32")
    return {
      expression: { kind: "math1", name, operand: toInt32(l, node, x).expression, type: "i32", place },
      type: "i32",
    };
  if (SIGNED.has(name)) return unary(expression, type);
  if (WHOLE.has(name)) {
    if (name === "trunc" || name === "floor") {
      const quotient = wholeQuotient(l, node, x, name === "trunc" ? "quotient" : "floorQuotient");
      if (quotient !== null) return quotient;
    }
    return isInteger(type) || type === "?" ? x : unary(expression, type);
  }
  if (FLOAT.has(name)) {
    const float = isFloat(type) ? (expression.type as ScalarType) : l.program.float;
    return unary(l.coerce(x, float), isFloat(type) ? type : float);
  }
  if (name === "random")
    return l.refuse(
      node,
      "Math.random()",
      "Compute numbers from a seed and the thread's number, as the Monte-Carlo example does.",
    );
  return l.refuse(
    node,
    `Math.${name}`,
    `It isn't in the language; there are ${[...FLOAT, ...SIGNED, ...WHOLE, "min", "max", "pow", "atan2", "hypot", "imul", "clz32", "fround"].join(", ")}.`,
  );
}

function extremum(l: Lowering, node: acorn.Node, op: "min" | "max", args: readonly Lowered[]): Lowered {
  const [first, ...rest] = args;
  if (first === undefined)
    return l.constant(
      op === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
      "weakfloat",
      placeOf(node),
    );
  return rest.reduce((left, right) => {
    const both = together(l, node, `Math.${op}`, left, right);
    if (both === null) return left;
    const type = both.left.expression.type;
    const [a, b] = [both.left.expression, both.right.expression];
    if (a.kind === "constant" && b.kind === "constant" && typeof a.value === "number")
      return l.constant(Math[op](a.value, Number(b.value)), both.type, placeOf(node));
    return {
      expression: {
        kind: "arithmetic",
        op,
        left: both.left.expression,
        right: both.right.expression,
        type,
        place: placeOf(node),
      },
      type: both.type,
    };
  }, first);
}

const WIDTH: Readonly<Partial<Record<ElementType, number>>> = { i8: 8, u8: 8, i16: 16, u16: 16 };

/** f32(x), u8(x) …: as the tokens do. */
export function conversion(l: Lowering, node: acorn.Node, to: ElementType, value: Lowered): Lowered {
  const place = placeOf(node);
  const { expression } = value;
  if (to === "bool") {
    if (expression.type === "bool") return value;
    if (expression.kind === "constant") return l.constant(Boolean(expression.value), "bool", place);
    return { expression: { kind: "convert", operand: expression, type: "bool", place }, type: "bool" };
  }
  const bits = WIDTH[to];
  if (bits === undefined) {
    const type = valueType(to);
    if (type === "i32" || type === "u32") {
      const quotient = wholeQuotient(l, node, value, "quotient") ?? value;
      return { expression: l.coerce(quotient, type), type };
    }
    return { expression: l.coerce(value, type), type };
  }
  const whole = toInt32(l, node, value).expression;
  const by = (count: number): Expression => ({ kind: "constant", value: count, type: "i32", place });
  if (to === "u8" || to === "u16")
    return {
      expression: { kind: "bits", op: "and", left: whole, right: by(2 ** bits - 1), type: "i32", place },
      type: "i32",
    };
  const up: Expression = { kind: "bits", op: "shl", left: whole, right: by(32 - bits), type: "i32", place };
  return {
    expression: { kind: "bits", op: "shr", left: up, right: by(32 - bits), type: "i32", place },
    type: "i32",
  };
}

/** Number(x): numbers stay what they are. */
export function numberOf(l: Lowering, node: acorn.Node, value: Lowered): Lowered {
  if (value.type === "bool") return conversion(l, node, "i32", value);
  return isBig(value.type) ? conversion(l, node, "f64", value) : value;
}
