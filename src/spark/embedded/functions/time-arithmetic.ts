/** `+ - * /` of dates, moments and intervals, which are other functions than those of numbers. */
import {
  type DataType,
  DateType,
  DayTimeIntervalType,
  type DecimalType,
  DoubleType,
  LongType,
  TimestampNTZType,
  TimestampType,
  type TypeName,
  YearMonthIntervalType,
} from "../../types/index.js";
import { castOf, isFloating, isIntegral, isNumeric } from "../expression/cast-rules.js";
import { raise } from "../expression/raise.js";
import { localSql } from "../expression/time-zone-sql.js";
import type { Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { tightestType } from "./coercion.js";
import { unscaled } from "./decimal-sql.js";
import type { FunctionSpec, ScalarSpec } from "./function-spec.js";
import { addedSql } from "./moments.js";
import { once } from "./once.js";
import { any, takes } from "./parameters.js";
import { isOnlyOfSpark, refusedTime } from "./refused-time.js";

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
  if (!["+", "-", "*", "/", "div"].includes(name) || a === undefined || b === undefined || args.length !== 2)
    return undefined;
  if (!args.some(({ type }) => OF_TIME.includes(type.typeName))) return undefined;
  const [x, y] = [withoutNull(name, a, b), withoutNull(name, b, a)];
  if (name === "div") return wholeQuotient(x, y);
  const found =
    name === "+" || name === "-"
      ? (sum(name, x, y) ?? (name === "+" ? sum(name, y, x) : undefined))
      : scaled(name, x, y);
  if (found !== undefined) return found;
  if (isOnlyOfSpark(name, a, b)) {
    throw notEmbedded(`${a.type.simpleString()} ${name} ${b.type.simpleString()}`);
  }
  const refused = refusedTime(name, a, b);
  if (refused !== undefined) throw refused;
  return undefined;
}

/** What a null beside a value of time is: in sums an interval or what can be taken away, in products a number. */
function withoutNull(symbol: string, typed: Typed, { type: beside }: Typed): Typed {
  const isInterval = INTERVALS.includes(beside.typeName);
  if (typed.type.typeName !== "void" || beside.typeName === "interval") return typed;
  if (symbol === "div") return isInterval ? castOf(typed, beside) : typed;
  if (symbol === "*" || symbol === "/") return isInterval ? castOf(typed, new DoubleType()) : typed;
  return castOf(typed, isInterval || symbol === "-" ? beside : new DayTimeIntervalType());
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
  // A date, and a string that is read as one.
  if (type === undefined) return sum("-", castOf(a, new DateType()), castOf(b, new DateType()));
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
  const [interval, given] = INTERVALS.includes(a.type.typeName) ? [a, b] : [b, a];
  const number = is(given, "string") ? castOf(given, new DoubleType()) : given;
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

/** How often an interval goes into another one. */
function wholeQuotient(a: Typed, b: Typed): TimeOperation | undefined {
  if (!is(a, ...INTERVALS) || a.type.typeName !== b.type.typeName) return undefined;
  const zero = raise("DIVIDE_BY_ZERO", "A division by zero; try_divide gives null for it.");
  const spec = scalar(
    new LongType(),
    (args) =>
      once(
        args,
        (n, by) =>
          `CAST(${n} // CASE WHEN ${by} = 0 AND ${n} IS NOT NULL THEN ${zero} ELSE ${by} END AS BIGINT)`,
      ),
    () => true,
  );
  return { name: "div of intervals", spec, args: [a, b], pretty: `(${a.pretty} div ${b.pretty})` };
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
