/** `+ - * / % div`, signs and bits. With ANSI on what overflows stops the query, and so does a division by zero. */
import {
  type DataType,
  DecimalType,
  DoubleType,
  IntegerType,
  LongType,
  type TypeName,
} from "../../types/index.js";
import { isIntegral, isNumeric } from "../expression/cast-rules.js";
import { NOT_SUPPORTED, raise } from "../expression/raise.js";
import { sqlType } from "../expression/sql-types.js";
import type { Typed } from "../expression/typed.js";
import { dividedSql, fitsSql, wholeQuotientSql } from "./decimal-sql.js";
import { productDecimal, quotientDecimal, remainderDecimal, sumDecimal } from "./decimal-types.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { type Operator, operandNames, operandTypes } from "./operands.js";
import { double, integral, numeric, takes } from "./parameters.js";

const DIVIDE_BY_ZERO = raise("DIVIDE_BY_ZERO", "A division by zero; try_divide gives null for it.");
const REMAINDER_BY_ZERO = raise(
  "REMAINDER_BY_ZERO",
  "A remainder of a division by zero; try_mod gives null for it.",
);

const infix = (symbol: string) => (args: readonly string[]) => `(${args.join(` ${symbol} `)})`;
const named = (symbol: string) => (names: readonly string[], args: readonly Typed[]) =>
  infix(symbol)(operandNames(names, args));

/** @param widen what the operands become when they are of one type */
function twoNumbers(symbol: string, operator: Operator, widen = same): Parameters {
  return {
    counts: "2",
    of(args) {
      if (args.length !== 2) return undefined;
      const [a, b] = args as [Typed, Typed];
      // Null through a decimal is a double, though a decimal through null is a decimal.
      const isOfNull = symbol === "/" && a.type.typeName === "void" && isNumeric(b.type);
      if (isOfNull) return args.map(() => double);
      return operandTypes(symbol, a, b, operator).map(
        (type): Parameter => ({ allowed: operator.allowed, accept: () => widen(type) }),
      );
    },
  };
}

const NUMBERS: Operator = { accepts: isNumeric, allowed: '"NUMERIC"', ofNulls: new DoubleType() };
const SUMMED: Operator = {
  ...NUMBERS,
  allowed: '("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")',
};
const BITS: Operator = { accepts: isIntegral, allowed: '"INTEGRAL"', ofNulls: new IntegerType() };
const WHOLE: Operator = {
  accepts: (type) => isIntegral(type) || type instanceof DecimalType,
  allowed: '("BIGINT" or "DECIMAL")',
  ofNulls: new LongType(),
};

const same = (type: DataType) => type;
const always = () => true;

type DecimalResult = (a: DecimalType, b: DecimalType) => DecimalType;

function resultOf(decimals: DecimalResult) {
  return ([a, b]: readonly Typed[]): DataType =>
    a!.type instanceof DecimalType && b!.type instanceof DecimalType ? decimals(a!.type, b!.type) : a!.type;
}

function operator(
  symbol: string,
  decimals: DecimalResult,
  sql: ScalarSpec["sql"],
  widen: (type: DataType) => DataType = same,
  nullable?: () => boolean,
): ScalarSpec {
  return {
    kind: "scalar",
    takes: twoNumbers(symbol, symbol === "+" || symbol === "-" ? SUMMED : NUMBERS, widen),
    gives: resultOf(decimals),
    // Whatever is divided becomes a double in another way.
    pretty: symbol === "/" ? infix(symbol) : named(symbol),
    sql,
    ...(nullable && { nullable }),
  };
}

function exact(symbol: string, decimals: DecimalResult): ScalarSpec {
  return operator(symbol, decimals, (args, typed) => {
    const result = resultOf(decimals)(typed);
    const text = infix(symbol)(args);
    return result instanceof DecimalType ? fitsSql(symbol, args, typed, result) : text;
  });
}

