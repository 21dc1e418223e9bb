/** `+ - * / % div`, signs and bits. With ANSI on what overflows stops the query, and so does a division by zero. */
import { type DataType, DecimalType, DoubleType, LongType, type TypeName } from "../../types/index.js";
import { isFloating, isIntegral, isNumeric, isText } from "../expression/cast-rules.js";
import { NOT_SUPPORTED, raise } from "../expression/raise.js";
import { sqlType } from "../expression/sql-types.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import { tightestType } from "./coercion.js";
import { dividedSql, fitsSql, wholeQuotientSql } from "./decimal-sql.js";
import {
  decimalOf,
  decimalOfWhole,
  productDecimal,
  quotientDecimal,
  remainderDecimal,
  sumDecimal,
} from "./decimal-types.js";
import type { FunctionTable, Parameter, Parameters, ScalarSpec } from "./function-spec.js";
import { integral, numeric, takes } from "./parameters.js";

const DIVIDE_BY_ZERO = raise("DIVIDE_BY_ZERO", "A division by zero; try_divide gives null for it.");
const REMAINDER_BY_ZERO = raise(
  "REMAINDER_BY_ZERO",
  "A remainder of a division by zero; try_mod gives null for it.",
);

const infix = (symbol: string) => (args: readonly string[]) => `(${args.join(` ${symbol} `)})`;

/** @param accepts the types that the operation is of, for Spark's words about another */
function twoNumbers(
  symbol: string,
  accepts: (type: DataType) => boolean,
  allowed: string,
  widen = same,
): Parameters {
  return {
    counts: "2",
    of(args, name) {
      if (args.length !== 2) return undefined;
      const [a, b] = args as [Typed, Typed];
      const types = operandTypes(a, b);
      const pretty = `(${a.pretty} ${symbol} ${b.pretty})`;
      if (types === undefined) throw differs(pretty, a, b, name);
      const wide = types.map(widen) as [DataType, DataType];
      if (!accepts(wide[0])) throw wrongType(pretty, wide[0], allowed);
      return wide.map((type): Parameter => ({ allowed, accept: () => type }));
    },
  };
}

const same = (type: DataType) => type;
const always = () => true;

/** Two decimals stay as they are, since the result's type is made of theirs; all else becomes what both have in common. */
function operandTypes(a: Typed, b: Typed): [DataType, DataType] | undefined {
  const [p, q] = [decimalFor(a, b), decimalFor(b, a)];
  if (
    (a.type instanceof DecimalType || b.type instanceof DecimalType) &&
    p !== undefined &&
    q !== undefined
  ) {
    if (![p, q].every((type) => type instanceof DecimalType) || isFloating(a.type) || isFloating(b.type))
      return [new DoubleType(), new DoubleType()];
    return [p, q];
  }
  const type = tightestType(withText(a.type, b.type), withText(b.type, a.type));
  return type && [type, type];
}

function decimalFor(arg: Typed, beside: Typed): DataType | undefined {
  if (isText(arg.type)) return isNumeric(beside.type) ? new DoubleType() : undefined;
  if (arg.type.typeName === "void") return beside.type;
  const literal = arg.kind === "literal" && isIntegral(arg.type) && arg.value !== null;
  return literal ? decimalOfWhole(arg.value as number | bigint) : decimalOf(arg.type);
}

/** A string beside a number is read as one: a bigint beside whole numbers, else a double. Two strings, or a string and a null, are doubles. */
function withText(type: DataType, beside: DataType): DataType {
  if (!isText(type)) return type.typeName === "void" && isText(beside) ? new DoubleType() : type;
  return isIntegral(beside)
    ? new LongType()
    : isNumeric(beside) || isText(beside)
      ? new DoubleType()
      : beside;
}

function differs(pretty: string, a: Typed, b: Typed, _name: string): Error {
  const [left, right] = [typeQuoted(a.type), typeQuoted(b.type)];
  return analysisError(
    "DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES",
    `"${pretty}": ${left} and ${right} have no type in common.`,
    { sqlExpr: `"${pretty}"`, left, right },
    "42K09",
  );
}

function wrongType(pretty: string, actual: DataType, inputType: string): Error {
  return analysisError(
    "DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE",
    `"${pretty}": the operation is of ${inputType}, and not of ${typeQuoted(actual)}.`,
    { sqlExpr: `"${pretty}"`, inputType, actualType: typeQuoted(actual) },
    "42K09",
  );
}

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
    takes: twoNumbers(symbol, isNumeric, '"NUMERIC"', widen),
    gives: resultOf(decimals),
    pretty: infix(symbol),
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
  takes: twoNumbers(symbol, isIntegral, '"INTEGRAL"'),
  gives: ([a]) => a!.type,
  pretty: infix(symbol),
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
    takes: twoNumbers(
      "div",
      (type) => isIntegral(type) || type instanceof DecimalType,
      '("BIGINT" or "DECIMAL")',
      (type) => (isIntegral(type) || isText(type) ? new LongType() : type),
    ),
    gives: () => new LongType(),
    nullable: always,
    pretty: infix("div"),
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
