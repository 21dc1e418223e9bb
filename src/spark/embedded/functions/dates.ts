/** Functions of dates and timestamps. What shows or reads a clock does it in the session's time zone. */
import {
  type DataType,
  DateType,
  DecimalType,
  IntegerType,
  LongType,
  StringType,
  TimestampNTZType,
  TimestampType,
  type TypeName,
} from "../../types/index.js";
import { isText } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { localSql, utcSql } from "../expression/time-zone-sql.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { textConstant } from "./constants.js";
import type { FunctionTable, Parameter, ScalarSpec, SqlContext } from "./function-spec.js";
import { once } from "./once.js";
import { date, int, integral, long, string, takes, timestamp } from "./parameters.js";

const toInt = () => new IntegerType();
const toDate = () => new DateType();
const toLong = () => new LongType();
const always = () => true;

/** A timestamp, with or without a zone; a date or a string becomes one with. */
const moment: Parameter = {
  allowed: '"TIMESTAMP"',
  accept: (given, arg) => (given instanceof TimestampNTZType ? given : timestamp.accept(given, arg)),
};

const ofDate = (sql: (d: string) => string, gives: () => DataType = toInt): ScalarSpec => ({
  kind: "scalar",
  takes: takes(date),
  gives,
  sql: ([d]) => (gives === toInt ? `CAST(${sql(d!)} AS INTEGER)` : sql(d!)),
});

/** What the clocks say, of a timestamp of either kind. */
function wallOf(sql: string, { type }: Typed, { timeZone }: SqlContext): string {
  return type instanceof TimestampNTZType ? sql : localSql(sql, timeZone);
}

const ofClock = (name: string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(moment),
  gives: toInt,
  sql: ([t], [a], context) => `CAST(${name}(${wallOf(t!, a!, context)}) AS INTEGER)`,
});

const days = (sign: string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(date, int),
  gives: toDate,
  sql: ([d, n]) => `(${d} ${sign} ${n})`,
});

/** Of the names that Spark knows, DuckDB's. */
const UNITS: Readonly<Record<string, string>> = {
  year: "year",
  yyyy: "year",
  yy: "year",
  quarter: "quarter",
  month: "month",
  mon: "month",
  mm: "month",
  week: "week",
  day: "day",
  dd: "day",
  hour: "hour",
  minute: "minute",
  second: "second",
  millisecond: "millisecond",
  microsecond: "microsecond",
};
const WITHIN_DAY: ReadonlySet<string> = new Set(["hour", "minute", "second", "millisecond", "microsecond"]);
const DATE_UNITS: readonly string[] = ["year", "quarter", "month", "week"];

/** SQL that truncates by a unit which may be a column's. */
function truncated(
  unit: string,
  typed: Typed,
  units: Readonly<Record<string, string>>,
  by: (part: string) => string,
): string {
  const whens = Object.entries(units).map(([name, part]) => [name, by(part)] as const);
  if (typed.kind === "literal") {
    const known = whens.find(([name]) => name === String(typed.value).toLowerCase());
    return known === undefined ? "CAST(NULL AS TIMESTAMP)" : known[1];
  }
  return `CASE lower(${unit}) ${whens.map(([name, sql]) => `WHEN '${name}' THEN ${sql}`).join(" ")} END`;
}

const dateUnits = Object.fromEntries(Object.entries(UNITS).filter(([, part]) => DATE_UNITS.includes(part)));

/** What isn't of this type isn't cast to it. */
const only = (parameter: Parameter, name: TypeName): Parameter => ({
  allowed: parameter.allowed,
  accept: (given, arg) =>
    given.typeName === name || given.typeName === "void" ? parameter.accept(given, arg) : undefined,
});

const epoch = (sql: (us: string) => string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(only(timestamp, "timestamp")),
  gives: toLong,
  sql: ([t]) => sql(`epoch_us(${t})`),
});

const fromEpoch = (factor: number): ScalarSpec => ({
  kind: "scalar",
  takes: takes(integral),
  gives: () => new TimestampType(),
  sql: ([n]) => (factor === 1 ? `make_timestamp(${n})` : `make_timestamp(${n} * ${factor})`),
});

const inZone = (sql: (t: string, zone: string) => string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(timestamp, string),
  gives: () => new TimestampType(),
  sql([t], [, typed]) {
    const zone = textConstant(typed!, "a time zone");
    return zone === null ? "CAST(NULL AS TIMESTAMP)" : sql(t!, zone);
  },
});

