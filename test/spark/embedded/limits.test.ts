/** The embedded engine with little memory and with none to spare, with a disk that is full, and what is left of it afterwards. */
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { MemoryError } from "../../../src/errors.js";
import { SparkException } from "../../../src/spark/errors/index.js";
import { type DataFrame, functions as F, Row, SparkSession } from "../../../src/spark/index.js";
import { skipUnlessLinux } from "../../support/systems.js";

vi.setConfig({ testTimeout: 120_000 });

const MEMORY = "32m";
/** With their texts they are twice as large as the memory, and more when they are sorted or joined. */
const ROWS = 600_000;
const PRIME = 600_011;

/** Where the engine's folders are made. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "manycore-test-limits-"));
  vi.stubEnv("TMPDIR", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

async function session(memory = MEMORY): Promise<SparkSession> {
  const settings = { "spark.driver.memory": memory, "spark.sql.session.timeZone": "UTC" };
  const spark = await SparkSession.builder.config(settings).create();
  onTestFinished(() => spark.stop());
  return spark;
}

/** Each k once, in no order. */
function table(spark: SparkSession): DataFrame<Row> {
  return spark
    .range(ROWS)
    .selectExpr(
      "id",
      `(id * 7919) % ${PRIME} AS k`,
      "concat('a text that takes its room ', id) AS s",
    ) as never;
}

const valuesOf = async (df: DataFrame<unknown>) =>
  (await df.collect()).map((row) => Row.values(row as object));

/** The files in the folders of the engine. */
function spilled(): string[] {
  return readdirSync(folder).flatMap((inner) => readdirSync(join(folder, inner)));
}

/** Whether there were files at any time while something ran. */
async function spilling<T>(work: () => Promise<T>): Promise<{ answer: T; files: number }> {
  let files = 0;
  const looking = setInterval(() => (files = Math.max(files, spilled().length)), 5);
  try {
    return { answer: await work(), files };
  } finally {
    clearInterval(looking);
  }
}

describe("what is larger than memory", () => {
  test("is sorted with the help of the disk, and nothing is left there", async () => {
    const spark = await session();
    const { answer, files } = await spilling(async () => {
      let rows = 0;
      let last = -1;
      let sum = 0;
      const sorted = table(spark).orderBy("k").select("k", "id", "s");
      for await (const { k, id } of sorted.toLocalIterator() as AsyncIterable<{ k: number; id: number }>) {
        if (k <= last) throw new Error(`${k} comes after ${last}`);
        last = k;
        rows++;
        sum += id;
      }
      return { rows, sum };
    });
    expect(answer).toEqual({ rows: ROWS, sum: (ROWS * (ROWS - 1)) / 2 });
    expect(files).toBeGreaterThan(0);
    expect(spilled()).toEqual([]);
  });

  test("is grouped, and each group is there once", async () => {
    const spark = await session();
    const { answer, files } = await spilling(() =>
      valuesOf(
        table(spark)
          .groupBy("s")
          .agg(F.count("*").alias("n"), F.max("id").alias("m"))
          .agg(F.count("*"), F.max("n"), F.sum("m")),
      ),
    );
    expect(answer).toEqual([[ROWS, 1, (ROWS * (ROWS - 1)) / 2]]);
    expect(files).toBeGreaterThan(0);
  });

  test("is joined, and each row finds its other", async () => {
    const spark = await session();
    const { answer, files } = await spilling(() =>
      valuesOf(
        table(spark)
          .alias("a")
          .join(table(spark).alias("b"), "k")
          .selectExpr("count(*)", "count_if(a.id = b.id)", "count_if(a.s = b.s)"),
      ),
    );
    expect(answer).toEqual([[ROWS, ROWS, ROWS]]);
    expect(files).toBeGreaterThan(0);
  });

  test("and can't be put aside is an error that says what to set, and the session goes on", async () => {
    const spark = await session();
    const all = table(spark).agg(F.collect_list("s").alias("all")).selectExpr("size(all)");
    await expect(all.collect()).rejects.toThrow(MemoryError);
    await expect(all.collect()).rejects.toThrow(/spark\.driver\.memory/);
    expect(await valuesOf(spark.range(3).agg(F.sum("id")))).toEqual([[3]]);
  });

  test.each(["a lot", "-1g", "1.5g", ""])(
    "is nothing that a setting of %j could be about",
    async (memory) => {
      await expect(SparkSession.builder.config("spark.driver.memory", memory).create()).rejects.toThrow(
        /the setting spark\.driver\.memory is .*; it is a size, as 4g or 512m/,
      );
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});

describe("a disk", () => {
  // Whatever is written to that device ends as on a full disk.
  test("that is full is an error that says so, and the session goes on", async ({ skip }) => {
    skip(!existsSync("/dev/full"), "there is no /dev/full");
    const spark = await session();
    const [own] = readdirSync(folder);
    for (const size of ["DEFAULT", ...[32, 64, 96, 128, 160, 192, 224].map((kilo) => `S${kilo}K`)]) {
      symlinkSync("/dev/full", join(folder, own!, `duckdb_temp_storage_${size}-0.tmp`));
    }
    const sorted = table(spark)
      .orderBy("s")
      .selectExpr("s", "k")
      .limit(ROWS - 1)
      .selectExpr("max(s)");
    const error = await sorted.collect().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SparkException);
    expect(`${error}`).toMatch(/no space left on device/i);
    expect(`${error}`).toContain(own);
    expect(await valuesOf(spark.range(3).agg(F.sum("id")))).toEqual([[3]]);
  });

  test("that can't be written to at all is an error when the session is made", async () => {
    vi.stubEnv("TMPDIR", join(folder, "nowhere"));
    await expect(SparkSession.builder.create()).rejects.toThrow(/nowhere/);
  });
});

describe("what is left", () => {
  const threads = () => readdirSync("/proc/self/task").length;

  test("of a session that has ended is nothing", async () => {
    const spark = await session();
    expect(readdirSync(folder)).toHaveLength(1);
    await table(spark).orderBy("k").limit(10).collect();
    await spark.stop();
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of one that ends in the middle of a query is nothing", async () => {
    const spark = await session();
    const running = table(spark).orderBy("k").toLocalIterator()[Symbol.asyncIterator]();
    await running.next();
    await spark.stop();
    await expect(
      (async () => {
        while (!(await running.next()).done);
      })(),
    ).rejects.toThrow(SparkException);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("of a query that failed is nothing", async () => {
    const spark = await session();
    const failing = table(spark)
      .orderBy("s")
      .selectExpr(`sum(1 / (id - ${ROWS - 1}))`);
    await expect(failing.collect()).rejects.toMatchObject({ condition: "DIVIDE_BY_ZERO" });
    expect(spilled()).toEqual([]);
  });

  test("of many sessions isn't a thread more than of one", async (context) => {
    skipUnlessLinux(context);
    const once = async () => {
      const spark = await session();
      await table(spark).limit(1000).orderBy("k").collect();
      await spark.stop();
    };
    await once();
    const before = threads();
    for (let i = 0; i < 5; i++) await once();
    expect(threads()).toBeLessThanOrEqual(before + 1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
