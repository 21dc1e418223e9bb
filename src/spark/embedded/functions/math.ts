/** Mathematical functions. What they are of is a double unless they say otherwise. */
import {
  type DataType,
  DecimalType,
  DoubleType,
  IntegerType,
  LongType,
  StringType,
} from "../../types/index.js";
import { isFloating, isIntegral } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { sqlType } from "../expression/sql-types.js";
import type { Typed } from "../expression/typed.js";
import { ARITHMETIC, shortDecimal } from "./arithmetic.js";
import type { FunctionTable, Parameter, ScalarSpec } from "./function-spec.js";
import { double, int, integral, long, numeric, oneOf, takes } from "./parameters.js";

const always = () => true;
const toDouble = () => new DoubleType();
const NAN = "CAST('NaN' AS DOUBLE)";

const real = (sql: (x: string) => string, more: Partial<ScalarSpec> = {}): ScalarSpec => ({
  kind: "scalar",
  takes: takes(double),
  gives: toDouble,
  nullable: always,
  sql: ([x]) => sql(x!),
  ...more,
});

/** Of a number, or of an interval. */
const sign = real((x) => signSql(`CAST(${x} AS DOUBLE)`), {
  takes: takes({
    allowed: double.allowed,
    accept: (given, arg) =>
      ["yearmonthinterval", "daytimeinterval"].includes(given.typeName) ? given : double.accept(given, arg),
  }),
});

/** DuckDB stops at what has no answer; Java says NaN. */
const within = (name: string, outside: (x: string) => string) =>
  real((x) => `(CASE WHEN ${outside(x)} THEN ${NAN} ELSE ${name}(${x}) END)`);

const finite = (x: string) => `isinf(${x})`;
const unit = (x: string) => `abs(${x}) > 1 AND NOT isnan(${x})`;

/** Null at and below where the function ends. */
const logarithm = (name: string, end = 0) =>
  real((x) => `(CASE WHEN ${x} <= ${end} THEN NULL ELSE ${name}(${x}) END)`);

/** What `ceil` and `floor` give: a bigint, or a decimal without digits behind the point. */
function wholeType({ type }: Typed): DataType {
  if (!(type instanceof DecimalType)) return new LongType();
  return type.scale === 0 ? type : new DecimalType(Math.min(type.precision - type.scale + 1, 38), 0);
}

const toWhole = (name: string, sqlName: string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(
    oneOf(
      double,
      { allowed: '"DECIMAL"', accept: (type) => (type instanceof DecimalType ? type : undefined) },
      long,
    ),
  ),
  gives: ([a]) => wholeType(a!),
  nullable: always,
  pretty: ([a]) => `${name}(${a})`,
  sql([x], [a]) {
    if (a!.type instanceof DecimalType) return `CAST(${sqlName}(${x}) AS ${sqlType(wholeType(a!))})`;
    if (isIntegral(a!.type)) return `CAST(${x} AS BIGINT)`;
    const outside = `${x} >= 9223372036854775808 OR ${x} < -9223372036854775808`;
    const overflow = raise("ARITHMETIC_OVERFLOW", "The number is too great for a bigint.");
    return `(CASE WHEN isnan(${x}) THEN 0 WHEN ${outside} THEN ${overflow} ELSE CAST(${sqlName}(${x}) AS BIGINT) END)`;
  },
});

/** As they are: what is of any number, and a string is a double. */
const sameNumber = (sql: (x: string, type: DataType) => string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(numeric),
  gives: ([a]) => a!.type,
  sql: ([x], [a]) => sql(x!, a!.type),
});

/** Whole numbers that are shifted: all but bigint become int. */
const shifted: Parameter = {
  allowed: '("INT" or "BIGINT")',
  accept: (type, arg) => (type instanceof LongType ? type : int.accept(type, arg)),
};

const shift = (sql: (x: string, by: string, bits: number) => string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(shifted, int),
  gives: ([a]) => a!.type,
  sql([x, k], [a]) {
    const bits = a!.type instanceof LongType ? 64 : 32;
    return sql(x!, `(${k} & ${bits - 1})`, bits);
  },
});

