/**
 * The tables that golden queries are asked of: every type with null and its extremes, and seeded random rows. Values are written as text, which
 * both engines read exactly: whole numbers in digits, doubles as Java and JavaScript both read them, dates as days, timestamps as microseconds,
 * bytes in hexadecimal.
 */
import { Seeded } from "../../support/seeded.js";
import { TEXT_TABLES } from "./text-tables.js";

export interface GoldenColumn {
  readonly name: string;
  /** As DDL. */
  readonly type: string;
  readonly values: readonly (string | null)[];
}

export interface GoldenTable {
  readonly columns: readonly GoldenColumn[];
}

const source = new Seeded(20_260_101);
const random = () => source.next();
const ROWS = 34;

function pick(from: readonly string[]): string {
  return from[Math.floor(random() * from.length)]!;
}

/** First the given values, a null among them, then random ones. */
function column(
  name: string,
  type: string,
  given: readonly (string | null)[],
  more: () => string,
  rows = ROWS,
) {
  const values = [...given];
  while (values.length < rows) values.push(random() < 0.08 ? null : more());
  return { name, type, values };
}

/** In another order, so that two columns of one kind meet in different pairs. */
function turned(from: GoldenColumn, name: string, by: number): GoldenColumn {
  const { values, type } = from;
  return { name, type, values: values.map((_, i) => values[(i * 7 + by) % values.length]!) };
}

const whole = (bits: number) => () => {
  const size = 1n << BigInt(1 + Math.floor(random() * (bits - 1)));
  const value = (BigInt(Math.floor(random() * 2 ** 53)) * size) / 2n ** 53n;
  return String(random() < 0.5 ? -value - 1n : value);
};

const someDouble = () => String((random() - 0.5) * 10 ** Math.floor(random() * 12 - 4));

const i8 = column("i8", "tinyint", ["0", "1", "-1", null, "127", "-128", "5", "-5", "3"], whole(8));
const i16 = column("i16", "smallint", ["0", "1", "-1", null, "32767", "-32768", "7", "300"], whole(16));
const i32 = column("i32", "int", ["0", "1", "-1", null, "2147483647", "-2147483648", "2", "100"], whole(32));
const i64 = column(
  "i64",
  "bigint",
  ["0", "1", "-1", null, "9223372036854775807", "-9223372036854775808", "9007199254740993", "1000000"],
  whole(64),
);
const f32 = column(
  "f32",
  "float",
  [
    "0.0",
    "-0.0",
    "1.5",
    null,
    "NaN",
    "Infinity",
    "-Infinity",
    "3.4028235E38",
    "1.4E-45",
    "-2.5",
    "0.1",
    "1.6777216E7",
  ],
  () => String(Math.fround(Number(someDouble()))),
);
const f64 = column(
  "f64",
  "double",
  ["0.0", "-0.0", "1.5", null, "NaN", "Infinity", "-Infinity", "1.7976931348623157E308", "5.0E-324", "-2.5", "0.1", "2.5", "3.5", "-0.5", "9.223372036854775807E18", "1.0E-4", "1234567.0", "1.2345678E7"],
  someDouble,
); // biome-ignore format: a list
const d10 = column(
  "d10",
  "decimal(10,2)",
  ["0", "1.00", "-1.00", null, "99999999.99", "-99999999.99", "0.05", "2.50", "-2.50"],
  () => (Number(whole(30)()) / 100).toFixed(2),
);
const d38 = column(
  "d38",
  "decimal(38,10)",
  ["0", "1", "-1", null, "9999999999999999999999999999.9999999999", "-9999999999999999999999999999.9999999999", "0.0000000001", "1234567890.0987654321"],
  () => `${whole(60)()}.${String(Math.floor(random() * 1e10)).padStart(10, "0")}`,
); // biome-ignore format: a list
const b = column("b", "boolean", ["true", "false", null], () => pick(["true", "false"]));

/** Small numbers, for what overflows else: shifts, powers, places. */
const small = column("k", "int", ["0", "1", "2", null, "-1", "-2", "3", "10", "31", "32", "64"], () =>
  String(Math.floor(random() * 20 - 8)),
);
const positive = column("m", "int", ["1", "2", "3", "1", "2", "3", null], () =>
  String(1 + Math.floor(random() * 5)),
);

