/** Tasks that throw, die, never end or are called off: what the action says, and what is left. */

import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { failure, left, scene, sorted } from "./rdd_support.js";

const tasks = createRequire(import.meta.url)("./tasks.mjs") as {
  firstTime(marks: string, name: string): boolean;
  dieAt(marks: string, point: string, pass: number): void;
  wasKilled(marks: string): boolean;
};
const { firstTime, dieAt, wasKilled } = tasks;
const at = scene({ memory: 16 * 2 ** 20 });

function marks(name: string): string {
  const path = at.path(name);
  mkdirSync(path);
  return path;
}

describe("a function that throws", () => {
  test("fails the job after four attempts, with its error as the cause, its partition and its line", async () => {
    const folder = marks("throws");
    const rdd = at.sc.parallelize([1, 2, 3, 4], 4).map((x) => {
      if (x === 3) {
        for (let attempt = 1; ; attempt++) if (firstTime(folder, `a${attempt}`)) break;
        throw new RangeError(`no ${x}`);
      }
      return x;
    });
    const error = await failure(rdd.collect());
    expect(error.name).toBe("SparkException");
    expect(error.message).toMatch(
      /^Job aborted due to stage failure: collect: the task of partition 2 in stage \d+ \(map of parallelize\) failed 4 times: RangeError: no 3/,
    );
    expect(error.message).toMatch(/faults\.test\.ts:\d+:\d+/);
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(left(folder).sort()).toEqual(["a1", "a2", "a3", "a4"]);
  });

  test("is tried as often as asked", async () => {
    const sc = at.another({ attempts: 1 });
    const error = await failure(
      sc.parallelize([1]).foreach(() => {
        throw new Error("once");
      }),
    );
    expect(error.message).toContain("failed once: Error: once");
  });

  test("before a shuffle fails the action behind it, and the next action is fine", async () => {
    const pairs = at.sc.range(100).map((x): [number, number] => [x % 7, x]);
    const bad = pairs.mapValues((x) => {
      if (x === 50) throw new Error("bad 50");
      return x;
    });
    expect((await failure(bad.reduceByKey((a, b) => a + b).collect())).message).toContain("bad 50");
    expect((await pairs.reduceByKey((a, b) => a + b).collect()).length).toBe(7);
  });
});

describe("an accumulator", () => {
  test("counts each element once, whatever failed before", async () => {
    const folder = marks("retried");
    const seen = at.sc.accumulator(0);
    const list = at.sc.accumulator<number[]>([], { zero: () => [], addInPlace: (a, b) => [...a, ...b] });
    await at.sc.range(0, 1000, 1, 5).foreach((x) => {
      seen.add(1);
      if (x % 100 === 0) list.add([x]);
      if (x === 950 && firstTime(folder, "thrown")) throw new Error("once");
      if (x === 350 && firstTime(folder, "died")) process.exit(3);
    });
    expect(left(folder).sort()).toEqual(["died", "thrown"]);
    expect(seen.value).toBe(1000);
    expect(list.value.sort((a, b) => a - b)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  test("can't be read in a task", async () => {
    const sum = at.sc.accumulator(0);
    const error = await failure(
      at.sc
        .range(3)
        .map(() => sum.value)
        .collect(),
    );
    expect(error.message).toContain("tasks only add");
  });
});

describe("a worker that dies", () => {
  test.each([
    ["rdd.begin", 1],
    ["rdd.begin", 3],
    ["rdd.chunk", 1],
    ["rdd.chunk", 4],
    ["rdd.end", 1],
    ["rdd.end", 2],
    ["spill.written", 1],
    ["task.file", 1],
    ["map.spilled", 1],
  ])(
    "at %s, pass %i, costs its task alone",
    async (point, pass) => {
      const folder = marks(`dies-${point}-${pass}`);
      const sc = at.another();
      // Each of the two workers is told in its first task.
      await sc.range(0, 8, 1, 8).foreach(() => dieAt(folder, point, pass));
      const spills = point.startsWith("spill") || point.startsWith("map") || point.startsWith("task");
      const long = spills ? "x".repeat(3000) : "";
      const counted = sc.accumulator(0);
      const groups = sc
        .range(0, 3000, 1, 6)
        .map((x): [number, string] => [(x * 7919) % 500, `${x}${long}`])
        .groupByKey(3)
        .map(([key, all]): [number, number] => [key, all.length]);
      const answer = await groups.collect();
      await groups.foreach(() => counted.add(1));
      expect(sorted(answer)).toEqual(Array.from({ length: 500 }, (_, key) => [key, 6]));
      expect(counted.value).toBe(500);
      expect(wasKilled(folder)).toBe(true);
      await sc.stop();
    },
    60_000,
  );

  test("each time fails the job, naming it", async () => {
    const error = await failure(at.sc.range(4).foreach((x) => void (x === 2 && process.exit(1))));
    expect(error.message).toMatch(/failed 4 times/);
    expect((error.cause as Error).name).toBe("WorkerDiedError");
    expect(await at.sc.range(4).sum()).toBe(6);
  });
});

describe("what is called off", () => {
  test("is rejected with the signal's reason, and the context goes on", async () => {
    const controller = new AbortController();
    const running = at.sc
      .range(4)
      .map((x) => {
        for (;;) if (x < 0) return x;
      })
      .collect({ signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 300);
    expect((await failure(running)).message).toBe("enough");
    expect(await at.sc.range(10).count()).toBe(10);
  });

  test("doesn't take another job's shuffle with it", async () => {
    const controller = new AbortController();
    const shuffled = at.sc
      .range(0, 6, 1, 6)
      .map((x): [number, number] => {
        const until = Date.now() + 100;
        while (Date.now() < until);
        return [x % 2, x];
      })
      .reduceByKey((a, b) => a + b);
    const first = shuffled.collect({ signal: controller.signal });
    const second = shuffled.collect();
    setTimeout(() => controller.abort(new Error("only the first")), 150);
    expect((await failure(first)).message).toBe("only the first");
    expect(sorted(await second)).toEqual([
      [0, 6],
      [1, 9],
    ]);
  });

  test("with a task that makes no progress is ended", async () => {
    const sc = at.another({ taskTimeout: 0.5, attempts: 1 });
    const error = await failure(
      sc.range(1).foreach(() => {
        for (;;);
      }),
    );
    expect(error.message).toContain("no progress for 0.5 s");
  });

  test("with the context", async () => {
    const sc = at.another();
    const running = sc.range(2).foreach(() => {
      for (;;);
    });
    setTimeout(() => void sc.stop(), 300);
    expect((await failure(running)).message).toContain("stopped");
    expect(() => sc.range(1)).toThrow("stopped");
  });
});

describe("what can't travel", () => {
  test("an RDD in a function is refused as Spark does (SPARK-5063)", async () => {
    const other = at.sc.range(3);
    const error = await failure(
      at.sc
        .range(3)
        .map(() => other.count())
        .collect(),
    );
    expect(error.name).toBe("SparkException");
    expect(error.message).toContain("SPARK-5063");
  });

  test("is named with its method", async () => {
    const promise = Promise.resolve(1);
    const error = await failure(
      at.sc
        .range(3)
        .filter(() => promise !== undefined)
        .collect(),
    );
    expect(error.name).toBe("NotPortableError");
    expect(error.message).toMatch(/^filter\(\)'s function › captured "promise"/);
  });

  test("a promise where a result is needed at once", async () => {
    const error = await failure(
      at.sc
        .range(3)
        .filter(async () => false)
        .collect(),
    );
    expect((error.cause as Error).name).toBe("ValueError");
    expect(error.message).toContain("filter() gave a promise");
  });
});
