/** Functions of one's own on a real Spark: what its executors have to do with. */
import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type DataFrame,
  functions as F,
  FunctionException,
  NotSupportedError,
  SparkException,
  SparkSession,
} from "../../../src/spark/index.js";
import { functionPickle } from "../../../src/spark/own-functions/cluster/pickle.js";
import { partPath } from "../../support/parts.js";
import {
  SPARK_START_MILLISECONDS,
  SPARK_TEST_MILLISECONDS,
  skipWithoutSpark,
  sparkServer,
} from "../../support/spark.js";
import { failureOf } from "../connect/ask.js";

skipWithoutSpark();
const limit = { timeout: SPARK_TEST_MILLISECONDS };

test("the pickle is one that Python reads: a function, and its type", () => {
  const spec = JSON.stringify({ name: "naïve 𝄞", program: "none.mjs", run: { stages: [], timeZone: "UTC" } });
  const type = { type: "array", elementType: "long", containsNull: true };
  const program = `
import inspect, json, pickle, sys
commands = [pickle.loads(bytes.fromhex(line)) for line in sys.stdin.read().split()]
told = [[inspect.isfunction(f), type(f).__name__, f.__closure__ is not None, t.json()] for f, t in commands]
modules = [name for name in sys.modules if name.startswith("manycore_shim_")]
print(json.dumps([told, len(modules)]))`;
  const pickles = (["stream", "call"] as const).map((kind) =>
    Buffer.from(functionPickle(kind, spec, type)).toString("hex"),
  );
  const told = JSON.parse(
    execFileSync(partPath("pyspark"), ["-c", program], { input: pickles.join("\n"), encoding: "utf8" }),
  );
  const one = [
    true,
    "function",
    true,
    JSON.stringify({ containsNull: true, elementType: "long", type: "array" }),
  ];
  expect(told).toEqual([
    [one, one].map(([a, b, c, d]) => [a, b, c, expect.stringContaining("long") && d]),
    1,
  ]);
}, 60_000);

