import { beforeAll, describe, expect, test } from "vitest";
import { type DataFrame, functions as F, ValueError } from "../../../src/spark/index.js";
import { onEngines, sorted, valuesOf } from "./engines.js";

onEngines((session) => {
  let holes: DataFrame<{ a: number | null; b: string | null; c: number | null }>;

  beforeAll(async () => {
    holes = await session().createDataFrame([
      { a: 1, b: "x", c: 0.5 },
      { a: null, b: "y", c: Number.NaN },
      { a: 3, b: null, c: null },
    ]);
  });

  describe("missing values", () => {
    test("are filled by kind, or by column", async () => {
      expect(await valuesOf(holes.fillna(7))).toEqual([
        [1, "x", 0.5],
        [7, "y", 7],
        [3, null, 7],
      ]);
      expect(await valuesOf(holes.na.fill("?"))).toEqual([
        [1, "x", 0.5],
        [null, "y", Number.NaN],
        [3, "?", null],
      ]);
      expect(await valuesOf(holes.fillna({ a: 9, b: "z" }))).toEqual([
        [1, "x", 0.5],
        [9, "y", Number.NaN],
        [3, "z", null],
      ]);
      expect(await valuesOf(holes.fillna(5, ["a"]))).toEqual([
        [1, "x", 0.5],
        [5, "y", Number.NaN],
        [3, null, null],
      ]);
      expect(() => holes.fillna({})).toThrow(ValueError);
    });

    test("take their rows away", async () => {
      expect(await holes.dropna().count()).toBe(1);
      expect(await holes.na.drop({ how: "all" }).count()).toBe(3);
      expect(await holes.dropna({ thresh: 2 }).count()).toBe(1);
      expect(await holes.dropna({ subset: "a" }).count()).toBe(2);
      expect(await holes.dropna("all", undefined, ["b", "c"]).count()).toBe(2);
      expect(await holes.na.drop("any", 2).count()).toBe(1);
      expect(() => holes.dropna("some" as "any")).toThrow(ValueError);
      expect(() => holes.dropna({ how: "some" as "any" })).toThrow(ValueError);
    });

    test("values are replaced", async () => {
      expect(await valuesOf(holes.replace(1, 2))).toEqual([
        [2, "x", 0.5],
        [null, "y", Number.NaN],
        [3, null, null],
      ]);
      expect((await valuesOf(holes.replace(["x", "y"], ["p", null]))).map(([, b]) => b)).toEqual([
        "p",
        null,
        null,
      ]);
      expect(
        (
          await valuesOf(
            holes.na.replace(
              new Map([
                [1, 10],
                [3, 30],
              ]),
            ),
          )
        ).map(([a]) => a),
      ).toEqual([10, null, 30]);
      expect((await valuesOf(holes.replace([1, 3], 0, "a"))).map(([a]) => a)).toEqual([0, null, 0]);
      expect((await valuesOf(holes.na.replace({ x: "p", y: null }))).map(([, b]) => b)).toEqual([
        "p",
        null,
        null,
      ]);
      expect(() => holes.replace([1, 2], [3])).toThrow(ValueError);
      expect(() => holes.replace(1, "a")).toThrow(ValueError);
    });
  });

  describe("of columns", () => {
    test("describe and summary are strings", async () => {
      const numbers = session().range(1, 6);
      expect(await valuesOf(numbers.describe("id"))).toEqual([
        ["count", "5"],
        ["mean", "3.0"],
        ["stddev", "1.5811388300841898"],
        ["min", "1"],
        ["max", "5"],
      ]);
      expect(await valuesOf(numbers.summary("count", "50%", "max"))).toEqual([
        ["count", "5"],
        ["50%", "3"],
        ["max", "5"],
      ]);
    });

    test("covariance, correlation and quantiles are numbers", async () => {
      const df = session().range(1, 102).select("id", F.col("id").mul(-2).alias("down"));
      expect(await df.cov("id", "down")).toBeCloseTo(-1717);
      expect(await df.stat.corr("id", "down")).toBeCloseTo(-1);
      expect(await df.approxQuantile("id", [0, 0.5, 1], 0)).toEqual([1, 51, 101]);
      expect(await df.stat.approxQuantile(["id", "down"], [0.5], 0)).toEqual([[51], [-102]]);
      await expect(df.corr("id", "down", "kendall")).rejects.toThrow(ValueError);
      await expect(df.approxQuantile("id", [2], 0)).rejects.toThrow(ValueError);
    });

    test("crosstab, freqItems and sampleBy", async () => {
      const df = await session().createDataFrame({ k: ["a", "a", "b"], v: [1, 2, 1] });
      expect(await sorted(df.crosstab("k", "v"))).toEqual([
        ["a", 1, 1],
        ["b", 1, 0],
      ]);
      expect(await df.crosstab("k", "v").columns()).toEqual(["k_v", "1", "2"]);
      expect(await valuesOf(df.stat.freqItems(["k"], 0.6))).toEqual([[["a"]]]);
      expect(await sorted(df.sampleBy("k", { a: 1 }, 3).select("k"))).toEqual([["a"], ["a"]]);
      expect(await sorted(df.stat.sampleBy("v", new Map([[1, 1]]), 3).select("v"))).toEqual([[1], [1]]);
      expect(() => df.sampleBy("k", { a: 2 })).toThrow(ValueError);
      // A string equals no number, and a row without a stratum doesn't come.
      expect(await df.sampleBy("v", new Map([["1", 1]]), 3).count()).toBe(0);
      expect(await df.sampleBy("v", new Map([["x", 1]]), 3).count()).toBe(0);
      expect(await df.sampleBy("k", new Map([[1, 1]]), 3).count()).toBe(0);
      expect(await df.sampleBy("v", new Map([[1.5, 1]]), 3).count()).toBe(0);
      expect(await df.sampleBy("k", {}, 3).count()).toBe(0);
      // To JavaScript the keys are "1" and "true", which no number or boolean is.
      expect(() => df.sampleBy("v", { 1: 0.5 })).toThrow("new Map");
      expect(() => df.sampleBy("v", { true: 0.5 })).toThrow("new Map");
    });
  });
});
