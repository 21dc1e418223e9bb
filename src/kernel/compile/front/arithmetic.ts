/** Operators: in which type they compute, and what they are on integers, floats and bigints. */
import type { Node } from "acorn";
import type { ArithmeticOp, BitOp, Comparison, ScalarType } from "../ir.js";
import type { Lowered, Lowering } from "./lowering.js";
import { placeOf } from "./refusal.js";
import { isBig, isFloat, isInteger, isNumber, type Open } from "./types.js";

export type ArithmeticOperator = "+" | "-" | "*" | "/" | "%" | "**";
export type BitOperator = "&" | "|" | "^" | "<<" | ">>" | ">>>";

const WAY_OUT = "Convert one of the two: x | 0, x >>> 0, f32(x), i64(x), Number(c).";

/** Two operands in the type in which they meet; null where they don't. */
export function together(
  l: Lowering,
  node: Node,
  operator: string,
  a: Lowered,
  b: Lowered,
): { readonly type: Open; readonly left: Lowered; readonly right: Lowered } | null {
  const type = bigLiteral(a, b) ?? l.joined(a.type, b.type);
  if (type === null) {
    l.mistyped(node, `${a.type} ${operator} ${b.type}`, WAY_OUT);
    return null;
  }
  const concrete = concreteOf(l, type, a, b);
  return {
    type,
    left: { expression: l.coerce(a, concrete), type },
    right: { expression: l.coerce(b, concrete), type },
  };
}

/** 1n is an i64 alone, and a u64 beside one. */
function bigLiteral(a: Lowered, b: Lowered): Open | null {
  const isLiteral = ({ expression, type }: Lowered): boolean =>
    expression.kind === "constant" && type === "i64";
  return (isLiteral(a) && b.type === "u64") || (isLiteral(b) && a.type === "u64") ? "u64" : null;
}

/** The type in the tree; of two weak integers the one that holds both. */
function concreteOf(l: Lowering, type: Open, a: Lowered, b: Lowered): ScalarType {
  if (type !== "weakint") return l.constant(0, type, a.expression.place).expression.type as ScalarType;
  return a.expression.type === "u32" || b.expression.type === "u32" ? "u32" : "i32";
}

const OPS: Readonly<Record<Exclude<ArithmeticOperator, "/" | "**">, ArithmeticOp>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "%": "rem",
};

const FOLD: Readonly<Record<ArithmeticOperator, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "**": (a, b) => a ** b,
};

/** Literals among themselves are JavaScript's numbers. */
function folded(
  l: Lowering,
  node: Node,
  operator: ArithmeticOperator,
  a: Lowered,
  b: Lowered,
): Lowered | null {
  const [x, y] = [weakNumber(a), weakNumber(b)];
  if (x === null || y === null) return null;
  const value = FOLD[operator](x, y);
  const whole = Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32 && !Object.is(value, -0);
  const integers = a.type === "weakint" && b.type === "weakint" && operator !== "/";
  return l.constant(value, whole && integers ? "weakint" : "weakfloat", placeOf(node));
}

function weakNumber({ expression, type }: Lowered): number | null {
  return (type === "weakint" || type === "weakfloat") && expression.kind === "constant"
    ? Number(expression.value)
    : null;
}

function refuseOperand(l: Lowering, node: Node, operator: string, ...operands: readonly Lowered[]): void {
  for (const { type } of operands)
    if (type !== "?" && !isNumber(type))
      l.mistyped(
        node,
        `${operator} of a ${type}`,
        type === "bool" ? "Say Number(c) or c ? 1 : 0." : `Use ${type}'s functions: ${type}.add(a, b) …`,
      );
}

export function arithmetic(
  l: Lowering,
  node: Node,
  operator: ArithmeticOperator,
  a: Lowered,
  b: Lowered,
): Lowered {
  const place = placeOf(node);
  const constant = folded(l, node, operator, a, b);
  if (constant !== null) return constant;
  refuseOperand(l, node, operator, a, b);
  const both = together(l, node, operator, a, b);
  if (both === null) return a;
  if (operator === "/" || operator === "**") return divided(l, node, operator, both);
  const type = both.left.expression.type;
  return {
    expression: {
      kind: "arithmetic",
      op: OPS[operator],
      left: both.left.expression,
      right: both.right.expression,
      type,
      place,
    },
    type: both.type,
  };
}

