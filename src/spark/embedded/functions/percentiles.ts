/** Percentiles, of all values in their order: a list of them is sorted for each group. */
import {
  ArrayType,
  type DataType,
  DayTimeIntervalType,
  DecimalType,
  DoubleType,
  type TypeName,
  YearMonthIntervalType,
} from "../../types/index.js";
import { isNumeric } from "../expression/cast-rules.js";
import { sqlType } from "../expression/sql-types.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import { constantOf } from "./constants.js";
import type { AggregateSpec, FunctionTable, Parameter } from "./function-spec.js";
import { once } from "./once.js";
import { boolean, double, integral, takes } from "./parameters.js";
import { modeOfSet, withoutOrder } from "./statistics.js";

const always = () => true;
const MOMENTS: readonly TypeName[] = ["date", "timestamp", "timestamp_ntz"];

/** A share from 0 to 1, or an array of them. */
const shares: Parameter = {
  allowed: '"DOUBLE" or "ARRAY<DOUBLE>"',
  accept: (given, arg) =>
    given instanceof ArrayType
      ? new ArrayType(new DoubleType(), given.containsNull)
      : double.accept(given, arg),
};

/** What the shares are. @throws AnalysisException for one that isn't from 0 to 1, NotSupportedError for what isn't constant */
function sharesOf(typed: Typed, name: string): readonly number[] {
  const numbers = itemsOf(typed)
    .map(numberOf)
    .filter((share) => share !== undefined);
  if (numbers.length < itemsOf(typed).length) {
    throw notEmbedded(`F.${name} of a percentage that isn't a constant`, "Write it as a literal");
  }
  const wrong = numbers.find((share) => !(share >= 0 && share <= 1));
  if (wrong !== undefined) {
    throw analysisError(
      "DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE",
      `A percentage is from 0 to 1, and one is ${wrong}.`,
      {
        exprName: "percentage",
        valueRange: "[0.0, 1.0]",
        currentValue: String(wrong),
        sqlExpr: typed.pretty,
      },
      "42K09",
    );
  }
  return numbers;
}

function numberOf(typed: Typed): number | undefined {
  if (typed.kind === "cast" && isNumeric(typed.type)) return numberOf(typed.child);
  const value = constantOf(typed);
  return value === undefined || value === null ? undefined : Number(String(value));
}

function itemsOf(typed: Typed): readonly Typed[] {
  if (typed.kind === "cast" && typed.type instanceof ArrayType) return itemsOf(typed.child);
  if (typed.kind === "call" && typed.name === "array") return typed.args;
  if (typed.kind === "literal" && typed.type instanceof ArrayType && Array.isArray(typed.value)) {
    const type = typed.type.elementType;
    return typed.value.map((value) => ({
      kind: "literal",
      value,
      type,
      nullable: false,
      pretty: String(value),
    }));
  }
  return [typed];
}

type AtShare = (list: string, share: number) => string;

/** Between two neighbours, as near to either as the place is. */
const between: AtShare = (list, share) =>
  once([`CAST(${share} AS DOUBLE) * (len(${list}) - 1)`, list], (place, all) =>
    once(
      [`${all}[CAST(floor(${place}) AS BIGINT) + 1]`, `${all}[CAST(ceil(${place}) AS BIGINT) + 1]`, place!],
      (low, high, at) =>
        `CASE WHEN ${low} = ${high} THEN ${low} ELSE ${low} + (${high} - ${low}) * (${at} - floor(${at})) END`,
    ),
  );

/** The first that so great a share isn't before. */
const atLeast: AtShare = (list, share) =>
  once([list], (all) => `${all}[CAST(greatest(ceil(CAST(${share} AS DOUBLE) * len(${all})), 1) AS BIGINT)]`);

function sortedSql(x: string, how: Parameters<AggregateSpec["sql"]>[1], descending: boolean): string {
  const list = how.over(`list(${how.distinct}${x})`, `${x} IS NOT NULL`);
  return `${descending ? "list_reverse_sort" : "list_sort"}(${list})`;
}

function pickSql(sorted: string, at: AtShare, typed: Typed, name: string, element: DataType): string {
  const given = sharesOf(typed, name);
  return once([sorted], (all) => {
    const picked = given.map((share) => at(all!, share));
    const made =
      typed.type instanceof ArrayType ? `CAST([${picked.join(", ")}] AS ${sqlType(element)}[])` : picked[0];
    return `CASE WHEN len(${all}) > 0 THEN ${made} END`;
  });
}

/** The shares are looked at first, so that a wrong one is known before anything runs. */
function resultOf(element: DataType, share: Typed, name: string): DataType {
  sharesOf(share, name);
  return share.type instanceof ArrayType ? new ArrayType(element, false) : element;
}

/** Numbers, and intervals with all their fields. @throws AnalysisException UNSUPPORTED_TIME_TYPE for days and moments, of which Spark has none */
const spread: Parameter = {
  allowed: double.allowed,
  accept(given, arg) {
    if (given instanceof YearMonthIntervalType) return new YearMonthIntervalType();
    if (given instanceof DayTimeIntervalType) return new DayTimeIntervalType();
    if (MOMENTS.includes(given.typeName)) {
      throw analysisError("UNSUPPORTED_TIME_TYPE", "The data type TIME isn't supported.", {}, "0A000");
    }
    return double.accept(given, arg);
  },
};

