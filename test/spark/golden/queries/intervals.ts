import type { GoldenGroup } from "../family.js";

const DAY = ["interval 1 day", "interval '-3' day"];
const TIME = [
  "interval 90 minutes",
  "interval '1 02:03:04.5' day to second",
  "interval '-36:30' hour to minute",
  "interval 1.25 seconds",
];
const MONTH = ["interval 1 month", "interval '-1-2' year to month", "interval 2 years"];

const queries = [
  ...[...DAY, ...MONTH, ...TIME].flatMap((interval) =>
    ["d", "ts", "ntz"].flatMap((of) => [`${of} + ${interval}`, `${of} - ${interval}`]),
  ),
  ...["interval 1 day + d", "interval 1 month + ts", "interval '2:30' hour to minute + ntz"],
  ...[
    "d - e",
    "e - d",
    "ts - us",
    "us - ts",
    "ntz - ntz",
    "d - ts",
    "ts - d",
    "ntz - d",
    "ts - ntz",
    "(ts - us) + us",
    "ts + (d - e)",
    "d + (d - e)",
  ],
  ...[...DAY, ...TIME, ...MONTH].flatMap((interval) => [
    interval,
    `cast(${interval} as string)`,
    `-(${interval})`,
  ]),
  ...[
    "interval 1 day + interval 2 hours",
    "interval 1 month - interval 1 year",
    "interval 1 year + interval 1 day",
    "(ts - us) - interval 1 hour",
    "abs(interval '-3' day)",
  ],
  ...[...DAY, ...TIME, ...MONTH].flatMap((interval) => [
    `(${interval}) * k`,
    `(${interval}) / 3`,
    `(${interval}) * 1.5`,
    `(${interval}) / 2.5D`,
    `(${interval}) / k`,
  ]),
  ...["k * interval 1 day", "1.5D * interval 1 month", "interval 2 month * 3"],
  ...[
    "(ts - us) > interval 1 day",
    "(d - e) = interval 3 days",
    "interval 12 months = interval 1 year",
    "interval 1 day < interval 25 hours",
  ],
  ...[
    "cast(interval 90 minutes as int)",
    "cast(interval '3' day as bigint)",
    "cast(interval '5' month as int)",
    "cast(interval '1 02:03:04.5' day to second as interval day)",
    "cast(interval '1-2' year to month as interval year)",
    "cast(ts - us as string)",
    "cast(d - e as string)",
  ],
  ...[
    "make_dt_interval(1, 2, 3, 4.5)",
    "make_dt_interval(k)",
    "make_dt_interval(k, k, k, 0.000001)",
    "make_dt_interval()",
    "make_dt_interval(2147483647)",
    "make_dt_interval(null)",
  ],
  ...[
    "make_ym_interval(1, 2)",
    "make_ym_interval(k)",
    "make_ym_interval(k, k)",
    "make_ym_interval(178956970, 8)",
    "make_ym_interval()",
  ],
  ...[
    "make_interval(1, 2, 3, 4, 5, 6, 7.5)",
    "make_interval(k, -k)",
    "make_interval(0, 0, 0, k, 0, 0, -1.5)",
    "make_interval()",
    "make_interval(2147483647)",
    "try_make_interval(2147483647)",
    "try_make_interval(1, k)",
  ],
  ...[
    "ts + make_interval(0, 1, 0, k)",
    "ts - make_interval(1, 1, 1, 1, 1, 1, 1.25)",
    "d + make_interval(0, 1, 0, k)",
    "d - make_interval(0, k)",
    "d + make_interval(0, 0, 0, 0, 1)",
    "ntz + make_interval(0, k, 1)",
    "cast(make_interval(0, 14, 0, -3, -4, 5, 6.789) as string)",
    "make_interval(0, 1) + make_interval(0, 0, 0, k)",
    "ts + make_dt_interval(k)",
    "d + make_ym_interval(0, k)",
  ],
  ...[
    "sequence(date'2020-01-01', date'2020-01-05')",
    "sequence(date'2020-01-05', date'2020-01-01')",
    "sequence(date'2020-01-31', date'2020-06-30', interval 1 month)",
    "sequence(d, date_add(d, 10), interval 3 days)",
    "sequence(timestamp'2020-01-01 00:00:00', timestamp'2020-01-02 00:00:00', interval 6 hours)",
    "sequence(ts, ts + interval 3 days, interval 1 day)",
    "sequence(date'2020-01-01', date'2019-10-01', interval '-1' month)",
    "sequence(ts, ts + interval 5 months, interval 2 months)",
  ],
];

const aggregates = [
  "min(d - e)",
  "max(ts - us)",
  "sum(d - e)",
  "sum(interval 1 month)",
  "avg(d - e)",
  "avg(interval 5 months)",
  "count(ts - us)",
  "max(make_ym_interval(k))",
  "sum(ts - us)",
  "min(d)",
  "max(ts)",
];

export default [
  { table: "times", kind: "scalar", queries },
  { table: "times", kind: "scalar", timeZone: "America/New_York", queries: queries.filter((query) => /\bts|us\b/.test(query)) },
  { table: "times", kind: "total", queries: aggregates },
] satisfies GoldenGroup[]; // biome-ignore format: lists