function divided(
  l: Lowering,
  node: Node,
  operator: "/" | "**",
  { type, left, right }: { readonly type: Open; readonly left: Lowered; readonly right: Lowered },
): Lowered {
  const place = placeOf(node);
  if (isBig(type)) {
    if (operator === "**") l.mistyped(node, "** of bigints", "Multiply in a loop.");
    const { expression } = left;
    return {
      expression: {
        kind: "arithmetic",
        op: "quotient",
        left: expression,
        right: right.expression,
        type: expression.type,
        place,
      },
      type,
    };
  }
  const float = isFloat(type) ? (left.expression.type as ScalarType) : l.program.float;
  return {
    expression: {
      kind: "arithmetic",
      op: operator === "/" ? "div" : "pow",
      left: l.coerce(left, float),
      right: l.coerce(right, float),
      type: float,
      place,
    },
    type: type === "?" ? "?" : isFloat(type) ? type : float,
  };
}

/** The integers of a quotient `a / b` of two, which stands as floats in the tree; null for what is none. */
export function integerQuotient({
  expression,
}: Lowered): { left: Lowered; right: Lowered; type: ScalarType } | null {
  if (expression.kind !== "arithmetic" || expression.op !== "div") return null;
  const [a, b] = [integerBehind(expression.left), integerBehind(expression.right)];
  if (a === null || b === null) return null;
  const type = a.type === "u32" || b.type === "u32" ? "u32" : "i32";
  return { left: a, right: b, type };
}

function integerBehind(expression: Lowered["expression"]): Lowered | null {
  if (
    expression.kind === "convert" &&
    (expression.operand.type === "i32" || expression.operand.type === "u32")
  )
    return { expression: expression.operand, type: expression.operand.type };
  if (
    expression.kind === "constant" &&
    Number.isInteger(expression.value) &&
    Math.abs(Number(expression.value)) < 2 ** 31
  )
    return { expression: { ...expression, type: "i32" }, type: "weakint" };
  return null;
}

/** (a / b) | 0 and Math.floor(a / b) of integers, computed in integers. */
export function wholeQuotient(
  l: Lowering,
  node: Node,
  value: Lowered,
  op: "quotient" | "floorQuotient",
): Lowered | null {
  const found = integerQuotient(value);
  if (
    found === null ||
    (found.left.expression.kind === "constant" && found.right.expression.kind === "constant")
  )
    return null;
  const { type } = found;
  return {
    expression: {
      kind: "arithmetic",
      op,
      left: l.coerce(found.left, type),
      right: l.coerce(found.right, type),
      type,
      place: placeOf(node),
    },
    type,
  };
}

/** JavaScript's ToInt32. */
export function toInt32(l: Lowering, node: Node, value: Lowered): Lowered {
  const quotient = wholeQuotient(l, node, value, "quotient");
  if (quotient !== null) return toInt32(l, node, quotient);
  return { expression: l.coerce(value, "i32"), type: "i32" };
}

const BITS: Readonly<Record<BitOperator, BitOp>> = {
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "shl",
  ">>": "shr",
  ">>>": "ushr",
};

