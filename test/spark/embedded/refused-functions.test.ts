/** What functions of the embedded engine refuse, since their answer could be another than Spark's. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import {
  type Column,
  type DataFrame,
  functions as F,
  type Row,
  SparkSession,
} from "../../../src/spark/index.js";

let spark: SparkSession;
let table: DataFrame<Row>;
beforeAll(async () => {
  spark = await SparkSession.builder.create();
  table = (await spark.sql(
    "SELECT 'yyyy' AS p, '2024' AS s, TIMESTAMP'2024-01-01 00:00:00' AS t, 1e300D AS x, 2D AS y, 'UTC' AS z",
  )) as DataFrame<Row>;
});
afterAll(() => spark.stop());

const REFUSED: Readonly<Record<string, () => Column>> = {
  "a pattern to read with names of zones, which are Java's": () => F.to_timestamp("s", "yyyy z"),
  "structs within csv": () => F.to_csv(F.struct(F.struct("s"))),
  "a zone that is a column": () => F.expr("from_utc_timestamp(t, z)"),
  "digits beyond what is exact": () => F.round("x", 30),
  "squares beyond a double": () => F.regr_slope("x", "y"),
  "the spread of numbers whose squares aren't finite": () => F.stddev("x"),
  "percentiles of a share that is a column": () => F.percentile("x", F.col("y")),
  "an interval of months and days": () => F.expr("t + INTERVAL '1 month 1 day'"),
};

describe("the embedded engine refuses", () => {
  test.each(Object.entries(REFUSED))("%s", async (_, column) => {
    await expect(table.select(column()).collect()).rejects.toThrow(NotSupportedError);
  });
});
