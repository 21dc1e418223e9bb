/** Functions of values in every place of a plan of the embedded engine, each called for those rows alone that are asked for. */
import { appendFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { F, failure, scene, valuesOf, Window } from "./embedded_session.js";

const at = scene();
const plus = F.udf((x: number | null) => (x === null ? null : x + 1), "int", { name: "plus" });
const times = F.udf((x: number | null) => (x === null ? null : x * 10), "int", { name: "times" });
const less = F.udf((a: number | null, b: number | null) => a !== null && b !== null && a < b, "boolean", {
  name: "less",
});

function people() {
  return at.spark.createDataFrame(
    [
      [1, "a", 1.5],
      [2, null, null],
      [3, "c", -0.5],
      [null, "d", Number.NaN],
    ],
    "i int, s string, d double",
  );
}

/** Adds a line for each row that it is called with. */
function noting(path: string) {
  return F.udf(
    (x: number) => {
      appendFileSync(path, `${x}\n`);
      return x;
    },
    "long",
    { name: "noting" },
  );
}

describe("a call stands", () => {
  test("in a select, alone and beside columns, and names the column", async () => {
    const df = await people();
    const rows = await df.select("s", plus("i"), times("i").alias("t")).collect();
    expect(rows).toEqual([
      { s: "a", "plus(i)": 2, t: 10 },
      { s: null, "plus(i)": 3, t: 20 },
      { s: "c", "plus(i)": 4, t: 30 },
      { s: "d", "plus(i)": null, t: null },
    ]);
  });

  test("within another call, and within and around expressions of the engine's", async () => {
    const df = await people();
    expect(
      await valuesOf(
        df.select(
          times(plus("i")),
          plus("i"),
          plus(F.col("i").add(times("i"))),
          F.when(F.col("i").gt(1), plus("i")).otherwise(0),
        ),
      ),
    ).toEqual([
      [20, 2, 12, 0],
      [30, 3, 23, 3],
      [40, 4, 34, 4],
      [null, null, null, 0],
    ]);
  });

  test("in a filter, a sort, withColumn over a column of the same name", async () => {
    const df = await people();
    expect(await valuesOf(df.filter(plus("i").gt(2)).select("i"))).toEqual([[2], [3]]);
    expect(await valuesOf(df.orderBy(times("i").desc_nulls_first()).select("i"))).toEqual([
      [null],
      [3],
      [2],
      [1],
    ]);
    expect(await valuesOf(df.withColumn("i", plus("i")).select("i", "s"))).toEqual([
      [2, "a"],
      [3, null],
      [4, "c"],
      [null, "d"],
    ]);
  });

  test("in keys of groups, in aggregates and above them", async () => {
    const df = await people();
    const parity = F.udf(
      (x: number | null) => (x === null ? "none" : x % 2 === 0 ? "even" : "odd"),
      "string",
    );
    expect(
      await valuesOf(
        df
          .groupBy(parity("i").alias("p"))
          .agg(F.sum(times("i")), times(F.count("*").cast("int")), F.max(plus("i")))
          .orderBy("p"),
      ),
    ).toEqual([
      ["even", 20, 10, 3],
      ["none", null, 10, null],
      ["odd", 40, 20, 4],
    ]);
    expect(await valuesOf(df.rollup(parity("i").alias("p")).count().orderBy("p"))).toEqual([
      [null, 4],
      ["even", 1],
      ["none", 1],
      ["odd", 2],
    ]);
  });

  test("in windows, generators and pivots", async () => {
    const df = await people();
    const all = Window.partitionBy();
    expect(await valuesOf(df.select("i", F.sum(plus("i")).over(all)))).toEqual([
      [1, 9],
      [2, 9],
      [3, 9],
      [null, 9],
    ]);
    const twice = F.udf((x: number | null) => (x === null ? [] : [x, -x]), "array<int>");
    expect(await valuesOf(df.select("s", F.explode(twice("i"))))).toEqual([
      ["a", 1],
      ["a", -1],
      [null, 2],
      [null, -2],
      ["c", 3],
      ["c", -3],
    ]);
    const even = F.udf((x: number | null) => x !== null && x % 2 === 0, "boolean");
    expect(
      await valuesOf(df.withColumn("e", even("i")).groupBy().pivot("e", [true, false]).agg(F.count("*"))),
    ).toEqual([[1, 3]]);
  });

  test("in conditions of joins, over one side and over both", async () => {
    const df = await people();
    const [a, b] = [df.alias("a"), df.alias("b")];
    const one = a.join(b, plus(F.col("a.i")).eq(F.col("b.i"))).select(F.col("a.i"), F.col("b.i"));
    expect(await valuesOf(one.orderBy(F.col("a.i")))).toEqual([
      [1, 2],
      [2, 3],
    ]);
    const left = a.join(b, plus(F.col("a.i")).eq(F.col("b.i")), "left").select(F.col("a.s"), F.col("b.s"));
    expect((await valuesOf(left)).sort()).toEqual(
      [
        [null, "c"],
        ["a", null],
        ["c", null],
        ["d", null],
      ].sort(),
    );
    const both = a
      .join(b, less("a.i", "b.i").and(F.col("b.s").isNotNull()))
      .select(F.col("a.i"), F.col("b.i"));
    expect((await valuesOf(both)).sort()).toEqual([
      [1, 3],
      [2, 3],
    ]);
    const error = await failure(a.join(b, less("a.i", "b.i"), "left").collect());
    expect(error).toMatchObject({
      name: "AnalysisException",
      condition: "UNSUPPORTED_FEATURE.PYTHON_UDF_IN_ON_CLAUSE",
      messageParameters: { joinType: "LEFT OUTER" },
    });
  });

  test("in both sides of a union, a subquery, a view, and below a cache", async () => {
    const df = await people();
    expect(
      await valuesOf(
        df
          .select(plus("i"))
          .union(df.select(times("i")))
          .filter("`plus(i)` > 3"),
      ),
    ).toEqual([[4], [10], [20], [30]]);
    await df.withColumn("p", plus("i")).createOrReplaceTempView("with_plus");
    expect(
      await valuesOf(
        await at.spark.sql(
          "SELECT s, (SELECT max(p) FROM with_plus) FROM with_plus WHERE i IN (SELECT p FROM with_plus)",
        ),
      ),
    ).toEqual([
      [null, 4],
      ["c", 4],
    ]);
    const path = at.calls("cached");
    const kept = await at.spark.range(3).select(noting(path)("id").alias("n")).cache();
    expect(await valuesOf(kept)).toEqual([[0], [1], [2]]);
    expect(await valuesOf(kept.filter("n > 0"))).toEqual([[1], [2]]);
    expect(at.counted(path)).toHaveLength(3);
  });

  test("not in a lambda function, and not where it speaks of a query around it", async () => {
    const df = await people();
    const inLambda = await failure(df.select(F.transform(F.array("i"), (x) => plus(x))).collect());
    expect(inLambda).toMatchObject({
      name: "AnalysisException",
      condition: "UNSUPPORTED_FEATURE.LAMBDA_FUNCTION_WITH_PYTHON_UDF",
    });
    await at.spark.udf.register("plus_i", (x: number | null) => (x === null ? null : x + 1), "int");
    await df.createOrReplaceTempView("people");
    const correlated = await at.spark.sql(
      "SELECT i FROM people p WHERE EXISTS (SELECT 1 FROM people q WHERE plus_i(p.i) = q.i)",
    );
    expect(await failure(correlated.collect())).toMatchObject({ name: "NotSupportedError" });
    const lateral = await at.spark.sql(
      "SELECT l.y FROM people p, LATERAL (SELECT plus_i(q.i + p.i) AS y FROM people q) l",
    );
    expect(await failure(lateral.collect())).toMatchObject({
      name: "NotSupportedError",
      message: expect.stringContaining("called for each row of a query around it"),
    });
  });

  test("in queries within queries, where it is given columns of its own query", async () => {
    const { spark } = at;
    await spark.udf.register("twice_k", (x: number) => 2 * x, "long");
    await spark.range(5).createOrReplaceTempView("five");
    await spark.range(4).withColumnRenamed("id", "k").createOrReplaceTempView("four");
    const rows = async (text: string) => valuesOf(await spark.sql(text));
    expect(
      await rows("SELECT id, (SELECT max(twice_k(k)) FROM four WHERE k < id) FROM five ORDER BY id"),
    ).toEqual([
      [0, null],
      [1, 0],
      [2, 2],
      [3, 4],
      [4, 6],
    ]);
    expect(
      await rows("SELECT id FROM five WHERE EXISTS (SELECT 1 FROM four WHERE twice_k(k) = id) ORDER BY id"),
    ).toEqual([[0], [2], [4]]);
    expect(
      await rows(
        "SELECT id, y FROM five, LATERAL (SELECT twice_k(k) + id AS y FROM four WHERE k = id - 1) ORDER BY id",
      ),
    ).toEqual([
      [1, 1],
      [2, 4],
      [3, 7],
      [4, 10],
    ]);
    const unasked = "(SELECT twice_k(id) AS z, id FROM five) a";
    expect(
      await rows(`SELECT y FROM ${unasked}, LATERAL (SELECT k AS y FROM four WHERE k = a.id - 1) ORDER BY y`),
    ).toEqual([[0], [1], [2], [3]]);
    expect(await rows(`SELECT k FROM ${unasked} JOIN four ON k = a.id ORDER BY k`)).toEqual([
      [0],
      [1],
      [2],
      [3],
    ]);
  });
});

describe("SQL", () => {
  test("calls what is registered, as it was then", async () => {
    const more = { by: 5 };
    await at.spark.udf.register("more", (x: number) => x + more.by, "long");
    more.by = 6;
    expect(await valuesOf(await at.spark.sql("SELECT MORE(id) FROM range(3)"))).toEqual([[5], [6], [7]]);
    expect(await valuesOf(at.spark.range(2).selectExpr("more(id) + 1", "sum(more(id)) OVER ()"))).toEqual([
      [6, 11],
      [7, 11],
    ]);
    expect(await valuesOf(at.spark.range(1).select(F.call_udf("more", F.col("id"))))).toEqual([[5]]);
    await at.spark.udf.register("more", (x: number) => x + more.by, "long");
    expect(
      await valuesOf(await at.spark.sql("SELECT sum(more(id)) FROM range(3) WHERE more(id) > 6")),
    ).toEqual([[15]]);
  });
});

describe("a function is called", () => {
  test("once for a row, where it is asked for twice; as often as it stands there, if it isn't deterministic", async () => {
    const path = at.calls("once");
    const noted = noting(path);
    const df = at.spark.range(5);
    await df.select(noted("id"), noted("id").add(1)).filter(noted("id").gt(10)).collect();
    expect(at.counted(path)).toHaveLength(10);
    const other = at.calls("each");
    const each = noting(other).asNondeterministic();
    await df.select(each("id"), each("id")).collect();
    expect(at.counted(other)).toHaveLength(10);
  });

  test("for no row, where nobody asks for its answers", async () => {
    const path = at.calls("unused");
    expect(await at.spark.range(5).withColumn("n", noting(path)("id")).select("id").count()).toBe(5);
    const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
    await at.spark.range(5).withColumn("n", noting(path)("id")).explain();
    expect(printed.mock.calls.flat().join("\n")).toContain('answers("noting(id)", (SELECT');
    printed.mockRestore();
    await at.spark.range(5).withColumn("n", noting(path)("id")).schema();
    expect(at.counted(path)).toEqual([]);
  });

  test("for the rows of a limit", async () => {
    const path = at.calls("limit");
    const df = at.spark.range(100_000).withColumn("n", noting(path)("id"));
    expect(await valuesOf(df.limit(2))).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(await valuesOf(df.withColumn("m", F.col("n").add(1)).offset(10).limit(1))).toEqual([[10, 10, 11]]);
    expect(at.counted(path).length).toBeLessThanOrEqual(13);
  });

  test("until enough rows pass a filter", async () => {
    const path = at.calls("filter");
    const even = F.udf(
      (x: number) => {
        appendFileSync(path, "called\n");
        return x % 2 === 0;
      },
      "boolean",
      { name: "even" },
    );
    const df = at.spark.range(200_000).withColumn("s", F.col("id").cast("string")).filter(even("id"));
    const called = async (rows: Promise<unknown>, expected: unknown) => {
      const before = at.counted(path).length;
      expect(await rows).toEqual(expected);
      return at.counted(path).length - before;
    };
    const few = 20_000;
    expect(
      await called(valuesOf(df.limit(2)), [
        [0, "0"],
        [2, "2"],
      ]),
    ).toBeLessThan(few);
    expect(await called(df.first(), { id: 0, s: "0" })).toBeLessThan(few);
    expect(await called(valuesOf(df.offset(2).limit(1)), [[4, "4"]])).toBeLessThan(few);
    expect(await called(df.select(F.col("id").add(1).alias("n")).take(1), [{ n: 1 }])).toBeLessThan(few);
    expect(await called(df.limit(1500).count(), 1500)).toBeLessThan(few);
    expect(await called(df.isEmpty(), false)).toBeLessThan(few);
    expect(
      await called(df.showString({ n: 1 }), expect.stringContaining("only showing top 1 row")),
    ).toBeLessThan(few);
    expect(await called(df.limit(0).collect(), [])).toBe(0);
    const mapped = at.spark.range(3_000_000).mapInArrow(function* (batches) {
      for (const batch of batches) {
        appendFileSync(path, "called\n");
        yield batch;
      }
    }, "id long");
    expect(await called(valuesOf(mapped.filter("id % 10 = 3").limit(1)), [[3]])).toBeLessThan(60);
  });

  test("for a reader of rows as they are asked for, and to the last one if all are", async () => {
    const path = at.calls("reader");
    const noted = noting(path);
    const df = at.spark.range(30_000).withColumn("n", noted("id")).filter(F.col("n").mod(3).eq(1));
    const first: unknown[] = [];
    for await (const row of df.toLocalIterator()) {
      first.push(row);
      if (first.length === 2) break;
    }
    expect(first).toEqual([
      { id: 1, n: 1 },
      { id: 4, n: 4 },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(at.counted(path).length).toBeLessThan(6000);
    const all: number[] = [];
    for await (const { id } of df.toLocalIterator()) all.push(id as number);
    expect(all).toEqual(Array.from({ length: 10_000 }, (_, i) => 3 * i + 1));
    expect(await valuesOf(df.limit(9000).agg(F.count("*"), F.max("id")))).toEqual([[9000, 26_998]]);
  });

  test("with values of its arguments alone, in order, however many rows there are", async () => {
    const df = at.spark.range(100_000).select(F.col("id").alias("a"), F.col("id").cast("string").alias("b"));
    const joined = F.udf((a: number, b: string) => `${a}-${b}`, "string");
    const rows = await valuesOf(df.withColumn("c", joined("a", "b")).filter("a % 9973 = 0"));
    expect(rows).toEqual(
      Array.from({ length: 11 }, (_, i) => [i * 9973, String(i * 9973), `${i * 9973}-${i * 9973}`]),
    );
    expect(await valuesOf(df.agg(F.count(joined("b", "a"))))).toEqual([[100_000]]);
  });
});
