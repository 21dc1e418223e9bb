/** The same calls from threads and from child processes, by the public API. */
import { afterEach, describe, expect, test } from "vitest";
import {
  Barrier,
  BoundedSemaphore,
  Condition,
  Event,
  Lock,
  Manager,
  Process,
  RLock,
  Array as SharedArray,
  SharedMemory,
  Value,
} from "../../dist/multiprocessing/index.js";
import { exposedCount } from "../../dist/multiprocessing/shared/index.js";
import * as targets from "./sync-targets.mjs";
import { until } from "./sync-threads.js";

const contexts = ["thread", "process"] as const;
const started: Process<readonly unknown[]>[] = [];

function start(context: "thread" | "process", target: (...args: never[]) => unknown, ...args: unknown[]) {
  const child = new Process<readonly unknown[]>({
    target: target as (...args: unknown[]) => unknown,
    args,
    context,
  });
  child.start();
  started.push(child);
  return child;
}

async function run(context: "thread" | "process", target: (...args: never[]) => unknown, ...args: unknown[]) {
  const child = start(context, target, ...args);
  await child.join();
  expect(child.error).toBe(null);
}

afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill();
    await child.join();
  }
});

describe.each(contexts)("from a %s", (context) => {
  test("exclusion: no increment is lost", async () => {
    for (const lock of [new Lock(), new RLock(), new BoundedSemaphore(1)]) {
      const counter = new Value("int32", 0, { lock: false });
      const times = 25;
      await Promise.all([
        run(context, targets.count, lock, counter, times),
        run(context, targets.countSync, lock, counter, times),
        run("thread", targets.count, lock, counter, times),
        targets.count(lock, counter, times),
      ]);
      expect(counter.value).toBe(7 * times);
    }
    const own = new Value("i", 0);
    await Promise.all([run(context, targets.update, own, 20), run(context, targets.update, own, 20)]);
    expect(own.value).toBe(42);
  });

  test("an RLock is owned by a task of the worker", async () => {
    using manager = new Manager();
    const answers = manager.list<unknown>();
    await run(context, targets.reentrant, new RLock(), answers);
    expect(await answers.slice()).toEqual([1, 1, false, "ValueError"]);
  });

  test("a wait can be given up", async () => {
    using manager = new Manager();
    const answers = manager.list<unknown>();
    const lock = new Lock();
    await lock.acquire();
    await run(context, targets.giveUp, lock, answers);
    expect(await answers.slice()).toEqual(["enough", false]);
    await lock.release();
    expect(await lock.acquire({ timeout: 5 })).toBe(true);
  });

  test("who dies with a lock or a permit leaves it poisoned", async () => {
    for (const lock of [new Lock(), new RLock(), new BoundedSemaphore(1)]) {
      const held = new Event();
      const holder = start(context, targets.hold, lock, held);
      await held.wait();
      const waiting = lock.acquire();
      const killed = performance.now();
      holder.kill();
      await expect(waiting).rejects.toMatchObject({
        name: "PoisonedError",
        message: expect.stringContaining(holder.name),
      });
      expect(performance.now() - killed).toBeLessThan(1000);
      await holder.join();
      expect(await lock.acquire({ recover: true })).toBe(true);
      await lock.release();
    }
  });

  test("semaphores, events", async () => {
    using manager = new Manager();
    const answers = manager.list<unknown>();
    await run(context, targets.calls, new BoundedSemaphore(2), answers, [
      ["acquire"],
      ["getValue"],
      ["acquire", false],
      ["acquire", false],
      ["release", 2],
      ["release"],
      ["getValueSync"],
    ]);
    expect(await answers.slice()).toEqual([true, 1, true, false, null, "ValueError", 2]);
    await answers.clear();
    await run(context, targets.calls, new Event(), answers, [
      ["isSet"],
      ["wait", 0.01],
      ["set"],
      ["wait"],
      ["clear"],
      ["isSetSync"],
    ]);
    expect(await answers.slice()).toEqual([false, false, null, true, null, false]);
  });

  test("conditions", async () => {
    using manager = new Manager();
    for (const condition of [new Condition(), new Condition(new Lock())]) {
      const answers = manager.list<unknown>();
      const value = new Value("i", 0, { lock: false });
      const waiters = [1, 2].map(() => run(context, targets.waitFor, condition, value, answers));
      for (let k = 1; k <= 3; k++) {
        await condition.withLock(async () => {
          await value.set(k);
          await condition.notifyAll();
        });
      }
      await Promise.all(waiters);
      expect(await answers.slice()).toEqual([true, true]);
    }
  });

  test("barriers", async () => {
    using manager = new Manager();
    const answers = manager.list<number>();
    const actions = new Value("i", 0);
    const barrier = new Barrier(3, { action: () => actions.update((n) => n + 1) });
    await Promise.all([
      run(context, targets.pass, barrier, answers, 3),
      run("thread", targets.pass, barrier, answers, 3),
      targets.pass(barrier, answers, 3),
    ]);
    expect((await answers.slice()).sort()).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2]);
    expect(actions.value).toBe(3);
    const said = new Event();
    const dying = start(context, targets.passAndSay, barrier, said);
    await said.wait();
    const told = expect(barrier.wait()).rejects.toMatchObject({
      name: "BrokenBarrierError",
      message: expect.stringContaining(dying.name),
    });
    await until(() => barrier.nWaiting === 2, "both wait");
    dying.kill();
    await told;
  });

  test("arrays and shared memory", async () => {
    using manager = new Manager();
    const answers = manager.list<unknown>();
    const array = new SharedArray("i", 3);
    await run(context, targets.useArray, array, answers);
    expect([...array]).toEqual([10, 20, 30]);
    expect(await answers.slice()).toEqual([
      30,
      3,
      20,
      30,
      10,
      context === "thread" ? 60 : "NotSupportedError",
    ]);
    await answers.clear();
    using memory = new SharedMemory({ create: true, size: 10 });
    await run(context, targets.useMemory, memory, answers);
    expect(await answers.slice()).toEqual([[0, 1, 2, 3], context === "thread" ? 2 : "NotSupportedError"]);
    expect(Array.from(memory.buf.slice(0, 5))).toEqual([0, 1, 2, 3, 0]);
    memory.unlink();
  });

  test("a Manager's objects", async () => {
    const manager = new Manager();
    const dict = manager.dict<unknown>();
    const list = manager.list<unknown>();
    const space = manager.Namespace({ x: 0, y: 41 });
    await run(context, targets.useManaged, dict, list, space);
    expect(await dict.items()).toEqual([
      ["a", { deep: [1, 2] }],
      ["b", 2],
    ]);
    expect(await list.slice()).toEqual([true, 2, "missing", 3, "ValueError", 2, "ValueError", "IndexError"]);
    expect(await space.get("x")).toBe(42);
    const answers = new Manager().list<unknown>();
    manager.shutdown();
    await run(context, targets.calls, dict, answers, [["get", "a"]]);
    expect(await answers.slice()).toEqual(["NotSupportedError"]);
    await expect(dict.get("a")).rejects.toMatchObject({ name: "NotSupportedError" });
  });

  test("a process below a worker owns what it takes above", async () => {
    using manager = new Manager();
    const answers = manager.list<unknown>();
    await run(context, targets.below, new Lock(), new Event(), answers);
    expect(await answers.slice()).toEqual([false, "PoisonedError", true]);
  });
});

test("nothing is kept for child processes after the last one's end", async () => {
  const before = exposedCount();
  const counter = new Value("i", 0);
  await run("process", targets.update, counter, 1);
  await until(() => exposedCount() <= before, "the counter and its lock are let go");
  await run("process", targets.update, counter, 1);
  expect(counter.value).toBe(4);
});
