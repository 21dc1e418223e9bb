import { each, type GoldenGroup } from "../family.js";

const FIELDS = [
  "YEAR",
  "yearofweek",
  "qtr",
  "MON",
  "WEEK",
  "DAY",
  "dow",
  "dow_iso",
  "doy",
  "HOUR",
  "min",
  "SECONDS",
];
const UNITS = [
  "YEAR",
  "QUARTER",
  "MONTH",
  "WEEK",
  "DAY",
  "DAYOFYEAR",
  "HOUR",
  "MINUTE",
  "SECOND",
  "MILLISECOND",
  "MICROSECOND",
];

const queries = [
  ...FIELDS.flatMap((field) => each(`date_part('${field}', #)`, "ts", "ntz")),
  ...FIELDS.slice(0, 9).map((field) => `date_part('${field}', d)`),
  ...[
    "datepart('year', d)",
    "date_part('xx', d)",
    "date_part('SECOND', interval '1 02:03:04.5' day to second)",
    "date_part('DAY', ts - us)",
    "date_part('HOUR', ts - us)",
    "date_part('MINUTE', us - ts)",
    "date_part('YEAR', interval '3-4' year to month)",
    "date_part('MONTH', interval '-3-4' year to month)",
    "date_part('DAY', interval '3-4' year to month)",
  ],
  ...[
    "months_between(d, e)",
    "months_between(ts, us)",
    "months_between(us, ts, false)",
    "months_between(d, ts)",
  ],
  ...["'Mon'", "'tu'", "'WED'", "'Thursday'", "'FR'", "'Sat'", "'sunday'", "null", "'x'"].map(
    (day) => `next_day(d, ${day})`,
  ),
  ...UNITS.flatMap((unit) => [
    `timestampadd(${unit}, k, ts)`,
    `timestampdiff(${unit === "DAYOFYEAR" ? "DAY" : unit}, us, ts)`,
  ]),
  ...[
    "timestampadd(DAY, -3, ntz)",
    "timestampadd(MONTH, k, d)",
    "timestampdiff(DAY, d, e)",
    "timestampdiff(HOUR, d, ts)",
  ],
  ...[
    "make_timestamp(2020, k, 1, 0, 0, 0)",
    "make_timestamp(2020, 2, 29, 23, 59, 59.999999)",
    "make_timestamp(2020, 1, 1, 0, 0, 60)",
    "make_timestamp(2020, 1, 1, 0, 0, 60.5)",
    "make_timestamp(2021, 2, 29, 0, 0, 0)",
    "make_timestamp(2020, 1, 1, 24, 0, 0)",
    "make_timestamp(null, 1, 1, 0, 0, 0)",
    "make_timestamp(2020, 1, 1, 0, 0, 0, 'Asia/Tokyo')",
    "make_timestamp_ltz(2020, 7, k, 1, 2, 3.25)",
    "make_timestamp_ntz(2020, 7, k, 1, 2, 3.25)",
  ],
  ...[
    "try_make_timestamp(2020, k, 1, 0, 0, 0)",
    "try_make_timestamp(2020, 1, 1, 0, 0, 61)",
    "try_make_timestamp_ntz(2020, 13, 1, 0, 0, 0)",
    "try_make_timestamp_ltz(2020, 1, k, 0, 0, 0)",
    "make_timestamp(2020, 1, 1, 0, k, 0)",
  ],
  ...[
    "convert_timezone('Europe/Berlin', 'Asia/Tokyo', ntz)",
    "convert_timezone('Asia/Tokyo', ntz)",
    "to_utc_timestamp(ts, 'Europe/Berlin')",
    "from_utc_timestamp(ts, '+05:30')",
    "from_utc_timestamp(ts, null)",
  ],
  ...[
    "current_timezone()",
    "current_date() = current_date()",
    "datediff(curdate(), current_date())",
    "now() = current_timestamp()",
    "isnull(localtimestamp())",
  ],
];

export default [
  { table: "times", kind: "scalar", queries },
  { table: "times", kind: "scalar", timeZone: "America/New_York", queries: queries.filter((query) => /ts|us|make|ntz/.test(query)) },
] satisfies GoldenGroup[]; // biome-ignore format: lists
