/** Functions of many rows. */

import {
  ArrayType,
  BooleanType,
  type DataType,
  DayTimeIntervalType,
  DecimalType,
  DoubleType,
  LongType,
  StringType,
  YearMonthIntervalType,
} from "../../types/index.js";
import { isIntegral } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { groupedSql, hasMap, sortedSql } from "../expression/sort-order.js";
import { sqlType } from "../expression/sql-types.js";
import { textSql } from "../expression/text-sql.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import { ordered } from "./comparison.js";
import { textConstant } from "./constants.js";
import { averageSql } from "./decimal-sql.js";
import { boundedDecimal } from "./decimal-types.js";
import type { AggregateSpec, FunctionTable, Parameter, Parameters } from "./function-spec.js";
import { once } from "./once.js";
import { any, boolean, double, integral, numeric, takes, takesMany } from "./parameters.js";
import { REGRESSIONS, TOO_GREAT } from "./regressions.js";
import { text } from "./words.js";

const never = () => false;
const always = () => true;
const itself = ([a]: readonly Typed[]) => a!.type;
const toDouble = () => new DoubleType();

/** Numbers, and intervals as they are. A timestamp is its seconds. */
const added: Parameter = {
  allowed: '"NUMERIC" or "ANSI INTERVAL"',
  accept(given, arg) {
    if (isInterval(given)) return given;
    return given.typeName === "timestamp" ? new DoubleType() : numeric.accept(given, arg);
  },
};

function isInterval({ typeName }: DataType): boolean {
  return typeName === "yearmonthinterval" || typeName === "daytimeinterval";
}

/** A sum has all fields. */
function allFields(type: DataType): DataType {
  return type.typeName === "yearmonthinterval" ? new YearMonthIntervalType() : new DayTimeIntervalType();
}

function sumType(type: DataType): DataType {
  if (isInterval(type)) return type;
  if (type instanceof DecimalType) return boundedDecimal(type.precision + 10, type.scale);
  return isIntegral(type) ? new LongType() : new DoubleType();
}

function averageType(type: DataType): DataType {
  if (isInterval(type)) return allFields(type);
  return type instanceof DecimalType ? boundedDecimal(type.precision + 4, type.scale + 4) : new DoubleType();
}

/** An aggregate of DuckDB's that has Spark's answers. */
const plain = (name: string, parameters: Parameters, gives: AggregateSpec["gives"]): AggregateSpec => ({
  kind: "aggregate",
  takes: parameters,
  gives,
  nullable: always,
  sql: (args, how) => how.over(`${name}(${how.distinct}${args.join(", ")})`),
});

/** One value of a type that has an order. */
const comparable: Parameters = {
  counts: "1",
  of: (args, name) => (args.length === 1 ? ordered([any], args, name) : undefined),
};

/** Where DuckDB has another order of nested values than Spark, by what it sorts them by. */
const extreme = (name: string): AggregateSpec => ({
  ...plain(name, comparable, itself),
  sql([x], how, [p]) {
    const by = isNested(p!.type) ? sortedSql(x!, p!.type) : x;
    return how.over(by === x ? `${name}(${how.distinct}${x})` : `arg_${name}(${how.distinct}${x}, ${by})`);
  },
});

const extremeBy = (name: string, sqlName: string): AggregateSpec => ({
  ...plain(
    name,
    {
      counts: "2",
      of: (args) => (args.length === 2 ? [any, ...ordered([any], args.slice(1), name)] : undefined),
    },
    itself,
  ),
  sql: ([x, y], how, [, p]) =>
    how.over(`${sqlName}(${how.distinct}${x}, ${isNested(p!.type) ? sortedSql(y!, p!.type) : y})`),
});

const isNested = ({ typeName }: DataType) => typeName === "array" || typeName === "struct";

const NAN = "CAST('NaN' AS DOUBLE)";

/**
 * A moment of doubles. DuckDB's fails where a value is NaN or infinite; Spark's is NaN then, and null where it is of a sample and there is one value alone.
 */
const moment = (name: string, of: "sample" | "population"): AggregateSpec => ({
  ...plain(name, takes(double), toDouble),
  sql([x], how) {
    const { distinct } = how;
    const endless = how.over(`bool_or(NOT isfinite(${x}))`);
    const several = of === "sample" ? ` AND ${how.over(`count(${distinct}${x})`)} > 1` : "";
    const finite = how.over(`${name}(${distinct}CASE WHEN abs(${x}) <= 1e150 THEN ${x} END)`);
    const great = how.over(`bool_or(isfinite(${x}) AND abs(${x}) > 1e150)`);
    return `(CASE WHEN ${great} THEN ${TOO_GREAT} WHEN ${endless}${several} THEN ${NAN} ELSE ${finite} END)`;
  },
});

