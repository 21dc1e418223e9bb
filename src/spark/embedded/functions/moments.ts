/** Moments that are made of parts, counted between, and moved by units. */
import { NotSupportedError } from "../../../errors.js";
import {
  DateType,
  DecimalType,
  DoubleType,
  LongType,
  StringType,
  TimestampNTZType,
  TimestampType,
} from "../../types/index.js";
import { raise } from "../expression/raise.js";
import { localSql, utcSql } from "../expression/time-zone-sql.js";
import type { Typed } from "../expression/typed.js";
import { textConstant } from "./constants.js";
import type { FunctionTable, Parameter, ScalarSpec, SqlContext } from "./function-spec.js";
import { once } from "./once.js";
import { boolean, date, exactly, int, long, string, takes, timestamp } from "./parameters.js";

const seconds = exactly('"DECIMAL(16,6)"', new DecimalType(16, 6));

/** What clocks show, of its parts. Sixty seconds are the next minute. */
function wallSql(args: readonly string[], isTry: boolean): string {
  const failed = (condition: string, sentence: string) => (isTry ? "NULL" : raise(condition, sentence));
  return once(args, (y, mo, d, h, mi, s) => {
    const nothing = args.map((_, i) => `${[y, mo, d, h, mi, s][i]} IS NULL`).join(" OR ");
    const microseconds = `CAST(CAST(${s} * 1000000 AS DECIMAL(38,6)) AS BIGINT)`;
    const clock = `${h} BETWEEN 0 AND 23 AND ${mi} BETWEEN 0 AND 59 AND ${s} >= 0 AND ${s} < 60`;
    const made = `TRY(CASE WHEN (${clock}) OR (${s} = 60 AND ${h} BETWEEN 0 AND 23 AND ${mi} BETWEEN 0 AND 59) THEN CAST(make_date(CAST(${y} AS BIGINT), CAST(${mo} AS BIGINT), CAST(${d} AS BIGINT)) AS TIMESTAMP) + to_microseconds((CAST(${h} AS BIGINT) * 60 + ${mi}) * 60000000 + ${microseconds}) END)`;
    const fraction = `${s} > 60 AND ${s} < 61`;
    return `CASE WHEN ${nothing} THEN NULL WHEN ${fraction} THEN ${failed("INVALID_FRACTION_OF_SECOND", "There are 60 seconds in a minute, and no fraction behind them.")} ELSE coalesce(${made}, ${failed("DATETIME_FIELD_OUT_OF_BOUNDS.WITHOUT_SUGGESTION", "There is no such time; try_make_timestamp gives null for it.")}) END`;
  });
}

const makes = (name: string, isTry: boolean, local: boolean): ScalarSpec => ({
  kind: "scalar",
  takes: local
    ? takes(int, int, int, int, int, seconds)
    : takes(int, int, int, int, int, seconds, null, string),
  gives: () => (local ? new TimestampNTZType() : new TimestampType()),
  nullable: (args) => isTry || args.some(({ nullable }) => nullable),
  pretty: (args) => `${name}(${args.join(", ")})`,
  sql(args, typed, { timeZone }) {
    const zone = typed[6] === undefined ? timeZone : textConstant(typed[6], `the time zone of F.${name}`);
    if (zone === null) return "CAST(NULL AS TIMESTAMP)";
    return local
      ? wallSql(args.slice(0, 6), isTry)
      : once([wallSql(args.slice(0, 6), isTry)], (wall) => utcSql(wall!, zone));
  },
});

/** Months, of 31 days where they aren't whole. */
const monthsBetween: ScalarSpec = {
  kind: "scalar",
  takes: takes(timestamp, timestamp, null, boolean),
  gives: () => new DoubleType(),
  pretty: ([a, b, rounds = "true"]) => `months_between(${a}, ${b}, ${rounds})`,
  sql([a, b, rounds = "true"], _, { timeZone }) {
    const day = (t: string) => `CAST(${localSql(t, timeZone)} AS DATE)`;
    return once([a!, b!, rounds], (t, u, r) =>
      once([t!, u!, day(t!), day(u!), r!], (m, n, d, e, round) => {
        const month = (of: string) => `(year(${of}) * 12 + month(${of}))`;
        const whole = `CAST(${month(d!)} - ${month(e!)} AS DOUBLE)`;
        const inDay = (moment: string, of: string) =>
          `(epoch_us(${moment}) - epoch_us(${utcSql(`CAST(${of} AS TIMESTAMP)`, timeZone)})) // 1000000`;
        const rest = `(day(${d}) - day(${e})) * 86400 + (${inDay(m!, d!)}) - (${inDay(n!, e!)})`;
        const diff = `(${whole} + (${rest}) / CAST(2678400 AS DOUBLE))`;
        const isWhole = `day(${d}) = day(${e}) OR (last_day(${d}) = ${d} AND last_day(${e}) = ${e})`;
        return `CASE WHEN ${m} IS NULL OR ${n} IS NULL OR ${round} IS NULL THEN NULL WHEN ${isWhole} THEN ${whole} WHEN ${round} THEN floor(${diff} * 1e8 + 0.5) / 1e8 ELSE ${diff} END`;
      }),
    );
  },
};

