import { beforeAll, describe, expect, test } from "vitest";
import { AnalysisException, type DataFrame, functions as F, ValueError } from "../../../src/spark/index.js";
import { onEngines, sorted, valuesOf } from "./engines.js";

onEngines((session) => {
  let left: DataFrame<{ k: number; l: string }>;
  let right: DataFrame<{ k: number; r: string }>;

  beforeAll(async () => {
    left = await session().createDataFrame([
      { k: 1, l: "a" },
      { k: 2, l: "b" },
      { k: 2, l: "c" },
    ]);
    right = await session().createDataFrame([
      { k: 2, r: "x" },
      { k: 3, r: "y" },
    ]);
  });

  describe("joins", () => {
    test.each([
      [
        "inner",
        [
          [2, "b", "x"],
          [2, "c", "x"],
        ],
      ],
      [
        "left",
        [
          [1, "a", null],
          [2, "b", "x"],
          [2, "c", "x"],
        ],
      ],
      [
        "left_outer",
        [
          [1, "a", null],
          [2, "b", "x"],
          [2, "c", "x"],
        ],
      ],
      [
        "right",
        [
          [2, "b", "x"],
          [2, "c", "x"],
          [3, null, "y"],
        ],
      ],
      [
        "outer",
        [
          [1, "a", null],
          [2, "b", "x"],
          [2, "c", "x"],
          [3, null, "y"],
        ],
      ],
      [
        "semi",
        [
          [2, "b"],
          [2, "c"],
        ],
      ],
      ["anti", [[1, "a"]]],
    ] as const)("by a column that both have: %s", async (how, expected) => {
      expect(await sorted(left.join(right, "k", how))).toEqual(expected);
      expect(await sorted(left.join(right, ["k"], how))).toEqual(expected);
    });

    test("by a condition, and by several", async () => {
      const same = left.col("k").eq(right.col("k"));
      expect(await sorted(left.join(right, same).select(left.col("k"), "l", "r"))).toEqual([
        [2, "b", "x"],
        [2, "c", "x"],
      ]);
      expect(await valuesOf(left.join(right, [same, left.col("l").gt("b")]).select("l"))).toEqual([["c"]]);
      expect(await left.crossJoin(right).count()).toBe(6);
      expect(await left.join(right).count()).toBe(6);
    });

    test("a DataFrame with itself, told apart by aliases", async () => {
      const pairs = left.alias("a").join(left.alias("b"), F.expr("a.k = b.k AND a.l < b.l"));
      expect(await valuesOf(pairs.select("a.l", "b.l"))).toEqual([["b", "c"]]);
    });

    test("lateral, where one side sees the other", async () => {
      const below = session()
        .range(3)
        .where(F.col("id").lt(F.col("k").outer()));
      expect(await sorted(left.where("l < 'c'").lateralJoin(below).select("k", "id"))).toEqual([
        [1, 0],
        [2, 0],
        [2, 1],
      ]);
      const each = session().tvf.explode(F.array(F.col("k").outer(), F.lit(9)));
      expect(await sorted(left.where("l = 'a'").lateralJoin(each).select("k", "col"))).toEqual([
        [1, 1],
        [1, 9],
      ]);
    });

    test("a join that Spark doesn't have", () => {
      expect(() => left.join(right, "k", "sideways" as "inner")).toThrow(AnalysisException);
    });
  });

  describe("sets", () => {
    test("union goes by place and unionByName by name", async () => {
      const turned = left.select("l", "k").where("k = 1");
      await expect(left.union(turned).collect()).rejects.toThrow();
      expect(await sorted(left.where("k = 1").unionByName(turned))).toEqual([
        [1, "a"],
        [1, "a"],
      ]);
      expect(await sorted(left.where("k = 1").unionByName(right.where("k = 3"), true))).toEqual([
        [1, "a", null],
        [3, null, "y"],
      ]);
      await expect(left.unionByName(right).collect()).rejects.toThrow(AnalysisException);
    });

    test("intersections and differences", async () => {
      const once = left.where("k = 2");
      const twice = once.union(once);
      expect(await sorted(twice.intersect(left))).toEqual([
        [2, "b"],
        [2, "c"],
      ]);
      expect(await twice.intersectAll(twice).count()).toBe(4);
      expect(await sorted(left.subtract(once))).toEqual([[1, "a"]]);
      expect(await sorted(twice.exceptAll(once))).toEqual([
        [2, "b"],
        [2, "c"],
      ]);
      expect(await twice.subtract(once).count()).toBe(0);
    });

    test("a DataFrame of another session is refused", async () => {
      await using other = await session().newSession();
      expect(() => left.union(other.range(1))).toThrow(ValueError);
    });
  });

  describe("queries in expressions", () => {
    test("in the text of an expression", async () => {
      expect(
        await valuesOf(session().range(1).selectExpr("(SELECT max(id) FROM range(4)) + 1 AS m")),
      ).toEqual([[4]]);
      expect(await sorted(left.where("k IN (SELECT id FROM range(2))").select("l"))).toEqual([["a"]]);
      expect(await sorted(left.where("EXISTS (SELECT 1 FROM range(2) WHERE id = k)").select("l"))).toEqual([
        ["a"],
      ]);
    });

    test("scalar, exists and isin", async () => {
      const most = right.agg(F.max("k").alias("m"));
      expect(await valuesOf(left.where(F.col("k").lt(most.scalar())).select("l").orderBy("l"))).toEqual([
        ["a"],
        ["b"],
        ["c"],
      ]);
      expect(await valuesOf(left.select("l", most.scalar().alias("m")).orderBy("l").limit(1))).toEqual([
        ["a", 3],
      ]);
      const partner = right.where(F.col("k").eq(F.col("o.k").outer())).exists();
      expect(await sorted(left.alias("o").where(partner).select("l"))).toEqual([["b"], ["c"]]);
      expect(await sorted(left.alias("o").where(partner.not()).select("l"))).toEqual([["a"]]);
      expect(await sorted(left.where(F.col("k").isin(right.select("k"))).select("l"))).toEqual([
        ["b"],
        ["c"],
      ]);
      expect(await sorted(left.where(F.col("k").isin(1, 7)).select("l"))).toEqual([["a"]]);
      expect(await sorted(left.where(F.col("k").isin([1, 2])).select("l"))).toEqual([["a"], ["b"], ["c"]]);
    });
  });
});