const WORDS = [
  "", " ", "a", "A", "abc", "ABC", "Hello World", "  trim me  ", "straße", "İstanbul", "naïve café", "😀", "a😀b", "日本語テキスト",
  "e\u0301", "1", "42", "-7", " 12 ", "1.5", "1e3", "NaN", "Infinity", "true", "no", "2020-02-29", "2021-02-29", "2020-1-5",
  "2020-01-01 12:34:56.789", "a,b,,c", "tab\there", "line\nbreak", "100%", "a_b", "a\\b", "'quoted'", "aaa", "abcabcabc",
]; // biome-ignore format: a list
const s = column("s", "string", [null, ...WORDS], () => pick(WORDS), WORDS.length + 6);
const t = turned(s, "t", 5);
const sb = column(
  "bin",
  "binary",
  [null, "", "00", "FF", "616263", "C3A9", "DEADBEEF"],
  () => pick(["61", "6262", "00FF"]),
  s.values.length,
);
const n = column(
  "n",
  "int",
  ["0", "1", "2", "3", "-1", "-2", null, "100"],
  () => String(Math.floor(random() * 9 - 3)),
  s.values.length,
);

/** Groups for aggregates: one of nulls alone, one of a single row. */
const g = column("g", "int", ["1", "1", "2", "2", "3", null], () => String(Math.floor(random() * 3) + 1));
const finite = column("x", "double", ["1.5", "-2.25", "1.0E10", null, "0.0", "3.25"], () =>
  String(Math.round(random() * 4000 - 2000) / 8),
);
const other = column("y", "double", ["2.0", "1.0", null, "4.5", "-0.0", "8.0"], () =>
  String(Math.round(random() * 4000 - 2000) / 16),
);
const name = column("w", "string", ["b", "a", null, "c", "é", ""], () => pick(["a", "b", "c", "zz", "😀"]));
const low = column("i", "int", ["5", "3", null, "-7", "5", "0"], () =>
  String(Math.floor(random() * 30 - 10)),
);
const big = column("l", "bigint", ["5000000000", "-3", null, "7", "5", "0"], () =>
  String(Math.floor(random() * 1e6)),
);

const DAYS = ["0", "-1", "18321", "-719162", "2932896", "18262", "18627", "19782", "11016", "-141428", "59"];
const day = column("d", "date", [null, ...DAYS], () => String(Math.floor(random() * 40_000 - 10_000)));
const second = turned(day, "e", 3);
const MOMENTS = [
  "0",
  "-1",
  "1577836800000000",
  "1582934400123456",
  "253402300799999999",
  "-62135596800000000",
  "951868799999999",
  "1711846800000000",
  "1729990800000000",
];
const moment = column("ts", "timestamp", [null, ...MOMENTS], () =>
  String(Math.floor((random() - 0.3) * 3e15)),
);
const later = turned(moment, "us", 11);
const wall = { ...turned(moment, "ntz", 4), type: "timestamp_ntz" };
const months = column("k", "int", ["0", "1", "-1", null, "12", "-13", "5", "7", "100"], () =>
  String(Math.floor(random() * 60 - 30)),
);