/** From Monday, 1; Spark knows two letters, three and all of them. */
const WEEKDAYS = "MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY".split(" ");

const nextDay: ScalarSpec = {
  kind: "scalar",
  takes: takes(date, string),
  gives: () => new DateType(),
  nullable: (args) => args.some(({ nullable }) => nullable),
  sql: (args) =>
    once(args, (d, name) => {
      const whens = WEEKDAYS.map((day, i) =>
        `WHEN '${day.slice(0, 2)}', '${day.slice(0, 3)}', '${day}' THEN ${i + 1}`.replace(
          /^WHEN (.*) THEN/,
          (_, names: string) => `WHEN upper(${name}) IN (${names}) THEN`,
        ),
      );
      const wrong = raise("ILLEGAL_DAY_OF_WEEK", "The day '", { sql: name! }, "' is none of the week's.");
      const place = `(CASE WHEN ${name} IS NULL THEN NULL ${whens.join(" ")} ELSE ${wrong} END)`;
      return `CASE WHEN ${d} IS NULL OR ${name} IS NULL THEN NULL ELSE ${d} + CAST((${place} - isodow(${d}) + 6) % 7 + 1 AS INTEGER) END`;
    }),
};

/** For each unit, how many months or microseconds it is. */
const MONTHS: Readonly<Record<string, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };
const MICROSECONDS: Readonly<Record<string, number>> = {
  MICROSECOND: 1,
  MILLISECOND: 1000,
  SECOND: 1e6,
  MINUTE: 6e7,
  HOUR: 3.6e9,
};
const DAYS: Readonly<Record<string, number>> = { DAY: 1, DAYOFYEAR: 1, WEEK: 7 };

function unitOf(typed: Typed, name: string, without?: string): string {
  const unit = textConstant(typed, `the unit of F.${name}`)?.toUpperCase() ?? "";
  if (unit === without) throw noUnit(unit, name);
  if (unit in MONTHS || unit in MICROSECONDS || unit in DAYS) return unit;
  throw noUnit(unit, name);
}

function noUnit(unit: string, name: string): NotSupportedError {
  return new NotSupportedError(`the unit ${unit} in F.${name}`, "the embedded engine", "Name another one.");
}

const moment: Parameter = {
  allowed: '"TIMESTAMP"',
  accept: (given, arg) => (given instanceof TimestampNTZType ? given : timestamp.accept(given, arg)),
};

/** The moment when clocks show another day or month than at a moment: of two such moments the one that is as far ahead of UTC. */
function movedSql(t: string, wall: (shown: string) => string, { timeZone }: SqlContext): string {
  const here = localSql(t, timeZone);
  if (here === t) return wall(t);
  const sameAhead = "(moved.sees - (moved.saw - moved.was))";
  const moment = `CASE WHEN ${localSql(sameAhead, timeZone)} = moved.sees THEN ${sameAhead} ELSE ${utcSql("moved.sees", timeZone)} END`;
  return `list_transform([{was: ${t}, saw: ${here}, sees: ${wall(here)}}], lambda moved: ${moment})[1]`;
}

/** Adds months or days as clocks show them, and time as it passes. */
export function addedSql(
  t: string,
  typed: Typed,
  change: { months?: string; days?: string; microseconds?: string },
  context: SqlContext,
): string {
  const { months, days, microseconds } = change;
  const onClock = (wall: string) =>
    [months && `to_months(${months})`, days && `to_days(${days})`].reduce(
      (sum, step) => (step ? `(${sum} + ${step})` : sum!),
      wall,
    )!;
  const moved =
    months === undefined && days === undefined
      ? t
      : typed.type instanceof TimestampNTZType
        ? onClock(t)
        : movedSql(t, onClock, context);
  return microseconds === undefined ? moved : `(${moved} + to_microseconds(${microseconds}))`;
}

