/** Lock: exclusion, Python's answers, death of the holder at each step of the protocol. */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { Event, Lock, RLock, Value } from "../../dist/multiprocessing/sync/index.js";
import type { LockCore } from "../../dist/multiprocessing/sync/lock-core.js";
import { inThread, killAt, SyncThread, until } from "./sync-threads.js";

/** What Python's multiprocessing answers to the same calls. */
function python(code: string): unknown {
  return JSON.parse(
    execFileSync("python3", ["-c", `import json, multiprocessing as mp\n${code}`], { encoding: "utf8" }),
  );
}

describe("as in Python", () => {
  test("acquire and release", async () => {
    const lock = new Lock();
    const answers = [await lock.acquire(), await lock.acquire(false), await lock.acquire({ timeout: 0.01 })];
    answers.push(await lock.acquire({ timeout: -1 }));
    await lock.release();
    answers.push(await lock.acquire({ timeout: 0 }));
    expect(answers).toEqual(
      python(`l = mp.Lock()
a = [l.acquire(), l.acquire(False), l.acquire(timeout=0.01), l.acquire(timeout=-1)]
l.release()
print(json.dumps(a + [l.acquire(timeout=0)]))`),
    );
  });

  test("release of a lock that isn't held is a ValueError", async () => {
    const name = python(`
try: mp.Lock().release()
except Exception as e: print(json.dumps(type(e).__name__))`);
    await expect(new Lock().release()).rejects.toMatchObject({ name });
    expect(() => new Lock().releaseSync()).toThrow(expect.objectContaining({ name }));
  });

  test("anybody may release", async () => {
    const lock = new Lock();
    await lock.acquire();
    await inThread("call", { object: lock }, "release");
    expect(await lock.locked()).toBe(false);
  });
});

describe("exclusion", () => {
  test.each([
    ["blocking", ["countSync", "countSync", "countSync"]],
    ["with promises", ["count", "count", "count"]],
    ["both", ["countSync", "count", "countSync", "count"]],
  ])("of threads, %s: no increment is lost", async (_name, programs) => {
    for (const lock of [new Lock(), new RLock()]) {
      const counter = new Value("int32", 0, { lock: false });
      const times = 600;
      const tasks = 3;
      const results = programs.map((program) => inThread(program, { lock, counter }, times, tasks));
      await Promise.all(results);
      const expected = programs.reduce((sum, program) => sum + times * (program === "count" ? tasks : 1), 0);
      expect(counter.value).toBe(expected);
      expect(lock.lockedSync()).toBe(false);
    }
  });

  test("of tasks in one thread", async () => {
    const lock = new Lock();
    let inside = 0;
    const task = () =>
      lock.withLock(async () => {
        expect(++inside).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 1));
        inside--;
      });
    await Promise.all(Array.from({ length: 20 }, task));
  });

  test("a thread that leaves hardly a gap doesn't starve the others", async () => {
    const lock = new Lock();
    const halt = new Event();
    const hogs = [1, 2].map(() => new SyncThread("hog", { lock, halt }));
    await until(() => lock.locked(), "the hogs are at it");
    for (let k = 0; k < 5; k++) {
      expect(await lock.acquire({ timeout: 10 })).toBe(true);
      await lock.release();
    }
    await halt.set();
    const rounds = await Promise.all(hogs.map((hog) => hog.result as Promise<number>));
    expect(Math.max(...rounds)).toBeGreaterThan(0);
    for (const hog of hogs) await hog.kill();
  });
});

