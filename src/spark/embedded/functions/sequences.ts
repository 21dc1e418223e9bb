/** `sequence`: whole numbers, dates or moments that are equally far apart. */
import {
  ArrayType,
  CalendarIntervalType,
  DateType,
  DayTimeIntervalType,
  TimestampType,
  YearMonthIntervalType,
} from "../../types/index.js";
import { isIntegral } from "../expression/cast-rules.js";
import { NOT_SUPPORTED, raise } from "../expression/raise.js";
import { sqlType } from "../expression/sql-types.js";
import type { Typed } from "../expression/typed.js";
import { analysisError, callQuoted } from "./analysis-errors.js";
import { widerTypeOf } from "./coercion.js";
import type { FunctionTable, Parameter, Parameters, SqlContext } from "./function-spec.js";
import { addedSql } from "./moments.js";
import { once } from "./once.js";
import { alike, any } from "./parameters.js";

const MOMENTS: readonly string[] = ["date", "timestamp", "timestamp_ntz"];
const STEPS = [YearMonthIntervalType, DayTimeIntervalType, CalendarIntervalType];

const ends: Parameters = {
  counts: "[2, 3]",
  of(args, name) {
    if (args.length < 2 || args.length > 3) return undefined;
    const [first, last, step] = args as [Typed, Typed, Typed | undefined];
    if (args.every(({ type }) => isIntegral(type))) return alike(args);
    const areMoments = [first, last].every(({ type }) => MOMENTS.includes(type.typeName));
    if (areMoments && (step === undefined || STEPS.some((Class) => step.type instanceof Class))) {
      const common = widerTypeOf([first.type, last.type])!;
      const moment: Parameter = { allowed: '"TIMESTAMP"', accept: () => common };
      return [moment, moment, any].slice(0, args.length);
    }
    const sqlExpr = callQuoted(name, args);
    throw analysisError(
      "DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES",
      `${sqlExpr}: a sequence is of whole numbers or of moments.`,
      { sqlExpr, functionName: `\`${name}\`` },
      "42K09",
    );
  },
};

const wrong = raise(NOT_SUPPORTED, "F.sequence whose steps don't lead from its start to its stop");

function numbersSql(args: readonly string[], first: Typed): string {
  const [start, stop, step] = args.map((arg) => `CAST(${arg} AS BIGINT)`);
  const given = [start!, stop!, step ?? `CASE WHEN ${start} <= ${stop} THEN 1 ELSE -1 END`];
  const type = sqlType(new ArrayType(first.type, false));
  return once(given, (a, b, by) => {
    const leads = `(${by} > 0 AND ${a} <= ${b}) OR (${by} < 0 AND ${a} >= ${b}) OR (${by} = 0 AND ${a} = ${b})`;
    return `CASE WHEN ${a} IS NULL OR ${b} IS NULL OR ${by} IS NULL THEN NULL WHEN NOT (${leads}) THEN ${wrong} WHEN ${a} = ${b} THEN CAST([${a}] AS ${type}) ELSE CAST(generate_series(${a}, ${b}, ${by}) AS ${type}) END`;
  });
}

interface Step {
  readonly months: string;
  readonly days: string;
  readonly microseconds: string;
}

/** The parts of a step, each as a BIGINT. */
function stepOf(sql: string, typed: Typed): Step {
  if (typed.type instanceof YearMonthIntervalType)
    return { months: `CAST(${sql} AS BIGINT)`, days: "0", microseconds: "0" };
  if (typed.type instanceof DayTimeIntervalType) {
    return { months: "0", days: `(${sql} // 86400000000)`, microseconds: `(${sql} % 86400000000)` };
  }
  return {
    months: `(datepart('year', ${sql}) * 12 + datepart('month', ${sql}))`,
    days: `datepart('day', ${sql})`,
    microseconds: `(datepart('hour', ${sql}) * 3600000000 + datepart('minute', ${sql}) * 60000000 + datepart('microsecond', ${sql}))`,
  };
}

const DAY = 86_400_000_000;

/** Each is so many steps behind the first one, as clocks show days and months. */
function momentsSql(
  args: readonly string[],
  [first, , given]: readonly Typed[],
  context: SqlContext,
): string {
  const [start, stop, by] = args;
  const isDate = first!.type instanceof DateType;
  const step: Step =
    given === undefined
      ? { months: "0", days: `(CASE WHEN ${start} <= ${stop} THEN 1 ELSE -1 END)`, microseconds: "0" }
      : stepOf(by!, given);
  const words = sqlType(first!.type);
  const stamp = isDate ? new TimestampType() : first!.type;
  const typed = { ...first!, type: stamp };
  return once([start!, stop!, step.months, step.days, step.microseconds], (a, b, months, days, time) => {
    // As Spark guesses how long a month is; the least one has 28 days.
    const about = `(${months} * 28 * CAST(${DAY} AS HUGEINT) + ${days} * CAST(${DAY} AS HUGEINT) + ${time})`;
    const [from, to] = [a, b].map((end) => (isDate ? `CAST(${end} AS TIMESTAMP)` : end!));
    const length = `(epoch_us(${to}) - CAST(epoch_us(${from}) AS HUGEINT))`;
    const unknown = [a, b, months, days, time].map((part) => `${part} IS NULL`).join(" OR ");
    const leads = `(${about} > 0 AND ${a} <= ${b}) OR (${about} < 0 AND ${a} >= ${b}) OR (${about} = 0 AND ${a} = ${b})`;
    const count = `CAST(CASE WHEN ${about} = 0 THEN 1 ELSE ${length} // ${about} + 3 END AS BIGINT)`;
    // Dates have no zone.
    const zone: SqlContext = isDate ? { timeZone: "UTC" } : context;
    const one = addedSql(
      from!,
      typed,
      {
        months: `CAST(i * ${months} AS INTEGER)`,
        days: `CAST(i * ${days} AS INTEGER)`,
        microseconds: `CAST(i * ${time} AS BIGINT)`,
      },
      zone,
    );
    const all = `list_transform(range(${count}), lambda i: CAST(${one} AS ${words}))`;
    const within = `list_filter(${all}, lambda e: CASE WHEN ${about} > 0 THEN e <= ${b} ELSE e >= ${b} END)`;
    const notDays = isDate
      ? `WHEN ${time} <> 0 THEN ${raise(NOT_SUPPORTED, "F.sequence of dates whose step isn't of whole days")} `
      : "";
    return `CASE WHEN ${unknown} THEN NULL ${notDays}WHEN NOT (${leads}) THEN ${wrong} ELSE ${within} END`;
  });
}

export const SEQUENCES: FunctionTable = {
  sequence: {
    kind: "scalar",
    takes: ends,
    gives: ([start]) => new ArrayType(start!.type, false),
    sql: (args, typed, context) =>
      isIntegral(typed[0]!.type) ? numbersSql(args, typed[0]!) : momentsSql(args, typed, context),
  },
};
