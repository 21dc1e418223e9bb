/** Ends that a caller asks for: timeouts, signals, terminate. Each in both contexts, each within its time, and the pool is usable after it. */
import { CancelledError, Pool, TimeoutError, task, ValueError } from "manycore/multiprocessing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const forever = (): void => {
  for (;;);
};
const hang = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1e9));
const square = (x: number): number => x * x;
const spin = (ms: number): number => {
  const end = performance.now() + ms;
  while (performance.now() < end);
  return ms;
};

/** How long a promise takes, and what it is rejected with. */
async function rejection(promise: Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const start = performance.now();
  try {
    await promise;
  } catch (error) {
    return { error, ms: performance.now() - start };
  }
  throw new Error("it wasn't rejected");
}

describe.each(["thread", "process"] as const)("context %s", (context) => {
  let pool: Pool;
  beforeAll(async () => {
    pool = new Pool(2, { context });
    await pool.map(square, range(4), { chunkSize: 1 });
  });
  afterAll(() => pool.terminate());

  async function usable(): Promise<void> {
    expect(await pool.map(square, range(6), { chunkSize: 1 })).toEqual([0, 1, 4, 9, 16, 25]);
  }

  test.each([
    ["that loops", forever],
    ["that waits", hang],
  ])("a task %s ends by its timeout", async (_name, fn) => {
    const { error, ms } = await rejection(pool.apply(fn, [], { timeout: 0.2 }));
    expect(error).toBeInstanceOf(TimeoutError);
    expect((error as Error).message).toMatch(/timeout of 0.2 s/);
    expect((error as Error).stack).toContain("pool_cancel.test");
    expect(ms).toBeGreaterThan(190);
    await usable();
  });

  test("the timeout counts from the task's start, each item's own", async () => {
    // Two workers, eight tasks of 150 ms: the last ones wait longer than the timeout, and none runs longer.
    expect(await pool.map(spin, new Array(8).fill(150), { timeout: 5, chunkSize: 4 })).toEqual(
      new Array(8).fill(150),
    );
    const { error } = await rejection(
      pool.map((ms: number) => spin(ms), [1, 1, 1, 60_000, 1], { timeout: 0.5, chunkSize: 5 }),
    );
    expect(error).toBeInstanceOf(TimeoutError);
    if (context === "thread") expect((error as Error).message).toContain("item 3 of map");
    await usable();
  });

  test("a signal ends what runs and what waits", async () => {
    const stop = new AbortController();
    const reason = new Error("not any more");
    const running = range(6).map(() => rejection(pool.apply(forever, [], { signal: stop.signal })));
    const bystander = pool.map(square, range(10), { chunkSize: 1 });
    setTimeout(() => stop.abort(reason), 100);
    for (const { error, ms } of await Promise.all(running)) {
      expect(error).toBe(reason);
      expect(ms).toBeLessThan(5000);
    }
    expect(await bystander).toEqual(range(10).map(square));
    await usable();
    const before = await rejection(pool.apply(square, [1], { signal: AbortSignal.abort(reason) }));
    expect(before.error).toBe(reason);
  });

  test("a loop that looks at task.signal ends by itself, and its worker stays", async () => {
    const who = (): string => `${process.pid}/${process.getBuiltinModule("node:worker_threads").threadId}`;
    // A worker that the test before had replaced may still be starting: until both have answered, not all are known.
    const before = new Set<string>();
    while (before.size < 2)
      for (const each of await pool.map(who, range(20), { chunkSize: 1 })) before.add(each);
    const obedient = (): number => {
      let n = 0;
      while (!task.signal.aborted) n++;
      return n;
    };
    const thrower = (): void => {
      for (;;) task.signal.throwIfAborted();
    };
    const listener = (): Promise<string> =>
      new Promise((resolve) =>
        task.signal.addEventListener("abort", () => resolve(String(task.signal.reason))),
      );
    for (const fn of [obedient, thrower, listener]) {
      const { error } = await rejection(pool.apply(fn, [], { timeout: 0.1 }));
      expect(error).toBeInstanceOf(TimeoutError);
    }
    const after = new Set(await pool.map(who, range(20), { chunkSize: 1 }));
    expect([...after].every((each) => before.has(each))).toBe(true);
  });

  test("task.signal of a task that nobody stops is never aborted", async () => {
    expect(task.signal.aborted).toBe(false);
    const look = (): unknown[] => {
      const { signal } = task;
      return [signal instanceof AbortSignal, signal.aborted, task.signal === signal];
    };
    expect(await pool.apply(look)).toEqual([true, false, true]);
  });

  test("tasks that waited behind one that is stopped run elsewhere, once", async () => {
    const stop = new AbortController();
    const stuck = rejection(pool.apply(forever, [], { signal: stop.signal }));
    const rest = Promise.all(range(200).map((i) => pool.apply(square, [i])));
    setTimeout(() => stop.abort(), 50);
    expect(await rest).toEqual(range(200).map(square));
    expect(((await stuck).error as Error).name).toBe("AbortError");
  });

  test("10,000 queued tasks are cancelled in less than a second", async () => {
    const stop = new AbortController();
    const reason = new Error("all of them");
    const ease = new AbortController();
    const busy = range(2).map(() => rejection(pool.apply(forever, [], { signal: ease.signal })));
    const tasks = range(10_000).map((i) => pool.apply(square, [i], { signal: stop.signal }));
    const settled = Promise.allSettled(tasks);
    const start = performance.now();
    stop.abort(reason);
    const results = await settled;
    expect(performance.now() - start).toBeLessThan(1000);
    const cancelled = results.filter((each) => each.status === "rejected");
    expect(cancelled.length).toBe(10_000);
    expect(cancelled.every((each) => each.reason === reason)).toBe(true);
    ease.abort();
    await Promise.all(busy);
    await usable();
  });

  test("what fails stops its call: no more of it is begun", async () => {
    const some = (x: number): number => {
      if (x === 3) throw new Error("three");
      const end = performance.now() + 5;
      while (performance.now() < end);
      return x;
    };
    const { error, ms } = await rejection(pool.map(some, range(10_000), { chunkSize: 1 }));
    expect((error as Error).message).toBe("three");
    expect(ms).toBeLessThan(5000);
    await usable();
  });

  test("retries run again what timed out, and give up in the end", async () => {
    const { error } = await rejection(pool.apply(forever, [], { timeout: 0.1, retries: 1 }));
    expect(error).toBeInstanceOf(TimeoutError);
    await usable();
  });

  test("higher priorities are started first", async () => {
    const order: string[] = [];
    const busy = range(2).map(() => pool.apply(spin, [100]));
    const low = range(4).map(() => pool.apply(spin, [20], { priority: -1 }).then(() => order.push("low")));
    const high = range(4).map(() => pool.apply(spin, [20], { priority: 1 }).then(() => order.push("high")));
    await Promise.all([...busy, ...low, ...high]);
    // A child process can't give back the one task that it may have been sent ahead.
    expect(order.slice(0, 3).filter((each) => each === "high").length).toBeGreaterThanOrEqual(2);
    expect(order.slice(-2)).toEqual(["low", "low"]);
  });

  test("terminate cancels everything and leaves nothing running", async () => {
    const doomed = new Pool(2, { context });
    const tasks = [
      ...range(20).map(() => rejection(doomed.apply(forever))),
      rejection(doomed.map(square, range(1000), { chunkSize: 1 })),
      rejection(doomed.imap(square, range(1000)).next()),
    ];
    await new Promise((resolve) => setTimeout(resolve, 50));
    const start = performance.now();
    await doomed.terminate();
    expect(performance.now() - start).toBeLessThan(3000);
    for (const { error } of await Promise.all(tasks)) expect(error).toBeInstanceOf(CancelledError);
    await doomed.join();
    await doomed.terminate();
    const late = await rejection(doomed.apply(square, [1]));
    expect(late.error).toBeInstanceOf(ValueError);
    expect((late.error as Error).message).toContain("Pool not running");
  });
});
