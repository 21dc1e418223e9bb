/** RDDs and a MapReduce job on a cluster while an executor is killed: what tasks count is counted once. */
import { readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scratchFolder } from "../../setup/scratch-folder.js";

const { SparkSession } = (await import(
  new URL("../../../dist/spark/index.js", import.meta.url).href
)) as typeof import("../../../src/spark/index.js");
/** As Node itself loads it. */
const { Slow } = createRequire(import.meta.url)("./slow_job.mjs") as typeof import("./slow_job.mjs");

const PARTITIONS = 12;
const EACH = 50;

/**
 * @param url of its Connect server
 * @param executors those that run
 */
export function countsOnce(url: () => string, executors: () => Promise<number[]>): void {
  let spark: InstanceType<typeof SparkSession>;
  beforeAll(async () => {
    spark = await SparkSession.builder.remote(url()).create();
  });
  afterAll(() => spark?.stop());

  /** Kills an executor when some tasks have left a mark in the folder. */
  async function killWhenMarked(folder: string, marks: number): Promise<number> {
    const [first] = await executors();
    while (readdirSync(folder).length < marks) await sleep(50);
    process.kill(first!, "SIGKILL");
    return readdirSync(folder).length;
  }

  test("RDDs: additions to accumulators before and behind a shuffle count once", async () => {
    const folder = scratchFolder();
    const sc = spark.sparkContext;
    const before = sc.accumulator(0);
    const behind = sc.accumulator(0);
    const sums = sc
      .range(0, PARTITIONS * EACH, 1, PARTITIONS)
      .mapPartitionsWithIndex((index, all) => {
        const name = `${folder}/${index}-${Date.now()}`;
        process.getBuiltinModule("node:fs").writeFileSync(name, "");
        // Long enough for a process to be killed in.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
        return all;
      })
      .map((x): [number, number] => {
        before.add(1);
        return [x % 5, x];
      })
      .reduceByKey((a, b) => a + b, 4)
      .map(([key, sum]) => {
        behind.add(1);
        return [key, sum];
      });
    const killing = killWhenMarked(folder, 5);
    const found = await sums.collect();
    const marked = await killing;
    expect(marked).toBeLessThan(PARTITIONS);
    expect(readdirSync(folder).length).toBeGreaterThan(PARTITIONS);
    const total = PARTITIONS * EACH;
    const wanted = Array.from({ length: 5 }, (_, key) => [
      key,
      Array.from({ length: total / 5 }, (_, i) => 5 * i + key).reduce((a, b) => a + b),
    ]);
    expect(found.sort((a, b) => a[0]! - b[0]!)).toEqual(wanted);
    expect(before.value).toBe(total);
    expect(behind.value).toBe(5);
  });

  test("a MapReduce job: pairs and counters are those of inline", async () => {
    const folder = scratchFolder({ "marks/0": "" });
    const lines = Array.from({ length: 2000 }, (_, i) => `${i % 13} ${i}\n`);
    const files = scratchFolder();
    for (let i = 0; i < 8; i++)
      writeFileSync(join(files, `${i}.txt`), lines.slice(250 * i, 250 * (i + 1)).join(""));
    const options = { input: files, reducers: 3, splitSize: 1000 };
    const inline = await Slow.run({ ...options, runner: "inline" });
    const killing = killWhenMarked(join(folder, "marks"), 3);
    const job = { marks: join(folder, "marks") };
    const found = await Slow.run({ ...options, options: job, runner: "spark" });
    await killing;
    expect(found.output).toEqual(inline.output);
    expect(found.counters.toJSON()).toEqual(inline.counters.toJSON());
  });
}
