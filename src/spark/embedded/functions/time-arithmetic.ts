/** `+ - * /` of dates, moments and intervals, which are other functions than those of numbers. */
import { NotSupportedError } from "../../../errors.js";
import {
  type DataType,
  DateType,
  DayTimeIntervalType,
  type DecimalType,
  TimestampNTZType,
  TimestampType,
  type TypeName,
  YearMonthIntervalType,
} from "../../types/index.js";
import { castOf, isFloating, isIntegral, isNumeric } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { localSql } from "../expression/time-zone-sql.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";
import { tightestType } from "./coercion.js";
import { unscaled } from "./decimal-sql.js";
import type { FunctionSpec, ScalarSpec } from "./function-spec.js";
import { addedSql } from "./moments.js";
import { once } from "./once.js";
import { any, takes } from "./parameters.js";

const OF_TIME: readonly TypeName[] = [
  "date",
  "timestamp",
  "timestamp_ntz",
  "interval",
  "yearmonthinterval",
  "daytimeinterval",
];
const MOMENTS: readonly TypeName[] = ["timestamp", "timestamp_ntz"];
const INTERVALS: readonly TypeName[] = ["yearmonthinterval", "daytimeinterval"];

export interface TimeOperation {
  readonly name: string;
  /** Left out: that of the registry. */
  readonly spec?: FunctionSpec;
  readonly args: readonly Typed[];
  readonly pretty?: string;
}

/** The function that an operator stands for, with its arguments in their order; undefined when it is of numbers. */
export function timeOperation(name: string, args: readonly Typed[]): TimeOperation | undefined {
  const [a, b] = args;
  if (a !== undefined && args.length === 1) return ofOne(name, a);
  if (!["+", "-", "*", "/"].includes(name) || a === undefined || b === undefined || args.length !== 2)
    return undefined;
  if (!args.some(({ type }) => OF_TIME.includes(type.typeName))) return undefined;
  const found =
    name === "+" || name === "-"
      ? (sum(name, a, b) ?? (name === "+" ? sum(name, b, a) : undefined))
      : scaled(name, a, b);
  if (found !== undefined) return found;
  throw new NotSupportedError(
    `${a.type.simpleString()} ${name} ${b.type.simpleString()}`,
    "the embedded engine",
    "connect to Spark for this: SparkSession.builder.remote(…)",
  );
}

const isDays = ({ type }: Typed) => isIntegral(type) && type.typeName !== "long";
const isOnlyDays = ({ type }: Typed) =>
  type instanceof DayTimeIntervalType &&
  type.startField === DayTimeIntervalType.DAY &&
  type.endField === DayTimeIntervalType.DAY;
const is = (typed: Typed, ...names: readonly TypeName[]) => names.includes(typed.type.typeName);

function scalar(gives: DataType, sql: ScalarSpec["sql"], nullable?: ScalarSpec["nullable"]): ScalarSpec {
  return { kind: "scalar", takes: takes(any, any), gives: () => gives, sql, ...(nullable && { nullable }) };
}

