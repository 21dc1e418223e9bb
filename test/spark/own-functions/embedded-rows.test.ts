/** Functions of batches and groups on the embedded engine: what each call is given, in which order, and how much of it. */
import { appendFileSync } from "node:fs";
import type { RecordBatch, Table } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { F, failure, scene, valuesOf } from "./embedded_session.js";

const at = scene({ "spark.sql.execution.arrow.maxRecordsPerBatch": "1000" });

/** A row for each call: how many batches and rows it was given, and the first and the last number. */
function* sizes(batches: Iterable<RecordBatch>) {
  let [count, rows, most] = [0, 0, 0];
  for (const batch of batches) {
    count++;
    rows += batch.numRows;
    most = Math.max(most, batch.numRows);
  }
  yield { batches: [count], rows: [rows], most: [most] };
}
const SIZES = "batches int, rows int, most int";

describe("mapInArrow", () => {
  test("gets rows in order, in batches of the setting's size, in partitions that follow each other", async () => {
    const df = at.spark.range(100_000);
    const calls = await valuesOf(df.mapInArrow(sizes, SIZES));
    expect(calls.length).toBeGreaterThan(1);
    expect(calls.reduce((sum, [, rows]) => sum + (rows as number), 0)).toBe(100_000);
    for (const [, , most] of calls) expect(most).toBeLessThanOrEqual(1000);
    const same = await valuesOf(df.mapInArrow((batches) => batches, "id long"));
    expect(same).toEqual(Array.from({ length: 100_000 }, (_, i) => [i]));
  });

  test("gets all rows at once after repartition(1), coalesce(1), and where equal keys were asked to be together", async () => {
    const df = at.spark.range(100_000).withColumn("k", F.col("id").mod(7));
    const whole = [[100, 100_000, 1000]];
    expect(await valuesOf(df.repartition(1).mapInArrow(sizes, SIZES))).toEqual(whole);
    expect(await valuesOf(df.coalesce(1).filter("id >= 0").mapInArrow(sizes, SIZES))).toEqual(whole);
    expect(await valuesOf(df.repartition(4, "k").sortWithinPartitions("k").mapInArrow(sizes, SIZES))).toEqual(
      whole,
    );
  });

  test("of one call of all rows: they come and go as it works, and it may stop before the last", async () => {
    const df = at.spark.range(2_000_000).coalesce(1);
    expect(await valuesOf(df.mapInArrow((batches) => batches, "id long").agg(F.sum("id")))).toEqual([
      [1_999_999_000_000],
    ]);
    const first = df.mapInArrow(function* (batches) {
      for (const batch of batches) {
        yield batch;
        return;
      }
    }, "id long");
    expect(await first.count()).toBe(1000);
    expect(await valuesOf(df.mapInArrow((batches) => batches, "id long").limit(2))).toEqual([[0], [1]]);
    for await (const row of df.mapInArrow((batches) => batches, "id long").toLocalIterator()) {
      expect(row).toEqual({ id: 0 });
      break;
    }
  });

  test("is called once for no rows", async () => {
    expect(await valuesOf(at.spark.range(0).mapInArrow(sizes, SIZES))).toEqual([[0, 0, 0]]);
    expect(await valuesOf(at.spark.range(0).coalesce(1).mapInArrow(sizes, SIZES))).toEqual([[0, 0, 0]]);
  });

  test("goes on until there are as many rows as are asked for, and no further", async () => {
    const path = at.calls("stops");
    const endless = at.spark.range(10_000_000).mapInArrow(function* (batches) {
      for (const batch of batches) {
        appendFileSync(path, `${batch.numRows}\n`);
        for (let i = 0; ; i++) yield { n: [i] };
      }
    }, "n long");
    expect(await valuesOf(endless.limit(3))).toEqual([[0], [1], [2]]);
    expect(await endless.first()).toEqual({ n: 0 });
    expect(at.counted(path).length).toBeLessThan(20);
  });

  test("is one pass with the one that it gets its rows from", async () => {
    const path = at.calls("chain");
    const noted = (name: string) =>
      function* (batches: Iterable<RecordBatch>) {
        for (const batch of batches) {
          appendFileSync(path, `${name} ${process.pid}\n`);
          yield batch;
        }
      };
    const df = at.spark
      .range(3000)
      .repartition(1)
      .mapInArrow(noted("first"), "id long")
      .alias("between")
      .mapInArrow(noted("second"), "id long");
    expect(await df.count()).toBe(3000);
    expect(at.counted(path).map((line) => line.split(" ")[0])).toEqual([
      "first",
      "second",
      "first",
      "second",
      "first",
      "second",
    ]);
  });

  test("gives rows that are filtered, joined and grouped like others", async () => {
    const odd = at.spark.range(10).mapInArrow(function* (batches) {
      for (const batch of batches) {
        const ids = [...batch.getChild("id")!].map(Number).filter((id) => id % 2 === 1);
        yield { id: ids, text: ids.map(String) };
      }
    }, "id long, text string");
    const joined = odd.join(at.spark.range(6), "id").orderBy(F.col("id").desc());
    expect(await valuesOf(joined)).toEqual([
      [5, "5"],
      [3, "3"],
      [1, "1"],
    ]);
    expect(await valuesOf(odd.agg(F.sum("id"), F.collect_list("text")))).toEqual([
      [25, ["1", "3", "5", "7", "9"]],
    ]);
    expect(await odd.columns()).toEqual(["id", "text"]);
  });

  test("has columns of functions of values below it and above it", async () => {
    const twice = F.udf((x: number) => 2 * x, "long", { name: "twice" });
    const df = at.spark
      .range(3)
      .select(twice("id").alias("n"))
      .mapInArrow((batches) => batches, "n long")
      .select(twice("n"));
    expect(await valuesOf(df)).toEqual([[0], [4], [8]]);
  });
});