const DAY_AND_CLOCK = "2020-06-01 12:34:56";
const ZONED = [
  ...[
    "", "Z", " Z", "  Z", "z", " ", "UTC", "GMT", "UT", "utc", " UTC", "+02:00", "-05:30", "+2", "+02", "-2", "+2:30", "+02:3", "+0230", "+230",
    "+02:30:15", "+023015", "+18:00", "-18:00", "+18:01", "+19:00", "+02:60", "+2:3", " +02:00", "UTC+2", "GMT-03:00", "UT+05:30", "UTC+0530",
    "UTC+2:30", "GMT0", "GMT+19", "Etc/GMT-3", "Europe/Berlin", " Europe/Berlin", "europe/berlin", "Europe/Nowhere", "America/New_York",
    "America/Argentina/Buenos_Aires", "Asia/Kolkata", "EST", "HST", "MST", "PST", "CST", "IST", "JST", "ECT", "NST", "EST5EDT", "CET",
    "Zulu", "Etc/UTC", "XYZ", " Z Z", "+", "-", "UTC+", ".5Z", ".123456789+01:00", ".Z", ". Europe/Berlin", ".123 -08:00", "Z ", "Z1", "SystemV/EST5",
    "GMT+0", "Asia/Ho_Chi_Minh", "America/Port-au-Prince", "UCT", "PRC", "Japan", "BST", "ACT", "AST", "VST", "+00:00:00", "-00:00", "-00:30", "UTC-00:30",
    "+2:30:15", "UTC+02:3", "UTC+023", "+023", "Etc/GMT+12", "US/Pacific", "CST6CDT", "ROC", "W-SU", "GB-Eire", "+09:00Z", "Z+1", "AET", "AGT", "ART", "BET", "CAT", "CNT", "CTT", "EAT", "IET", "MIT", "NET", "PLT", "PNT", "PRT", "SST", "MET", "Factory",
  ].map((zone) => `${DAY_AND_CLOCK}${zone}`),
  "2020-06-01Z", "2020-06-01 Z", "2020-06-01TZ", "2020-06-01T", "2020-06-01T ", "2020-06-01+02:00", "2020-06-01 12Z", "2020-06-01 12", "2020-06-01 12:",
  "2020-06-01 12:34Z", "2020-06-01 12:34+02:00", "2020-06-01 12:34 Europe/Berlin", "2020-06-01 12:34", "2020-06-01T12:34:56Z", "2020-06-01T1:2:3Z",
  "2020-06-01 12:34:", "2020-06-01 12:34:Z", "2020-06-01 12:34:5+1", "2020-06-01 24:00:00Z", "2020-06-01 12:60:00Z", "2020-06-01 12:34:60Z", "2020-06-31 12:00:00Z",
  "2020-06Z", "2020Z", "2020-06", "2020", "2020-06-01  12:34:56", "\t2020-06-01 12:34:56Z\n", "-0044-03-15 12:00:00Z", "+12020-01-01 00:00:00Z", "0001-01-01 00:00:00+18:00",
  "1234567-01-01 00:00:00Z", "294247-01-10 04:00:54.775808Z",
  "2024-10-27 02:30:00 Europe/Berlin", "2024-03-31 02:30:00 Europe/Berlin", "2024-11-03 01:30:00 America/New_York", "2024-03-10 02:30:00America/New_York",
  "1850-01-01 00:00:00 Europe/Berlin", "1900-01-01 00:00:00 America/New_York", "2011-12-30 12:00:00 Pacific/Apia", "2050-07-01 00:00:00 Europe/London",
  "1943-06-01 12:00:00MST", "1900-01-01 12:00:00EST", "2000-01-01 12:00:00 PST", "2020-06-01 23:59:59.999999Z", "2020-06-01 9:5:7.5 +1",
  "2024-10-27 02:30:00", "2024-03-31 02:30:00",
]; // biome-ignore format: a list
const written = { name: "s", type: "string", values: [null, ...ZONED] };

export const TABLES = {
  numbers: {
    columns: [
      i8, i16, i32, i64, f32, f64, d10, d38, b, small, positive,
      turned(i8, "j8", 2), turned(i16, "j16", 3), turned(i32, "j32", 2), turned(i64, "j64", 3),
      turned(f32, "g32", 2), turned(f64, "g64", 5), turned(d10, "e10", 2), turned(d38, "e38", 1), turned(b, "c", 1),
    ],
  },
  texts: { columns: [s, t, sb, n] },
  groups: { columns: [g, finite, other, name, low, big, turned(d10, "dec", 3), turned(b, "flag", 2), turned(f32, "f", 1), turned(f64, "z", 4)] },
  times: { columns: [day, second, moment, later, wall, months] },
  zoned: { columns: [written] },
  ...TEXT_TABLES,
} satisfies Record<string, GoldenTable>; // biome-ignore format: rows

export type TableName = keyof typeof TABLES;
