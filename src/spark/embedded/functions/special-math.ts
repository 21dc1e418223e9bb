/** Functions that DuckDB hasn't, or has by another formula than Spark: made of those that it has. */
import { ByteType, type DataType, DoubleType, LongType } from "../../types/index.js";
import { raise } from "../expression/raise.js";
import { typeQuoted } from "../expression/type-names.js";
import { analysisError, callQuoted } from "./analysis-errors.js";
import type { FunctionTable, ScalarSpec } from "./function-spec.js";
import { once } from "./once.js";
import { any, double, int, integral, long, takes } from "./parameters.js";

const NAN = "CAST('NaN' AS DOUBLE)";
const always = () => true;

function isInterval({ typeName }: DataType): boolean {
  return typeName === "yearmonthinterval" || typeName === "daytimeinterval";
}

const real = (name: string, sql: (x: string) => string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(double),
  gives: () => new DoubleType(),
  nullable: always,
  pretty: ([x]) => `${name}(${x})`,
  sql: ([x]) => sql(x!),
});

/** Of what is near zero the series, since `1 + x` has none of its digits; elsewhere the logarithm. */
const log1p = (x: string) =>
  `CASE WHEN abs(${x}) < 0.5 THEN 2 * atanh(${x} / (2 + ${x})) ELSE ln(1 + ${x}) END`;

const expm1 = (x: string) =>
  `CASE WHEN abs(${x}) < 1e-5 THEN ${x} + ${x} * ${x} / 2 + ${x} * ${x} * ${x} / 6 WHEN abs(${x}) < 1 THEN 2 * sinh(${x} / 2) * exp(${x} / 2) ELSE exp(${x}) - 1 END`;

/** The hypotenuse, without the squares' overflow. */
const hypot = (a: string, b: string) =>
  `CASE WHEN isinf(${a}) OR isinf(${b}) THEN CAST('Infinity' AS DOUBLE)
    WHEN ${a} = 0 AND ${b} = 0 THEN CAST(0 AS DOUBLE)
    WHEN isnan(${a}) OR isnan(${b}) THEN ${NAN}
    WHEN greatest(abs(${a}), abs(${b})) BETWEEN 1e-140 AND 1e140 THEN sqrt(${a} * ${a} + ${b} * ${b})
    ELSE greatest(abs(${a}), abs(${b})) * sqrt(1 + pow(least(abs(${a}), abs(${b})) / greatest(abs(${a}), abs(${b})), 2)) END`.replace(
    /\n\s*/g,
    " ",
  );

const bit: ScalarSpec = {
  kind: "scalar",
  takes: takes(integral, int),
  gives: () => new ByteType(),
  sql([n, at], [a]) {
    const bits = { byte: 8, short: 16, integer: 32 }[a!.type.typeName as "byte"] ?? 64;
    const outside = raise(
      "INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE",
      "The position ",
      { sql: at! },
      ` isn't from 0 to ${bits - 1}.`,
    );
    return `(CASE WHEN ${n} IS NULL OR ${at} IS NULL THEN NULL WHEN ${at} < 0 OR ${at} >= ${bits} THEN ${outside} ELSE CAST((CAST(${n} AS BIGINT) >> CAST(${at} AS BIGINT)) & 1 AS TINYINT) END)`;
  },
};

export const SPECIAL_MATH: FunctionTable = {
  log1p: {
    ...real("LOG1P", (x) => once([x], (v) => `CASE WHEN ${v} > -1 OR isnan(${v}) THEN ${log1p(v!)} END`)),
    nullable: always,
  },
  expm1: real("EXPM1", (x) => once([x], (v) => expm1(v!))),
  hypot: {
    kind: "scalar",
    takes: takes(double, double),
    gives: () => new DoubleType(),
    pretty: ([x, y]) => `HYPOT(${x}, ${y})`,
    sql: (args) =>
      once(args, (x, y) => `CASE WHEN ${x} IS NOT NULL AND ${y} IS NOT NULL THEN ${hypot(x!, y!)} END`),
  },
  asinh: real("ASINH", (x) => `asinh(${x})`),
  acosh: real("ACOSH", (x) => `(CASE WHEN ${x} < 1 THEN ${NAN} ELSE acosh(${x}) END)`),
  atanh: real("ATANH", (x) =>
    once(
      [x],
      (v) =>
        `CASE WHEN abs(${v}) > 1 THEN ${NAN} WHEN abs(${v}) = 1 THEN ${v} * CAST('Infinity' AS DOUBLE) ELSE 0.5 * ((${log1p(v!)}) - (${log1p(`(-${v})`)})) END`,
    ),
  ),
  width_bucket: {
    kind: "scalar",
    takes: {
      counts: "4",
      of(args, name) {
        if (args.length !== 4) return undefined;
        const first = args.slice(0, 3);
        if (!first.some(({ type }) => isInterval(type))) return [double, double, double, long];
        const kinds = new Set(first.map(({ type }) => type.typeName));
        if (kinds.size === 1) return [any, any, any, long];
        const sqlExpr = callQuoted(name, args);
        const dataType = `(${first.map(({ type }) => typeQuoted(type)).join(" or ")})`;
        throw analysisError(
          "DATATYPE_MISMATCH.DATA_DIFF_TYPES",
          `${sqlExpr}: the first three are of one type, and these aren't: ${dataType}.`,
          { sqlExpr, functionName: `\`${name}\``, dataType },
          "42K09",
        );
      },
    },
    gives: () => new LongType(),
    nullable: always,
    sql: (args) =>
      once([...args.slice(0, 3).map((x) => `CAST(${x} AS DOUBLE)`), args[3]!], (v, from, to, count) => {
        const none = `${count} <= 0 OR ${count} = 9223372036854775807 OR isnan(${v}) OR ${from} = ${to} OR NOT isfinite(${from}) OR NOT isfinite(${to})`;
        const up = `WHEN ${from} < ${to} AND ${v} < ${from} THEN 0 WHEN ${from} < ${to} AND ${v} >= ${to} THEN ${count} + 1`;
        const down = `WHEN ${from} > ${to} AND ${v} > ${from} THEN 0 WHEN ${from} > ${to} AND ${v} <= ${to} THEN ${count} + 1`;
        // The two ways round are one formula.
        const place = `CAST(trunc(CAST(${count} AS DOUBLE) * (${v} - ${from}) / (${to} - ${from})) AS BIGINT) + 1`;
        return `CASE WHEN ${v} IS NULL OR ${from} IS NULL OR ${to} IS NULL OR ${count} IS NULL OR ${none} THEN NULL ${up} ${down} ELSE ${place} END`;
      }),
  },
  bit_get: bit,
  getbit: bit,
};