/** The lowest bits of a number as a signed one. */
function wrapped(sql: string, bits: number): string {
  const [all, half] = [2n ** BigInt(bits), 2n ** BigInt(bits - 1)].map((n) => `CAST(${n} AS HUGEINT)`);
  return `CAST((((${sql}) % ${all} + ${all} + ${half}) % ${all}) - ${half} AS ${bits === 64 ? "BIGINT" : "INTEGER"})`;
}

/** An operator that gives null instead of an error. */
function tried(operator: string, name: string): ScalarSpec {
  const spec = ARITHMETIC[operator] as ScalarSpec;
  return {
    ...spec,
    nullable: always,
    pretty: ([a, b]) => `${name}(${a}, ${b})`,
    sql(args, typed, context) {
      if (operator !== "/" && operator !== "%") return `TRY(${spec.sql(args, typed, context)})`;
      const [a, b] = args;
      return `(CASE WHEN ${b} = 0 THEN NULL ELSE ${spec.sql([a!, `nullif(${b}, 0)`], typed, context)} END)`;
    },
  };
}

const scalar = (spec: ScalarSpec): ScalarSpec => spec;

const TABLE: FunctionTable = {
  abs: sameNumber((x, type) => `abs(${shortDecimal(x, type)})`),
  ceil: toWhole("CEIL", "ceil"),
  ceiling: toWhole("ceiling", "ceil"),
  floor: toWhole("FLOOR", "floor"),
  sqrt: within("sqrt", (x) => `${x} < 0`),
  cbrt: real((x) => `cbrt(${x})`),
  exp: real((x) => `exp(${x})`),
  ln: logarithm("ln"),
  log2: logarithm("log2"),
  log10: logarithm("log10"),
  sin: within("sin", finite),
  cos: within("cos", finite),
  tan: within("tan", finite),
  cot: real((x) => `(CASE WHEN isinf(${x}) THEN ${NAN} ELSE 1 / tan(${x}) END)`),
  sec: real((x) => `(CASE WHEN isinf(${x}) THEN ${NAN} ELSE 1 / cos(${x}) END)`),
  csc: real((x) => `(CASE WHEN isinf(${x}) THEN ${NAN} ELSE 1 / sin(${x}) END)`),
  asin: within("asin", unit),
  acos: within("acos", unit),
  atan: real((x) => `atan(${x})`),
  sinh: real((x) => `sinh(${x})`),
  cosh: real((x) => `cosh(${x})`),
  tanh: real((x) => `tanh(${x})`),
  // Java's constants: a degree in radians and a radian in degrees.
  degrees: real((x) => `(${x} * CAST('57.29577951308232' AS DOUBLE))`),
  radians: real((x) => `(${x} * CAST('0.017453292519943295' AS DOUBLE))`),
  rint: real((x) => `(CASE WHEN abs(${x}) < 4503599627370496 THEN round_even(${x}, 0) ELSE ${x} END)`),
  signum: { ...sign, pretty: ([a]) => `SIGNUM(${a})` },
  sign,
  atan2: {
    kind: "scalar",
    takes: takes(double, double),
    gives: toDouble,
    // Adding zero makes a zero of minus zero, as Spark does.
    sql: ([y, x]) => `atan2(${y} + 0, ${x} + 0)`,
    pretty: ([y, x]) => `ATAN2(${y}, ${x})`,
  },
  pow: power("pow"),
  power: power("POWER"),
  log: {
    kind: "scalar",
    takes: {
      counts: "[1, 2]",
      of: ({ length }) => (length === 1 ? [double] : length === 2 ? [double, double] : undefined),
    },
    gives: toDouble,
    nullable: always,
    pretty: (args) => (args.length === 1 ? `LOG(E(), ${args[0]})` : `LOG(${args.join(", ")})`),
    sql: ([a, b]) =>
      b === undefined
        ? `(CASE WHEN ${a} <= 0 THEN NULL ELSE ln(${a}) END)`
        : `(CASE WHEN ${a} <= 0 OR ${b} <= 0 THEN NULL ELSE ln(${b}) / ln(${a}) END)`,
  },
  factorial: {
    kind: "scalar",
    takes: takes(int),
    gives: () => new LongType(),
    nullable: always,
    sql: ([n]) => `(CASE WHEN ${n} BETWEEN 0 AND 20 THEN CAST(factorial(${n}) AS BIGINT) END)`,
  },
  bin: { kind: "scalar", takes: takes(long), gives: () => new StringType(), sql: ([n]) => `bin(${n})` },
  bit_count: {
    kind: "scalar",
    takes: takes(
      oneOf(integral, {
        allowed: '"BOOLEAN"',
        accept: (type) => (type.typeName === "boolean" ? type : undefined),
      }),
    ),
    gives: () => new IntegerType(),
    sql: ([n]) => `CAST(bit_count(CAST(${n} AS BIGINT)) AS INTEGER)`,
  },
  shiftleft: shift((x, by, bits) => wrapped(`CAST(${x} AS HUGEINT) * (CAST(1 AS HUGEINT) << ${by})`, bits)),
  shiftright: shift((x, by) => `(${x} >> ${by})`),
  shiftrightunsigned: shift((x, by, bits) =>
    wrapped(
      `((CAST(${x} AS HUGEINT) + CAST(${2n ** BigInt(bits)} AS HUGEINT)) % CAST(${2n ** BigInt(bits)} AS HUGEINT)) >> ${by}`,
      bits,
    ),
  ),
  pi: {
    kind: "scalar",
    takes: takes(),
    gives: toDouble,
    nullable: () => false,
    pretty: () => "PI()",
    sql: () => "pi()",
  },
  e: {
    kind: "scalar",
    takes: takes(),
    gives: toDouble,
    nullable: () => false,
    pretty: () => "E()",
    sql: () => "CAST('2.718281828459045' AS DOUBLE)",
  },
  pmod: scalar({
    ...(ARITHMETIC["%"] as ScalarSpec),
    pretty: ([a, b]) => `pmod(${a}, ${b})`,
    sql(args, typed, context) {
      const modulo = ARITHMETIC["%"] as ScalarSpec;
      const [remainder, by] = [modulo.sql(args, typed, context), args[1]!];
      const type = modulo.gives(typed);
      const again =
        isFloating(type) || type instanceof DecimalType
          ? `${remainder} + ${by}`
          : `CAST(${remainder} AS HUGEINT) + ${by}`;
      // Java's int and long wrap around there.
      const sum =
        type instanceof IntegerType
          ? wrapped(again, 32)
          : type instanceof LongType
            ? wrapped(again, 64)
            : `(${again})`;
      return `CAST(CASE WHEN ${remainder} < 0 THEN ${sum} % ${by} ELSE ${remainder} END AS ${sqlType(type)})`;
    },
  }),
  mod: scalar({ ...(ARITHMETIC["%"] as ScalarSpec), pretty: ([a, b]) => `mod(${a}, ${b})` }),
  try_add: tried("+", "try_add"),
  try_subtract: tried("-", "try_subtract"),
  try_multiply: tried("*", "try_multiply"),
  try_divide: tried("/", "try_divide"),
  try_mod: tried("%", "try_mod"),
};

