// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Dates and times. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import { areNamed, columnOrNumber, decimalZero, given, invoke } from "../arguments.js";

/**
 * The date so many months later, the month's last day if it has no such day.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.add_months.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function add_months(start: ColumnOrName, months: ColumnOrName | number): Column<Date | null> {
  return invoke("add_months", toColumn(start), columnOrNumber(months));
}

/**
 * The same as {@link current_date}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.curdate.html
 */
export function curdate(): Column<Date> {
  return invoke("curdate");
}

/**
 * The day on which the query began.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_date.html
 */
export function current_date(): Column<Date> {
  return invoke("current_date");
}

/**
 * The time of the day when the query began, with 6 digits of a second or `precision`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_time.html
 */
export function current_time(precision?: number | Column): Column {
  return invoke("current_time", given(precision, lit));
}

/**
 * The moment when the query began.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_timestamp.html
 */
export function current_timestamp(): Column<Date> {
  return invoke("current_timestamp");
}

/**
 * The session's time zone.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.current_timezone.html
 */
export function current_timezone(): Column<string> {
  return invoke("current_timezone");
}

/**
 * The date so many days later.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_add.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function date_add(start: ColumnOrName, days: ColumnOrName | number): Column<Date | null> {
  return invoke("date_add", toColumn(start), columnOrNumber(days));
}

/**
 * The same as {@link datediff}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_diff.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function date_diff(end: ColumnOrName, start: ColumnOrName): Column<number | null> {
  return invoke("date_diff", toColumn(end), toColumn(start));
}

/**
 * A date or timestamp as a pattern has it, such as `yyyy-MM-dd HH:mm`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_format.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function date_format(date: ColumnOrName, format: string | Column): Column<string | null> {
  return invoke("date_format", toColumn(date), lit(format));
}

/**
 * The date so many days after 1970-01-01.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_from_unix_date.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function date_from_unix_date(days: ColumnOrName): Column<Date | null> {
  return invoke("date_from_unix_date", toColumn(days));
}

/**
 * A part, such as `'YEAR'` or `'SECONDS'`, of a date, timestamp or interval; the field must be a literal.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_part.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function date_part(field: ColumnOrName, source: ColumnOrName): Column {
  return invoke("date_part", toColumn(field), toColumn(source));
}

/**
 * The date so many days earlier.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_sub.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function date_sub(start: ColumnOrName, days: ColumnOrName | number): Column<Date | null> {
  return invoke("date_sub", toColumn(start), columnOrNumber(days));
}

/**
 * The beginning of a timestamp's `year`, `quarter`, `month`, `week`, `day`, `hour`, `minute`, `second`…
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.date_trunc.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function date_trunc(format: string | Column, timestamp: ColumnOrName): Column<Date | null> {
  return invoke("date_trunc", lit(format), toColumn(timestamp));
}

/**
 * The same as {@link date_add}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dateadd.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function dateadd(start: ColumnOrName, days: ColumnOrName | number): Column<Date | null> {
  return invoke("dateadd", toColumn(start), columnOrNumber(days));
}

/**
 * How many days there are from `start` to `end`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.datediff.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function datediff(end: ColumnOrName, start: ColumnOrName): Column<number | null> {
  return invoke("datediff", toColumn(end), toColumn(start));
}

/**
 * The same as {@link date_part}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.datepart.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function datepart(field: ColumnOrName, source: ColumnOrName): Column {
  return invoke("datepart", toColumn(field), toColumn(source));
}

/**
 * The day of the month.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.day.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function day(col: ColumnOrName): Column<number | null> {
  return invoke("day", toColumn(col));
}

/**
 * The day of the week, such as `Mon`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dayname.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function dayname(col: ColumnOrName): Column<string | null> {
  return invoke("dayname", toColumn(col));
}

/**
 * The day of the month.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dayofmonth.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function dayofmonth(col: ColumnOrName): Column<number | null> {
  return invoke("dayofmonth", toColumn(col));
}

/**
 * The day of the week, from 1 for Sunday to 7 for Saturday.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dayofweek.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function dayofweek(col: ColumnOrName): Column<number | null> {
  return invoke("dayofweek", toColumn(col));
}

/**
 * The day of the year, from 1.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dayofyear.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function dayofyear(col: ColumnOrName): Column<number | null> {
  return invoke("dayofyear", toColumn(col));
}

/**
 * The same as {@link date_part}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.extract.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function extract(field: ColumnOrName, source: ColumnOrName): Column {
  return invoke("extract", toColumn(field), toColumn(source));
}

/**
 * The text of the moment so many seconds after 1970 began in UTC, in the session's time zone.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.from_unixtime.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function from_unixtime(timestamp: ColumnOrName, format?: string | Column): Column<string | null> {
  return invoke(
    "from_unixtime",
    toColumn(timestamp),
    format === undefined ? lit("yyyy-MM-dd HH:mm:ss") : lit(format),
  );
}

/**
 * A timestamp taken for UTC's clock, as `tz`'s clock shows it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.from_utc_timestamp.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function from_utc_timestamp(timestamp: ColumnOrName, tz: string | Column): Column<Date | null> {
  return invoke("from_utc_timestamp", toColumn(timestamp), lit(tz));
}

/**
 * The hour, from 0 to 23.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hour.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hour(col: ColumnOrName): Column<number | null> {
  return invoke("hour", toColumn(col));
}

/**
 * The last day of the date's month.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.last_day.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function last_day(date: ColumnOrName): Column<Date | null> {
  return invoke("last_day", toColumn(date));
}

/**
 * What the session's clock showed when the query began, without a time zone.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.localtimestamp.html
 */
