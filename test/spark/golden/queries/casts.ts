import { each, type GoldenGroup } from "../family.js";

const WHOLE = ["i8", "i16", "i32", "i64"];
const FLOATS = ["f32", "f64"];
const DECIMALS = ["d10", "d38"];
const ALL = [...WHOLE, ...FLOATS, ...DECIMALS, "b"];
const to = (type: string, columns: readonly string[]) => [
  ...each(`cast(# as ${type})`, ...columns),
  ...each(`try_cast(# as ${type})`, ...columns),
];

const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: [
    ...[
      "tinyint",
      "smallint",
      "int",
      "bigint",
      "float",
      "double",
      "decimal(10,2)",
      "decimal(5,0)",
      "boolean",
      "string",
    ].flatMap((type) => to(type, ALL)),
    ...to("decimal(38,18)", ["i8", "i32", "d10", "f64"]),
    ...each("cast(# as timestamp)", "i8", "i16", "i32"),
    ...[
      "cast(b as timestamp)",
      "cast(i32 as date)",
      "cast(null as int)",
      "cast(2.5 as int)",
      "cast(-2.5D as bigint)",
      "cast(cast(f64 as string) as double)",
    ],
  ],
};

const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    ...[
      "tinyint",
      "smallint",
      "int",
      "bigint",
      "float",
      "double",
      "decimal(10,2)",
      "decimal(3,0)",
      "boolean",
      "date",
      "timestamp",
      "timestamp_ntz",
      "binary",
      "string",
    ].flatMap((type) => to(type, ["s"])),
  ],
};

const times: GoldenGroup = {
  table: "times",
  kind: "scalar",
  queries: [
    ...["d", "ts", "ntz"].flatMap((name) =>
      ["string", "date", "timestamp", "timestamp_ntz"].map((type) => `cast(${name} as ${type})`),
    ),
    ...[
      "cast(ts as bigint)",
      "cast(ts as double)",
      "cast(ts as int)",
      "cast(ts as decimal(20,6))",
      "cast(d as int)",
    ],
    ...[
      "d = e",
      "d < ts",
      "ts < us",
      "ts = ntz",
      "d <=> e",
      "ts >= d",
      "coalesce(d, ts)",
      "greatest(d, e)",
      "least(ts, us)",
      "d between e and d",
      "ts in (us, ts)",
    ],
  ],
};

export default [
  numbers,
  texts,
  times,
  { ...times, timeZone: "America/New_York" },
  { ...times, timeZone: "Europe/Berlin", queries: times.queries.slice(0, 12) },
  { ...times, timeZone: "+05:30", queries: times.queries.slice(0, 12) },
];