describe("waiting", () => {
  test("ends with the signal's reason, and leaves nothing", async () => {
    const lock = new Lock();
    await lock.acquire();
    const controller = new AbortController();
    const waits = [1, 2, 3].map(() => lock.acquire({ signal: controller.signal }));
    controller.abort(new Error("enough"));
    await Promise.all(waits.map((wait) => expect(wait).rejects.toThrow("enough")));
    await expect(lock.acquire({ signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow("before");
    await lock.release();
    expect(await lock.acquire(false)).toBe(true);
  });

  test("a wake-up isn't lost with a waiter that gave up", async () => {
    const lock = new Lock();
    for (let round = 0; round < 20; round++) {
      await lock.acquire();
      const controller = new AbortController();
      const leaving = lock.acquire({ signal: controller.signal }).catch(() => false);
      const staying = lock.acquire();
      await Promise.resolve();
      controller.abort();
      await lock.release();
      if (await leaving) await lock.release();
      expect(await staying).toBe(true);
      await lock.release();
    }
  });

  test("a timeout that is no number is refused", async () => {
    const lock = new Lock();
    await expect(lock.acquire({ timeout: Number.NaN })).rejects.toThrow("timeout");
    await expect(lock.acquire({ timeout: "1" as never })).rejects.toThrow("timeout");
  });

  test("the main thread doesn't block", async () => {
    const lock = new Lock();
    expect(lock.acquireSync()).toBe(true);
    expect(lock.acquireSync(false)).toBe(false);
    expect(() => lock.acquireSync()).toThrow(expect.objectContaining({ name: "NotSupportedError" }));
  });

  test("hold and withLock", async () => {
    const lock = new Lock();
    {
      await using _guard = await lock.hold();
      expect(await lock.locked()).toBe(true);
      await expect(lock.hold({ timeout: 0.01 })).rejects.toThrow(
        expect.objectContaining({ name: "TimeoutError" }),
      );
    }
    expect(await lock.locked()).toBe(false);
    await expect(
      lock.withLock(() => {
        throw new Error("inside");
      }),
    ).rejects.toThrow("inside");
    expect(await lock.locked()).toBe(false);
  });
});

describe("death of the holder", () => {
  test("waiters and comers are told, until somebody recovers", async () => {
    const lock = new Lock();
    const holder = new SyncThread("hold", { lock });
    await holder.stopped;
    const told = [lock.acquire(), lock.acquire({ timeout: 30 })].map((wait) =>
      expect(wait).rejects.toMatchObject({ name: "PoisonedError" }),
    );
    const elsewhere = new SyncThread("call", { object: lock }, ["acquireSync"]);
    await new Promise((resolve) => elsewhere.worker.once("online", resolve));
    const start = performance.now();
    await holder.kill();
    await Promise.all(told);
    await expect(elsewhere.result).rejects.toMatchObject({
      name: "PoisonedError",
      message: expect.stringContaining("thread"),
    });
    // A fraction of a second, and as long as a thread may take to start where the processors are busy.
    expect(performance.now() - start).toBeLessThan(5000);
    await expect(lock.acquire()).rejects.toThrow("recover: true");
    await expect(lock.acquire(false)).rejects.toMatchObject({ name: "PoisonedError" });
    expect(await lock.locked()).toBe(false);
    await expect(lock.release()).rejects.toMatchObject({ name: "ValueError" });
    expect(await lock.acquire({ recover: true })).toBe(true);
    await lock.release();
    expect(await lock.acquire()).toBe(true);
    await elsewhere.kill();
  });

  const places: [place: string, held: boolean][] = [
    ["lock.acquire", false],
    ["lock.acquired", true],
    ["lock.release", true],
    ["lock.released", false],
  ];
  test.each(places)("at %s", async (place, held) => {
    for (const lock of [new Lock(), new RLock()]) {
      for (const pass of [1, 3]) {
        await killAt({ place, pass }, "acquireRelease", { lock }, 5);
        if (held) await expect(lock.acquire()).rejects.toMatchObject({ name: "PoisonedError" });
        expect(await lock.acquire({ recover: held, timeout: 5 })).toBe(true);
        await lock.release();
        expect(await lock.locked()).toBe(false);
      }
    }
  });

  test.each(["lock.poison", "lock.poisoned"])(
    "of the one who takes it off a dead one, at %s",
    async (place) => {
      const lock = new Lock();
      const holder = new SyncThread("hold", { lock });
      await holder.stopped;
      const next = new SyncThread("call", { object: lock }, ["acquireSync"], { place, pass: 1 });
      await holder.kill();
      await next.stopped;
      await next.kill();
      await expect(lock.acquire()).rejects.toMatchObject({ name: "PoisonedError" });
      expect(await lock.acquire({ recover: true })).toBe(true);
    },
  );

  test("of a waiter changes nothing", async () => {
    const lock = new Lock();
    await lock.acquire();
    const waiters = [1, 2].map(() => new SyncThread("call", { object: lock }, ["acquireSync"]));
    const { word } = lock.core as LockCore;
    await until(() => word.sleepers() > 0, "a thread sleeps");
    for (const waiter of waiters) await waiter.kill();
    await lock.release();
    expect(await lock.acquire({ timeout: 5 })).toBe(true);
  });
});
