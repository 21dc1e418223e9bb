/** RLock: who counts as its owner. */
import { describe, expect, test } from "vitest";
import { Lock, RLock } from "../../dist/multiprocessing/sync/index.js";
import { SyncThread } from "./sync-threads.js";

const pause = (ms = 1) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe("the owner", () => {
  test("may take it again, and it is free when it was released as often", async () => {
    const lock = new RLock();
    expect(await lock.acquire()).toBe(true);
    await pause();
    expect(await lock.acquire(false)).toBe(true);
    expect(lock.acquireSync()).toBe(true);
    lock.releaseSync();
    await lock.release();
    expect(await lock.locked()).toBe(true);
    await lock.release();
    expect(await lock.locked()).toBe(false);
    await expect(lock.release()).rejects.toMatchObject({ name: "ValueError" });
  });

  test("is what the owner calls, awaits and starts", async () => {
    const lock = new RLock();
    const inner = async () => {
      await pause();
      return lock.withLock(async () => {
        await pause();
        return "inside";
      });
    };
    expect(await lock.withLock(inner)).toBe("inside");
    expect(await lock.withLock(() => Promise.all([inner(), inner()]))).toEqual(["inside", "inside"]);
    expect(
      await lock.withLock(
        () =>
          new Promise((resolve) => {
            setTimeout(() => resolve(lock.acquire(false).then((got) => lock.release().then(() => got))), 1);
          }),
      ),
    ).toBe(true);
    expect(await lock.locked()).toBe(false);
  });

  test("isn't another task of the same thread, however it was started", async () => {
    const lock = new RLock();
    let inside = 0;
    let most = 0;
    const task = async () => {
      await lock.acquire();
      most = Math.max(most, ++inside);
      await pause();
      expect(await lock.acquire(false)).toBe(true);
      await pause();
      await lock.release();
      inside--;
      await lock.release();
    };
    // Started together, one after the other from one function, from timers, from then().
    await Promise.all([task(), task(), task()]);
    const started: Promise<void>[] = [];
    for (let k = 0; k < 4; k++) {
      started.push(task());
      await pause();
    }
    started.push(new Promise((resolve) => setTimeout(() => resolve(task()), 0)));
    started.push(Promise.resolve().then(task));
    await Promise.all(started);
    expect(most).toBe(1);
    expect(await lock.locked()).toBe(false);
  });

  test("isn't whoever started the task that holds it", async () => {
    const lock = new RLock();
    let done = false;
    const task = async () => {
      await lock.acquire();
      while (!done) await pause();
      await lock.release();
    };
    const running = task();
    await pause();
    expect(await lock.acquire(false)).toBe(false);
    await expect(lock.release()).rejects.toThrow("another task holds");
    done = true;
    await running;
    expect(await lock.acquire(false)).toBe(true);
    await lock.release();
  });

  test("of two locks: tasks inside the first exclude each other at the second", async () => {
    const outer = new RLock();
    const inner = new RLock();
    let inside = 0;
    const task = async () => {
      await inner.acquire();
      expect(++inside).toBe(1);
      await pause();
      expect(await outer.acquire(false)).toBe(true);
      await outer.release();
      inside--;
      await inner.release();
    };
    await outer.withLock(() => Promise.all([task(), task(), task()]));
    expect(await outer.locked()).toBe(false);
  });

  test("isn't another thread", async () => {
    const lock = new RLock();
    await lock.acquire();
    const thread = new SyncThread("call", { object: lock }, ["acquireSync", false]);
    expect(await thread.result).toBe(false);
    const other = new SyncThread("call", { object: lock }, ["release"]);
    await expect(other.result).rejects.toMatchObject({ name: "ValueError" });
    await lock.release();
    await Promise.all([thread.kill(), other.kill()]);
  });
});

test("an acquire that fails leaves no trace", async () => {
  const lock = new RLock();
  const holder = lock.withLock(() => pause(30));
  expect(await lock.acquire({ timeout: 0.005 })).toBe(false);
  await expect(lock.hold({ timeout: 0.005 })).rejects.toMatchObject({ name: "TimeoutError" });
  const controller = new AbortController();
  const waiting = lock.acquire({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await holder;
  expect(await lock.acquire()).toBe(true);
  await lock.release();
});

test("a thousand rounds in one task keep no contexts", async () => {
  const lock = new RLock();
  for (let k = 0; k < 1000; k++) {
    await lock.acquire();
    await lock.release();
  }
  const opened = (globalThis as { [key: symbol]: { active: number; doors: Map<number, unknown> } })[
    Symbol.for("manycore.multiprocessing.asyncContexts")
  ]!;
  expect(opened.active).toBe(0);
  expect(opened.doors.size).toBe(0);
});

test("a Lock isn't reentrant", async () => {
  const lock = new Lock();
  await lock.acquire();
  expect(await lock.acquire(false)).toBe(false);
});
