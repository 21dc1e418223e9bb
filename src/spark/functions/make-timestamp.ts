/** Timestamps of their parts, or of a date and a time. */
import { ValueError } from "../../errors.js";
import { Column, type ColumnOrName, toColumn } from "../api/column.js";
import { columns, given, invoke } from "./arguments.js";

/** A date and a time of the day. */
export interface DateAndTime {
  readonly date: ColumnOrName;
  readonly time: ColumnOrName;
}

/** A date and a time of the day on the clock of a time zone, the session's unless it is given. */
export interface DateAndTimeInZone extends DateAndTime {
  readonly timezone?: ColumnOrName;
}

type Parts = readonly [ColumnOrName, ColumnOrName, ColumnOrName, ColumnOrName, ColumnOrName, ColumnOrName];
type PartsInZone = readonly [...Parts, timezone?: ColumnOrName];

/**
 * The moment of a date and a time, given in their parts or as `{ date, time }`, in the session's time zone or another.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_timestamp.html
 * @throws ValueError for an argument that is neither a column nor its name, and for parts that are missing
 */
export function make_timestamp(
  years: ColumnOrName,
  months: ColumnOrName,
  days: ColumnOrName,
  hours: ColumnOrName,
  mins: ColumnOrName,
  secs: ColumnOrName,
  timezone?: ColumnOrName,
): Column<Date | null>;
export function make_timestamp(dateAndTime: DateAndTimeInZone): Column<Date | null>;
export function make_timestamp(...given: PartsInZone | readonly [DateAndTimeInZone]): Column<Date | null> {
  return made("make_timestamp", given);
}

/**
 * {@link make_timestamp} that gives null for a date or time that doesn't exist.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_make_timestamp.html
 * @throws ValueError for an argument that is neither a column nor its name, and for parts that are missing
 */
export function try_make_timestamp(
  years: ColumnOrName,
  months: ColumnOrName,
  days: ColumnOrName,
  hours: ColumnOrName,
  mins: ColumnOrName,
  secs: ColumnOrName,
  timezone?: ColumnOrName,
): Column<Date | null>;
export function try_make_timestamp(dateAndTime: DateAndTimeInZone): Column<Date | null>;
export function try_make_timestamp(
  ...given: PartsInZone | readonly [DateAndTimeInZone]
): Column<Date | null> {
  return made("try_make_timestamp", given);
}

/**
 * The timestamp without a time zone of a date and a time, given in their parts or as `{ date, time }`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_timestamp_ntz.html
 * @throws ValueError for an argument that is neither a column nor its name, and for parts that are missing
 */
export function make_timestamp_ntz(
  years: ColumnOrName,
  months: ColumnOrName,
  days: ColumnOrName,
  hours: ColumnOrName,
  mins: ColumnOrName,
  secs: ColumnOrName,
): Column<Date | null>;
export function make_timestamp_ntz(dateAndTime: DateAndTime): Column<Date | null>;
export function make_timestamp_ntz(...given: Parts | readonly [DateAndTime]): Column<Date | null> {
  return made("make_timestamp_ntz", given);
}

/**
 * {@link make_timestamp_ntz} that gives null for a date or time that doesn't exist.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_make_timestamp_ntz.html
 * @throws ValueError for an argument that is neither a column nor its name, and for parts that are missing
 */
export function try_make_timestamp_ntz(
  years: ColumnOrName,
  months: ColumnOrName,
  days: ColumnOrName,
  hours: ColumnOrName,
  mins: ColumnOrName,
  secs: ColumnOrName,
): Column<Date | null>;
export function try_make_timestamp_ntz(dateAndTime: DateAndTime): Column<Date | null>;
export function try_make_timestamp_ntz(...given: Parts | readonly [DateAndTime]): Column<Date | null> {
  return made("try_make_timestamp_ntz", given);
}

function made(name: string, args: PartsInZone | readonly [DateAndTimeInZone]): Column<Date | null> {
  const [first] = args;
  if (typeof first === "object" && first !== null && !(first instanceof Column)) {
    const { date, time, timezone } = first;
    if (date === undefined || time === undefined) {
      throw new ValueError(`F.${name} takes a date and a time, { date, time }, and one is missing`);
    }
    return invoke(name, toColumn(date), toColumn(time), given(timezone, toColumn));
  }
  const parts = (args as PartsInZone).filter((part) => part !== undefined);
  if (parts.length < 6) {
    throw new ValueError(`F.${name} takes years, months, days, hours, mins and secs, or { date, time }`);
  }
  return invoke(name, ...columns(parts));
}
