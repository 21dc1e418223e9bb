/** Values of every type on their way to functions and back, null in each of them, and rows that are no round number of chunks. */
import type { RecordBatch, Table } from "apache-arrow";
import { describe, expect, test } from "vitest";
import type { NDArray } from "../../../src/numpy/index.js";
import { F, scene, types, valuesOf } from "./embedded_session.js";

const at = scene();

/** SQL of a value of each type, and of another. */
const VALUES: Readonly<Record<string, readonly [string, string]>> = {
  boolean: ["true", "false"],
  tinyint: ["127Y", "-128Y"],
  smallint: ["32767S", "-1S"],
  int: ["2147483647", "-2147483648"],
  bigint: ["9007199254740991L", "-9007199254740991L"],
  float: ["CAST(1.5 AS float)", "CAST('-Infinity' AS float)"],
  double: ["CAST('NaN' AS double)", "-0.0D"],
  "decimal(38,10)": [
    "CAST('1234567890123456789012345678.0123456789' AS decimal(38,10))",
    "CAST(-0.5 AS decimal(38,10))",
  ],
  string: ["'zażółć \\u{1f600}'", "''"],
  binary: ["X'00ff10'", "X''"],
  date: ["DATE '0001-01-01'", "DATE '2024-02-29'"],
  timestamp: ["TIMESTAMP '1969-12-31 23:59:59.999999'", "TIMESTAMP '2024-02-29 12:00:00'"],
  timestamp_ntz: ["TIMESTAMP_NTZ '1969-12-31 23:59:59.999999'", "TIMESTAMP_NTZ '2024-02-29 12:00:00'"],
  "interval day to second": ["INTERVAL '1 02:03:04.000005' DAY TO SECOND", "INTERVAL '-1' DAY"],
  "interval year to month": ["INTERVAL '1-2' YEAR TO MONTH", "INTERVAL '-1' YEAR"],
  "array<int>": ["array(1, null, 3)", "array(1, 2)"],
  "map<string,bigint>": ["map('a', 1L, 'b', null)", "map('c', 3L)"],
  "struct<a:int,b:array<string>>": [
    "named_struct('a', 1, 'b', array('x', null))",
    "named_struct('a', null, 'b', null)",
  ],
};

describe.each(Object.entries(VALUES))("%s", (type, [one, other]) => {
  async function table() {
    const query = `SELECT CAST(v AS ${type}) AS v FROM VALUES (${one}), (CAST(NULL AS ${type})), (${other}) AS t(v)`;
    const df = await at.spark.sql(query);
    return { df, values: await valuesOf(df) };
  }

  test("goes through a function of values as it is", async () => {
    const { df, values } = await table();
    const same = F.udf((x: unknown) => x as never, type, { name: "same" });
    expect(await valuesOf(df.select(same("v").alias("v")))).toEqual(values);
    expect(await valuesOf(df.select("v", same("v").alias("w")).filter("(w IS NULL) = (v IS NULL)"))).toEqual(
      [0, 1, 2].map((i) => [values[i]![0], values[i]![0]]),
    );
  });

  test("goes through functions of batches and groups as it is", async () => {
    const { df, values } = await table();
    const schema = `v ${type}`;
    expect(await valuesOf(df.mapInArrow((batches: Iterable<RecordBatch>) => batches, schema))).toEqual(
      values,
    );
    const grouped = df.groupBy(F.col("v").isNull()).applyInArrow((rows: Table) => rows, schema);
    expect(await valuesOf(grouped)).toEqual([values[0], values[2], values[1]]);
  });
});

test("what a function gives is of its type for the engine", async () => {
  const f = F.udf((x: number) => (x === 1 ? null : x), "tinyint", { name: "f" });
  const df = at.spark.range(3).select(f("id").alias("n"));
  expect((await df.schema()).fields[0]!.dataType).toEqual(new types.ByteType());
  expect(await valuesOf(df.agg(F.sum("n"), F.count("n"), F.max(F.typeof("n"))))).toEqual([[2, 2, "tinyint"]]);
});

test("vectorised functions get columns and give columns", async () => {
  const df = at.spark.range(5000).select(F.col("id").cast("double").alias("d"), F.lit("x").alias("s"));
  const half = F.udf((d: NDArray) => d.mul(0.5), "double", { vectorised: true });
  const joined = F.udf((s: readonly string[], _d: NDArray) => s.map((text) => `${text}!`), "string", {
    vectorised: true,
  });
  const rows = df.select(half("d").alias("h"), joined("s", "d").alias("j"));
  expect(await valuesOf(rows.agg(F.sum("h"), F.min("j"), F.count("j")))).toEqual([[6248750, "x!", 5000]]);
});
