/** Functions by PySpark's names and in SQL's words, from a program to its rows: what golden queries leave out, which are of the registry alone. */
import { describe, expect, test } from "vitest";
import { type DataFrame, functions as F, Row, type SparkSession, Window } from "../../../src/spark/index.js";
import { SPARK_TEST_MILLISECONDS } from "../../support/spark.js";
import { bothEngines } from "./both_engines.js";

interface Tables {
  readonly spark: SparkSession;
  readonly sales: DataFrame<Row>;
}

async function tablesOf(spark: SparkSession): Promise<Tables> {
  const rows = [
    ["a", 1, 2.675, "2024-01-31", "2024-01-31 10:00:00"],
    ["a", 2, null, "2024-02-29", "2024-02-29 23:59:59.5"],
    ["a", 2, -1.5, "2023-12-25", "1969-12-31 23:59:59.999999"],
    ["b", 7, 4.0, "2024-02-29", "2024-07-04 00:00:00"],
    ["b", null, 8.25, null, null],
    [null, 3, 1e6, "2000-01-01", "2000-01-01 12:30:15"],
  ];
  const texts = await spark.createDataFrame(rows, "g string, n int, x double, day string, at string");
  const sales = texts.withColumn("day", F.to_date("day")).withColumn("at", F.to_timestamp("at"));
  await sales.createOrReplaceTempView("function_sales");
  return { spark, sales: sales as unknown as DataFrame<Row> };
}

const BY = Window.partitionBy("g").orderBy("day", "at");

type Frame = DataFrame<never> | DataFrame<Row>;