/** Intervals go by way of doubles, and lose what is less than one of their units. */
function asInterval(at: AtShare, type: DataType): AtShare {
  if (type instanceof DoubleType) return at;
  const [most, words] =
    type instanceof YearMonthIntervalType ? ["2147483647", "INTEGER"] : ["9223372036854775807", "BIGINT"];
  return (list, share) =>
    once([at(list, share)], (x) => `CAST(least(CAST(trunc(${x}) AS HUGEINT), ${most}) AS ${words})`);
}

const exact = (name: string, at: AtShare, ofSet: boolean): AggregateSpec => ({
  kind: "aggregate",
  takes: ofSet ? takes(spread, shares, boolean) : takes(spread, shares, null, integral),
  gives: ([x, share]) => resultOf(x!.type, share!, name),
  nullable: always,
  pretty: ([x, share, count = "1"]) => `${name}(${x}, ${share}, ${count})`,
  sql([x], how, [typed, share, third]) {
    const value = third === undefined ? 1 : constantOf(third);
    if (!ofSet && Number(value) !== 1) {
      throw notEmbedded(`F.${name} with a frequency`);
    }
    const { type } = typed!;
    const sorted = sortedSql(`CAST(${x} AS DOUBLE)`, how, ofSet && value === true);
    return pickSql(sorted, asInterval(at, type), share!, name, type);
  },
});

/** Numbers and moments. Spark goes by way of doubles, which changes long numbers. */
const measured: Parameter = {
  allowed: '("NUMERIC", "DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "INTERVAL")',
  accept: (given, arg) =>
    isNumeric(given) || [...MOMENTS, "yearmonthinterval", "daytimeinterval"].includes(given.typeName)
      ? given
      : double.accept(given, arg),
};

/**
 * One of the values. Spark's answer may be one so near that `1 / accuracy` of all lie between; here it is the exact one, which is Spark's too
 * as long as the values are fewer than half the accuracy.
 */
const approximate: AggregateSpec = {
  kind: "aggregate",
  takes: takes(measured, shares, null, integral),
  gives: ([x, share]) => resultOf(x!.type, share!, "percentile_approx"),
  nullable: always,
  pretty: ([x, share, accuracy = "10000"]) => `percentile_approx(${x}, ${share}, ${accuracy})`,
  sql([x], how, [a, share, accuracy]) {
    const { type } = a!;
    const words = sqlType(type);
    if (type instanceof DecimalType && type.precision > 15) {
      throw notEmbedded("F.percentile_approx of decimals of more than 15 digits", "Cast to double first");
    }
    const given = accuracy === undefined ? 10_000 : Number(constantOf(accuracy));
    if (!(given > 0 && given <= 2 ** 31 - 1)) {
      throw notEmbedded(
        "F.percentile_approx of an accuracy that isn't a positive constant",
        "Write it as a literal",
      );
    }
    const error = 1 / given;
    const at: AtShare = (list, part) =>
      part <= error ? `${list}[1]` : part >= 1 - error ? `${list}[-1]` : atLeast(list, part);
    const value = type.typeName === "long" ? `CAST(CAST(${x} AS DOUBLE) AS HUGEINT)` : x!;
    const found = pickSql(sortedSql(value, how, false), at, share!, "percentile_approx", type);
    if (type.typeName !== "long") return found;
    const bounded = (n: string) => `CAST(least(${n}, 9223372036854775807) AS ${words})`;
    return share!.type instanceof ArrayType ? found : bounded(found);
  },
};

/** Those whose values stand behind `WITHIN GROUP`: of a value, the shares, and whether the greatest comes first. */
export const ORDERED_SETS: FunctionTable = {
  percentile_cont: exact("percentile_cont", between, true),
  percentile_disc: exact("percentile_disc", atLeast, true),
  mode: modeOfSet,
};

/** Without its order, which the analyzer puts in front of the share. */
const ofOrder = (name: string): AggregateSpec => ({
  kind: "aggregate",
  takes: takes(shares),
  gives: ([share]) => resultOf(new DoubleType(), share!, name),
  nullable: always,
  sql() {
    throw withoutOrder(name);
  },
});

/** DuckDB's of numbers, which is quicker than a list. */
const median: AggregateSpec = {
  kind: "aggregate",
  takes: takes(spread),
  gives: ([x]) => x!.type,
  nullable: always,
  sql([x], how, [a]) {
    if (a!.type instanceof DoubleType) return how.over(`median(${how.distinct}${x})`);
    const middle = asInterval(between, a!.type);
    const sorted = sortedSql(`CAST(${x} AS DOUBLE)`, how, false);
    return once([sorted], (all) => `CASE WHEN len(${all}) > 0 THEN ${middle(all!, 0.5)} END`);
  },
};

export const PERCENTILES: FunctionTable = {
  median,
  percentile_cont: ofOrder("percentile_cont"),
  percentile_disc: ofOrder("percentile_disc"),
  percentile: exact("percentile", between, false),
  percentile_approx: approximate,
  approx_percentile: {
    ...approximate,
    pretty: (args: readonly string[]) =>
      `approx_percentile(${[...args, ...["10000"].slice(args.length - 2)].join(", ")})`,
  },
};