function signSql(x: string): string {
  return `(CASE WHEN ${x} IS NULL OR isnan(${x}) OR ${x} = 0 THEN ${x} WHEN ${x} > 0 THEN CAST(1 AS DOUBLE) ELSE CAST(-1 AS DOUBLE) END)`;
}

/** C's pow says 1 of 1 to anything; Java's NaN, where the exponent is NaN or infinite. */
function power(name: string): ScalarSpec {
  return {
    kind: "scalar",
    takes: takes(double, double),
    gives: toDouble,
    pretty: ([x, y]) => `${name}(${x}, ${y})`,
    sql: ([x, y]) =>
      `(CASE WHEN isnan(${y}) OR abs(${x}) = 1 AND isinf(${y}) THEN ${NAN} ELSE pow(${x}, ${y}) END)`,
  };
}

/** Those whose columns Spark names in capitals. */
const CAPITALS: ReadonlySet<string> = new Set(
  "sqrt cbrt exp log2 log10 sin cos tan cot sec csc asin acos atan sinh cosh tanh degrees radians".split(" "),
);

export const MATH: FunctionTable = Object.fromEntries(
  Object.entries(TABLE).map(([name, spec]) => {
    if (spec.kind !== "scalar" || !CAPITALS.has(name)) return [name, spec];
    return [name, scalar({ ...spec, pretty: ([x]) => `${name.toUpperCase()}(${x})` })];
  }),
);