function sum(symbol: string, a: Typed, b: Typed): TimeOperation | undefined {
  // Spark writes the moment first, without brackets, and shows how it takes days out of an interval.
  const infix = `${a.pretty} ${symbol} ${b.pretty}`;
  const isMoved = is(b, ...INTERVALS, "interval") && is(a, "date", ...MOMENTS);
  const days = `extractansiintervaldays(${b.pretty})`;
  const pretty =
    is(a, "date") && isOnlyDays(b)
      ? `date_add(${a.pretty}, ${symbol === "-" ? `(- ${days})` : days})`
      : isMoved
        ? infix
        : `(${infix})`;
  const op = (spec: FunctionSpec, args: readonly Typed[] = [a, b]): TimeOperation => ({
    name: `${symbol} of time`,
    spec,
    args,
    pretty,
  });
  const minus = symbol === "-" ? "-" : "";
  if (is(a, "date") && isDays(b)) return { name: minus === "" ? "date_add" : "date_sub", args: [a, b] };
  if (symbol === "-" && is(a, "date") && is(b, "date")) {
    return op(scalar(DAYS, ([x, y]) => `(CAST(${x} - ${y} AS BIGINT) * 86400000000)`));
  }
  if (symbol === "-" && [a, b].every((each) => is(each, "date", ...MOMENTS, "string")))
    return difference(a, b, op);
  if (is(a, "date") && isOnlyDays(b)) {
    return op(scalar(new DateType(), ([d, n]) => `(${d} + CAST(${minus}${n} // 86400000000 AS INTEGER))`));
  }
  if (is(a, "date", ...MOMENTS) && is(b, "daytimeinterval")) {
    const from = is(a, "date") ? castOf(a, new TimestampType()) : a;
    // Days are those of clocks, what is less is time that passes.
    return op(
      scalar(from.type, (args, [typed], context) =>
        once(args, (t, n) =>
          addedSql(
            t!,
            typed!,
            {
              days: `CAST(${minus}${n} // 86400000000 AS INTEGER)`,
              microseconds: `(${minus}${n} % 86400000000)`,
            },
            context,
          ),
        ),
      ),
      [from, b],
    );
  }
  if (is(a, "date") && is(b, "yearmonthinterval")) {
    return op(scalar(new DateType(), ([d, n]) => `CAST(${d} + to_months(${minus}${n}) AS DATE)`));
  }
  if (is(a, ...MOMENTS) && is(b, "yearmonthinterval")) {
    return op(
      scalar(a.type, (args, [typed], context) =>
        once(args, (t, n) => addedSql(t!, typed!, { months: `${minus}${n}` }, context)),
      ),
    );
  }
  if (is(a, "date") && is(b, "interval")) {
    const parts = (d: string, n: string) =>
      `CASE WHEN ${timeOf(n)} <> 0 AND ${d} IS NOT NULL THEN ${raise("INVALID_INTERVAL_WITH_MICROSECONDS_ADDITION", "A date has no time of the day to add to.")} ELSE ${n} END`;
    return op(scalar(new DateType(), ([d, n]) => `CAST(${d} + (${minus}(${parts(d!, n!)})) AS DATE)`));
  }
  if (is(a, ...MOMENTS) && is(b, "interval")) {
    return op(
      scalar(a.type, (args, [typed], context) =>
        once(args, (t, n) =>
          addedSql(
            t!,
            typed!,
            {
              months: `CAST(${minus}(${monthsOf(n!)}) AS INTEGER)`,
              days: `CAST(${minus}${daysOf(n!)} AS INTEGER)`,
              microseconds: `CAST(${minus}(${timeOf(n!)}) AS BIGINT)`,
            },
            context,
          ),
        ),
      ),
    );
  }
  if (is(a, "interval") && is(b, "interval")) return op(scalar(a.type, ([x, y]) => `(${x} ${symbol} ${y})`));
  if (INTERVALS.includes(a.type.typeName) && a.type.typeName === b.type.typeName) {
    return op(scalar(tightestType(a.type, b.type)!, ([x, y]) => `(${x} ${symbol} ${y})`));
  }
  if ([a, b].every(({ type }) => INTERVALS.includes(type.typeName))) {
    throw analysisError(
      "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
      `"(${infix})": months and days don't add up, since months have different lengths.`,
      {
        sqlExpr: `"(${infix})"`,
        paramIndex: "second",
        requiredType: typeQuoted(a.type),
        inputSql: `"${b.pretty}"`,
        inputType: typeQuoted(b.type),
      },
      "42K09",
    );
  }
  return undefined;
}

/** The parts of one of Spark's old intervals. */
const monthsOf = (n: string) => `datepart('year', ${n}) * 12 + datepart('month', ${n})`;
const daysOf = (n: string) => `datepart('day', ${n})`;
const timeOf = (n: string) =>
  `(datepart('hour', ${n}) * 3600000000 + datepart('minute', ${n}) * 60000000 + datepart('microsecond', ${n}))`;

