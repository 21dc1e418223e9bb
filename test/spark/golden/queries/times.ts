import { each, type GoldenGroup } from "../family.js";

const PARTS = [
  "year",
  "month",
  "day",
  "dayofmonth",
  "quarter",
  "dayofyear",
  "dayofweek",
  "weekday",
  "weekofyear",
];
const CLOCK = ["hour", "minute", "second"];
const queries = [
  ...PARTS.flatMap((name) => each(`${name}(#)`, "d", "ts")),
  ...CLOCK.flatMap((name) => each(`${name}(#)`, "ts", "ntz")),
  ...[
    "date_add(d, 1)",
    "date_add(d, k)",
    "date_sub(d, k)",
    "dateadd(d, k)",
    "datediff(d, e)",
    "date_diff(d, e)",
    "add_months(d, k)",
    "add_months(ts, 1)",
    "months_between(d, e)",
    "months_between(ts, us)",
    "months_between(ts, us, false)",
    "last_day(d)",
    "next_day(d, 'Mon')",
    "next_day(d, 'FRIDAY')",
  ],
  ...[
    "d + 1",
    "1 + d",
    "d + k",
    "d - 1",
    "d - k",
    "date_from_unix_date(k)",
    "unix_date(d)",
    "make_date(2020, k, 1)",
    "make_date(2020, 2, 29)",
    "try_cast('2020-02-30' as date)",
  ],
  ...["'year'", "'quarter'", "'month'", "'week'", "'day'", "'hour'", "'minute'", "'second'", "'xx'"].map(
    (unit) => `date_trunc(${unit}, ts)`,
  ),
  ...["'year'", "'MM'", "'quarter'", "'week'", "'xx'"].map((unit) => `trunc(d, ${unit})`),
  ...[
    "unix_timestamp(ts)",
    "unix_seconds(ts)",
    "unix_millis(ts)",
    "unix_micros(ts)",
    "timestamp_seconds(k)",
    "timestamp_millis(k)",
    "timestamp_micros(k)",
    "to_date(ts)",
    "to_date('2020-01-05')",
    "to_timestamp('2020-01-05 01:02:03')",
    "to_date(d)",
    "to_timestamp(d)",
    "date(ts)",
  ],
  ...[
    "date_format(ts, 'yyyy-MM-dd HH:mm:ss')",
    "date_format(d, 'yyyy/MM')",
    "from_unixtime(k)",
    "to_utc_timestamp(ts, 'America/New_York')",
    "from_utc_timestamp(ts, 'Asia/Tokyo')",
    "extract_year(d)",
    "dayname(d)",
    "monthname(d)",
  ],
].filter((query) => !query.startsWith("extract_"));

const times: GoldenGroup = { table: "times", kind: "scalar", queries };
export default [
  times,
  { ...times, timeZone: "America/New_York", queries: queries.filter((query) => /ts|ntz/.test(query)) },
];
