/** Dates, numbers and csv in strings, by the API: patterns that are columns or that there aren't, formats, options, and files by the same patterns. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Column,
  type DataFrame,
  functions as F,
  type Row,
  SparkException,
  SparkSession,
} from "../../../src/spark/index.js";

let spark: SparkSession;
let one: DataFrame<Row>;
let folder: string;
beforeAll(async () => {
  spark = await SparkSession.builder.config("spark.sql.session.timeZone", "UTC").create();
  one = (await spark.sql(
    "SELECT TIMESTAMP'2024-02-29 13:14:15.678' AS t, 'dd/MM/yyyy' AS p, '01/02/2024' AS s, '1,x y,2024-02-29' AS line, -1234.5BD AS n",
  )) as DataFrame<Row>;
  folder = mkdtempSync(path.join(tmpdir(), "manycore-text-formats-"));
});
afterAll(async () => {
  await spark?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function given(column: Column): Promise<unknown> {
  const [row] = await one.select(column.alias("v")).collect();
  return (row as { v: unknown }).v;
}

test("a pattern may be a column", async () => {
  expect(await given(F.expr("date_format(t, p)"))).toBe("29/02/2024");
  expect(await given(F.expr("cast(to_date(s, p) as string)"))).toBe("2024-02-01");
  expect(await given(F.expr("unix_timestamp(s, p)"))).toBe(1_706_745_600);
});

test("letters that SQL has no words for", async () => {
  expect(await given(F.date_format("t", "yyyy-MM-dd'T'HH:mm:ss VV OOOO F"))).toBe(
    "2024-02-29T13:14:15 UTC GMT 1",
  );
  expect(await given(F.expr("cast(to_timestamp('202402291314', 'yyyyMMddHHmm') as string)"))).toBe(
    "2024-02-29 13:14:00",
  );
});

test.each([
  ["YYYY", "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION", "SparkUpgradeException"],
  ["e", "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN", "IllegalArgumentException"],
  ["A", "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER", "IllegalArgumentException"],
  ["b", "INVALID_DATETIME_PATTERN.WITH_SUGGESTION", "SparkRuntimeException"],
])("the pattern %s is Spark's error", async (pattern, condition, name) => {
  const error = await given(F.date_format("t", pattern)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SparkException);
  expect(error).toMatchObject({ condition, name });
});

test("numbers by formats", async () => {
  expect(await given(F.to_char("n", F.lit("S$9,999.99")))).toBe("-$1,234.50");
  expect(String(await given(F.to_number(F.lit("1,234.50-"), F.lit("9,999.99S"))))).toBe("-1234.50");
  expect(await given(F.try_to_number(F.lit("x"), F.lit("9")))).toBeNull();
});

test("csv in a column", async () => {
  const read = F.from_csv("line", "a INT, b STRING, c DATE", { dateFormat: "yyyy-MM-dd" });
  expect(await given(read.getField("b"))).toBe("x y");
  expect(await given(F.to_csv(read, { sep: ";", dateFormat: "d.M.yy" }))).toBe("1;x y;29.2.24");
  expect(await given(F.schema_of_csv(F.lit("1,a")))).toBe("STRUCT<_c0: INT, _c1: STRING>");
  expect(await given(F.from_csv("line", F.schema_of_csv(F.lit("1,a,2024-01-01"))).getField("_c0"))).toBe(1);
});

test("files are read by the same patterns", async () => {
  const file = path.join(folder, "log.csv");
  writeFileSync(file, "10/Oct/2000:13:55:36 -0700\n11/oct/2000:01:00:00 +0000\n");
  const frame = spark.read
    .schema("at TIMESTAMP")
    .option("timestampFormat", "dd/MMM/yyyy:HH:mm:ss Z")
    .csv(file)
    .selectExpr("cast(at as string) AS at");
  expect((await frame.collect()).map((row) => (row as unknown as { at: string }).at)).toEqual([
    "2000-10-10 20:55:36",
    "2000-10-11 01:00:00",
  ]);
  const wrong = spark.read.schema("at DATE").option("dateFormat", "YYYY-ww").csv(file).collect();
  await expect(wrong).rejects.toMatchObject({
    condition: "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION",
  });
});
