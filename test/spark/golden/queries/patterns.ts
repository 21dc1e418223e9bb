import type { GoldenGroup } from "../family.js";

const SHOWN = [
  "yyyy-MM-dd HH:mm:ss", "yyyy/MM/dd", "dd.MM.yy", "d.M.y", "yyyyMMdd", "yyyy-MM-dd'T'HH:mm:ss.SSS", "HH:mm:ss.SSSSSS", "S", "SSSSSSSSS", "MMM d, yyyy", "MMMM", "EEE", "EEEE", "E, dd LLL yyy",
  "hh:mm a", "h a", "KK:mm", "kk:mm", "k", "K", "D", "DDD", "Q", "QQ", "QQQ", "QQQQ", "G y", "yyyyy", "yyyyyy", "''yy''", "'it''s' y", "[yyyy][MM]", "yyyy-MM-dd'T'HH:mm:ssXXX", "X", "XX", "Z", "xxx", "x", "", "m", "s", "H",
]; // biome-ignore format: a list

/** A text and its pattern. */
const READ: readonly (readonly [pattern: string, ...texts: string[]])[] = [
  ["yyyy-MM-dd", "2020-02-29", "2021-02-29", "2020-2-9", " 2020-02-02", "2020-02-02 ", "2020-02-02x", "0000-01-01", "-0044-03-15", "+12020-01-01", "12020-01-01", "-0000-01-01", "abc", ""],
  ["yyyyMMdd", "20200229", "202002290", "+120200229", "20201301"],
  ["dd/MM/yyyy", "29/02/2020", "1/2/2020", "31/04/2020"],
  ["d/M/y", "1/2/2020", "01/02/2020", "1/13/2020", "1/2/-5", "1/2/20"],
  ["dd.MM.yy", "01.02.20", "01.02.99", "01.02.2020"],
  ["MMM d, yyyy", "Feb 3, 2020", "feb 3, 2020", "FEB 03, 2020", "February 3, 2020", "Foo 3, 2020"],
  ["d MMMM yyyy", "3 February 2020", "3 may 2020", "3 Feb 2020"],
  ["yyyy-MM-dd HH:mm:ss", "2020-06-01 12:34:56", "2020-06-01 24:00:00", "2020-06-01 12:60:00", "2020-06-01T12:34:56", "2020-06-01 12:34:56.5", "2020-06-01 1:2:3"],
  ["yyyy-MM-dd'T'HH:mm:ss.SSS", "2020-06-01T12:34:56.789", "2020-06-01t12:34:56.7", "2020-06-01T12:34:56.7891", "2020-06-01T12:34:56."],
  ["yyyy-MM-dd HH:mm:ss.SSSSSSSSS", "2020-06-01 12:34:56.123456789", "2020-06-01 12:34:56.1"],
  ["yyyy-MM-dd'T'HH:mm:ssXXX", "2020-06-01T12:34:56Z", "2020-06-01T12:34:56+02:00", "2020-06-01T12:34:56-0530", "2020-06-01T12:34:56z", "2020-06-01T12:34:56+19:00", "2020-06-01T12:34:56+02:60", "2020-06-01T12:34:56-18:00"],
  ["yyyy-MM-dd HH:mm X", "2020-06-01 12:34 +02", "2020-06-01 12:34 Z", "2020-06-01 12:34 -0530"],
  ["yyyy-MM-dd HH:mm Z", "2020-06-01 12:34 +0200", "2020-06-01 12:34 +02:00"],
  ["yyyy-MM-dd[ HH:mm]", "2020-06-01", "2020-06-01 12:34", "2020-06-01 12"],
  ["yyyy-MM-dd HH:mm[:ss][.SSS][XXX]", "2020-06-01 12:34", "2020-06-01 12:34:56", "2020-06-01 12:34:56.5", "2020-06-01 12:34+02:00", "2020-06-01 12:34:56.123Z"],
  ["hh:mm a", "01:02 AM", "12:00 pm", "12:30 am", "13:00 pm", "00:10 am"],
  ["h:mm", "1:02", "12:05"],
  ["KK:mm a", "00:10 PM", "11:59 am"],
  ["kk:mm", "24:10", "01:10", "00:10"],
  ["HH", "07"],
  ["mm:ss", "01:02"],
  ["yyyy", "2020"],
  ["yyyy-MM", "2020-05"],
  ["MM-dd", "02-28", "02-29"],
  ["yyyy-DDD", "2020-366", "2021-366", "2020-001", "2020-000"],
  ["yyyyMMddHHmmss", "20200601123456", "2020060112345"],
  ["yyyyMMdd HHmmssSSS", "20200601 123456789", "20200601 1234567"],
]; // biome-ignore format: lists

const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const queries = [
  ...SHOWN.map((pattern) => `date_format(ts, ${quoted(pattern)})`),
  ...[
    "date_format(d, 'yyyy-MM-dd EEE')",
    "date_format(ntz, 'HH:mm:ss.SSS')",
    "date_format('2020-06-01', 'MMM')",
    "date_format(ts, null)",
  ],
  ...[
    "from_unixtime(k)",
    "from_unixtime(k * 100000000L)",
    "from_unixtime(k, 'yyyy/MM/dd')",
    "from_unixtime(null)",
  ],
  ...[
    "unix_timestamp(ts)",
    "unix_timestamp(d)",
    "unix_timestamp(ntz)",
    "to_unix_timestamp(d)",
    "unix_timestamp(ts, 'yyyy')",
    "unix_timestamp('2020-06-01 12:34:56')",
    "unix_timestamp('2020-06-01')",
    "to_unix_timestamp('2020-06-01', 'yyyy-MM-dd')",
  ],
  ...[
    "to_date(ts, 'yyyy')",
    "to_timestamp(d, 'yyyy')",
    "to_timestamp(k)",
    "to_timestamp(null, 'yyyy')",
    "to_timestamp_ltz(d)",
    "to_timestamp_ntz(ts)",
    "to_timestamp_ntz('2020-06-01 12:34:56')",
    "try_to_timestamp('x')",
    "try_to_timestamp('2020-06-01')",
    "try_to_date('2020-06-01')",
    "try_to_date('x')",
  ],
];
const reading = READ.flatMap(([pattern, ...texts]) =>
  texts.flatMap((text) => [
    `to_timestamp(${quoted(text)}, ${quoted(pattern)})`,
    `try_to_timestamp(${quoted(text)}, ${quoted(pattern)})`,
  ]),
);
const dates = READ.slice(0, 12).flatMap(([pattern, ...texts]) =>
  texts
    .slice(0, 3)
    .flatMap((text) => [
      `to_date(${quoted(text)}, ${quoted(pattern)})`,
      `try_to_date(${quoted(text)}, ${quoted(pattern)})`,
      `unix_timestamp(${quoted(text)}, ${quoted(pattern)})`,
      `to_timestamp_ntz(${quoted(text)}, ${quoted(pattern)})`,
    ]),
);

export default [
  { table: "times", kind: "scalar", queries },
  { table: "times", kind: "scalar", timeZone: "America/New_York", queries: queries.filter((query) => /\(ts|\(d|\(k/.test(query)) },
  // One row is enough of a constant.
  { table: "groups", kind: "total", queries: [...reading, ...dates].map((query) => `max(${query})`) },
  { table: "groups", kind: "total", timeZone: "America/New_York", queries: reading.filter((_, i) => i % 5 === 0).map((query) => `max(${query})`) },
] satisfies GoldenGroup[]; // biome-ignore format: rows