const PROGRAMS: Readonly<Record<string, (tables: Tables) => Frame | Promise<Frame>>> = {
  "dates and intervals": ({ sales }) =>
    sales.select(
      "g",
      F.col("at").add(F.expr("INTERVAL 1 DAY")),
      F.col("day").add(F.expr("INTERVAL 1 MONTH")),
      F.col("day").sub(F.expr("INTERVAL '1' YEAR")),
      F.expr("at - INTERVAL 90 MINUTES"),
      F.expr("day - DATE'2024-01-01'"),
      F.expr("at - TIMESTAMP'2024-01-01 00:00:00'"),
      F.make_dt_interval(F.col("n"), F.lit(2)),
      F.make_ym_interval(F.col("n")),
      F.make_interval(F.lit(0), F.col("n"), F.lit(1)).cast("string"),
    ) as never,
  "patterns of dates": ({ sales }) =>
    sales.select(
      F.date_format("at", "yyyy/MM/dd HH:mm:ss.SSS"),
      F.date_format("day", "EEE d MMM yyyy"),
      F.to_date(F.lit("03.02.2024"), "dd.MM.yyyy"),
      F.to_timestamp(F.lit("2024-02-03T04:05:06Z"), "yyyy-MM-dd'T'HH:mm:ssXXX"),
      F.unix_timestamp("at"),
      F.from_unixtime("n"),
      F.try_to_timestamp(F.lit("x"), F.lit("yyyy")),
      F.months_between("at", "day"),
      F.next_day("day", "Mon"),
      F.date_part(F.lit("SECOND"), "at"),
      F.timestamp_add("HOUR", F.col("n"), "at"),
      F.timestamp_diff("DAY", "day", "at"),
    ) as never,
  rounding: ({ sales }) =>
    sales.select(
      F.round("x", 2),
      F.bround("x"),
      F.round("n", -1),
      F.ceil("x", 1),
      F.floor("x"),
      F.hypot("x", "n"),
    ) as never,
  "statistics of groups": ({ sales }) =>
    sales
      .groupBy("g")
      .agg(
        F.percentile("x", 0.25),
        F.percentile_approx("n", 0.5),
        F.median("x"),
        F.product("n"),
        F.round(F.skewness("x"), 6),
        F.mode("n", true),
        F.last("x", true),
        F.count_if(F.col("n").gt(1)),
        F.sort_array(F.collect_set("n")),
        F.max_by("n", "day"),
        F.max("at"),
      ) as never,
  "clauses of aggregates": ({ spark }) =>
    spark.sql(`SELECT g, sum(n) FILTER (WHERE x > 0) AS positive, percentile_cont(0.5) WITHIN GROUP (ORDER BY x DESC),
      listagg(CAST(n AS STRING), '+') WITHIN GROUP (ORDER BY n DESC), mode() WITHIN GROUP (ORDER BY n),
      count(*) FILTER (WHERE day IS NULL) FROM function_sales GROUP BY g`) as never,
  "clauses of windows": ({ spark }) =>
    spark.sql(`SELECT g, n, lag(x) IGNORE NULLS OVER w AS before, last_value(x) IGNORE NULLS OVER w AS known,
      sum(n) FILTER (WHERE x > 0) OVER (PARTITION BY g) AS positive FROM function_sales WINDOW w AS (PARTITION BY g ORDER BY day, at)`) as never,
  "windows by name": ({ sales }) =>
    sales.select(
      "g",
      "n",
      F.nth_value("x", 2, true).over(BY),
      F.last("x", true).over(BY),
      F.ntile(2).over(BY),
      F.cume_dist().over(BY),
      F.median("x").over(Window.partitionBy("g")),
    ) as never,
  "an order by an interval's frame": ({ spark }) =>
    spark.sql(`SELECT g, day, count(*) OVER (PARTITION BY g ORDER BY day RANGE BETWEEN INTERVAL 31 DAYS PRECEDING AND CURRENT ROW) AS month
      FROM function_sales WHERE day IS NOT NULL`) as never,
  "lambdas of maps": ({ sales }) =>
    sales.select(
      F.transform_values(F.create_map(F.lit("k"), F.col("n")), (_, v) => v.add(1)),
      F.transform_keys(F.create_map(F.lit("k"), F.col("n")), (k) => F.concat(k, F.lit("!"))),
      F.map_filter(F.create_map(F.lit("k"), F.col("n")), (_, v) => v.gt(1)),
      F.zip_with(F.array("n"), F.array(F.lit(1), F.lit(2)), (a, b) => F.coalesce(a, b)),
      F.arrays_zip(F.array("n"), F.array("x")),
      F.array_insert(F.array("n"), 2, F.lit(5)),
      F.sequence("day", F.date_add("day", 40), F.expr("INTERVAL 1 MONTH")),
      F.typeof("x"),
    ) as never,
  "a rollup with its bits": ({ sales }) =>
    sales.rollup("g", "n").agg(F.grouping("n"), F.grouping_id(), F.count("*").alias("rows")) as never,
  "groups by an interval": ({ sales }) =>
    sales
      .groupBy(F.expr("day - DATE'2024-01-01'").alias("days"))
      .agg(F.sum(F.expr("INTERVAL 1 DAY * n"))) as never,
};

async function answerOf(frame: DataFrame<Row>): Promise<unknown> {
  const rows = await frame.collect();
  const texts = rows.map((row) =>
    JSON.stringify(Row.values(row), (_, value) => (typeof value === "bigint" ? `${value}n` : value)),
  );
  return { schema: (await frame.schema()).jsonValue(), rows: texts.sort() };
}

describe("functions on the embedded engine and on Spark", () => {
  const both = bothEngines(tablesOf);

  test.each(Object.entries(PROGRAMS))(
    "%s",
    async (_, program) => {
      const ours = await answerOf((await program(both.embedded)) as DataFrame<Row>);
      expect(ours).toEqual(await answerOf((await program(both.real)) as DataFrame<Row>));
    },
    SPARK_TEST_MILLISECONDS,
  );

  test("the moment of a query", async () => {
    const before = Date.now();
    const [row] = await both.embedded.spark
      .range(2)
      .select(
        F.current_timestamp().alias("now"),
        F.current_date().alias("today"),
        F.current_timezone().alias("zone"),
      )
      .collect();
    const { now, today, zone } = row as { now: Date; today: Date; zone: string };
    expect(zone).toBe("UTC");
    expect(now.getTime()).toBeGreaterThanOrEqual(before - 1000);
    expect(now.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
    expect(today.getTime()).toBe(Math.floor(now.getTime() / 86_400_000) * 86_400_000);
  });
});
