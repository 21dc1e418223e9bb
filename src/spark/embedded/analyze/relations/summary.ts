/** `describe` and `summary`: statistics as rows of text, of the columns that are numbers or strings. */
import { IllegalArgumentException, SparkRuntimeException } from "../../../errors/index.js";
import { attribute as named, relation } from "../../../plan/index.js";
import {
  type DataType,
  DecimalType,
  doubleText,
  FloatType,
  floatText,
  StringType,
  StructField,
  StructType,
} from "../../../types/index.js";
import { castOf, isIntegral, isNumeric, isText } from "../../expression/cast-rules.js";
import type { AggregateExpr, Typed } from "../../expression/typed.js";
import { resolveCall } from "../../functions/resolve-call.js";
import { ambiguousReference, analysisError } from "../analysis-errors.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import type { PlanNode } from "../plan-node.js";
import { quantilesOf } from "./quantiles.js";
import { aggregated, DOUBLE } from "./statistics.js";

const TEXT = new StringType();
const OF_DESCRIBE = ["count", "mean", "stddev", "min", "max"];
const OF_SUMMARY = ["count", "mean", "stddev", "min", "25%", "50%", "75%", "max"];

/** Of Spark's percentiles, which are as exact as one of 10,000. */
const RELATIVE_ERROR = 1 / 10_000;

export const describe: Analyze<"describe"> = async (analyzer, { input, cols }) => {
  const selected =
    cols.length === 0
      ? input
      : relation("project", { input: input!, expressions: cols.map((name) => named(name)) });
  return summarized(analyzer, await analyzer.relation(selected), OF_DESCRIBE);
};

export const summary: Analyze<"summary"> = async (analyzer, { input, statistics }) =>
  summarized(analyzer, await analyzer.relation(input), statistics.length === 0 ? OF_SUMMARY : statistics);

/** A column, and the same as numbers: strings that aren't any are null. */
interface Column {
  readonly name: string;
  readonly value: Typed;
  readonly number: Typed;
}

async function summarized(
  analyzer: Analyzer,
  child: PlanNode,
  statistics: readonly string[],
): Promise<PlanNode> {
  const shares = statistics.filter((name) => name.endsWith("%")).map(shareOf);
  if (!shares.every((share) => share >= 0 && share <= 1)) {
    throw new IllegalArgumentException("A percentile of summary is from 0% to 100%.");
  }
  const columns: Column[] = [];
  for (const { name, type } of child.output) {
    if (!isNumeric(type) && !isText(type)) continue;
    // One column that is there twice is no trouble elsewhere.
    const alike = child.output.filter((other) => analyzer.same(other.name, name));
    if (alike.length > 1) throw ambiguousReference([name], alike);
    const value = await analyzer.expression(child, named(name));
    const number = isText(type) ? castOf(value, DOUBLE, { mode: "try" }) : value;
    columns.push({ name, value, number });
  }
  const values = columns.map((column) => statistics.map((name) => statisticOf(analyzer, column, name)));
  const clash = columns.find(({ name }) => analyzer.same(name, "summary"));
  if (clash !== undefined) throw summaryTwice();
  const schema = new StructType(
    ["summary", ...columns.map(({ name }) => name)].map((name) => new StructField(name, TEXT)),
  );
  // Distinct values of several columns take Spark a pass more, behind which decimals have all their digits.
  const padded = columns.length > 1 && statistics.some((name) => name.toLowerCase() === "count_distinct");
  return analyzer.session.rows("Summary", schema, async () => {
    if (columns.length > 0) refuseTwice(statistics);
    const texts = await aggregated(
      analyzer,
      child,
      values.flatMap((ofColumn) => ofColumn.filter((value) => value !== undefined)),
    );
    const percentiles = await percentilesOf(analyzer, child, columns, shares, padded);
    let at = 0;
    const cells = values.map((ofColumn, i) => {
      let share = 0;
      return ofColumn.map((value) =>
        value === undefined ? (percentiles[i]![share++] ?? null) : texts[at++],
      );
    });
    return statistics.map((name, row) => [name, ...cells.map((ofColumn) => ofColumn[row])]);
  });
}

function shareOf(name: string): number {
  const text = name.slice(0, -1).trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw unknownStatistic(name);
  return Number(text) / 100;
}