/** A divisor that stops the query when it is zero, unless what is divided is null. */
function divisor(args: readonly string[], [a, b]: readonly Typed[], zero: string): string {
  const by = args[1]!;
  if (b!.kind === "literal" && b!.value !== null && Number(b!.value) !== 0) return by;
  const some = a!.nullable ? ` AND ${args[0]} IS NOT NULL` : "";
  return `(CASE WHEN ${by} = 0${some} THEN ${zero} ELSE ${by} END)`;
}

const toDouble = (type: DataType) =>
  isIntegral(type) || type.typeName === "float" ? new DoubleType() : type;

const bits = (symbol: string, sql: (args: readonly string[]) => string): ScalarSpec => ({
  kind: "scalar",
  takes: twoNumbers(symbol, BITS),
  gives: ([a]) => a!.type,
  pretty: named(symbol),
  sql,
});

const NARROW: readonly TypeName[] = ["byte", "short"];

/** Spark rounds a decimal to 34 digits when it turns its sign, which nobody wants: what is longer is refused. */
export function shortDecimal(sql: string, type: DataType): string {
  if (!(type instanceof DecimalType) || type.precision <= 34) return sql;
  const most = `CAST('1${"0".repeat(34 - type.scale)}' AS ${sqlType(type)})`;
  if (type.scale > 34) return sql;
  const refusal = raise(NOT_SUPPORTED, "turning the sign of a decimal of more than 34 digits");
  return `(CASE WHEN abs(${sql}) >= ${most} THEN ${refusal} ELSE ${sql} END)`;
}

export const ARITHMETIC: FunctionTable = {
  "+": exact("+", sumDecimal),
  "-": exact("-", sumDecimal),
  "*": exact("*", productDecimal),
  "/": operator(
    "/",
    quotientDecimal,
    (args, typed) => {
      const by = divisor(args, typed, DIVIDE_BY_ZERO);
      const [s, t] = typed.map(({ type }) => type);
      if (s instanceof DecimalType && t instanceof DecimalType) return dividedSql(args[0]!, s, by, t);
      return `(${args[0]} / ${by})`;
    },
    toDouble,
    always,
  ),
  "%": operator(
    "%",
    remainderDecimal,
    (args, typed) => {
      const by = divisor(args, typed, REMAINDER_BY_ZERO);
      const result = resultOf(remainderDecimal)(typed);
      if (result instanceof DecimalType) return fitsSql("%", [args[0]!, by], typed, result);
      return `(${args[0]} % ${by})`;
    },
    same,
    always,
  ),
  div: {
    kind: "scalar",
    takes: twoNumbers("div", WHOLE, (type) => (isIntegral(type) ? new LongType() : type)),
    gives: () => new LongType(),
    nullable: always,
    pretty: named("div"),
    sql(args, typed) {
      const by = divisor(args, typed, DIVIDE_BY_ZERO);
      const [s, t] = typed.map(({ type }) => type);
      if (s instanceof DecimalType && t instanceof DecimalType) return wholeQuotientSql(args[0]!, s, by, t);
      return `(${args[0]} // ${by})`;
    },
  },
  negative: {
    kind: "scalar",
    takes: takes(numeric),
    gives: ([a]) => a!.type,
    sql: ([a], [p]) => `(-${shortDecimal(a!, p!.type)})`,
  },
  positive: {
    kind: "scalar",
    takes: takes(numeric),
    gives: ([a]) => a!.type,
    pretty: ([a]) => `(+ ${a})`,
    sql: ([a]) => a!,
  },
  "&": bits("&", ([a, b]) => `(${a} & ${b})`),
  "|": bits("|", ([a, b]) => `(${a} | ${b})`),
  "^": bits("^", ([a, b]) => `xor(${a}, ${b})`),
  "~": {
    kind: "scalar",
    takes: takes(integral),
    gives: ([a]) => a!.type,
    pretty: ([a]) => `~${a}`,
    sql: ([a], [p]) => (NARROW.includes(p!.type.typeName) ? `(-1 - ${a})` : `(~${a})`),
  },
};