export function localtimestamp(): Column<Date> {
  return invoke("localtimestamp");
}

/**
 * The date of a year, month and day.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_date.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function make_date(year: ColumnOrName, month: ColumnOrName, day: ColumnOrName): Column<Date | null> {
  return invoke("make_date", toColumn(year), toColumn(month), toColumn(day));
}

/**
 * An interval of days, hours, minutes and seconds.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_dt_interval.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function make_dt_interval(parts: {
  readonly days?: ColumnOrName;
  readonly hours?: ColumnOrName;
  readonly mins?: ColumnOrName;
  readonly secs?: ColumnOrName;
}): Column;
export function make_dt_interval(
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
): Column;
export function make_dt_interval(
  days?:
    | ColumnOrName
    | {
        readonly days?: ColumnOrName;
        readonly hours?: ColumnOrName;
        readonly mins?: ColumnOrName;
        readonly secs?: ColumnOrName;
      },
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
): Column {
  if (areNamed(days)) return make_dt_interval(days.days, days.hours, days.mins, days.secs);
  return invoke(
    "make_dt_interval",
    days === undefined ? lit(0) : toColumn(days),
    hours === undefined ? lit(0) : toColumn(hours),
    mins === undefined ? lit(0) : toColumn(mins),
    secs === undefined ? decimalZero() : toColumn(secs),
  );
}

/**
 * An interval of months, days and seconds together.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_interval.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function make_interval(parts: {
  readonly years?: ColumnOrName;
  readonly months?: ColumnOrName;
  readonly weeks?: ColumnOrName;
  readonly days?: ColumnOrName;
  readonly hours?: ColumnOrName;
  readonly mins?: ColumnOrName;
  readonly secs?: ColumnOrName;
}): Column;
export function make_interval(
  years?: ColumnOrName,
  months?: ColumnOrName,
  weeks?: ColumnOrName,
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
): Column;
export function make_interval(
  years?:
    | ColumnOrName
    | {
        readonly years?: ColumnOrName;
        readonly months?: ColumnOrName;
        readonly weeks?: ColumnOrName;
        readonly days?: ColumnOrName;
        readonly hours?: ColumnOrName;
        readonly mins?: ColumnOrName;
        readonly secs?: ColumnOrName;
      },
  months?: ColumnOrName,
  weeks?: ColumnOrName,
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
): Column {
  if (areNamed(years))
    return make_interval(
      years.years,
      years.months,
      years.weeks,
      years.days,
      years.hours,
      years.mins,
      years.secs,
    );
  return invoke(
    "make_interval",
    years === undefined ? lit(0) : toColumn(years),
    months === undefined ? lit(0) : toColumn(months),
    weeks === undefined ? lit(0) : toColumn(weeks),
    days === undefined ? lit(0) : toColumn(days),
    hours === undefined ? lit(0) : toColumn(hours),
    mins === undefined ? lit(0) : toColumn(mins),
    secs === undefined ? decimalZero() : toColumn(secs),
  );
}

/**
 * The time of a day of its hour, minute and second.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_time.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function make_time(hour: ColumnOrName, minute: ColumnOrName, second: ColumnOrName): Column {
  return invoke("make_time", toColumn(hour), toColumn(minute), toColumn(second));
}

/**
 * The moment of a date and a time in their parts, in the session's time zone or another.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_timestamp_ltz.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function make_timestamp_ltz(
  years: ColumnOrName,
  months: ColumnOrName,
  days: ColumnOrName,
  hours: ColumnOrName,
  mins: ColumnOrName,
  secs: ColumnOrName,
  timezone?: ColumnOrName,
): Column<Date | null> {
  return invoke(
    "make_timestamp_ltz",
    toColumn(years),
    toColumn(months),
    toColumn(days),
    toColumn(hours),
    toColumn(mins),
    toColumn(secs),
    given(timezone, toColumn),
  );
}

/**
 * An interval of years and months.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_ym_interval.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function make_ym_interval(parts: {
  readonly years?: ColumnOrName;
  readonly months?: ColumnOrName;
}): Column;
export function make_ym_interval(years?: ColumnOrName, months?: ColumnOrName): Column;
export function make_ym_interval(
  years?: ColumnOrName | { readonly years?: ColumnOrName; readonly months?: ColumnOrName },
  months?: ColumnOrName,
): Column {
  if (areNamed(years)) return make_ym_interval(years.years, years.months);
  return invoke(
    "make_ym_interval",
    years === undefined ? lit(0) : toColumn(years),
    months === undefined ? lit(0) : toColumn(months),
  );
}

/**
 * The minute, from 0 to 59.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.minute.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function minute(col: ColumnOrName): Column<number | null> {
  return invoke("minute", toColumn(col));
}

/**
 * The month, from 1 to 12.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.month.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function month(col: ColumnOrName): Column<number | null> {
  return invoke("month", toColumn(col));
}

/**
 * The month, such as `Jan`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.monthname.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function monthname(col: ColumnOrName): Column<string | null> {
  return invoke("monthname", toColumn(col));
}

/**
 * How many months, of 31 days where they aren't whole, `date1` is behind `date2`; rounded to 8 digits unless told not to.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.months_between.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function months_between(
  date1: ColumnOrName,
  date2: ColumnOrName,
  roundOff?: boolean | Column,
): Column<number | null> {
  return invoke(
    "months_between",
    toColumn(date1),
    toColumn(date2),
    roundOff === undefined ? lit(true) : lit(roundOff),
  );
}

/**
 * The first date behind this one on a day of the week, such as `Mon`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.next_day.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function next_day(date: ColumnOrName, dayOfWeek: string | Column): Column<Date | null> {
  return invoke("next_day", toColumn(date), lit(dayOfWeek));
}

/**
 * The same as {@link current_timestamp}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.now.html
 */