export function bits(l: Lowering, node: Node, operator: BitOperator, a: Lowered, b: Lowered): Lowered {
  const place = placeOf(node);
  for (const { type } of [a, b])
    if (type !== "?" && type !== "bool" && !isNumber(type))
      l.mistyped(node, `${operator} of ${type}`, `Use ${type}'s functions: ${type}.and(a, b) …`);
  if (isBig(a.type) || isBig(b.type)) {
    const both = together(l, node, operator, a, b);
    if (both === null) return a;
    if (operator === ">>>") l.mistyped(node, ">>> of bigints", "Use >> of a u64.");
    const type = both.left.expression.type;
    return {
      expression: {
        kind: "bits",
        op: BITS[operator],
        left: both.left.expression,
        right: both.right.expression,
        type,
        place,
      },
      type: both.type,
    };
  }
  const zero = b.expression.kind === "constant" && Number(b.expression.value) === 0;
  if (operator === "|" && zero) return toInt32(l, node, a);
  if (operator === ">>>") {
    const left = wholeQuotient(l, node, a, "quotient") ?? a;
    const value: Lowered = { expression: l.coerce(left, "u32"), type: "u32" };
    if (zero) return value;
    return {
      expression: {
        kind: "bits",
        op: "ushr",
        left: value.expression,
        right: l.coerce(b, "u32"),
        type: "u32",
        place,
      },
      type: "u32",
    };
  }
  const [left, right] = [toInt32(l, node, a), toInt32(l, node, b)];
  if (left.expression.kind === "constant" && right.expression.kind === "constant")
    return l.constant(
      foldBits(operator, Number(left.expression.value), Number(right.expression.value)),
      "weakint",
      place,
    );
  return {
    expression: {
      kind: "bits",
      op: BITS[operator],
      left: left.expression,
      right: right.expression,
      type: "i32",
      place,
    },
    type: "i32",
  };
}

function foldBits(operator: Exclude<BitOperator, ">>>">, a: number, b: number): number {
  switch (operator) {
    case "&":
      return a & b;
    case "|":
      return a | b;
    case "^":
      return a ^ b;
    case "<<":
      return a << b;
    case ">>":
      return a >> b;
  }
}

export function invert(l: Lowering, node: Node, value: Lowered): Lowered {
  const place = placeOf(node);
  if (isBig(value.type))
    return {
      expression: { kind: "invert", operand: value.expression, type: value.expression.type, place },
      type: value.type,
    };
  const operand = toInt32(l, node, value);
  const { expression } = operand;
  // ~~x cuts.
  if (expression.kind === "invert") return { expression: expression.operand, type: "i32" };
  if (expression.kind === "constant") return l.constant(~Number(expression.value), "weakint", place);
  return { expression: { kind: "invert", operand: expression, type: "i32", place }, type: "i32" };
}

export function negated(l: Lowering, node: Node, value: Lowered): Lowered {
  const place = placeOf(node);
  const { expression, type } = value;
  refuseOperand(l, node, "-", value);
  const weak = weakNumber(value);
  if (weak !== null) {
    const negative = -weak;
    const whole = type === "weakint" && negative >= -(2 ** 31) && !Object.is(negative, -0);
    return l.constant(negative, whole ? "weakint" : "weakfloat", place);
  }
  if (expression.kind === "constant" && typeof expression.value === "bigint")
    return l.constant(BigInt.asIntN(64, -expression.value), type, place);
  return { expression: { kind: "negate", operand: expression, type: expression.type, place }, type };
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "==": "eq",
  "===": "eq",
  "!=": "ne",
  "!==": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};

export function compare(l: Lowering, node: Node, operator: string, a: Lowered, b: Lowered): Lowered {
  const place = placeOf(node);
  const op = COMPARISONS[operator];
  if (op === undefined)
    return l.refuse(node, `the operator ${operator}`, "It isn't in the language of compiled functions.");
  const bools = a.type === "bool" && b.type === "bool";
  if (bools && op !== "eq" && op !== "ne") l.mistyped(node, `${operator} of booleans`, "Say Number(c).");
  if (!bools) refuseOperand(l, node, operator, a, b);
  const [x, y] = [weakNumber(a), weakNumber(b)];
  if (x !== null && y !== null) return l.constant(foldComparison(op, x, y), "bool", place);
  const both = bools ? { left: a, right: b } : together(l, node, operator, a, b);
  if (both === null) return l.constant(false, "bool", place);
  return {
    expression: {
      kind: "compare",
      op,
      left: both.left.expression,
      right: both.right.expression,
      type: "bool",
      place,
    },
    type: "bool",
  };
}

function foldComparison(op: Comparison, a: number, b: number): boolean {
  switch (op) {
    case "eq":
      return a === b;
    case "ne":
      return a !== b;
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    case "gt":
      return a > b;
    case "ge":
      return a >= b;
  }
}

export { isInteger };
