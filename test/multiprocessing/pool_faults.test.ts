/** What goes wrong in a worker: the right error, soon, and the pool goes on. Each in both contexts. */
import { MemoryError, NotPortableError, Pool, WorkerDiedError } from "manycore/multiprocessing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const square = (x: number): number => x * x;

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("it wasn't rejected");
}

/** Counts the runs of each item in files, which all contexts share. */
function counter(): { note: (item: number) => number; runs: (item: number) => number; folder: string } {
  const fs = process.getBuiltinModule("node:fs");
  const folder = fs.mkdtempSync(`${process.getBuiltinModule("node:os").tmpdir()}/manycore-pool-`);
  const note = (item: number): number => {
    const { appendFileSync, readFileSync } = process.getBuiltinModule("node:fs");
    appendFileSync(`${folder}/${item}`, "x");
    return readFileSync(`${folder}/${item}`).length;
  };
  const runs = (item: number): number =>
    fs.existsSync(`${folder}/${item}`) ? fs.readFileSync(`${folder}/${item}`).length : 0;
  return { note, runs, folder };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders)
    process.getBuiltinModule("node:fs").rmSync(folder, { recursive: true, force: true });
});

describe.each(["thread", "process"] as const)("context %s", (context) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool(2, { context });
  });
  afterAll(() => pool.terminate());

  async function usable(): Promise<void> {
    expect(await pool.map(square, range(6), { chunkSize: 1 })).toEqual([0, 1, 4, 9, 16, 25]);
  }

  test("process.exit in a task", async () => {
    const quits = (): void => process.exit(3);
    const error = await rejection(pool.apply(quits));
    expect(error).toBeInstanceOf(WorkerDiedError);
    expect(error.message).toMatch(/quits\(\).*PoolWorker-\d+.*exit code 3/);
    expect(error.stack).toContain("pool_faults.test");
    await usable();
  });

  // A thread can't be killed from outside.
  const inProcess = context === "process" ? test : () => undefined;
  inProcess("kill -9 of a worker", async () => {
    const pid = (): number => process.pid;
    const slow = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 1e9));
    };
    const running = rejection(pool.apply(slow));
    const others = new Set(await pool.map(pid, range(10), { chunkSize: 1 }));
    // The other worker is the one that doesn't answer.
    const { execFileSync } = process.getBuiltinModule("node:child_process");
    const children = execFileSync("pgrep", ["-P", String(process.pid)], { encoding: "utf8" })
      .split("\n")
      .map(Number);
    const busy = children.filter((child) => child > 0 && !others.has(child));
    const start = performance.now();
    for (const child of busy) {
      try {
        process.kill(child, "SIGKILL");
      } catch {
        // pgrep itself was a child of ours for a moment.
      }
    }
    const error = await running;
    expect(performance.now() - start).toBeLessThan(3000);
    expect(error).toBeInstanceOf(WorkerDiedError);
    expect(error.message).toContain("SIGKILL");
    await usable();
  });

  test("an error that nobody catches, thrown beside the task", async () => {
    const beside = (): Promise<void> => {
      setTimeout(() => {
        throw new RangeError("beside");
      }, 1);
      return new Promise((resolve) => setTimeout(resolve, 1e9));
    };
    const error = await rejection(pool.apply(beside));
    expect(error).toBeInstanceOf(WorkerDiedError);
    expect(error.message).toContain("beside");
    await usable();
  });

  test("a result that can't travel is named with its path", async () => {
    const error = await rejection(pool.apply(() => ({ list: [1, { held: new WeakMap() }] })));
    expect(error).toBeInstanceOf(NotPortableError);
    expect((error as NotPortableError).path).toBe("result › .list › [1] › .held");
    const one = (x: number): unknown => (x === 7 ? new WeakSet() : x);
    for (const chunkSize of [1, 3, 100]) {
      const { path } = (await rejection(pool.map(one, range(10), { chunkSize }))) as NotPortableError;
      expect(path).toBe("result 7");
    }
    // Running it again wouldn't help.
    expect(await rejection(pool.apply(() => new WeakSet(), [], { retries: 5 }))).toBeInstanceOf(
      NotPortableError,
    );
    await usable();
  });

  test("what can't be sent is refused with its path, before anything runs", async () => {
    const socket = new WeakMap();
    expect(((await rejection(pool.apply(() => socket))) as NotPortableError).path).toContain(
      'captured "socket"',
    );
    expect(((await rejection(pool.apply(square, [{ a: socket } as never]))) as NotPortableError).path).toBe(
      "argument 0 › .a",
    );
    const items = [0, 1, 2, 3, 4, { deep: { a: socket } }] as never[];
    for (const chunkSize of [1, 4, 100]) {
      const error = (await rejection(pool.map(square, items, { chunkSize }))) as NotPortableError;
      expect(error.path).toBe("item 5 › .deep › .a");
      expect(error.message).toContain("item 5 › .deep › .a");
    }
    const folded = pool.reduce((a: number, _: number) => a, items, {
      initial: 0,
      combine: (a) => a,
      chunkSize: 3,
    });
    expect(((await rejection(folded)) as NotPortableError).path).toBe("item 5 › .deep › .a");
    await usable();
  });

  test("errors whose own fields can't travel come back without them", async () => {
    const error = await rejection(
      pool.apply(() => {
        throw Object.assign(new RangeError("bad"), { map: new WeakMap() });
      }),
    );
    expect(error.name).toBe("RangeError");
    expect(error.message).toBe("bad");
  });

  test("out of memory", async () => {
    const small = new Pool(1, { context, memoryLimit: 48 * 2 ** 20 });
    const greedy = (): void => {
      const all: number[][] = [];
      for (;;) all.push(new Array<number>(1000).fill(1.5));
    };
    const error = await rejection(small.apply(greedy));
    expect(error).toBeInstanceOf(MemoryError);
    expect(error.message).toContain("greedy()");
    expect(await small.apply(square, [5])).toBe(25);
    await small.terminate();
  });

  test("a throwing initializer ends the pool with its error, now and later", async () => {
    const bad = new Pool(2, {
      context,
      initializer: (n: number) => {
        throw new RangeError(`initializer ${n}`);
      },
      initArgs: [7],
    });
    const early = [rejection(bad.apply(square, [1])), rejection(bad.map(square, range(10)))];
    for (const error of await Promise.all(early)) {
      expect(error).toBeInstanceOf(RangeError);
      expect(error.message).toBe("initializer 7");
    }
    expect(await rejection(bad.apply(square, [1]))).toBeInstanceOf(RangeError);
    bad.close();
    await bad.join();
  });

  test("an initializer that ends its worker ends the pool after a few tries", async () => {
    const bad = new Pool(1, { context, initializer: () => process.exit(5) });
    const error = await rejection(bad.apply(square, [1]));
    expect(error).toBeInstanceOf(WorkerDiedError);
    expect(error.message).toContain("exit code 5");
    await bad.join();
  });

  test("an initializer runs once in each worker, before its tasks", async () => {
    const key = Symbol.for("pool test");
    const ready = new Pool(2, {
      context,
      initializer: async (start: number) => {
        await null;
        const holder = globalThis as { [key: symbol]: number };
        holder[key] = (holder[key] ?? 0) + start;
      },
      initArgs: [100],
    });
    const read = (): number | undefined => (globalThis as { [key: symbol]: number })[Symbol.for("pool test")];
    expect(new Set(await ready.map(read, range(40), { chunkSize: 1 }))).toEqual(new Set([100]));
    ready.close();
    await ready.join();
    expect((globalThis as { [key: symbol]: unknown })[key]).toBeUndefined();
  });

  test("nothing runs twice without retries, whatever dies", async () => {
    const { note, runs, folder } = counter();
    folders.push(folder);
    const risky = (i: number): number => {
      note(i);
      if (i % 10 === 7) process.exit(1);
      return i;
    };
    const results = await Promise.allSettled(range(60).map((i) => pool.apply(risky, [i])));
    for (const [i, result] of results.entries()) {
      expect(result.status, `task ${i}`).toBe(i % 10 === 7 ? "rejected" : "fulfilled");
      expect(runs(i), `runs of task ${i}`).toBe(1);
    }
    await usable();
  });

  test("retries run a task again that failed, by an error or by its worker's death", async () => {
    const { note, runs, folder } = counter();
    folders.push(folder);
    const flaky = (i: number): number => {
      const run = note(i);
      if (i % 7 === 3 && run < 3) {
        if (i % 2 === 0) process.exit(1);
        throw new Error(`run ${run} of ${i}`);
      }
      return i * 2;
    };
    for (const chunkSize of [1, 6]) {
      const offset = chunkSize * 1000;
      const items = range(30).map((i) => i + offset);
      const got = await pool.map(flaky, items, { chunkSize, retries: 4 });
      expect(got).toEqual(items.map((i) => i * 2));
    }
    const never = (i: number): number => {
      note(i);
      throw new RangeError("never");
    };
    expect((await rejection(pool.apply(never, [5000], { retries: 2 }))).message).toBe("never");
    expect(runs(5000)).toBe(3);
    expect(
      await pool.reduce(
        (sum: number, i: number) => sum + flaky(i),
        range(30).map((i) => i + 9000),
        { initial: 0, combine: (a, b) => a + b, retries: 20, chunkSize: 10 },
      ),
    ).toBe(range(30).reduce((sum, i) => sum + 2 * (i + 9000), 0));
    const streamed: number[] = [];
    for await (const x of pool.imap(
      flaky,
      range(30).map((i) => i + 20_000),
      { retries: 4, chunkSize: 4 },
    ))
      streamed.push(x);
    expect(streamed).toEqual(range(30).map((i) => 2 * (i + 20_000)));
  });

  test("maxTasksPerChild: workers make room for fresh ones after so many calls", async () => {
    const { runs, note, folder } = counter();
    folders.push(folder);
    const fresh = new Pool(2, { context, maxTasksPerChild: 3 });
    const who = (i: number): string => {
      note(i);
      return `${process.pid}/${process.getBuiltinModule("node:worker_threads").threadId}`;
    };
    const workers = await fresh.map(who, range(20));
    const calls = new Map<string, number>();
    for (const worker of workers) calls.set(worker, (calls.get(worker) ?? 0) + 1);
    expect(Math.max(...calls.values())).toBeLessThanOrEqual(3);
    expect(calls.size).toBeGreaterThanOrEqual(7);
    for (const i of range(20)) expect(runs(i)).toBe(1);
    fresh.close();
    await fresh.join();
  });
});
