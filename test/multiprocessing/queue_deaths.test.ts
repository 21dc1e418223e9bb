/**
 * A thread that dies at any step of a put or a get: what it had put is there, what it had not isn't, nothing is taken twice, the others go on
 * within a second, and no heap block is left.
 */
import { Process, Queue, WorkerDiedError } from "manycore/multiprocessing";
import { beforeAll, describe, expect, it } from "vitest";
import {
  consumerDies,
  expectNothingLeft,
  getPoints,
  producerDies,
  putPoints,
  settled,
} from "./queue_kills.js";
import * as targets from "./queue-targets.mjs";

beforeAll(async () => {
  // What the rooms below keep once and for all isn't a leak.
  await producerDies("put.locked", 1);
});

/** At the second item, which has leases, and at some points at the fourth, whose bytes lie in a block of their own. */
const often = ["put.sealed", "put.committed", "get.taking", "get.received", "get.ready", "get.committed"];
const cases = (points: readonly string[]) =>
  points.flatMap((point) => (often.includes(point) ? [2, 4] : [2]).map((nth) => ({ point, nth })));

describe("a producer dies", () => {
  it.each(cases(putPoints))("at $point, time $nth", async ({ point, nth }) => {
    const before = await settled();
    await producerDies(point, nth);
    await expectNothingLeft(before);
  });
});

describe("a consumer dies", () => {
  it.each(cases(getPoints))("at $point, time $nth", async ({ point, nth }) => {
    const before = await settled();
    await consumerDies(point, nth);
    await expectNothingLeft(before);
  });
});

describe("death while waiting", () => {
  it.each(["getSync", "putSync"])("in %s, beside others that wait", async (method) => {
    const queue = new Queue<string>(1);
    const started = new Queue<string>();
    if (method === "putSync") await queue.put("first");
    const victims = [1, 2].map(() => new Process({ target: targets.block, args: [queue, started, method] }));
    for (const victim of victims) victim.start();
    await started.get();
    await started.get();
    for (const victim of victims) victim.kill();
    await Promise.all(victims.map((victim) => victim.join()));
    const start = performance.now();
    if (method === "putSync") {
      expect(await queue.get()).toBe("first");
      await queue.put("second");
    } else await queue.put("second");
    expect(await queue.get()).toBe("second");
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it.each(["thread", "process"] as const)("of everybody at random: %s", async (context) => {
    const queue = new Queue<[string, number]>(20);
    const children = Array.from({ length: 6 }, (_, k) => {
      const target = k % 2 === 0 ? targets.produce : targets.consume;
      const args = k % 2 === 0 ? [queue, `p${k}`, 1e9] : [queue, new Queue()];
      const child = new Process({ target: target as () => void, args: args as never, context });
      child.start();
      return child;
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    for (const child of children) {
      child.kill();
      await new Promise((resolve) => setTimeout(resolve, 7));
    }
    await Promise.all(children.map((child) => child.join()));
    const left: [string, number][] = [];
    const drain = async (): Promise<void> => {
      for await (const item of queue) left.push(item);
    };
    await expect(drain()).rejects.toThrow(WorkerDiedError);
    expect(left.length).toBeLessThanOrEqual(20);
    expect(new Set(left.map(String)).size).toBe(left.length);
  });
});