describe("applyInArrow", () => {
  const count = ([key]: readonly unknown[], { numRows }: Table) => ({ k: [key], n: [numRows] });

  test("gets each group whole, however the rows are cut on their way", async () => {
    const df = at.spark.range(60_000).withColumn("k", F.col("id").mod(5000));
    const rows = await valuesOf(df.groupBy("k").applyInArrow(count, "k long, n long"));
    expect(rows).toEqual(Array.from({ length: 5000 }, (_, k) => [k, 12]));
    const large = df.withColumn("large", F.when(F.col("id").lt(50_000), 0).otherwise(F.col("k")));
    const answers = await valuesOf(large.groupBy("large").applyInArrow(count, "k long, n long"));
    expect(answers.reduce((sum, [, n]) => sum + (n as number), 0)).toBe(60_000);
    expect(answers[0]).toEqual([0, 50_002]);
  });

  test("takes null as a key, NaN as one, minus zero as zero, and expressions", async () => {
    const df = await at.spark.createDataFrame(
      [
        [0, "b"],
        [Number.NaN, "a"],
        [-0, null],
        [null, "a"],
        [Number.NaN, null],
      ],
      "d double, s string",
    );
    const counts = await valuesOf(df.groupBy("d").applyInArrow(count, "k double, n long"));
    expect(counts).toEqual([
      [null, 1],
      [expect.closeTo(0), 2],
      [Number.NaN, 2],
    ]);
    const lengths = df.groupBy(F.length("s")).applyInArrow(count, "k int, n long");
    expect(await valuesOf(lengths)).toEqual([
      [null, 2],
      [1, 3],
    ]);
    const both = df.groupBy("d", "s").applyInArrow((table: Table) => ({ n: [table.numRows] }), "n long");
    expect(await both.count()).toBe(5);
  });

  test("gets all rows as one group without keys, and none for no rows", async () => {
    const all = (table: Table) => ({ n: [table.numRows] });
    expect(await valuesOf(at.spark.range(40_000).groupBy().applyInArrow(all, "n long"))).toEqual([[40_000]]);
    expect(await valuesOf(at.spark.range(0).groupBy("id").applyInArrow(all, "n long"))).toEqual([]);
  });

  test("sees the columns that its DataFrame has, in order", async () => {
    const df = at.spark.range(2).withColumn("a", F.lit("x")).withColumn("id", F.col("id").cast("int"));
    const names = (table: Table) => ({
      names: [table.schema.fields.map(({ name, type }) => `${name} ${type}`).join()],
    });
    expect(await valuesOf(df.groupBy("a").applyInArrow(names, "names string"))).toEqual([
      ["id Int32,a Utf8"],
    ]);
  });
});

describe("cogroup", () => {
  test("gets both sides' rows of each key that one of them has", async () => {
    const a = await at.spark.createDataFrame(
      [
        [1, "a"],
        [2, "b"],
        [2, "c"],
        [null, "d"],
      ],
      "k int, x string",
    );
    const b = await at.spark.createDataFrame(
      [
        [2, 20],
        [3, 30],
        [null, 0],
        [null, 1],
      ],
      "k long, y int",
    );
    const both = (key: readonly unknown[], left: Table, right: Table) => ({
      k: [key[0]],
      left: [[...(left.getChild("x") ?? [])].join()],
      right: [[...(right.getChild("y") ?? [])].join()],
    });
    const df = a.groupBy("k").cogroup(b.groupBy("k")).applyInArrow(both, "k long, left string, right string");
    expect(await valuesOf(df)).toEqual([
      [null, "d", "0,1"],
      [1, "a", ""],
      [2, "b,c", "20"],
      [3, "", "30"],
    ]);
  });

  test("refuses keys without a type in common", async () => {
    const a = at.spark.range(1);
    const b = at.spark.range(1).select(F.array("id").alias("id"));
    const df = a
      .groupBy("id")
      .cogroup(b.groupBy("id"))
      .applyInArrow((left: Table, _: Table) => left, "id long");
    expect(await failure(df.collect())).toMatchObject({ name: "AnalysisException" });
  });
});
