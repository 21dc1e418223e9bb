/** Persisted RDDs, shuffles that are there already, broadcast variables. */

import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { failure, left, scene } from "./rdd_support.js";

const { firstTime } = createRequire(import.meta.url)("./tasks.mjs") as {
  firstTime(marks: string, name: string): boolean;
};
const at = scene({ memory: 16 * 2 ** 20 });

describe("persist", () => {
  test("computes a partition once, also when only its first element is wanted", async () => {
    const computed = at.sc.accumulator(0);
    const rdd = at.sc
      .range(0, 100, 1, 4)
      .map((x) => {
        computed.add(1);
        return { x };
      })
      .cache();
    expect(rdd.isCached).toBe(true);
    expect(await rdd.take(1)).toEqual([{ x: 0 }]);
    expect(computed.value).toBe(25);
    expect(await rdd.count()).toBe(100);
    expect(await rdd.map(({ x }) => x).sum()).toBe(4950);
    expect(computed.value).toBe(100);
    rdd.unpersist();
    expect(await rdd.count()).toBe(100);
    expect(computed.value).toBe(200);
  });

  test("goes to files when memory is full, and computes again what has been lost", async () => {
    const sc = at.another({ temp: at.path("own") });
    const computed = sc.accumulator(0);
    const text = "y".repeat(2 ** 20);
    const rdd = sc
      .range(0, 40, 1, 8)
      .map((x) => {
        computed.add(1);
        return `${x}${text}`;
      })
      .persist();
    expect(await rdd.count()).toBe(40);
    const [folder] = left(at.path("own"));
    const attempts = readdirSync(at.path("own", folder!));
    expect(attempts.length).toBeGreaterThan(0);
    expect(await rdd.map((each) => each.length - text.length).sum()).toBe(70);
    expect(computed.value).toBe(40);
    for (const attempt of attempts) rmSync(join(at.path("own", folder!), attempt), { recursive: true });
    expect(await rdd.map((each) => each.length - text.length).sum()).toBe(70);
    expect(computed.value).toBeGreaterThan(40);
    await sc.stop();
    expect(left(at.path("own"))).toEqual([]);
  });

  test("refuses another level", () => {
    const rdd = at.sc.range(3).cache();
    const level = { ...rdd.getStorageLevel(), useDisk: true };
    expect(() => rdd.persist(level)).toThrow("unpersist it first");
    expect(rdd.unpersist().persist(level).getStorageLevel()).toEqual(level);
  });
});

test("a shuffle is done once for several actions", async () => {
  const computed = at.sc.accumulator(0);
  const reduced = at.sc
    .range(20)
    .map((x): [number, number] => {
      computed.add(1);
      return [x % 3, x];
    })
    .reduceByKey((a, b) => a + b);
  expect(await reduced.count()).toBe(3);
  expect(await reduced.values().sum()).toBe(190);
  expect(computed.value).toBe(20);
});

describe("broadcast", () => {
  test("arrives once a worker, and its copy lives from task to task", async () => {
    const folder = at.path("arrivals");
    mkdirSync(folder);
    const table = at.sc.broadcast({
      names: new Map([
        [1, "one"],
        [2, "two"],
      ]),
      reads: 0,
    });
    const counts = await at.sc
      .range(0, 20, 1, 20)
      .map((x) => {
        table.value.reads++;
        return [table.value.names.get(x % 3) ?? "none", table.value.reads] as const;
      })
      .collect();
    expect(counts.filter(([name]) => name === "one")).toHaveLength(7);
    // Twenty tasks on two workers: the copies were changed by one task after the other.
    expect(Math.max(...counts.map(([, reads]) => reads))).toBeGreaterThanOrEqual(10);
    expect(table.value.reads).toBe(0);
    table.unpersist();
    expect(
      await at.sc
        .range(1)
        .map(() => table.value.reads)
        .collect(),
    ).toEqual([0]);
  });

  test("can't be used when it was destroyed", async () => {
    const value = at.sc.broadcast([1, 2]);
    expect(
      await at.sc
        .range(1)
        .map(() => value.value.length)
        .collect(),
    ).toEqual([2]);
    value.destroy();
    expect(() => value.value).toThrow("was destroyed");
    expect(
      (
        await failure(
          at.sc
            .range(1)
            .map(() => value.value)
            .collect(),
        )
      ).message,
    ).toContain("was destroyed");
  });

  test("brings functions", async () => {
    const twice = at.sc.broadcast({ f: (x: number) => 2 * x });
    expect(
      await at.sc
        .range(4)
        .map((x) => twice.value.f(x))
        .collect(),
    ).toEqual([0, 2, 4, 6]);
    expect(firstTime(at.path(), "only once")).toBe(true);
  });
});
