/** What real Spark sends, as this reads and writes it. */
import { create } from "@bufbuild/protobuf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectEngine } from "../../../src/spark/connect/index.js";
import type { Engine } from "../../../src/spark/engine/index.js";
import { planOf, relation } from "../../../src/spark/plan/index.js";
import { ConfigRequest_SetSchema, KeyValueSchema, type Plan } from "../../../src/spark/proto/index.js";
import { type StructType, valueText } from "../../../src/spark/types/index.js";
import { SPARK_START_MILLISECONDS, skipWithoutSpark, sparkServer } from "../../support/spark.js";

/** Expressions whose value this must read, and write as Spark's cast to a string does. */
const VALUES = [
  "true",
  "127Y",
  "-32768S",
  "2147483647",
  "-9223372036854775808",
  ...[
    "0.0D",
    "-0.0D",
    "1.0D",
    "0.001D",
    "0.0009999D",
    "1e7D",
    "9999999.0D",
    "123456789.125D",
    "1e-300D",
    "4.9E-324D",
  ],
  ...[
    "1.7976931348623157E308D",
    "double('NaN')",
    "double('-Infinity')",
    "1e21D",
    "100.0D",
    "0.1D",
    "1.1e10D",
  ],
  ...[
    "0.1F",
    "1e10F",
    "16777216F",
    "float(3.4028235E38D)",
    "float(1.4E-45D)",
    "-0.0F",
    "1.1F",
    "float('NaN')",
    "0.001F",
  ],
  ...[
    "1.50BD",
    "-0.001BD",
    "cast(0 as decimal(38,38))",
    "cast(1e20 as decimal(38,2))",
    "12345678901234567890.123BD",
  ],
  ...["cast(-99999999999999999999999999999999999999 as decimal(38,0))", "cast(1 as decimal(38,10))"],
  ...["''", "'a'", "'Zürich 日本 😀'", "repeat('é', 200)"],
  ...["X''", "X'48C3A9'"],
  ...["date'1970-01-01'", "date'0001-01-01'", "date'9999-12-31'", "date'2024-02-29'", "date'1582-10-10'"],
  ...["date'-0044-03-15'", "date'+12345-01-01'"],
  ...[
    "timestamp'2024-05-06 07:08:09.123456'",
    "timestamp'1969-12-31 23:59:59.999999'",
    "timestamp'2024-05-06'",
  ],
  ...["timestamp'0001-01-01 00:00:00'", "timestamp'1883-11-18 12:00:00'", "timestamp'2024-03-10 10:30:00Z'"],
  ...[
    "timestamp'2024-11-03 08:30:00Z'",
    "timestamp'2024-11-03 09:30:00Z'",
    "timestamp'+20000-01-01 01:02:03'",
  ],
  ...[
    "timestamp_ntz'2024-05-06 07:08:09.5'",
    "timestamp_ntz'0001-01-01 00:00:00'",
    "timestamp_ntz'-0100-01-01 00:00:00.000001'",
  ],
  ...["time'00:00:00'", "time'23:59:59.999999'", "time'12:34:56.5'"],
  ...[
    "interval '1-2' year to month",
    "interval '-1-2' year to month",
    "interval '3' year",
    "interval '-14' month",
  ],
  ...[
    "interval '1 02:03:04.5' day to second",
    "interval '-1 02:03:04.000001' day to second",
    "interval '5' day",
  ],
  ...[
    "interval '1 02' day to hour",
    "interval '1 02:03' day to minute",
    "interval '26' hour",
    "interval '02:03' hour to minute",
  ],
  ...[
    "interval '26:03:04' hour to second",
    "interval '90' minute",
    "interval '90:01.5' minute to second",
    "interval '-90.25' second",
  ],
  ...["make_interval(1, 2, 0, 3, 4, 5, 6.789)", "make_interval(0, -1, 0, -3, 0, 0, -0.5)", "make_interval()"],
  ...[
    "array()",
    "array(1, null, 3)",
    "array('a', null)",
    "array(array(1.5D), array())",
    "array(X'41', null)",
  ],
  ...[
    "map()",
    "map('a', 1, 'b', null)",
    "map(1L, array(date'2024-01-01', null))",
    "map(array(1), map(2, 3))",
  ],
  ...[
    "named_struct('a', 1, 'b', cast(null as string))",
    "named_struct('x', struct(1, 'z'), 'y', array(struct(2)))",
  ],
  ...[
    "struct(1 as a, 2 as a)",
    "array(timestamp'2024-05-06 07:08:09.12')",
    "map('k', 0.1F)",
    "struct(1.0BD, true)",
  ],
  ...[
    'parse_json(\'{"b":[1,2.5,null,true,"x",{}],"a":1e10}\')',
    "to_variant_object(array(1L, 2L))",
    "parse_json('1e100')",
  ],
  ...["to_variant_object(named_struct('t', timestamp'2024-05-06 07:08:09.12', 'd', date'2024-05-06'))"],
  ...["to_variant_object(array(X'0102'))", "to_variant_object(struct(timestamp_ntz'2024-05-06 07:08:09'))"],
  ...["to_variant_object(array(0.1F))", "to_variant_object(array(1.50BD, 123456789012345678901234.5BD))"],
  ...["cast(null as int)", "null", "array(null)"],
];