/** As text; nothing for a percentile, which is computed apart. */
function statisticOf({ session }: Analyzer, { value, number }: Column, name: string): Typed | undefined {
  if (name.endsWith("%")) return undefined;
  const made = (of: string, arg: Typed, distinct = false) =>
    castOf(resolveCall(of, [arg], { distinct }, session), TEXT);
  switch (name.toLowerCase()) {
    case "count":
    case "min":
    case "max":
    case "approx_count_distinct":
      return made(name, value);
    case "count_distinct":
      return made("count", value, true);
    case "mean":
      return made(name, number);
    case "stddev":
      return castOf(deviation(castOf(number, DOUBLE)), TEXT);
    default:
      throw unknownStatistic(name);
  }
}

/** DuckDB's fails where a value is NaN or infinite; Spark's is NaN then, if there are two values. */
function deviation(number: Typed): AggregateExpr {
  return {
    kind: "aggregate",
    name: "deviation",
    args: [number],
    distinct: false,
    filter: undefined,
    sql: ([x], how) => {
      const [endless, count] = [how.over(`bool_or(NOT isfinite(${x}))`), how.over(`count(${x})`)];
      const finite = how.over(`stddev_samp(CASE WHEN isfinite(${x}) THEN ${x} END)`);
      return `CASE WHEN ${endless} AND ${count} > 1 THEN CAST('NaN' AS DOUBLE) ELSE ${finite} END`;
    },
    type: DOUBLE,
    nullable: true,
    pretty: number.pretty,
  };
}

async function percentilesOf(
  analyzer: Analyzer,
  child: PlanNode,
  columns: readonly Column[],
  probabilities: readonly number[],
  padded: boolean,
): Promise<string[][]> {
  if (probabilities.length === 0) return columns.map(() => []);
  const found = await quantilesOf(
    analyzer,
    child,
    columns.map(({ number }) => ({
      column: castOf(number, DOUBLE),
      probabilities,
      relativeError: RELATIVE_ERROR,
    })),
  );
  return found.map((numbers, i) => numbers.map(percentileText(columns[i]!.number.type, padded)));
}

const LONGEST = 2n ** 63n - 1n;

/** Spark finds percentiles among doubles, whatever the column's type, and makes one of the type again. */
function percentileText(type: DataType, padded: boolean): (value: number) => string {
  if (isIntegral(type)) {
    return (value) => {
      const whole = BigInt(Math.trunc(value));
      return String(whole > LONGEST ? LONGEST : whole);
    };
  }
  if (type instanceof FloatType) return floatText;
  if (!(type instanceof DecimalType)) return doubleText;
  return (value) => {
    const text = plainText(doubleText(value));
    return padded ? toScale(text, type.scale) : text;
  };
}

/** Without an exponent: a decimal that was a double has the double's digits, and not as many as its type. */
function plainText(text: string): string {
  const [, sign, whole, fraction, exponent] = /^(-?)(\d+)\.(\d+)(?:E(-?\d+))?$/.exec(text)!;
  const point = whole!.length + Number(exponent ?? 0);
  if (exponent === undefined) return text;
  const digits = `${whole}${fraction}`;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits.padEnd(point, "0")}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

function toScale(text: string, scale: number): string {
  const [whole, fraction = ""] = text.split(".");
  return scale === 0 ? whole! : `${whole}.${fraction.slice(0, scale).padEnd(scale, "0")}`;
}

function unknownStatistic(name: string): IllegalArgumentException {
  return new IllegalArgumentException(
    `[UNRECOGNIZED_STATISTIC] There is no statistic '${name}'. There are count, count_distinct, approx_count_distinct, mean, stddev, min, max, and shares as 25%. SQLSTATE: 42704`,
    { condition: "UNRECOGNIZED_STATISTIC", messageParameters: { stats: `'${name}'` }, sqlState: "42704" },
  );
}

/** Spark makes a map of a column's statistics. */
function refuseTwice(statistics: readonly string[]): void {
  const twice = statistics.find((name, i) => statistics.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new SparkRuntimeException(
    `[DUPLICATED_MAP_KEY] The statistic ${twice} is asked for twice. SQLSTATE: 23505`,
    { condition: "DUPLICATED_MAP_KEY", messageParameters: { key: twice }, sqlState: "23505" },
  );
}

/** The names of the statistics are in a column of that name, which Spark takes the other for. */
function summaryTwice(): Error {
  return analysisError(
    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
    "A column is called summary, as the column of the statistics' names is; rename it.",
    {
      sqlExpr: '"element_at(summary, summary)"',
      paramIndex: "first",
      requiredType: '("ARRAY" or "MAP")',
      inputSql: '"summary"',
      inputType: '"STRING"',
    },
    "42K09",
  );
}
