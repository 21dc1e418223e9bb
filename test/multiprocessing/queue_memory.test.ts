/** What a queue had of the heap goes back: when it is disposed of, when it is garbage, and when its last holder has died. */
import { Pipe, Process, Queue } from "manycore/multiprocessing";
import * as np from "manycore/numpy";
import { beforeAll, describe, expect, it } from "vitest";
import { memoryStats } from "../../dist/memory/index.js";
import { localQueues } from "../../dist/multiprocessing/queue/local-queues.js";
import { exposedCount } from "../../dist/multiprocessing/shared/index.js";
import { expectNothingLeft, settled } from "./queue_kills.js";
import * as targets from "./queue-targets.mjs";

/** Waits, with collections, until `done`; at most ten seconds. */
async function until(done: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!done() && performance.now() < deadline) await settled();
  expect(done()).toBe(true);
}

async function fill(queue: Queue, count: number): Promise<void> {
  for (let k = 0; k < count; k++) await queue.put(targets.kindOfItem(k, "main"));
}

/** In a function of its own, so that nothing on the stack keeps the queue. */
async function makeGarbage(): Promise<void> {
  await fill(new Queue(), 100);
  const [a] = Pipe();
  await a.send(np.arange(10_000));
}

beforeAll(async () => {
  await makeGarbage();
  await until(() => localQueues() === 0);
});

describe("what a queue had of the heap goes back", () => {
  it("when it is disposed of with items in it", async () => {
    const before = await settled();
    {
      using queue = new Queue();
      await fill(queue, 200);
      expect(memoryStats().used - before.used).toBeGreaterThan(2_000_000);
    }
    await expectNothingLeft(before);
  });

  it("when it is garbage", async () => {
    const before = await settled();
    await makeGarbage();
    await until(() => localQueues() === 0);
    await expectNothingLeft(before);
  });

  it("not while somebody waits, though nobody else refers to it", async () => {
    let resolved: unknown;
    const end = (() => {
      const [a, b] = Pipe();
      void b.recv().then((value) => {
        resolved = value;
      });
      return a;
    })();
    for (let k = 0; k < 5; k++) await settled();
    await end.send("still there");
    await until(() => resolved === "still there");
  });

  it.each(["thread", "process"] as const)(
    "when a %s ends that held it after everybody else",
    async (context) => {
      const before = await settled();
      const queue = new Queue();
      await fill(queue, 50);
      const child = new Process({ target: targets.hold as () => void, args: [queue, 0.5] as never, context });
      child.start();
      queue[Symbol.dispose]();
      expect(localQueues()).toBe(1);
      await child.join();
      await until(() => localQueues() === 0);
      expect(exposedCount()).toBe(0);
      await expectNothingLeft(before);
    },
  );

  it.each(["thread", "process"] as const)("when a %s that held it is killed", async (context) => {
    const before = await settled();
    const queue = new Queue();
    await fill(queue, 50);
    const child = new Process({ target: targets.hold as () => void, args: [queue, 60] as never, context });
    child.start();
    queue[Symbol.dispose]();
    child.kill();
    await child.join();
    await until(() => localQueues() === 0);
    expect(exposedCount()).toBe(0);
    await expectNothingLeft(before);
  });

  it("when a put or a get was given up", async () => {
    const before = await settled();
    {
      using queue = new Queue(1);
      await queue.put(1);
      const array = np.arange(20_000);
      await expect(queue.put(array, { timeout: 0.02 })).rejects.toThrow();
      await expect(queue.put(["x".repeat(100_000), array], { block: false })).rejects.toThrow();
      expect(() => queue.putSync(["x".repeat(100_000), array], { timeout: 0.02 })).toThrow();
      const stop = new AbortController();
      const putting = queue.put(array, { signal: stop.signal });
      stop.abort();
      await expect(putting).rejects.toThrow();
    }
    await until(() => memoryStats().used - before.used < 40_000);
    await expectNothingLeft(before);
  });
});

it("no timer is left", async () => {
  const queue = new Queue<number>();
  const getting = queue.get();
  await queue.put(1);
  await getting;
  await expect(queue.get({ timeout: 0.02 })).rejects.toThrow();
  queue[Symbol.dispose]();
  const ours = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = ours();
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(ours()).toBeLessThanOrEqual(before);
});