/** {@link moment} of two columns. */
const commonMoment = (name: string, of: "sample" | "population"): AggregateSpec => ({
  ...plain(name, takes(double, double), toDouble),
  sql([y, x], how) {
    const { distinct } = how;
    const finite = `isfinite(${y}) AND isfinite(${x})`;
    const endless = how.over(`bool_or(${y} IS NOT NULL AND ${x} IS NOT NULL AND NOT (${finite}))`);
    const alone =
      of === "sample" ? `WHEN ${how.over(`regr_count(${distinct}${y}, ${x})`)} <= 1 THEN NULL ` : "";
    const several = of === "sample" ? ` AND ${how.over(`regr_count(${distinct}${y}, ${x})`)} > 1` : "";
    const usual = how.over(
      `${name}(${distinct}CASE WHEN greatest(abs(${x}), abs(${y})) <= 1e150 THEN ${y} END, ${x})`,
    );
    const great = how.over(`bool_or(${finite} AND greatest(abs(${x}), abs(${y})) > 1e150)`);
    // Of values that are all the same, a correlation is nothing.
    const found = name === "corr" ? `(CASE WHEN NOT isnan(${usual}) THEN ${usual} END)` : usual;
    return `(CASE WHEN ${great} THEN ${TOO_GREAT} WHEN ${endless}${several} THEN ${NAN} ${alone}ELSE ${found} END)`;
  },
});

/** Strings one behind the other; null of none. DuckDB wants what stands between to be constant. */
const joined = (name: string): AggregateSpec => ({
  kind: "aggregate",
  takes: takes(text, null, text),
  gives: () => new StringType(),
  nullable: always,
  pretty: ([x, by = "NULL"]) => `${name}(${x}, ${by})`,
  sql([x], how, [, by]) {
    const between = by === undefined ? "" : textConstant(by, `the delimiter of F.${name}`);
    return how.over(`string_agg(${how.distinct}${x}, ${textSql(between ?? "")}${how.behind})`);
  },
});

const average: AggregateSpec = {
  kind: "aggregate",
  takes: takes(added),
  gives: ([a]) => averageType(a!.type),
  nullable: always,
  sql([a], how, [p]) {
    const { type } = p!;
    if (isInterval(type)) {
      const [total, rows] = ["sum", "count"].map((name) => how.over(`${name}(${how.distinct}${a})`));
      return `CAST(spark_half_up(CAST(${total} AS HUGEINT), nullif(${rows}, 0)) AS ${sqlType(type)})`;
    }
    if (!(type instanceof DecimalType)) return how.over(`avg(${how.distinct}CAST(${a} AS DOUBLE))`);
    const [sum, count] = ["sum", "count"].map((name) => how.over(`${name}(${how.distinct}${a})`));
    return averageSql(sum!, count!, type, averageType(type) as DecimalType);
  },
};

const TOO_LONG = raise("NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION", "A sum has more than 38 digits.");

/** DuckDB's sum of decimals may have a digit more than 38. @param otherwise SQL of what it is then */
function bounded(total: string, type: DataType, otherwise: string): string {
  if (!(type instanceof DecimalType) || type.precision + 10 <= 38) return total;
  // DuckDB has no such number that is 1 or more, so that nothing tells a sum that is too long.
  if (type.scale === 38) throw notEmbedded("a sum of decimals with 38 digits behind the point");
  return once([total], (sum) => {
    const digits = `length(ltrim(replace(CAST(abs(${sum}) AS VARCHAR), '.', ''), '0'))`;
    return `CASE WHEN ${digits} > 38 THEN ${otherwise} ELSE ${sum} END`;
  });
}

const sum: AggregateSpec = {
  kind: "aggregate",
  takes: takes(added),
  gives: ([a]) => sumType(a!.type),
  nullable: always,
  sql([a], how, [p]) {
    const type = sumType(p!.type);
    if (type instanceof DoubleType) return how.over(`sum(${how.distinct}CAST(${a} AS DOUBLE))`);
    // DuckDB's sums of whole numbers have 128 bits.
    const total = how.over(`sum(${how.distinct}${a})`);
    return bounded(`CAST(${total} AS ${sqlType(type)})`, p!.type, TOO_LONG);
  },
};

/** The first or the last, in the order of the rows; with a true behind it, of those that aren't null. */
const atEnd = (name: string, sqlName: string): AggregateSpec => ({
  kind: "aggregate",
  takes: takes(any, null, boolean),
  gives: itself,
  nullable: always,
  distinct: false,
  pretty: ([a]) => `${name}(${a})`,
  sql([a], how, [, ignores]) {
    if (ignores === undefined || (ignores.kind === "literal" && ignores.value !== true))
      return how.over(`${sqlName}(${a})`);
    if (sqlName === "first") return how.over(`any_value(${a})`);
    // What DuckDB calls a function of windows takes no filter, and an aggregate no such words.
    return how.windowed
      ? how.over(`last_value(${a} IGNORE NULLS)`)
      : how.over(`last(${a})`, `${a} IS NOT NULL`);
  },
});

