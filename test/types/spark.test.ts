/** What the compiler knows of DataFrames (`tsc` checks this file), and that it is so. */
import {
  type Column,
  type DataFrame,
  functions as F,
  type Row,
  type SparkSession,
  Window,
} from "manycore/spark";
import { describe, expect, expectTypeOf, test } from "vitest";

interface Flight {
  origin: string;
  delay: number | null;
  distance: number;
}

describe("the compiler", () => {
  test("refuses operators in the place of methods", () => {
    const wrong = (a: Column, n: number) => {
      // @ts-expect-error a column is never a number: a.eq(3)
      if (a === 3) return;
      // @ts-expect-error nor is it greater than one: a.gt(3)
      if (a > 3) return;
      // @ts-expect-error a.add(1)
      return a + n;
    };
    expect(wrong).toBeTypeOf("function");
  });

  test("knows what a column's methods give", () => {
    const a = F.col("a");
    expectTypeOf(a).toEqualTypeOf<Column>();
    expectTypeOf(a.gt(1)).toEqualTypeOf<Column<boolean | null>>();
    expectTypeOf(a.isNull()).toEqualTypeOf<Column<boolean>>();
    expectTypeOf(a.cast("double")).toEqualTypeOf<Column<number | null>>();
    expectTypeOf(a.tryCast("double")).toEqualTypeOf<Column<number | null>>();
    expectTypeOf(a.cast("array<int>")).toEqualTypeOf<Column<unknown>>();
    expectTypeOf(a.cast("string").alias("s")).toEqualTypeOf<Column<string | null>>();
    expectTypeOf(F.count("*").over(Window.partitionBy("a"))).toExtend<Column>();
    // @ts-expect-error a name is no window
    expect(() => a.over("a")).toThrow();
  });

  test("carries the fields of rows from one DataFrame to the next", () => {
    const types = (flights: DataFrame<Flight>, airports: DataFrame<{ origin: string; city: string }>) => {
      expectTypeOf(flights.select("origin", "delay")).toEqualTypeOf<
        DataFrame<Pick<Flight, "origin" | "delay">>
      >();
      expectTypeOf(flights.select("*")).toEqualTypeOf<DataFrame<Flight>>();
      expectTypeOf(flights.select(F.col("origin"))).toEqualTypeOf<DataFrame<Row>>();
      expectTypeOf(flights.where("delay > 60").orderBy("delay").limit(5)).toEqualTypeOf<DataFrame<Flight>>();
      expectTypeOf(flights.alias("f").distinct().dropna()).toEqualTypeOf<DataFrame<Flight>>();
      expectTypeOf(flights.dropna("all").replace({ a: "b" }).na.drop("any", 2)).toEqualTypeOf<
        DataFrame<Flight>
      >();
      expectTypeOf(flights.col("delay")).toEqualTypeOf<Column<number | null>>();
      expectTypeOf(flights.drop("delay", "distance").first()).resolves.toEqualTypeOf<{
        origin: string;
      } | null>();
      expectTypeOf(flights.withColumn("late", F.col("delay").gt(15)).collect()).resolves.toEqualTypeOf<
        { origin: string; delay: number | null; distance: number; late: boolean | null }[]
      >();
      expectTypeOf(
        flights.withColumn("delay", F.col("delay").cast("string")).first(),
      ).resolves.toEqualTypeOf<{
        origin: string;
        delay: string | null;
        distance: number;
      } | null>();
      expectTypeOf(
        flights
          .select("origin")
          .withColumns({ a: F.col("x").isNull(), b: F.col("y").cast("int") })
          .first(),
      ).resolves.toEqualTypeOf<{ origin: string; a: boolean; b: number | null } | null>();
      expectTypeOf(
        flights.select("origin").withColumnRenamed("origin", "from").first(),
      ).resolves.toEqualTypeOf<{
        from: string;
      } | null>();
      expectTypeOf(flights.groupBy("origin").count().collect()).resolves.toEqualTypeOf<
        { origin: string; count: number }[]
      >();
      expectTypeOf(flights.groupBy("origin").agg(F.avg("delay"))).toEqualTypeOf<DataFrame<Row>>();
      expectTypeOf(
        flights.select("origin", "distance").join(airports, "origin").first(),
      ).resolves.toEqualTypeOf<{
        origin: string;
        distance: number;
        city: string;
      } | null>();
      expectTypeOf(flights.select("origin").join(airports, "origin", "left").first()).resolves.toEqualTypeOf<{
        origin: string;
        city: string | null;
      } | null>();
      expectTypeOf(flights.join(airports, ["origin"], "semi")).toEqualTypeOf<DataFrame<Flight>>();
      expectTypeOf(flights.join(airports, flights.col("origin").eq("x"), "anti")).toEqualTypeOf<
        DataFrame<Flight>
      >();
      expectTypeOf(flights.join(airports, F.lit(true))).toEqualTypeOf<DataFrame<Row>>();
      expectTypeOf(flights.union(flights)).toEqualTypeOf<DataFrame<Flight>>();
      expectTypeOf(flights.union(airports)).toEqualTypeOf<DataFrame<Row>>();
      expectTypeOf(flights.toDF("a").as<{ a: string }>()).toEqualTypeOf<DataFrame<{ a: string }>>();
      expectTypeOf(flights.toLocalIterator()).toEqualTypeOf<AsyncGenerator<Flight, void, undefined>>();
      expectTypeOf(flights.transform((df) => df.select("delay"))).toEqualTypeOf<
        DataFrame<Pick<Flight, "delay">>
      >();
      const any: DataFrame<unknown> = flights;
      const some: DataFrame<{ origin: string }> = flights;
      // @ts-expect-error the field isn't there
      flights.first().then((row) => row?.missing);
      // @ts-expect-error a column of numbers isn't one of strings
      const names: DataFrame<{ distance: string }> = flights;
      return [any, some, names];
    };
    expect(types).toBeTypeOf("function");
  });

  test("knows nothing of a Row's fields, and says so", () => {
    const types = async (spark: SparkSession) => {
      const df = await spark.sql("SELECT 1 AS one");
      expectTypeOf(df).toEqualTypeOf<DataFrame<Row>>();
      const row = await df.first();
      expectTypeOf(row!.one).toEqualTypeOf<unknown>();
      expectTypeOf(df.select("one")).toEqualTypeOf<DataFrame<Row>>();
      expectTypeOf(df.withColumn("two", F.lit(2))).toEqualTypeOf<DataFrame<Row>>();
      expectTypeOf(df.groupBy("one").count()).toEqualTypeOf<DataFrame<Row>>();
      expectTypeOf(spark.range(3).collect()).resolves.toEqualTypeOf<{ id: number }[]>();
      expectTypeOf(spark.createDataFrame([{ a: 1, b: "x" }])).resolves.toEqualTypeOf<
        DataFrame<{ a: number; b: string }>
      >();
      expectTypeOf(spark.createDataFrame({ a: ["x"], b: new Float64Array(1) })).resolves.toEqualTypeOf<
        DataFrame<{ a: string; b: number }>
      >();
      expectTypeOf(spark.createDataFrame([["x", 1]], ["a", "b"])).resolves.toEqualTypeOf<DataFrame<Row>>();
    };
    expect(types).toBeTypeOf("function");
  });
});