// Spark compiles a plan of a hundred columns each time, and other tests may ask it at the same time.
describe("values of real Spark", { timeout: 120_000 }, () => {
  skipWithoutSpark();
  let engine: Engine;

  beforeAll(async () => {
    const { url } = await sparkServer();
    engine = await connectEngine({ url });
  }, SPARK_START_MILLISECONDS);

  afterAll(() => engine?.close());

  /** The first batch's first row, and what its columns are. */
  async function firstRow(plan: Plan): Promise<{ schema: StructType; values: unknown[] }> {
    let schema: StructType | undefined;
    for await (const part of engine.execute(plan)) {
      if (part.kind === "schema") schema = part.schema;
      if (part.kind === "batch" && part.batch.length > 0) {
        return { schema: schema!, values: part.batch.columns.map((column) => column.get(0)) };
      }
    }
    throw new Error("no row came");
  }

  const of = (query: string): Plan => planOf(relation("sql", { query }));

  async function setUp(timeZone: string): Promise<void> {
    const pairs = [
      { key: "spark.sql.session.timeZone", value: timeZone },
      { key: "spark.sql.timeType.enabled", value: "true" },
    ].map((pair) => create(KeyValueSchema, pair));
    await engine.config({ case: "set", value: create(ConfigRequest_SetSchema, { pairs }) });
  }

  const ALL = `select ${VALUES.map((value, i) => `${value} as c${i}`).join(", ")}`;

  test.each(["UTC", "America/Los_Angeles", "Asia/Kolkata", "+05:45"])(
    "as a cast to string writes them, %s",
    async (timeZone) => {
      await setUp(timeZone);
      const casts = VALUES.map((value) => `cast(${value} as string)`).join(", ");
      const [texts] = (await firstRow(of(`select array(${casts})`))).values as [unknown[]];
      const { schema, values } = await firstRow(of(ALL));
      const mine = values.map((value, i) =>
        value === null ? null : valueText(schema.fields[i]!.dataType, { timeZone, style: "cast" })(value),
      );
      expect(mine.map((text, i) => [VALUES[i], text])).toEqual(texts.map((text, i) => [VALUES[i], text]));
    },
  );

  test.each(["UTC", "America/Los_Angeles"])("as show() prints them, %s", async (timeZone) => {
    await setUp(timeZone);
    const { schema, values } = await firstRow(of(ALL));
    const input = relation("sql", { query: ALL });
    const show = { input, numRows: 1, truncate: 0, vertical: true };
    const [shown] = (await firstRow(planOf(relation("showString", show)))).values as [string];
    const lines = shown.split("\n").slice(1, 1 + VALUES.length);
    const texts = lines.map((line) => line.replace(/^ c\d+ *\| /, "").trimEnd());
    const mine = values.map((value, i) =>
      valueText(schema.fields[i]!.dataType, { timeZone, style: "show" })(value).trimEnd(),
    );
    expect(mine.map((text, i) => [VALUES[i], text])).toEqual(texts.map((text, i) => [VALUES[i], text]));
  });
});
