/** Event, Condition and Barrier between threads: Python's answers, random schedules, and the death of those who wait. */
import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import type { ConditionCore } from "../../dist/multiprocessing/sync/condition-core.js";
import {
  Barrier,
  Condition,
  Event,
  Lock,
  Array as SharedArray,
  Value,
} from "../../dist/multiprocessing/sync/index.js";
import { Seeded } from "../support/seeded.js";
import { inThread, killAt, SyncThread, until } from "./sync-threads.js";

function python(code: string): unknown {
  const source = `import json, threading, multiprocessing as mp\n${code}`;
  return JSON.parse(execFileSync("python3", ["-c", source], { encoding: "utf8" }));
}

describe("Event", () => {
  test("answers as Python's", async () => {
    const event = new Event();
    const answers: unknown[] = [await event.isSet(), await event.wait(0.01)];
    await event.set();
    await event.set();
    answers.push(await event.isSet(), await event.wait(), await event.wait(0));
    await event.clear();
    answers.push(await event.isSet(), await event.wait({ timeout: 0 }));
    expect(answers).toEqual(
      python(`e = mp.Event()
a = [e.is_set(), e.wait(0.01)]
e.set(); e.set()
a += [e.is_set(), e.wait(), e.wait(0)]
e.clear()
print(json.dumps(a + [e.is_set(), e.wait(0)]))`),
    );
  });

  test("wakes all who wait, blocked or not, even if it is cleared at once", async () => {
    const event = new Event();
    const threads = ["waitSync", "wait"].map(
      (method) => new SyncThread("call", { object: event }, [method, 30]),
    );
    const here = [event.wait(), event.wait(30)];
    const woken: unknown[] = [];
    for (const wait of [...here, ...threads.map((thread) => thread.result)])
      void wait.then((set) => woken.push(set));
    await until(async () => {
      await event.set();
      await event.clear();
      return woken.length === 4;
    }, "all four are awake");
    expect(woken).toEqual([true, true, true, true]);
    for (const thread of threads) await thread.kill();
  });

  test("a signal ends the wait", async () => {
    const waiting = new Event().wait({ signal: AbortSignal.timeout(10) });
    await expect(waiting).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

describe("Condition", () => {
  test("wait and notify want the lock", async () => {
    for (const condition of [new Condition(), new Condition(new Lock())]) {
      await expect(condition.wait()).rejects.toThrow("isn't held");
      await expect(condition.notify()).rejects.toThrow("isn't held");
      await expect(condition.release()).rejects.toMatchObject({ name: "ValueError" });
    }
  });

  test("notify wakes as many as it says, in order within a thread", async () => {
    const condition = new Condition();
    const woken: number[] = [];
    const waits = [0, 1, 2, 3].map(async (k) => {
      await condition.acquire();
      expect(await condition.wait(30)).toBe(true);
      woken.push(k);
      await condition.release();
    });
    await until(
      () => condition.acquire().then(() => condition.release().then(() => true)),
      "the lock is free",
    );
    await condition.withLock(() => condition.notify());
    await until(() => woken.length === 1, "one is awake");
    await condition.withLock(() => condition.notify(2));
    await until(() => woken.length === 3, "three are awake");
    await condition.withLock(() => condition.notifyAll());
    await Promise.all(waits);
    expect(woken).toEqual([0, 1, 2, 3]);
  });

  test("a timeout and a signal leave the lock held", async () => {
    const condition = new Condition();
    await condition.acquire();
    await condition.acquire();
    expect(await condition.wait(0.01)).toBe(false);
    await expect(condition.wait({ signal: AbortSignal.timeout(5) })).rejects.toMatchObject({
      name: "TimeoutError",
    });
    expect(await condition.waitFor(() => false, 0.01)).toBe(false);
    expect(await condition.waitFor(() => "yes")).toBe("yes");
    await condition.release();
    await condition.release();
    await expect(condition.release()).rejects.toMatchObject({ name: "ValueError" });
  });

  test("a bounded buffer of random producers and consumers loses and doubles nothing", async () => {
    const random = new Seeded(4);
    const buffer = new SharedArray("int32", 3, { lock: false });
    const shared = {
      condition: new Condition(),
      buffer,
      head: new Value("int32", 0, { lock: false }),
      tail: new Value("int32", 0, { lock: false }),
    };
    const each = random.integer(60, 80);
    const producers = [0, 1, 2].map((k) => inThread("produce", shared, 1000 * k, each));
    const consumers = ["consume", "consumeSync", "consume"].map((program) => inThread(program, shared, each));
    await Promise.all(producers);
    const sums = (await Promise.all(consumers)) as number[];
    const expected = [0, 1, 2].reduce((sum, k) => sum + each * 1000 * k + (each * (each - 1)) / 2, 0);
    expect(sums.reduce((a, b) => a + b)).toBe(expected);
  });

  test("a waiter that died doesn't swallow a notification", async () => {
    const condition = new Condition(new Lock());
    const dead = new SyncThread("waitSync", { condition }, [30], { place: "condition.waiting", pass: 1 });
    await dead.stopped;
    const alive = new SyncThread("waitSync", { condition }, [30], { place: "never", pass: 1 });
    const core = condition.core as ConditionCore;
    await until(() => core.waiting() === 2, "both wait");
    await dead.kill();
    await condition.withLock(() => condition.notify(1));
    expect(await alive.result).toBe(true);
    await alive.kill();
  });

  const places = [
    "condition.queued",
    "condition.waiting",
    "monitor.committed",
    "monitor.redo",
    "monitor.leave",
  ];
  test.each(places)("a death at %s of a waiter: others go on", async (place) => {
    const condition = new Condition(new Lock());
    await killAt({ place, pass: 1 }, "waitSync", { condition }, 30);
    const lock = condition.getLock();
    if (!(await lock.acquire({ timeout: 5 }).catch(() => false)))
      expect(await lock.acquire({ recover: true })).toBe(true);
    const waiter = condition.wait(30);
    await inThread("notify", { condition }, 1);
    expect(await waiter).toBe(true);
    await lock.release();
  });

  test("a death of the notifier holding the lock reaches the waiter", async () => {
    const condition = new Condition(new Lock());
    await condition.acquire();
    const told = expect(condition.wait(30)).rejects.toMatchObject({ name: "PoisonedError" });
    await killAt({ place: "condition.told", pass: 1 }, "notify", { condition }, 1);
    await told;
  });
});

describe("Barrier", () => {
  test("answers as Python's", async () => {
    const barrier = new Barrier(2);
    const answers: unknown[] = [barrier.parties, barrier.nWaiting, barrier.broken];
    answers.push((await Promise.all([barrier.wait(), barrier.wait()])).sort());
    const late = await barrier.wait(0.01).catch((error: Error) => error.name);
    answers.push(late, barrier.broken, await barrier.wait().catch((error: Error) => error.name));
    await barrier.reset();
    answers.push(barrier.broken);
    await barrier.abort();
    answers.push(barrier.broken);
    expect(answers).toEqual(
      python(`b = threading.Barrier(2)
a = [b.parties, b.n_waiting, b.broken]
got = []
t = threading.Thread(target=lambda: got.append(b.wait())); t.start(); got.append(b.wait()); t.join()
a.append(sorted(got))
def name(f):
    try: f()
    except Exception as e: return type(e).__name__
a += [name(lambda: b.wait(0.01)), b.broken, name(b.wait)]
b.reset(); a.append(b.broken)
b.abort(); a.append(b.broken)
print(json.dumps(a))`),
    );
  });

  test("parties of random pace stay in step", async () => {
    const random = new Seeded(7);
    const parties = 4;
    const shared = {
      barrier: new Barrier(parties),
      arrived: new SharedArray("int32", parties, { lock: false }),
    };
    const rounds = 25;
    const pauses = () => Array.from({ length: 10 }, () => random.next() * 3);
    const indices = (await Promise.all(
      Array.from({ length: parties }, (_, k) => inThread("rounds", shared, rounds, k, pauses())),
    )) as number[][];
    for (let round = 0; round < rounds; round++) {
      expect(indices.map((all) => all[round]).sort()).toEqual([0, 1, 2, 3]);
    }
    expect(shared.barrier.broken).toBe(false);
  });

  test("the action runs once a round, before anybody goes on; its error breaks the barrier", async () => {
    const seen: string[] = [];
    const barrier = new Barrier(3, { action: () => void seen.push("action") });
    await Promise.all([1, 2, 3].map(() => barrier.wait().then(() => seen.push("on"))));
    expect(seen).toEqual(["action", "on", "on", "on"]);
    const failing = new Barrier(2, {
      action: async () => {
        throw new Error("no");
      },
    });
    const ends = await Promise.allSettled([failing.wait(), failing.wait()]);
    expect(ends.map((end) => end.status === "rejected" && end.reason.message)).toEqual([
      expect.stringContaining("broken"),
      "no",
    ]);
  });

  test("reset and abort let go who waits", async () => {
    const barrier = new Barrier(2);
    for (const end of ["reset", "abort"] as const) {
      const told = expect(barrier.wait()).rejects.toMatchObject({ name: "BrokenBarrierError" });
      await barrier[end]();
      await told;
    }
    await barrier.reset();
    expect(await Promise.all([barrier.wait(), barrier.wait()])).toEqual([0, 1]);
  });

  test.each(["barrier.arrived", "monitor.committed", "monitor.leave"])(
    "a party that dies at %s breaks it for the others",
    async (place) => {
      const barrier = new Barrier(3);
      const told = expect(barrier.wait()).rejects.toMatchObject({
        name: "BrokenBarrierError",
        message: expect.stringContaining("died"),
      });
      await killAt({ place, pass: 1 }, "call", { object: barrier }, "waitSync");
      await told;
      await barrier.reset();
      expect(await Promise.all([1, 2, 3].map(() => barrier.wait()))).toEqual([0, 1, 2]);
    },
  );

  test("a signal ends the wait and breaks the barrier", async () => {
    const barrier = new Barrier(2);
    await expect(barrier.wait({ signal: AbortSignal.timeout(5) })).rejects.toMatchObject({
      name: "TimeoutError",
    });
    expect(barrier.broken).toBe(true);
  });
});