const named = (format: string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(date),
  gives: () => new StringType(),
  sql: ([d]) => `strftime(${d}, '${format}')`,
});

const scalar = (spec: ScalarSpec): ScalarSpec => spec;

export const DATES: FunctionTable = {
  year: ofDate((d) => `year(${d})`),
  month: ofDate((d) => `month(${d})`),
  day: ofDate((d) => `day(${d})`),
  dayofmonth: ofDate((d) => `day(${d})`),
  quarter: ofDate((d) => `quarter(${d})`),
  dayofyear: ofDate((d) => `dayofyear(${d})`),
  // From 1, Sunday; DuckDB counts from 0.
  dayofweek: ofDate((d) => `dayofweek(${d}) + 1`),
  // From 0, Monday.
  weekday: ofDate((d) => `isodow(${d}) - 1`),
  weekofyear: ofDate((d) => `week(${d})`),
  hour: ofClock("hour"),
  minute: ofClock("minute"),
  second: ofClock("second"),
  date_add: days("+"),
  dateadd: scalar({ ...days("+"), pretty: ([d, n]) => `date_add(${d}, ${n})` }),
  date_sub: days("-"),
  datediff: {
    kind: "scalar",
    takes: takes(date, date),
    gives: toInt,
    sql: ([a, b]) => `CAST(${a} - ${b} AS INTEGER)`,
  },
  date_diff: {
    kind: "scalar",
    takes: takes(date, date),
    gives: toInt,
    sql: ([a, b]) => `CAST(${a} - ${b} AS INTEGER)`,
  },
  add_months: {
    kind: "scalar",
    takes: takes(date, int),
    gives: toDate,
    sql: ([d, n]) => `CAST(${d} + to_months(${n}) AS DATE)`,
  },
  last_day: ofDate((d) => `last_day(${d})`, toDate),
  make_date: {
    kind: "scalar",
    takes: takes(int, int, int),
    gives: toDate,
    sql: ([y, m, d]) =>
      `(CASE WHEN ${y} IS NULL OR ${m} IS NULL OR ${d} IS NULL THEN NULL ELSE coalesce(TRY(make_date(CAST(${y} AS BIGINT), CAST(${m} AS BIGINT), CAST(${d} AS BIGINT))), ${raise("DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", "There is no such date.")}) END)`,
  },
  date_from_unix_date: {
    kind: "scalar",
    takes: takes(int),
    gives: toDate,
    sql: ([n]) => `(DATE '1970-01-01' + ${n})`,
  },
  unix_date: { ...ofDate((d) => `${d} - DATE '1970-01-01'`), takes: takes(only(date, "date")) },
  date_trunc: {
    kind: "scalar",
    takes: takes(string, timestamp),
    gives: () => new TimestampType(),
    nullable: always,
    sql: ([unit, t], [typed], { timeZone }) =>
      once([t!], (moment) => {
        const wall = localSql(moment!, timeZone);
        return truncated(unit!, typed!, UNITS, (part) => {
          const cut = `date_trunc('${part}', ${wall})`;
          // Within a day it is as much earlier: the clock shows some hours twice.
          return WITHIN_DAY.has(part)
            ? `(${moment} - (${wall} - ${cut}))`
            : utcSql(`CAST(${cut} AS TIMESTAMP)`, timeZone);
        });
      }),
  },
  trunc: {
    kind: "scalar",
    takes: takes(date, string),
    gives: toDate,
    nullable: always,
    sql: ([d, unit], [, typed]) =>
      `CAST(${truncated(unit!, typed!, dateUnits, (part) => `date_trunc('${part}', ${d})`)} AS DATE)`,
  },
  unix_seconds: epoch((us) => `spark_floor_div(${us}, 1000000)`),
  unix_millis: epoch((us) => `spark_floor_div(${us}, 1000)`),
  unix_micros: epoch((us) => us),
  timestamp_seconds: {
    ...fromEpoch(1_000_000),
    takes: takes({
      allowed: '"NUMERIC"',
      accept(given, arg) {
        if (given instanceof DecimalType)
          throw notEmbedded("timestamp_seconds of decimals", "Cast to double");
        return isText(given) ? undefined : long.accept(given, arg);
      },
    }),
  },
  timestamp_millis: fromEpoch(1000),
  timestamp_micros: fromEpoch(1),
  to_utc_timestamp: inZone(utcSql),
  from_utc_timestamp: inZone(localSql),
  dayname: named("%a"),
  monthname: named("%b"),
};