/** One value that has no map in it. */
const withoutMaps: Parameters = {
  counts: "1",
  of(args, name) {
    if (args.length !== 1) return undefined;
    if (!hasMap(args[0]!.type)) return [any];
    const sqlExpr = `"${name}(${args[0]!.pretty})"`;
    throw analysisError(
      "DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE",
      `${sqlExpr}: maps can't be told apart.`,
      { sqlExpr, functionName: `\`${name}\``, dataType: '"MAP" or "COLLATED STRING"' },
      "42K09",
    );
  },
};

const collect = (name: string): AggregateSpec => ({
  kind: "aggregate",
  takes: name === "collect_set" ? withoutMaps : takes(any),
  gives: ([a]) => new ArrayType(a!.type, false),
  nullable: never,
  pretty: ([a]) => `${name}(${a})`,
  sql([a], how, [p]) {
    const [distinct, each] =
      name === "collect_set" ? ["DISTINCT ", groupedSql(a!, p!.type)] : [how.distinct, a];
    return `coalesce(list_filter(${how.over(`list(${distinct}${each})`)}, lambda x: x IS NOT NULL), CAST([] AS ${sqlType(p!.type)}[]))`;
  },
});

const ofBooleans = (name: string, sqlName: string): AggregateSpec => ({
  ...plain(sqlName, takes(boolean), () => new BooleanType()),
  pretty: ([a]) => `${name}(${a})`,
});

const aggregate = (spec: AggregateSpec): AggregateSpec => spec;

export const AGGREGATES: FunctionTable = {
  count: {
    kind: "aggregate",
    takes: takesMany(any, 1),
    gives: () => new LongType(),
    nullable: never,
    sql(args, how) {
      if (args.length === 1) return how.over(`count(${how.distinct}${args[0]})`);
      const complete = args.map((arg) => `${arg} IS NOT NULL`).join(" AND ");
      const row = `row(${args.join(", ")})`;
      return how.over(
        `count(${how.distinct}CASE WHEN ${complete} THEN ${how.distinct === "" ? "1" : row} END)`,
      );
    },
  },
  count_if: {
    kind: "aggregate",
    takes: takes(boolean),
    gives: () => new LongType(),
    nullable: never,
    sql: ([a], how) => how.over(`count(${how.distinct}CASE WHEN ${a} THEN true END)`),
  },
  sum,
  avg: average,
  mean: average,
  try_avg: average,
  try_sum: aggregate({
    ...sum,
    sql([a], how, [p]) {
      const type = sumType(p!.type);
      if (type instanceof DoubleType) return how.over(`sum(${how.distinct}CAST(${a} AS DOUBLE))`);
      const total = how.over(`sum(${how.distinct}${a})`);
      return bounded(`TRY_CAST(${total} AS ${sqlType(type)})`, p!.type, "NULL");
    },
  }),
  min: extreme("min"),
  max: extreme("max"),
  stddev: moment("stddev_samp", "sample"),
  std: moment("stddev_samp", "sample"),
  stddev_samp: moment("stddev_samp", "sample"),
  stddev_pop: moment("stddev_pop", "population"),
  variance: moment("var_samp", "sample"),
  var_samp: moment("var_samp", "sample"),
  var_pop: moment("var_pop", "population"),
  corr: commonMoment("corr", "sample"),
  covar_pop: commonMoment("covar_pop", "population"),
  covar_samp: commonMoment("covar_samp", "sample"),
  ...REGRESSIONS,
  regr_count: aggregate({
    ...plain("regr_count", takes(double, double), () => new LongType()),
    nullable: never,
    sql: ([y, x], how) => how.over(`regr_count(${y}, ${x})`),
  }),
  first: atEnd("first", "first"),
  first_value: atEnd("first_value", "first"),
  any_value: atEnd("any_value", "first"),
  last: atEnd("last", "last"),
  last_value: atEnd("last_value", "last"),
  collect_list: collect("collect_list"),
  array_agg: collect("collect_list"),
  collect_set: collect("collect_set"),
  max_by: extremeBy("max_by", "arg_max_null"),
  min_by: extremeBy("min_by", "arg_min_null"),
  bool_and: ofBooleans("bool_and", "bool_and"),
  every: ofBooleans("every", "bool_and"),
  bool_or: ofBooleans("bool_or", "bool_or"),
  some: ofBooleans("some", "bool_or"),
  any: ofBooleans("any", "bool_or"),
  bit_and: plain("bit_and", takes(integral), itself),
  bit_or: plain("bit_or", takes(integral), itself),
  bit_xor: plain("bit_xor", takes(integral), itself),
  listagg: joined("listagg"),
  string_agg: joined("string_agg"),
};
