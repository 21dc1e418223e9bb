import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import { embeddedEngine } from "../../../src/spark/embedded/index.js";
import type { Engine } from "../../../src/spark/engine/index.js";
import { functions as F, Row, SparkSession } from "../../../src/spark/index.js";
import { planOf, relation } from "../../../src/spark/plan/index.js";

const BIG = 3_000_000_000n;

/** So many rows that nobody waits for their end. */
function endless() {
  const one = relation("range", { start: 0n, end: BIG, step: 1n });
  const other = relation("range", { start: 0n, end: BIG, step: 1n });
  return planOf(relation("join", { left: one, right: other, joinType: 7 }));
}

async function drain(
  engine: Engine,
  options: { signal?: AbortSignal; tags?: string[] } = {},
): Promise<number> {
  let rows = 0;
  for await (const part of engine.execute(endless(), options))
    if (part.kind === "batch") rows += part.batch.length;
  return rows;
}

describe("what runs can be stopped", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await embeddedEngine();
  });
  afterAll(() => engine.close());

  test("by its tag", async () => {
    const running = drain(engine, { tags: ["mine"] });
    const caught = expect(running).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await engine.interrupt({ tag: "other" })).toEqual([]);
    expect(await engine.interrupt({ tag: "mine" })).toHaveLength(1);
    await caught;
  });

  test("by a signal, whose reason it fails with", async () => {
    const controller = new AbortController();
    const running = drain(engine, { signal: controller.signal });
    const caught = expect(running).rejects.toThrow("enough");
    setTimeout(() => controller.abort(new Error("enough")), 50);
    await caught;
  });

  test("by who stops reading, and the engine goes on", async () => {
    const many = planOf(relation("range", { start: 0n, end: BIG, step: 1n }));
    for await (const part of engine.execute(many)) if (part.kind === "batch") break;
    const five = planOf(relation("range", { start: 0n, end: 5n, step: 1n }));
    let rows = 0;
    for await (const part of engine.execute(five)) if (part.kind === "batch") rows += part.batch.length;
    expect(rows).toBe(5);
  });

  test("by closing the engine, twice as well", async () => {
    const other = await embeddedEngine();
    const caught = expect(drain(other)).rejects.toMatchObject({ condition: "OPERATION_CANCELED" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([other.close(), other.close()]);
    await caught;
    await expect(drain(other)).rejects.toMatchObject({ condition: "INVALID_HANDLE.SESSION_CLOSED" });
  });
});

describe("a session", () => {
  let spark: SparkSession;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "manycore-embedded-"));
    spark = await SparkSession.builder.config("spark.sql.session.timeZone", "UTC").create();
  });
  afterAll(async () => {
    await spark.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const values = async (df: { collect(): Promise<readonly unknown[]> }) =>
    (await df.collect()).map((row) => Row.values(row as object));

  test("sql of a view", async () => {
    await spark.range(10).createOrReplaceTempView("Numbers");
    const df = await spark.sql("SELECT id % 3 AS k, count(*) AS n FROM numbers GROUP BY id % 3 ORDER BY k");
    expect(await values(df)).toEqual([
      [0, 4],
      [1, 3],
      [2, 3],
    ]);
  });

  test("a view of itself is refused", async () => {
    await spark.range(1).createOrReplaceTempView("a");
    await spark.table("a").createOrReplaceTempView("b");
    await expect(
      (async () => {
        await spark.table("b").createOrReplaceTempView("a");
        await spark.table("a").collect();
      })(),
    ).rejects.toMatchObject({ condition: "RECURSIVE_VIEW" });
  });

  test("rows that are kept stay as they are", async () => {
    const sampled = spark.range(1000).sample(0.5);
    const kept = await sampled.persist();
    const first = await kept.count();
    expect(await kept.count()).toBe(first);
    await kept.unpersist();
  });

  test("parquet and csv are written and read", async () => {
    const df = spark
      .range(6)
      .select(
        "id",
        F.col("id").mod(2).alias("odd"),
        F.when(F.col("id").gt(2), F.lit('a "b",c')).alias("text"),
      );
    const expected = await values(df.orderBy("id"));
    const parquet = join(folder, "p");
    await df.write.partitionBy("odd").parquet(parquet);
    expect((await readdir(parquet)).sort()).toEqual(["_SUCCESS", "odd=0", "odd=1"]);
    const read = spark.read.parquet(parquet).select("id", F.col("odd").cast("bigint"), "text");
    expect(await values(read.orderBy("id"))).toEqual(expected);
    const csv = join(folder, "c");
    await df.write.option("header", true).csv(csv);
    await expect(df.write.csv(csv)).rejects.toMatchObject({ condition: "PATH_ALREADY_EXISTS" });
    const back = spark.read.schema("id bigint, odd bigint, text string").option("header", true).csv(csv);
    expect(await values(back.orderBy("id"))).toEqual(expected);
    await spark.range(1).write.mode("overwrite").parquet(parquet);
    expect(await values(spark.read.parquet(parquet))).toEqual([[0]]);
  });

  test("what isn't there is said, with the way out", async () => {
    await expect(spark.read.format("orc").load(folder).collect()).rejects.toThrow(NotSupportedError);
    const csv = join(folder, "quoted");
    await spark.range(3).write.csv(csv);
    await expect(
      spark.read.option("unescapedQuoteHandling", "RAISE_ERROR").csv(csv).collect(),
    ).rejects.toThrow(/Connect to Spark/);
  });

  test("half-written files aren't left", async () => {
    const target = join(folder, "half");
    const failing = spark.range(10).select(F.lit(1).div(F.col("id").sub(5)).alias("x"));
    await expect(failing.write.parquet(target)).rejects.toMatchObject({ condition: "DIVIDE_BY_ZERO" });
    await expect(readdir(target)).rejects.toThrow("ENOENT");
  });

  test("show prints a table", async () => {
    const text = await spark.range(3).filter("id > 1").showString();
    expect(text).toBe("+---+\n| id|\n+---+\n|  2|\n+---+\n");
  });
});
