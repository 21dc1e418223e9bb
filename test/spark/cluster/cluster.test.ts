/** A driver, a master and two workers, and executors that are killed while they work. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type ConnectEngine, connectEngine } from "../../../src/spark/connect/index.js";
import type { ResultPart } from "../../../src/spark/engine/index.js";
import { type DataFrame, Row, SparkSession } from "../../../src/spark/index.js";
import { skipWithoutSpark } from "../../support/spark.js";
import { type SparkCluster, startSparkCluster } from "../../support/spark-cluster.js";
import { query, rowsOf } from "../connect/ask.js";
import { countsOnce } from "./counts_once.js";

const START_MILLISECONDS = 240_000;
vi.setConfig({ testTimeout: START_MILLISECONDS, hookTimeout: START_MILLISECONDS });

const ROWS = 400_000;
const TASKS = 40;
/** Tasks of about 0.2 s, and a shuffle behind them. */
const SLOW_GROUPS = `
  SELECT k, count(*) AS n, sum(id) AS total, count(slept) FROM (
    SELECT id, id % 7 AS k, CASE WHEN id % ${ROWS / TASKS} = 0 THEN java_method('java.lang.Thread', 'sleep', id - id + 200L) END AS slept
    FROM range(0, ${ROWS}, 1, ${TASKS})
  ) GROUP BY k ORDER BY k`;

function wantedGroups(): unknown[][] {
  const groups = Array.from({ length: 7 }, (_, k) => ({ k: BigInt(k), n: 0n, total: 0n }));
  for (let id = 0; id < ROWS; id++) {
    const group = groups[id % 7]!;
    group.n++;
    group.total += BigInt(id);
  }
  return groups.map(({ k, n, total }) => [k, n, total]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a cluster of two workers", () => {
  skipWithoutSpark();
  let cluster: SparkCluster;
  let url: string;
  let engine: ConnectEngine;
  const seen = new Set<number>();
  beforeAll(async () => {
    cluster = await startSparkCluster();
    url = (await cluster.connectServer()).url;
    engine = await connectEngine({ url });
  });
  afterEach(() => {
    for (const pid of [...(cluster?.executors() ?? []), ...(cluster?.workers ?? [])]) seen.add(pid);
  });
  afterAll(async () => {
    await engine?.close();
    await cluster?.stop();
    // Java machines that were told to end need a moment.
    for (let i = 0; i < 50 && [...seen].some(isAlive); i++) await sleep(100);
    expect([...seen].filter(isAlive)).toEqual([]);
  }, 60_000);

  /** @param whenRunning is called once, when some tasks are done and some aren't */
  async function run(sql: string, whenRunning?: () => void): Promise<unknown[][]> {
    const parts: ResultPart[] = [];
    let act = whenRunning;
    for await (const part of engine.execute(query(sql))) {
      parts.push(part);
      if (part.kind !== "progress") continue;
      const done = part.progress.stages.reduce((sum, { completedTasks }) => sum + completedTasks, 0);
      if (done < 4 || done > TASKS - 8) continue;
      act?.();
      act = undefined;
    }
    if (whenRunning !== undefined) expect(act).toBeUndefined();
    return rowsOf(parts);
  }

  /** Executors come with the first job, and those that were killed come again. */
  async function executors(): Promise<number[]> {
    for (let i = 0; i < 300; i++) {
      const found = cluster.executors();
      if (found.length === cluster.workers.length) return found;
      await sleep(100);
    }
    throw new Error(`there are ${cluster.executors().length} executors`);
  }

  test("runs a job on both", async () => {
    const rows = await run(SLOW_GROUPS);
    expect(rows.map((row) => row.slice(0, 3))).toEqual(wantedGroups());
    expect(await executors()).toHaveLength(2);
    expect(engine.name).toMatch(/^Spark 4\.3\./);
  });

  test("one of whose executors is killed in the middle of a job gives the right answer", async () => {
    const before = await executors();
    const rows = await run(SLOW_GROUPS, () => process.kill(before[0]!, "SIGKILL"));
    expect(rows.map((row) => row.slice(0, 3))).toEqual(wantedGroups());
    const after = await executors();
    expect(after).not.toContain(before[0]);
    expect(after).toContain(before[1]);
  });

  test("keeps answering when rows that were kept on a killed executor have to be made again", async () => {
    const spark = await SparkSession.builder.remote(url).create();
    try {
      const kept = await spark.range(0, 100_000, 1, 8).selectExpr("id", "id * 2 AS twice").persist();
      expect(await kept.count()).toBe(100_000);
      const [first] = await executors();
      process.kill(first!, "SIGKILL");
      expect(await valuesOf(kept.selectExpr("sum(id)", "sum(twice)", "count(*)"))).toEqual([
        [4_999_950_000, 9_999_900_000, 100_000],
      ]);
    } finally {
      await spark.stop();
    }
  });

  test("runs a function of one's own on both, and each row is mapped once although an executor is killed", async () => {
    const spark = await SparkSession.builder.remote(url).create();
    try {
      const mapped = spark.range(0, 240_000, 1, 48).mapInArrow(function* (batches) {
        for (const batch of batches) {
          // A quarter of a second, in which a process can be killed.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
          const ids = batch.getChildAt(0)!.toArray() as BigInt64Array;
          yield {
            id: ids,
            twice: ids.map((id) => id * 2n),
            pid: new Int32Array(ids.length).fill(process.pid),
          };
        }
      }, "id long, twice long, pid int");
      const [first] = await executors();
      const killing = sleep(4_000).then(() => process.kill(first!, "SIGKILL"));
      const [row] = await valuesOf(
        mapped.selectExpr("count(*)", "count(distinct id)", "sum(twice)", "count(distinct pid) > 1"),
      );
      await killing;
      expect(row).toEqual([240_000, 240_000, 57_599_760_000, true]);
    } finally {
      await spark.stop();
    }
  });

  test("says what is wrong with a row, whichever executor finds it", async () => {
    const wrong = "SELECT sum(1 / (id - 3333)) FROM range(0, 10000, 1, 8)";
    await expect(run(wrong)).rejects.toMatchObject({
      name: "ArithmeticException",
      condition: "DIVIDE_BY_ZERO",
    });
  });

  describe("counts once what tasks count", () => {
    countsOnce(() => url, executors);
  });
});

async function valuesOf(df: DataFrame<unknown>): Promise<(readonly unknown[])[]> {
  return (await df.collect()).map((row) => Row.values(row as object));
}