const timestampAdd: ScalarSpec = {
  kind: "scalar",
  takes: takes(string, long, moment),
  gives: ([, , t]) => t!.type,
  pretty: ([unit, n, t]) => `timestampadd(${unit}, ${n}, ${t})`,
  sql: ([, n, t], [unit, , typed], context) => {
    const name = unitOf(unit!, "timestamp_add");
    return once([n!, t!], (count, from) => {
      const times = (by: number) => (by === 1 ? count! : `(${count} * ${by})`);
      if (name in MONTHS)
        return addedSql(from!, typed!, { months: `CAST(${times(MONTHS[name]!)} AS INTEGER)` }, context);
      if (name in DAYS)
        return addedSql(from!, typed!, { days: `CAST(${times(DAYS[name]!)} AS INTEGER)` }, context);
      return addedSql(from!, typed!, { microseconds: times(MICROSECONDS[name]!) }, context);
    });
  },
};

/** Whole units, of clocks. */
const timestampDiff: ScalarSpec = {
  kind: "scalar",
  takes: takes(string, timestamp, timestamp),
  gives: () => new LongType(),
  pretty: ([unit, a, b]) => `timestampdiff(${unit}, ${a}, ${b})`,
  sql([, a, b], [unit], { timeZone }) {
    const name = unitOf(unit!, "timestamp_diff", "DAYOFYEAR");
    return once([localSql(a!, timeZone), localSql(b!, timeZone)], (from, to) => {
      if (name in MONTHS) {
        // A day that isn't over doesn't count.
        const [first, last] = [from, to].map((t) => `CAST(${t} AS DATE)`);
        const time = (t: string) => `CAST(${t} AS TIME)`;
        const end = `CASE WHEN ${last} > ${first} AND ${time(to!)} < ${time(from!)} THEN ${last} - 1 WHEN ${last} < ${first} AND ${time(to!)} > ${time(from!)} THEN ${last} + 1 ELSE ${last} END`;
        const packed = (d: string) => `((year(${d}) * 12 + month(${d})) * 32 + day(${d}))`;
        return `CAST((${packed(`(${end})`)} - ${packed(first!)}) // 32 // ${MONTHS[name]} AS BIGINT)`;
      }
      const size = name in DAYS ? DAYS[name]! * 86_400_000_000 : MICROSECONDS[name]!;
      return `((epoch_us(${to}) - epoch_us(${from})) // ${size})`;
    });
  },
};

const now = "timezone('UTC', now())";
const clock = (
  name: string,
  sql: (context: SqlContext) => string,
  type: ScalarSpec["gives"],
): ScalarSpec => ({
  kind: "scalar",
  takes: takes(),
  gives: type,
  nullable: () => false,
  pretty: () => `${name}()`,
  sql: (_, __, context) => sql(context),
});
const today = ({ timeZone }: SqlContext) => `CAST(${localSql(now, timeZone)} AS DATE)`;

export const MOMENTS: FunctionTable = {
  make_timestamp: makes("make_timestamp", false, false),
  make_timestamp_ltz: makes("make_timestamp_ltz", false, false),
  make_timestamp_ntz: makes("make_timestamp_ntz", false, true),
  try_make_timestamp: makes("try_make_timestamp", true, false),
  try_make_timestamp_ltz: makes("try_make_timestamp_ltz", true, false),
  try_make_timestamp_ntz: makes("try_make_timestamp_ntz", true, true),
  months_between: monthsBetween,
  next_day: nextDay,
  timestampadd: timestampAdd,
  timestampdiff: timestampDiff,
  convert_timezone: {
    kind: "scalar",
    takes: {
      counts: "[2, 3]",
      of: ({ length }) => (length === 2 ? [string, NTZ] : length === 3 ? [string, string, NTZ] : undefined),
    },
    gives: () => new TimestampNTZType(),
    pretty: (args) =>
      `convert_timezone(${args.length === 2 ? `current_timezone(), ${args.join(", ")}` : args.join(", ")})`,
    sql(args, typed, { timeZone }) {
      const zones = typed.slice(0, -1).map((zone) => textConstant(zone, "a time zone"));
      if (zones.includes(null)) return "CAST(NULL AS TIMESTAMP)";
      const [from, to] = zones.length === 1 ? [timeZone, zones[0]!] : [zones[0]!, zones[1]!];
      return once([args.at(-1)!], (wall) => localSql(utcSql(wall!, from), to));
    },
  },
  current_date: clock("current_date", today, () => new DateType()),
  curdate: clock("current_date", today, () => new DateType()),
  current_timestamp: clock(
    "current_timestamp",
    () => now,
    () => new TimestampType(),
  ),
  now: clock(
    "now",
    () => now,
    () => new TimestampType(),
  ),
  localtimestamp: clock(
    "localtimestamp",
    ({ timeZone }) => localSql(now, timeZone),
    () => new TimestampNTZType(),
  ),
  current_timezone: clock(
    "current_timezone",
    ({ timeZone }) => `'${timeZone.replaceAll("'", "''")}'`,
    () => new StringType(),
  ),
};

const NTZ = exactly('"TIMESTAMP_NTZ"', new TimestampNTZType());
