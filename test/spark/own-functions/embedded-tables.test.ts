/** Tables that the embedded engine makes for functions of one's own: how much they hold at once, and that none is left. */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { RecordBatch } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { F, failure, openSession, type Session } from "./embedded_session.js";

let spark: Session;
let looking: DuckDBConnection;

beforeAll(async () => {
  const connect = vi.spyOn(DuckDBInstance.prototype, "connect");
  spark = await openSession();
  await spark.range(1).collect();
  const instance = connect.mock.contexts[0] as DuckDBInstance;
  connect.mockRestore();
  looking = await instance.connect();
});
afterAll(async () => {
  looking.closeSync();
  await spark.stop();
});

/** Names and rows of the tables that there are now. */
async function tables(): Promise<{ readonly count: number; readonly rows: number }> {
  const reader = await looking.runAndReadAll(
    "SELECT count(*), coalesce(sum(estimated_size), 0)::BIGINT FROM duckdb_tables()",
  );
  const [count, rows] = reader.getRows()[0]!;
  return { count: Number(count), rows: Number(rows) };
}

const same = F.udf((x: number) => x, "long", { name: "same" });
const throwing = F.udf(
  (x: number) => {
    if (x === 20_000) throw new RangeError("late");
    return x;
  },
  "long",
  { name: "throwing" },
);
const ROWS = 300_000;

describe("tables of answers", () => {
  test("hold a part of the rows, for a reader that takes them one after the other", async () => {
    const df = spark.range(ROWS).withColumn("n", same("id")).filter("n >= 0");
    let [read, most] = [0, 0];
    for await (const _ of df.toLocalIterator()) {
      if (read++ % 20_000 === 0) most = Math.max(most, (await tables()).rows);
    }
    expect(read).toBe(ROWS);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(ROWS);
    expect((await tables()).count).toBe(0);
  });

  test("aren't made for rows that nobody does anything with but read", async () => {
    const df = spark.range(ROWS).mapInArrow((batches: Iterable<RecordBatch>) => batches, "id long");
    let read = 0;
    for await (const _ of df.toLocalIterator()) {
      if (read++ % 100_000 === 0) expect((await tables()).count).toBe(0);
    }
    expect(read).toBe(ROWS);
  });

  test("are gone after a query, one that fails, and one that nobody reads to its end", async () => {
    const of = (f: typeof same) => spark.range(30_000).withColumn("n", f("id"));
    expect(await of(same).agg(F.sum("n")).collect()).toHaveLength(1);
    expect((await tables()).count).toBe(0);
    for (const df of [of(throwing), of(throwing).filter("n < 0").limit(5)]) {
      expect((await failure(df.collect())).message).toContain("late");
      expect((await tables()).count).toBe(0);
    }
    for await (const _ of of(same).filter("n > 5").toLocalIterator()) break;
    expect((await tables()).count).toBe(0);
    expect(await of(same).filter("n > 5").limit(2).collect()).toHaveLength(2);
    expect((await tables()).count).toBe(0);
  });

  test("are gone after a query that is called off", async () => {
    const hangs = F.udf(
      (x: number) => {
        for (;;) if (x < 0) return x;
      },
      "long",
      { name: "hangs" },
    );
    const hanging = spark.range(3).withColumn("n", hangs("id"));
    for (const df of [hanging, hanging.filter("n > 0").limit(1)]) {
      const controller = new AbortController();
      const ended = failure(df.collect({ signal: controller.signal }));
      await vi.waitFor(async () => expect((await tables()).count).toBeGreaterThan(0));
      const reason = new Error("enough");
      controller.abort(reason);
      expect(await ended).toBe(reason);
      expect((await tables()).count).toBe(0);
    }
  });
});