export function now(): Column<Date> {
  return invoke("now");
}

/**
 * The quarter of the year, from 1 to 4.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.quarter.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function quarter(col: ColumnOrName): Column<number | null> {
  return invoke("quarter", toColumn(col));
}

/**
 * The second, from 0 to 59.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.second.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function second(col: ColumnOrName): Column<number | null> {
  return invoke("second", toColumn(col));
}

/**
 * For groupBy: sessions of rows, each of which follows the one before it within `gapDuration`, such as `5 minutes`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.session_window.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function session_window(timeColumn: ColumnOrName, gapDuration: string | Column): Column {
  return invoke("session_window", toColumn(timeColumn), lit(gapDuration));
}

/**
 * The beginning of the bucket that a timestamp falls in, the buckets being intervals of `bucket_size` from `origin` on.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_bucket.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function time_bucket(bucket_size: ColumnOrName, ts: ColumnOrName, origin?: ColumnOrName): Column {
  return invoke("time_bucket", toColumn(bucket_size), toColumn(ts), given(origin, toColumn));
}

/**
 * How many units, such as `'HOUR'`, there are between two times of the day.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_diff.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function time_diff(unit: ColumnOrName, start: ColumnOrName, end: ColumnOrName): Column<number | null> {
  return invoke("time_diff", toColumn(unit), toColumn(start), toColumn(end));
}

/**
 * The time of the day so many microseconds after midnight.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_from_micros.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function time_from_micros(col: ColumnOrName): Column {
  return invoke("time_from_micros", toColumn(col));
}

/**
 * The time of the day so many milliseconds after midnight.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_from_millis.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function time_from_millis(col: ColumnOrName): Column {
  return invoke("time_from_millis", toColumn(col));
}

/**
 * The time of the day so many seconds after midnight.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_from_seconds.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function time_from_seconds(col: ColumnOrName): Column {
  return invoke("time_from_seconds", toColumn(col));
}

/**
 * The microseconds from midnight to a time of the day.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_to_micros.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function time_to_micros(col: ColumnOrName): Column<number | null> {
  return invoke("time_to_micros", toColumn(col));
}

/**
 * The milliseconds from midnight to a time of the day.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_to_millis.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function time_to_millis(col: ColumnOrName): Column<number | null> {
  return invoke("time_to_millis", toColumn(col));
}

/**
 * The seconds from midnight to a time of the day, as a decimal number.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_to_seconds.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function time_to_seconds(col: ColumnOrName): Column {
  return invoke("time_to_seconds", toColumn(col));
}

/**
 * The beginning of a time's hour, minute, second…
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.time_trunc.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function time_trunc(unit: ColumnOrName, time: ColumnOrName): Column {
  return invoke("time_trunc", toColumn(unit), toColumn(time));
}

/**
 * The timestamp so many units, such as `DAY`, later.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_add.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function timestamp_add(
  unit: string | Column,
  quantity: ColumnOrName,
  ts: ColumnOrName,
): Column<Date | null> {
  return invoke("timestampadd", lit(unit), toColumn(quantity), toColumn(ts));
}

/**
 * How many whole units, such as `DAY`, there are from `start` to `end`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_diff.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function timestamp_diff(
  unit: string | Column,
  start: ColumnOrName,
  end: ColumnOrName,
): Column<number | null> {
  return invoke("timestampdiff", lit(unit), toColumn(start), toColumn(end));
}

/**
 * The moment so many microseconds after 1970 began in UTC.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_micros.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function timestamp_micros(col: ColumnOrName): Column<Date | null> {
  return invoke("timestamp_micros", toColumn(col));
}

/**
 * The moment so many milliseconds after 1970 began in UTC.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_millis.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function timestamp_millis(col: ColumnOrName): Column<Date | null> {
  return invoke("timestamp_millis", toColumn(col));
}

/**
 * The moment so many nanoseconds after 1970 began in UTC.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_nanos.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function timestamp_nanos(col: ColumnOrName): Column<Date | null> {
  return invoke("timestamp_nanos", toColumn(col));
}

/**
 * The moment so many seconds after 1970 began in UTC.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.timestamp_seconds.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function timestamp_seconds(col: ColumnOrName): Column<Date | null> {
  return invoke("timestamp_seconds", toColumn(col));
}

/**
 * The date that a string says, in a pattern or as SQL writes dates; the day of a timestamp.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_date.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_date(col: ColumnOrName, format?: string | Column): Column<Date | null> {
  return invoke("to_date", toColumn(col), given(format, lit));
}

/**
 * The time of a day that a string says.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_time.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_time(str: ColumnOrName, format?: ColumnOrName): Column {
  return invoke("to_time", toColumn(str), given(format, toColumn));
}

/**
 * The moment that a string says, in a pattern or as SQL writes timestamps.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_timestamp.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_timestamp(col: ColumnOrName, format?: string | Column): Column<Date | null> {
  return invoke("to_timestamp", toColumn(col), given(format, lit));
}

/**
 * {@link to_timestamp} with a column as format, with the session's time zone.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_timestamp_ltz.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_timestamp_ltz(timestamp: ColumnOrName, format?: ColumnOrName): Column<Date | null> {
  return invoke("to_timestamp_ltz", toColumn(timestamp), given(format, toColumn));
}

/**
 * The timestamp without a time zone that a string says.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_timestamp_ntz.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_timestamp_ntz(timestamp: ColumnOrName, format?: ColumnOrName): Column<Date | null> {
  return invoke("to_timestamp_ntz", toColumn(timestamp), given(format, toColumn));
}

/**
 * {@link unix_timestamp} with a column as format.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_unix_timestamp.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_unix_timestamp(timestamp: ColumnOrName, format?: ColumnOrName): Column<number | null> {
  return invoke("to_unix_timestamp", toColumn(timestamp), given(format, toColumn));
}

/**
 * A timestamp taken for `tz`'s clock, as UTC's clock shows it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_utc_timestamp.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_utc_timestamp(timestamp: ColumnOrName, tz: string | Column): Column<Date | null> {
  return invoke("to_utc_timestamp", toColumn(timestamp), lit(tz));
}

/**
 * The first day of a date's `year`, `quarter`, `month` or `week`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.trunc.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function trunc(date: ColumnOrName, format: string | Column): Column<Date | null> {
  return invoke("trunc", toColumn(date), lit(format));
}

/**
 * {@link make_interval} that gives null for what an interval can't hold.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_make_interval.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_make_interval(parts: {
  readonly years?: ColumnOrName;
  readonly months?: ColumnOrName;
  readonly weeks?: ColumnOrName;
  readonly days?: ColumnOrName;
  readonly hours?: ColumnOrName;
  readonly mins?: ColumnOrName;
  readonly secs?: ColumnOrName;
}): Column;
export function try_make_interval(
  years?: ColumnOrName,
  months?: ColumnOrName,
  weeks?: ColumnOrName,
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
): Column;
export function try_make_interval(
  years?:
    | ColumnOrName
    | {
        readonly years?: ColumnOrName;
        readonly months?: ColumnOrName;
        readonly weeks?: ColumnOrName;
        readonly days?: ColumnOrName;
        readonly hours?: ColumnOrName;
        readonly mins?: ColumnOrName;
        readonly secs?: ColumnOrName;
      },
  months?: ColumnOrName,
  weeks?: ColumnOrName,
  days?: ColumnOrName,
  hours?: ColumnOrName,
  mins?: ColumnOrName,
  secs?: ColumnOrName,
): Column {
  if (areNamed(years))
    return try_make_interval(
      years.years,
      years.months,
      years.weeks,
      years.days,
      years.hours,
      years.mins,
      years.secs,
    );
  return invoke(
    "try_make_interval",
    years === undefined ? lit(0) : toColumn(years),
    months === undefined ? lit(0) : toColumn(months),
    weeks === undefined ? lit(0) : toColumn(weeks),
    days === undefined ? lit(0) : toColumn(days),
    hours === undefined ? lit(0) : toColumn(hours),
    mins === undefined ? lit(0) : toColumn(mins),
    secs === undefined ? decimalZero() : toColumn(secs),
  );
}

/**
 * {@link make_timestamp_ltz} that gives null for a date or time that doesn't exist.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_make_timestamp_ltz.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_make_timestamp_ltz(
  years: ColumnOrName,
  months: ColumnOrName,
  days: ColumnOrName,
  hours: ColumnOrName,
  mins: ColumnOrName,
  secs: ColumnOrName,
  timezone?: ColumnOrName,
): Column<Date | null> {
  return invoke(
    "try_make_timestamp_ltz",
    toColumn(years),
    toColumn(months),
    toColumn(days),
    toColumn(hours),
    toColumn(mins),
    toColumn(secs),
    given(timezone, toColumn),
  );
}

/**
 * {@link to_date} that gives null for what can't be read.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_to_date.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_to_date(col: ColumnOrName, format?: string | Column): Column<Date | null> {
  return invoke("try_to_date", toColumn(col), given(format, lit));
}

/**
 * {@link to_time} that gives null for what can't be read.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_to_time.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_to_time(str: ColumnOrName, format?: ColumnOrName): Column {
  return invoke("try_to_time", toColumn(str), given(format, toColumn));
}

/**
 * {@link to_timestamp} that gives null for what can't be read; its format is a column.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_to_timestamp.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_to_timestamp(col: ColumnOrName, format?: ColumnOrName): Column<Date | null> {
  return invoke("try_to_timestamp", toColumn(col), given(format, toColumn));
}

/**
 * How many days there are from 1970-01-01 to a date.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_date.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function unix_date(col: ColumnOrName): Column<number | null> {
  return invoke("unix_date", toColumn(col));
}

/**
 * How many microseconds there are from the beginning of 1970 in UTC.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_micros.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function unix_micros(col: ColumnOrName): Column<number | null> {
  return invoke("unix_micros", toColumn(col));
}

/**
 * How many milliseconds there are from the beginning of 1970 in UTC.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_millis.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function unix_millis(col: ColumnOrName): Column<number | null> {
  return invoke("unix_millis", toColumn(col));
}

/**
 * How many nanoseconds there are from the beginning of 1970 in UTC.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_nanos.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function unix_nanos(col: ColumnOrName): Column {
  return invoke("unix_nanos", toColumn(col));
}

/**
 * How many seconds there are from the beginning of 1970 in UTC.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_seconds.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function unix_seconds(col: ColumnOrName): Column<number | null> {
  return invoke("unix_seconds", toColumn(col));
}

/**
 * The day of the week, from 0 for Monday to 6 for Sunday.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.weekday.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function weekday(col: ColumnOrName): Column<number | null> {
  return invoke("weekday", toColumn(col));
}

/**
 * The ISO week of the year.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.weekofyear.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function weekofyear(col: ColumnOrName): Column<number | null> {
  return invoke("weekofyear", toColumn(col));
}

/**
 * The last moment of a window of {@link window} or {@link session_window}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.window_time.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function window_time(windowColumn: ColumnOrName): Column<Date | null> {
  return invoke("window_time", toColumn(windowColumn));
}

/**
 * The year.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.year.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function year(col: ColumnOrName): Column<number | null> {
  return invoke("year", toColumn(col));
}