describe("on executors", () => {
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await SparkSession.builder.remote((await sparkServer()).url).create();
    return () => spark.stop();
  }, SPARK_START_MILLISECONDS);

  const pid = () => process.pid;

  test("functions of one query share a process, and it is kept for the next", limit, async () => {
    const one = F.udf(pid, "int").asNondeterministic();
    const other = F.udf((_id: number) => process.pid, "int").asNondeterministic();
    const df = spark.range(0, 4, 1, 1).select(one().alias("a"), other("id").alias("b"));
    const rows = await df.collect();
    expect(new Set(rows.flatMap(({ a, b }) => [a, b])).size).toBe(1);
    const again = await Promise.all([df.collect(), df.collect()]);
    const pids = new Set(again.flat().flatMap(({ a, b }) => [a, b]));
    // The server runs two tasks at once.
    expect(pids.size).toBeLessThanOrEqual(3);
  });

  test("maps behind one another are one map", limit, async () => {
    const mark = (name: string) =>
      function* (batches: Iterable<{ getChild(name: string): { toArray(): ArrayLike<string> } | null }>) {
        for (const batch of batches) {
          const before = [...Array.from(batch.getChild("pids")?.toArray() ?? [""])];
          yield { pids: before.map((text) => `${text} ${name}:${process.pid}`.trim()) };
        }
      };
    const df = spark
      .range(0, 1, 1, 1)
      .mapInArrow(mark("a") as never, "pids string")
      .mapInArrow(mark("b") as never, "pids string")
      .mapInArrow(mark("c") as never, "pids string");
    const [row] = await df.collect();
    const parts = String(row!.pids).split(" ");
    expect(parts.map((part) => part.slice(0, 1))).toEqual(["a", "b", "c"]);
    expect(new Set(parts.map((part) => part.slice(2))).size).toBe(1);
    expect((await df.explainString()).match(/MapInArrow/g)).toHaveLength(1);
  });

  describe("Spark's limit of a batch's bytes", () => {
    const LIMIT = "spark.sql.execution.arrow.maxBytesPerBatch";
    const ROWS = "spark.sql.execution.arrow.maxRecordsPerBatch";
    const lifted = "2147483647";
    let usual: string | undefined;
    /** What the setting is when a query gives its first rows, which it does as soon as there are any. */
    const during = async (df: DataFrame) => {
      for await (const _ of df.toLocalIterator()) return spark.conf.get(LIMIT);
      throw new Error("no rows");
    };
    const passed = (input: DataFrame, schema: string) => input.mapInArrow((batches) => batches, schema);
    const narrow = () => passed(spark.range(0, 10, 1, 1), "id long");
    const texts = () => passed(spark.range(0, 10, 1, 1).select(F.col("id").cast("string")), "id string");
    beforeAll(async () => {
      usual = await spark.conf.get(LIMIT);
      expect(usual).not.toBe(lifted);
    });

    test("is away while functions get narrow rows, and back afterwards", limit, async () => {
      expect(await during(narrow())).toBe(lifted);
      expect(await spark.conf.get(LIMIT)).toBe(usual);
      const means = spark
        .range(0, 10, 1, 1)
        .groupBy("id")
        .applyInArrow((table) => table, "id long");
      expect(await during(means)).toBe(lifted);
      expect(await spark.conf.get(LIMIT)).toBe(usual);
      const fails = spark.range(1).mapInArrow(() => {
        throw new Error("no");
      }, "id long");
      await expect(fails.collect()).rejects.toThrow(FunctionException);
      expect(await spark.conf.get(LIMIT)).toBe(usual);
    });

    test("stays for rows that may be wide, and for what isn't seen", limit, async () => {
      expect(await during(texts())).toBe(usual);
      expect(await during(narrow().select(F.udf((id: number) => id, "long")("id")))).toBe(usual);
      await texts().createOrReplaceTempView("texts");
      const view = (await spark.table("texts")).select(F.length("id").alias("id"));
      expect(await during(passed(view, "id int"))).toBe(usual);
    });

    test("comes back for a query beside it", limit, async () => {
      const rows = narrow().toLocalIterator()[Symbol.asyncIterator]();
      await rows.next();
      expect(await spark.conf.get(LIMIT)).toBe(lifted);
      expect(await during(texts())).toBe(usual);
      await rows.return?.(undefined);
      expect(await spark.conf.get(LIMIT)).toBe(usual);
    });

    test("stays where the user has set one, or none of rows", limit, async () => {
      try {
        await spark.conf.set(LIMIT, "1m");
        expect(await during(narrow())).toBe("1m");
        expect(await spark.conf.get(LIMIT)).toBe("1m");
        await spark.conf.unset(LIMIT);
        await spark.conf.set(ROWS, "0");
        expect(await during(narrow())).toBe(usual);
        await spark.conf.unset(ROWS);
        const rows = narrow().toLocalIterator()[Symbol.asyncIterator]();
        await rows.next();
        await spark.conf.set(LIMIT, "2m");
        await rows.return?.(undefined);
        expect(await spark.conf.get(LIMIT)).toBe("2m");
      } finally {
        await spark.conf.unset(LIMIT);
        await spark.conf.unset(ROWS);
      }
    });
  });

  test("what functions print is no trouble", limit, async () => {
    const print = (id: number) => {
      console.log("x".repeat(100_000));
      process.stdout.write("y");
      return id;
    };
    const loud = F.udf(print, "bigint", { name: "loud" });
    expect(await spark.range(0, 50, 1, 1).select(loud("id")).agg(F.sum("loud(id)")).first()).toEqual({
      "sum(loud(id))": 1225,
    });
  });

  test("an executor without node is an error that says what to do", limit, async () => {
    await spark.conf.set("manycore.node", "/nowhere/node");
    try {
      const error = await failureOf(spark.range(1).select(F.udf(pid, "int")()).collect());
      expect(error).toBeInstanceOf(SparkException);
      expect(error).not.toBeInstanceOf(FunctionException);
      expect((error as Error).message).toMatch(
        /^the executor at \S+ has no Node\.js: '\/nowhere\/node' is not on its PATH/,
      );
      expect((error as Error).message).toContain("manycore.node");
    } finally {
      await spark.conf.unset("manycore.node");
    }
  });

  test("what a function of SQL's without arguments can't be", limit, async () => {
    await spark.udf.register("seven", () => 7, "int");
    const df = await spark.sql("SELECT seven() FROM range(3)");
    await expect(df.collect()).rejects.toThrow("the function seven was called without arguments");
  });

  test("types that PySpark's functions don't have", limit, async () => {
    const months = F.udf((x: number) => x, "interval year to month");
    await expect(spark.range(1).select(months("id")).collect()).rejects.toThrow(NotSupportedError);
    const df = (await spark.sql("SELECT make_ym_interval(1, 2) AS i")).mapInArrow(
      (batches) => batches,
      "i string",
    );
    await expect(df.collect()).rejects.toThrow(NotSupportedError);
    const names = await spark.sql("SELECT 'a' COLLATE UTF8_LCASE AS k");
    const grouped = names.groupBy("k").applyInArrow((table) => table, "k string");
    await expect(grouped.collect()).rejects.toThrow(/collation_key/);
  });

  test("nothing runs on when a query is given up", limit, async () => {
    const marked = spark.range(0, 1, 1, 1).mapInArrow(function* endless() {
      process.title = "manycore-test-endless";
      yield* [];
      for (;;);
    }, "x int");
    const started = marked.collect({ timeout: 8_000 });
    await expect(started).rejects.toThrow("timeout");
    const deadline = performance.now() + 60_000;
    while (running("manycore-test-endless") && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(running("manycore-test-endless")).toBe(false);
  });
});

/** Whether there is a process of this title on this machine. */
function running(title: string): boolean {
  return execFileSync("ps", ["-A", "-o", "args"], { encoding: "utf8" }).includes(title);
}