const DAYS = new DayTimeIntervalType(DayTimeIntervalType.DAY, DayTimeIntervalType.DAY);

/** Between what clocks show. */
function difference(
  a: Typed,
  b: Typed,
  op: (spec: FunctionSpec, args: readonly Typed[]) => TimeOperation,
): TimeOperation | undefined {
  const type = [a, b].some((each) => is(each, "timestamp"))
    ? new TimestampType()
    : [a, b].some((each) => is(each, "timestamp_ntz"))
      ? new TimestampNTZType()
      : undefined;
  if (type === undefined) return undefined;
  return op(
    scalar(new DayTimeIntervalType(), ([t, u], _, { timeZone }) => {
      const shown = (of: string) =>
        `epoch_us(${type instanceof TimestampType ? localSql(of, timeZone) : of})`;
      return `(${shown(t!)} - ${shown(u!)})`;
    }),
    [castOf(a, type), castOf(b, type)],
  );
}

/** Times a number, or through one: rounded to a whole number of months or microseconds, halves away from zero. */
function scaled(symbol: string, a: Typed, b: Typed): TimeOperation | undefined {
  const [interval, number] = INTERVALS.includes(a.type.typeName) ? [a, b] : [b, a];
  if (!INTERVALS.includes(interval.type.typeName) || !isNumeric(number.type)) return undefined;
  if (symbol === "/" && interval !== a) return undefined;
  const months = is(interval, "yearmonthinterval");
  const type = months ? new YearMonthIntervalType() : new DayTimeIntervalType();
  const words = months ? "INTEGER" : "BIGINT";
  const zero = raise("INTERVAL_DIVIDED_BY_ZERO", "An interval through zero.");
  const spec = scalar(type, (args) =>
    once(args, (n, by) => {
      const guarded = symbol === "/" ? `CASE WHEN ${by} = 0 THEN ${zero} ELSE ${by} END` : by!;
      if (isFloating(number.type))
        return `CAST(round(CAST(${n} AS DOUBLE) ${symbol} ${guarded}) AS ${words})`;
      if (isIntegral(number.type)) {
        const whole = `CAST(${n} AS HUGEINT)`;
        return `CAST(${symbol === "*" ? `${whole} * ${by}` : `spark_half_up(${whole}, CAST(${guarded} AS HUGEINT))`} AS ${words})`;
      }
      const digits = number.type as DecimalType;
      const tens = `CAST(1${"0".repeat(digits.scale)} AS HUGEINT)`;
      const whole = unscaled(symbol === "/" ? guarded : by!, digits);
      return symbol === "*"
        ? `CAST(spark_half_up(CAST(${n} AS HUGEINT) * ${whole}, ${tens}) AS ${words})`
        : `CAST(spark_half_up(CAST(${n} AS HUGEINT) * ${tens}, ${whole}) AS ${words})`;
    }),
  );
  return {
    name: `${symbol} of intervals`,
    spec,
    args: [interval, number],
    pretty: `(${interval.pretty} ${symbol} ${number.pretty})`,
  };
}

function ofOne(name: string, a: Typed): TimeOperation | undefined {
  if (!is(a, "interval", "yearmonthinterval", "daytimeinterval")) return undefined;
  if (!["negative", "positive", "abs"].includes(name) || (name === "abs" && is(a, "interval")))
    return undefined;
  const spec: ScalarSpec = {
    kind: "scalar",
    takes: takes(any),
    gives: () => a.type,
    sql: ([n]) => (name === "positive" ? n! : name === "abs" ? `abs(${n})` : `(-${n})`),
    pretty: ([n]) => (name === "positive" ? `(+ ${n})` : `${name}(${n})`),
  };
  return { name: `${name} of an interval`, spec, args: [a] };
}
