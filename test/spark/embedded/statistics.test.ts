/** Statistics of columns on the embedded engine and on a real Spark: schemas, values and errors must be the same. */
import { describe, expect, test } from "vitest";
import { type DataFrame, functions as F, Row, type SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";

type Frame = DataFrame<Row>;
type Tables = { readonly spark: SparkSession; readonly people: Frame };
type Program = (tables: Tables) => Frame | Promise<unknown>;

async function tablesOf(spark: SparkSession): Promise<Tables> {
  const people = await spark.createDataFrame(
    [
      [1, "Ada", 36, "London", 1.5, true, "1.25"],
      [2, "Alan", 41, "London", 2.25, false, "2.00"],
      [3, "Grace", 85, "New York", 0, true, null],
      [4, "12", null, null, Number.NaN, null, "0.10"],
      [5, null, 72, "7.5", null, null, "9.99"],
      [6, "1e3", 19, "null", -4.5, false, "12345678.00"],
    ],
    "id bigint, name string, age int, city string, score double, ok boolean, price string",
  );
  const typed = people.withColumn("price", F.col("price").cast("decimal(10,2)"));
  return { spark, people: typed as unknown as Frame };
}

const PROGRAMS: Readonly<Record<string, Program>> = {
  describe: ({ people }) => people.drop("score").describe(),
  "describe of columns": ({ people }) => people.describe("ok", "AGE", "name"),
  "describe of NaN": ({ people }) => people.describe("score"),
  "describe of no numbers": ({ people }) => people.select("ok").describe(),
  "describe of no rows": ({ people }) => people.filter("false").describe(),
  summary: ({ people }) => people.drop("score").summary(),
  "summary of no rows": ({ people }) => people.filter("false").summary(),
  "summary of infinity": ({ people }) =>
    people
      .select(F.lit(Number.POSITIVE_INFINITY).alias("x"), F.when(F.col("id").eq(1), Number.NaN).alias("y"))
      .summary("mean", "stddev", "max") as never,
  "summary of shares": ({ people }) =>
    people.select("id", "age").summary("0%", "7.5%", "33%", "99.9%", "100%", "COUNT"),
  "summary of distinct values": ({ people }) => people.drop("price").summary("count_distinct", "count"),
  "summary of about how many distinct values": ({ people }) =>
    people.summary("approx_count_distinct", "count") as never,
  "summary of shares of decimals": ({ people }) => people.select("price").summary("10%", "90%", "100%"),
  "summary of distinct decimals": ({ people }) =>
    people.select("price").summary("10%", "90%", "count_distinct"),
  "summary of distinct decimals and others": ({ people }) =>
    people
      .select("id", "price", F.col("price").cast("decimal(12,0)").alias("whole"))
      .summary("10%", "90%", "100%", "count_distinct") as never,
  "summary of small types": ({ spark }) =>
    spark
      .range(7)
      .select(F.col("id").cast("float").alias("f"), F.col("id").cast("tinyint").alias("b"))
      .summary() as never,
  "summary of many rows": ({ spark }) =>
    spark.range(1000).summary("7%", "14%", "28%", "29%", "55%", "57%") as never,
  "crosstab of strings and numbers": ({ people }) => people.crosstab("city", "age"),
  "crosstab of booleans and decimals": ({ people }) => people.crosstab("ok", "price"),
  "crosstab of a column and itself": ({ people }) => people.crosstab("OK", "ok"),
  "crosstab of no rows": ({ people }) => people.filter("false").crosstab("ok", "age"),
  "crosstab without nulls": ({ spark }) =>
    spark.range(3).withColumn("b", F.lit("a`b")).crosstab("id", "b") as never,
  "crosstab of backticks in rows": ({ spark }) =>
    spark.range(3).withColumn("b", F.lit("a`b")).crosstab("b", "id") as never,
  cov: ({ people }) => people.cov("id", "age"),
  "cov of decimals": ({ people }) => people.filter("id < 6").cov("ID", "price"),
  "cov of NaN": ({ people }) => people.cov("id", "score"),
  "cov of one row": ({ people }) => people.limit(1).cov("id", "age"),
  "cov of no rows": ({ people }) => people.filter("false").cov("id", "age"),
  corr: ({ people }) => people.corr("id", "age"),
  "corr of NaN": ({ people }) => people.corr("id", "score"),
  "corr of infinity": ({ people }) =>
    people.select("id", F.lit(Number.POSITIVE_INFINITY).alias("x")).corr("id", "x"),
  "corr of one value": ({ people }) => people.select("id", F.lit(1).alias("one")).corr("id", "one"),
  "corr of one row": ({ people }) => people.limit(1).corr("id", "age"),
  "corr of no rows": ({ people }) => people.filter("false").corr("id", "age"),
  quantiles: ({ people }) =>
    people.approxQuantile(["id", "age", "score", "price"], [0, 0.25, 0.5, 0.51, 0.75, 1], 0),
  "quantiles with an error": ({ people }) =>
    people.approxQuantile(["id", "age"], [0.1, 0.25, 0.75, 0.9], 0.3),
  "quantiles of many rows": ({ spark }) =>
    spark.range(100).approxQuantile("id", [0.07, 0.14, 0.28, 0.29, 0.55, 0.56, 0.57, 0.58, 0.999], 0),
  "quantiles of no rows": ({ people }) => people.filter("false").approxQuantile(["id", "age"], [0.5], 0),
  "quantiles of nulls": ({ people }) =>
    people.select(F.lit(null).cast("int").alias("n")).approxQuantile("n", [0.5], 0),
};

const WRONG: Readonly<Record<string, Program>> = {
  "describe of no column": ({ people }) => people.describe("nmae"),
  "summary of no statistic": ({ people }) => people.summary("mode"),
  "summary of no share": ({ people }) => people.summary("x%"),
  "summary of more than all": ({ people }) => people.summary("120%"),
  "summary of a statistic twice": ({ people }) => people.select("age").summary("count", "count"),
  "summary of a name twice": ({ people }) => people.select("age", "age").summary("count"),
  "summary of a column summary": ({ people }) =>
    people.select(F.col("age").alias("summary")).summary("count") as never,
  "summary of a dot in a name": ({ people }) =>
    people.withColumnRenamed("age", "a.b").summary("count") as never,
  "crosstab of no column": ({ people }) => people.crosstab("ok", "nmae"),
  "cov of strings": ({ people }) => people.cov("id", "name"),
  "corr of booleans": ({ people }) => people.corr("id", "ok"),
  "corr of no column": ({ people }) => people.corr("id", "nmae"),
  "quantiles of strings": ({ people }) => people.approxQuantile("name", [0.5], 0),
  "quantiles of no column": ({ people }) => people.approxQuantile("nmae", [0.5], 0),
};

/** Rows of crosstab come in any order; the last digits of a sum are of the order in which Spark's partitions come. */
async function answerOf(made: Frame | Promise<unknown>, ordered: boolean): Promise<unknown> {
  if (made instanceof Promise) {
    const value: unknown = await made;
    return typeof value === "number" ? value.toPrecision(13) : value;
  }
  const rows = (await made.collect()).map((row) => JSON.stringify(Row.values(row as object), text));
  return { schema: (await made.schema()).jsonValue(), rows: ordered ? rows : rows.sort() };
}

function text(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}n` : value;
}

async function errorOf(program: Program, tables: Tables): Promise<unknown> {
  try {
    await answerOf(program(tables), true);
  } catch (error) {
    const { name, condition } = error as { name: string; condition?: string };
    return { name, condition };
  }
  return "nothing is wrong";
}

describe("statistics are Spark's", () => {
  const both = bothEngines(tablesOf);

  test.each(Object.entries(PROGRAMS))("%s", async (name, program) => {
    const ordered = !name.startsWith("crosstab");
    const theirs = await answerOf(program(both.real), ordered);
    expect(theirs).toBeDefined();
    expect(await answerOf(program(both.embedded), ordered)).toEqual(theirs);
  });

  test.each(Object.entries(WRONG))("wrong: %s", async (_, program) => {
    const theirs = await errorOf(program, both.real);
    expect(theirs).toMatchObject({ name: expect.stringContaining("Exception") });
    expect(await errorOf(program, both.embedded)).toEqual(theirs);
  });
});
