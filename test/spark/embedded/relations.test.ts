/** Relations that the embedded engine makes in ways of its own: the answers are real Spark's. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DataFrame, functions as F, Observation, type SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";
import { shown } from "./shown.js";

type Program = (
  session: SparkSession,
) => DataFrame<never> | Promise<DataFrame<never>> | Promise<DataFrame> | DataFrame;

const wide = (session: SparkSession) =>
  session.createDataFrame(
    [
      ["b", 1, 2.5],
      ["a", 3, null],
      [null, 9, 9.5],
    ],
    "k string, x int, y double",
  );

const SOME_NULLS = "values (1,2),(2,null),(null,null) t(a,b)";

const PROGRAMS: Readonly<Record<string, Program>> = {
  "a name that is there twice, of one column": (s) => s.range(2).select("id", "id").select("id"),
  "frequent items of few": async (s) => (await s.createDataFrame({ s: ["a", "b", "a"] })).freqItems(["s"]),
  "frequent items above a share": async (s) =>
    (await s.createDataFrame({ n: [1, 1, 2, 3, 4, 5, 6, 7, 1, 1] })).coalesce(1).freqItems(["n"], 0.4),
  "frequent items of no rows": (s) => s.range(1).where("id < 0").freqItems(["id"]),
  "frequent items of no column": (s) => s.range(3).freqItems(["nope"]),
  "frequent items of too small a share": (s) => s.range(3).freqItems(["id"], 0.00001),
  "transposed by the first column": async (s) => (await wide(s)).transpose(),
  "transposed by another": async (s) => (await wide(s)).select("x", "y").transpose("x"),
  "transposed without a type in common": async (s) => (await wide(s)).transpose("x"),
  "transposed, one column": (s) => s.range(3).transpose(),
  "transposed, no rows": (s) => s.range(0).withColumn("x", F.lit(1)).transpose(),
  "transposed, too many rows": (s) => s.range(501).withColumn("x", F.lit(1)).transpose(),
  "transposed by an array": (s) => s.range(2).select(F.array("id").alias("a"), "id").transpose(),
  "transposed, names twice": async (s) =>
    (
      await s.createDataFrame(
        [
          [1, 1],
          [1, 2],
        ],
        "k int, x int",
      )
    ).transpose(),
  "a table of a map": (s) => s.tvf.explode(F.create_map(F.lit("a"), F.lit(1))),
  "a table of cells": (s) => s.tvf.stack(2, F.lit(1), F.lit("a"), F.lit(2)),
  "a table of fewer cells than rows": (s) => s.tvf.stack(3, F.lit(1)),
  "a table of nothing": (s) => s.tvf.posexplode_outer(F.array()),
  "a table of structs": (s) => s.tvf.inline(F.array(F.struct(F.lit(1).alias("a"), F.lit("x").alias("b")))),
  "range in SQL": (s) => s.sql("select * from range(1, 10, 3)"),
  "range of a text": (s) => s.sql("select * from range(2, 'x')"),
  "explode in SQL": (s) => s.sql("select * from explode(array(1, 2)) as t(q)"),
  "stack in a select": (s) => s.sql("select stack(2, 1, 2, 3) as (a, b)"),
  "a function that gives no table": (s) => s.sql("select * from abs(1)"),
  "a function that isn't there": (s) => s.sql("select * from nope(1)"),
  "rows in a subquery": (s) =>
    s.sql(`select id, (id, id+1) in (select * from ${SOME_NULLS}) x from range(4) order by id`),
  "rows not in a subquery": (s) =>
    s.sql(
      "select id from range(4) where (id, id) not in (select * from values (1,1),(2,null) t(a,b)) order by id",
    ),
  "rows not in a subquery, as a value": (s) =>
    s.sql(`select id, (id,id) not in (select * from ${SOME_NULLS}) x from range(3) order by id`),
  "rows not in no rows": (s) =>
    s.sql(
      "select id from range(4) where (id, 1) not in (select a,b from values (1,1) t(a,b) where 1=0) order by id",
    ),
  "rows of another width": (s) => s.sql("select id from range(2) where (id, id) in (select 1)"),
  "a value among nulls": (s) =>
    s.sql(
      "select id, id in (select * from values (1L),(null) t(a)) x, not id in (select * from values (1L),(null) t(a)) y from range(3) order by id",
    ),
  "an observation of a column": (s) => s.range(5).observe(new Observation(), F.col("id").alias("n")),
};

describe("relations", () => {
  const spark = bothEngines((session) => session);
  for (const [name, program] of Object.entries(PROGRAMS)) {
    test(name, async () => {
      const answer = (session: SparkSession) => shown(async () => (await program(session)) as never);
      const [embedded, real] = await Promise.all([answer(spark.embedded), answer(spark.real)]);
      expect(embedded).toBe(real);
    });
  }

  test("an observation has all rows, also of what is written", async () => {
    const folder = mkdtempSync(join(tmpdir(), "manycore-observed-"));
    try {
      for (const [i, session] of [spark.embedded, spark.real].entries()) {
        const [read, written] = [new Observation(), new Observation()];
        const some = (seen: Observation) =>
          session
            .range(5)
            .observe(seen, F.count(F.lit(1)).alias("n"), F.max("id").alias("most"))
            .where("id > 1");
        expect(await some(read).count()).toBe(3);
        expect(read.get).toEqual({ n: 5, most: 4 });
        await some(written).write.json(join(folder, String(i)));
        expect(written.get).toEqual({ n: 5, most: 4 });
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
