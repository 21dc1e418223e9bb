import { beforeAll, describe, expect, test } from "vitest";
import {
  type Column,
  type DataFrame,
  functions as F,
  UnsupportedOperationException,
  ValueError,
  Window,
} from "../../../src/spark/index.js";
import { onEngines, sorted, valuesOf } from "./engines.js";

onEngines((session) => {
  let sales: DataFrame<{ city: string; year: number; n: number }>;

  beforeAll(async () => {
    sales = await session().createDataFrame([
      { city: "A", year: 2020, n: 1 },
      { city: "A", year: 2021, n: 2 },
      { city: "B", year: 2020, n: 4 },
      { city: "B", year: 2020, n: 8 },
    ]);
  });

  describe("groups", () => {
    test("count, and the aggregates by name", async () => {
      expect(await sales.groupBy("city").count().orderBy("city").collect()).toEqual([
        { city: "A", count: 2 },
        { city: "B", count: 2 },
      ]);
      const groups = sales.groupBy("city");
      expect(await sorted(groups.sum("n"))).toEqual([
        ["A", 3],
        ["B", 12],
      ]);
      expect(await sorted(groups.avg("n"))).toEqual([
        ["A", 1.5],
        ["B", 6],
      ]);
      expect(await sorted(groups.mean("n"))).toEqual([
        ["A", 1.5],
        ["B", 6],
      ]);
      expect(await sorted(groups.min("n", "year"))).toEqual([
        ["A", 1, 2020],
        ["B", 4, 2020],
      ]);
      expect(await sorted(groups.max("n"))).toEqual([
        ["A", 2],
        ["B", 8],
      ]);
      expect(() => groups.agg()).toThrow(ValueError);
      expect(() => groups.agg([F.sum("n")] as unknown as Column)).toThrow("agg(...list)");
      expect(() => groups.agg("sum" as unknown as Column)).toThrow(ValueError);
    });

    test("without names the aggregates are of all columns of numbers", async () => {
      const mixed = await session().sql(
        "SELECT * FROM VALUES ('A', 1, 2.5D, 1.25, true, DATE'2024-01-01'), ('A', 3, 4.5D, 2.25, false, NULL), ('B', NULL, 1D, 0.5, NULL, NULL) AS t(k, n, x, `d.e`, yes, day)",
      );
      const groups = mixed.groupBy("k");
      const sums = groups.sum();
      expect(await sums.columns()).toEqual(["k", "sum(n)", "sum(x)", "sum(d.e)"]);
      expect((await sorted(sums)).map((row) => row.map(String))).toEqual([
        ["A", "4", "7", "3.50"],
        ["B", "null", "1", "0.50"],
      ]);
      expect(await groups.min().columns()).toEqual(["k", "min(n)", "min(x)", "min(d.e)"]);
      expect(await mixed.groupBy("n").max().columns()).toEqual(["n", "max(n)", "max(x)", "max(d.e)"]);
      // A plan around it, one within it, and it in a view's.
      const twice = mixed.drop("d.e").groupBy("k").sum().groupBy().avg();
      expect(await valuesOf(twice.withColumnsRenamed({ "avg(sum(n))": "a", "avg(sum(x))": "b" }))).toEqual([
        [4, 4],
      ]);
      await mixed.groupBy().mean().createOrReplaceTempView("means_of_all");
      expect(await (await session().sql("SELECT * FROM means_of_all")).columns()).toEqual([
        "avg(n)",
        "avg(x)",
        "avg(d.e)",
      ]);
      expect(await valuesOf(mixed.select("k", "yes").groupBy("k").sum().orderBy("k"))).toEqual([
        ["A"],
        ["B"],
      ]);
      expect(await mixed.select("k", "n", "x").groupBy().pivot("k", ["A", "B"]).sum().collect()).toEqual([
        { "A_sum(n)": 4, "A_sum(x)": 7, "B_sum(n)": null, "B_sum(x)": 1 },
      ]);
    });

    test("agg takes columns, or names and functions", async () => {
      const df = sales.groupBy(F.col("year").add(1).alias("next")).agg(F.sum("n").alias("s"), F.count("*"));
      expect(await df.columns()).toEqual(["next", "s", "count(1)"]);
      expect(await sorted(df)).toEqual([
        [2021, 13, 3],
        [2022, 2, 1],
      ]);
      expect(await sales.agg({ n: "max", year: "min" }).collect()).toEqual([
        { "max(n)": 8, "min(year)": 2020 },
      ]);
      expect(await sales.agg(F.sum("n").alias("all")).collect()).toEqual([{ all: 15 }]);
      expect(await sales.groupBy().count().collect()).toEqual([{ count: 4 }]);
    });

    test("rollup, cube and grouping sets", async () => {
      const total = F.sum("n").alias("s");
      expect(await sorted(sales.rollup("city", "year").agg(total))).toEqual([
        ["A", 2020, 1],
        ["A", 2021, 2],
        ["A", null, 3],
        ["B", 2020, 12],
        ["B", null, 12],
        [null, null, 15],
      ]);
      expect(await sales.cube("city", "year").count().count()).toBe(8);
      expect(await sorted(sales.groupingSets([["city"], ["year"]], "city", "year").agg(total))).toEqual([
        ["A", null, 3],
        ["B", null, 12],
        [null, 2020, 13],
        [null, 2021, 2],
      ]);
    });

    test("pivot makes columns of values", async () => {
      const expected = [
        { city: "A", "2020": 1, "2021": 2 },
        { city: "B", "2020": 12, "2021": null },
      ];
      expect(
        await sales.groupBy("city").pivot("year", [2020, 2021]).sum("n").orderBy("city").collect(),
      ).toEqual(expected);
      expect(await sales.groupBy("city").pivot("year").sum("n").orderBy("city").collect()).toEqual(expected);
      expect(() => sales.rollup("city").pivot("year")).toThrow(UnsupportedOperationException);
      const all = sales.groupBy().pivot("city").agg(F.count("*").alias("n"), F.max("year").alias("last"));
      expect((await all.columns()).filter((name) => name.endsWith("_n")).length).toBeGreaterThan(1);
    });

    test("a pivot's columns are called what the values are as strings", async () => {
      const values = await session().sql(
        "SELECT date'2024-01-02' AS d, timestamp'2024-01-02 03:04:05.5' AS t, interval '1' day AS i, 1.50BD AS m, true AS b",
      );
      const named = async (column: string) => (await values.groupBy().pivot(column).count().columns())[0];
      expect(await named("d")).toBe("2024-01-02");
      expect(await named("t")).toBe("2024-01-02 03:04:05.5");
      expect(await named("i")).toBe("INTERVAL '1 00:00:00' DAY TO SECOND");
      expect(await named("m")).toBe("1.50");
      expect(await named("b")).toBe("true");
      const listed = values
        .groupBy()
        .pivot("t", [new Date("2024-01-02T03:04:05.500Z")])
        .count();
      expect(await listed.columns()).toEqual(["2024-01-02 03:04:05.5"]);
    });

    test("unpivot takes columns of one kind", async () => {
      const values = await session().sql("SELECT 1 AS id, 'a' AS s, true AS b, float(1.5) AS f, 2L AS n");
      await expect(values.unpivot("id", ["s", "b"], "k", "v").collect()).rejects.toMatchObject({
        condition: "UNPIVOT_VALUE_DATA_TYPE_MISMATCH",
      });
      await expect(values.unpivot("id", ["s", "n"], "k", "v").collect()).rejects.toMatchObject({
        condition: "UNPIVOT_VALUE_DATA_TYPE_MISMATCH",
      });
      const { fields } = await values.unpivot("id", ["f", "n"], "k", "v").schema();
      expect(fields[2]?.dataType.simpleString()).toBe("float");
    });
  });

  describe("windows", () => {
    test("functions see the rows of their partition", async () => {
      const byCity = Window.partitionBy("city").orderBy("n");
      const df = sales.select(
        "n",
        F.row_number().over(byCity).alias("row"),
        F.sum("n").over(byCity.rowsBetween(Window.unboundedPreceding, Window.currentRow)).alias("so far"),
        F.sum("n").over(byCity.rowsBetween(-1, 1)).alias("around"),
        F.sum("n").over(Window.orderBy("n").rangeBetween(-1, 0)).alias("near"),
        F.max("n").over(Window.partitionBy("city")).alias("most"),
      );
      expect(await sorted(df)).toEqual([
        [1, 1, 1, 3, 1, 2],
        [2, 2, 3, 3, 3, 2],
        [4, 1, 4, 12, 4, 8],
        [8, 2, 12, 12, 8, 8],
      ]);
      expect(() => byCity.rowsBetween(1, 0)).toThrow("end before its start");
      expect(() => byCity.rowsBetween(0.5, 2)).toThrow(ValueError);
    });
  });

  describe("turned about", () => {
    test("unpivot, melt and transpose", async () => {
      const wide = sales.groupBy("city").pivot("year", [2020, 2021]).sum("n").orderBy("city");
      expect(await sorted(wide.unpivot("city", ["2020", "2021"], "year", "n"))).toEqual([
        ["A", "2020", 1],
        ["A", "2021", 2],
        ["B", "2020", 12],
        ["B", "2021", null],
      ]);
      expect(await sorted(wide.melt(["city"], null, "year", "n"))).toHaveLength(4);
      expect(await valuesOf(wide.transpose("city"))).toEqual([
        ["2020", 1, 12],
        ["2021", 2, null],
      ]);
    });

    test("toJSON writes rows", async () => {
      expect(await sales.limit(1).toJSON().collect()).toEqual([{ value: '{"city":"A","year":2020,"n":1}' }]);
    });
  });
});
