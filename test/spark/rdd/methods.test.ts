/** Methods in detail: what random programs don't reach. Expected values are PySpark's, or follow from its documentation. */
import { describe, expect, expectTypeOf, test } from "vitest";
import type { RDD } from "../../../src/spark/rdd/index.js";
import { failure, onBackends, sorted } from "./rdd_support.js";

onBackends((at) => {
  describe("types", () => {
    test("pairs have the methods of pairs", () => {
      const pairs = at.sc.parallelize(["a", "b"]).map((word) => [word, 1]);
      expectTypeOf(pairs).toEqualTypeOf<RDD<[string, number]>>();
      expectTypeOf(pairs.groupByKey()).toEqualTypeOf<RDD<[string, number[]]>>();
      expectTypeOf(pairs.leftOuterJoin(at.sc.parallelize([["a", true]]))).toEqualTypeOf<
        RDD<[string, [number, boolean | null]]>
      >();
      expectTypeOf(pairs.values().sum()).toEqualTypeOf<Promise<number>>();
      // @ts-expect-error numbers have no keys
      expect(() => at.sc.range(3).reduceByKey((a, b) => a + b)).not.toThrow();
      // @ts-expect-error strings have no sum
      expect(() => void (() => at.sc.parallelize(["a"]).stats())).not.toThrow();
    });
  });

  describe("order", () => {
    test("sortByKey is stable, over partitions, both ways, for all kinds of keys", async () => {
      const keys = ["b", 2, null, [1, "x"], "a", -1.5, true, { k: 1 }, [1], 2, "a", "\u0000", "𝄞", "\uffff"];
      const pairs = at.sc.parallelize(
        keys.map((key, i): [unknown, number] => [key, i]),
        3,
      );
      const up = [2, 6, 5, 1, 9, 11, 4, 10, 0, 13, 12, 8, 3, 7];
      expect(await pairs.sortByKey(true, 4).values().collect()).toEqual(up);
      const down = [7, 3, 8, 12, 13, 0, 4, 10, 11, 1, 9, 5, 6, 2];
      expect(await pairs.sortByKey(false, 4).values().collect()).toEqual(down);
      expect(await pairs.sortByKey(true, 2, (key) => JSON.stringify(key)).count()).toBe(14);
    });

    test("a sorted RDD's partitions are about equally large, however the parent's are", async () => {
      const uneven = at.sc
        .parallelize([0, 1, 2, 3], 4)
        .flatMap((x) => Array.from({ length: x === 3 ? 9000 : 300 }, (_, i) => (i * 7919 + x) % 9973));
      const sizes = await uneven
        .sortBy((x) => x, true, 5)
        .glom()
        .map((all) => all.length)
        .collect();
      expect(sizes.reduce((a, b) => a + b)).toBe(9900);
      expect(Math.max(...sizes)).toBeLessThan(2800);
      expect(Math.min(...sizes)).toBeGreaterThan(1200);
    });

    test("takeOrdered and top keep the first of equal ones", async () => {
      const rdd = at.sc.parallelize(
        [
          [1, "a"],
          [0, "b"],
          [1, "c"],
          [0, "d"],
        ] as [number, string][],
        3,
      );
      expect(await rdd.takeOrdered(3, ([n]) => n)).toEqual([
        [0, "b"],
        [0, "d"],
        [1, "a"],
      ]);
      expect(await rdd.top(2, ([n]) => n)).toEqual([
        [1, "a"],
        [1, "c"],
      ]);
      expect(await rdd.min(([, text]) => text)).toEqual([1, "a"]);
    });
  });

  describe("keys", () => {
    test("are equal by what is in them; what has no order is refused by name", async () => {
      const rdd = at.sc.parallelize(
        [[1, 2], [1, 2], { b: 1, a: 2 }, { a: 2, b: 1 }, 0, -0, "\0\x01x"] as unknown[],
        2,
      );
      expect(await rdd.distinct().count()).toBe(4);
      expect([...(await rdd.countByValue()).values()].sort()).toEqual([1, 2, 2, 2]);
      const error = await failure(at.sc.parallelize([Number.NaN]).distinct().collect());
      expect(error.message).toContain("NaN can't be a key");
    });

    test("an element that is no pair is shown", async () => {
      const rdd = at.sc.parallelize([1, 2], 1) as unknown as RDD<[number, number]>;
      expect((await failure(rdd.groupByKey().collect())).message).toContain(
        "pairs [key, value], and an element is 1",
      );
    });
  });

  test("aggregateByKey begins with a zero of its own for each key of each partition", async () => {
    const pairs = at.sc.parallelize(
      [
        ["a", 1],
        ["a", 2],
        ["b", 3],
        ["a", 4],
      ] as [string, number][],
      2,
    );
    const lists = pairs.aggregateByKey<string, number, number[]>(
      [0],
      (all, x) => {
        all.push(x);
        return all;
      },
      (a, b) => [...a, ...b],
    );
    expect(sorted(await lists.collect())).toEqual([
      ["a", [0, 1, 2, 0, 4]],
      ["b", [0, 3]],
    ]);
  });

  test("take computes no more than it needs", async () => {
    const computed = at.sc.accumulator(0);
    const rdd = at.sc.range(0, 10_000, 1, 4).map((x) => {
      computed.add(1);
      return x;
    });
    expect(await rdd.take(3)).toEqual([0, 1, 2]);
    expect(computed.value).toBe(3);
    const endless = at.sc.range(1).mapPartitions(function* () {
      for (let i = 0; ; i++) yield i;
    });
    expect(await endless.take(2)).toEqual([0, 1]);
  });

  test("toLocalIterator computes a partition when it is its turn", async () => {
    const computed = at.sc.accumulator(0);
    const rdd = at.sc.range(0, 40, 1, 4).map((x) => {
      computed.add(1);
      return x;
    });
    for await (const x of rdd.toLocalIterator()) if (x === 12) break;
    expect(computed.value).toBe(20);
  });

  describe("chance", () => {
    test("a seed gives the same sample, of about the size asked for", async () => {
      const rdd = at.sc.range(0, 20_000, 1, 4);
      const some = await rdd.sample(false, 0.1, 42).collect();
      expect(await rdd.sample(false, 0.1, 42).collect()).toEqual(some);
      expect(some.length).toBeGreaterThan(1800);
      expect(some.length).toBeLessThan(2200);
      expect(await rdd.sample(true, 2, 1).count()).toBeGreaterThan(39_000);
      const parts = await Promise.all(rdd.randomSplit([1, 3], 5).map((part) => part.collect()));
      expect(sorted(parts.flat())).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
      expect(Math.abs(parts[0]!.length - 5000)).toBeLessThan(300);
      const drawn = await rdd.takeSample(false, 50, 3);
      expect(new Set(drawn).size).toBe(50);
      expect(await at.sc.range(5).takeSample(true, 12, 1)).toHaveLength(12);
    });

    test("fractions that can't be are refused at once", () => {
      expect(() => at.sc.range(3).sample(false, 1.5)).toThrow("from 0 to 1");
      expect(() => at.sc.range(3).sample(true, -1)).toThrow("from 0");
      expect(() => at.sc.range(3).randomSplit([0, 0])).toThrow("weights");
    });
  });

  describe("numbers", () => {
    test("histogram as PySpark's documentation has it", async () => {
      const rdd = at.sc.range(0, 51);
      expect(await rdd.histogram(2)).toEqual([
        [0, 25, 50],
        [25, 26],
      ]);
      expect(await rdd.histogram([0, 5, 25, 50])).toEqual([
        [0, 5, 25, 50],
        [5, 20, 26],
      ]);
      expect(await rdd.histogram([0, 15, 30, 45, 60])).toEqual([
        [0, 15, 30, 45, 60],
        [15, 15, 15, 6],
      ]);
      const words = at.sc.parallelize(["ab", "ac", "b", "bd", "ef"]);
      expect(await words.histogram(["a", "b", "c"])).toEqual([
        ["a", "b", "c"],
        [2, 2],
      ]);
      expect((await failure(at.sc.emptyRDD<number>().histogram(2))).message).toContain("empty RDD");
    });

    test("stats, sums of bigints, and nothing", async () => {
      const stats = await at.sc.parallelize([1, 2, 3], 2).stats();
      expect([stats.sampleVariance(), stats.variance(), stats.count()]).toEqual([1, 2 / 3, 3]);
      expect(await at.sc.parallelize([2n ** 60n, 1n]).sum()).toBe(2n ** 60n + 1n);
      expect(await at.sc.emptyRDD<number>().sum()).toBe(0);
      expect((await failure(at.sc.emptyRDD<number>().reduce((a, b) => a + b))).message).toBe(
        "Can not reduce() empty RDD",
      );
      expect((await failure(at.sc.emptyRDD<number>().first())).message).toBe("RDD is empty");
    });
  });

  test("zip says what doesn't fit", async () => {
    const { sc } = at;
    expect(
      (
        await failure(
          sc
            .range(0, 4, 1, 2)
            .zip(sc.range(0, 4, 1, 4))
            .collect(),
        )
      ).message,
    ).toContain("same number of partitions");
    const uneven = sc.range(0, 4, 1, 2).zip(sc.range(0, 4, 1, 2).filter((x) => x > 0));
    expect((await failure(uneven.collect())).message).toContain("same number of elements");
  });

  test("async functions where a partition is given", async () => {
    const later = at.sc.range(0, 6, 1, 2).mapPartitions(async function* (all) {
      for (const x of all) {
        await null;
        yield x * 2;
      }
    });
    expect(await later.mapPartitions(async (all) => [...all].reverse()).collect()).toEqual([
      4, 2, 0, 10, 8, 6,
    ]);
    expect(await later.repartition(3).count()).toBe(6);
  });

  test("values are anything that can travel", async () => {
    const values = [new Map([[1, new Date(5)]]), 2n, undefined, /x/g, Number.NaN, -0, new Float64Array([1])];
    expect(
      await at.sc
        .parallelize(values, 3)
        .map((x) => x)
        .collect(),
    ).toEqual(values);
    const pairs = at.sc.parallelize(
      values.map((value, i): [number, unknown] => [i, value]),
      3,
    );
    expect(await pairs.partitionBy(2).sortByKey(true, 1).values().collect()).toEqual(values);
  });
});
