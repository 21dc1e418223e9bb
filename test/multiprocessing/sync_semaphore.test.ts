/** Semaphores: counting, use as a signal, and permits of the dead. */
import { describe, expect, test } from "vitest";
import { BoundedSemaphore, Semaphore, Value } from "../../dist/multiprocessing/sync/index.js";
import { inThread, killAt, SyncThread } from "./sync-threads.js";

describe("counting", () => {
  test("no more permits than there are", async () => {
    const semaphore = new Semaphore(2);
    expect([await semaphore.acquire(), await semaphore.acquire(), await semaphore.acquire(false)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(await semaphore.getValue()).toBe(0);
    expect(await semaphore.acquire({ timeout: 0.01 })).toBe(false);
    const waiting = semaphore.acquire();
    await semaphore.release();
    expect(await waiting).toBe(true);
    await semaphore.release(2);
    expect(semaphore.getValueSync()).toBe(2);
  });

  test("a Semaphore may be released more often than acquired, a BoundedSemaphore not", async () => {
    const semaphore = new Semaphore(1);
    await semaphore.release(3);
    expect(await semaphore.getValue()).toBe(4);
    const bounded = new BoundedSemaphore(1);
    await expect(bounded.release()).rejects.toMatchObject({
      name: "ValueError",
      message: expect.stringContaining("released too many times"),
    });
    expect(await bounded.getValue()).toBe(1);
    await expect(semaphore.release(0)).rejects.toMatchObject({ name: "ValueError" });
    expect(() => new Semaphore(-1)).toThrow(expect.objectContaining({ name: "ValueError" }));
  });

  test("a semaphore of one excludes threads", async () => {
    const lock = new BoundedSemaphore(1);
    const counter = new Value("int32", 0, { lock: false });
    await Promise.all([
      inThread("countSync", { lock, counter }, 400),
      inThread("count", { lock, counter }, 200, 2),
      inThread("countSync", { lock, counter }, 400),
    ]);
    expect(counter.value).toBe(1200);
    expect(await lock.getValue()).toBe(1);
  });

  test("signals end a wait", async () => {
    const semaphore = new Semaphore(0);
    const controller = new AbortController();
    const waiting = semaphore.acquire({ signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await semaphore.release();
    expect(await semaphore.acquire()).toBe(true);
  });
});

describe("death", () => {
  test("permits of a dead thread come back, poisoned", async () => {
    const semaphore = new BoundedSemaphore(3);
    await semaphore.acquire();
    const holder = new SyncThread("hold", { lock: semaphore });
    await holder.stopped;
    expect(await semaphore.acquire()).toBe(true);
    const told = expect(semaphore.acquire()).rejects.toMatchObject({ name: "PoisonedError" });
    await holder.kill();
    await told;
    await expect(semaphore.acquire(false)).rejects.toMatchObject({ name: "PoisonedError" });
    expect(await semaphore.getValue()).toBe(1);
    expect(await semaphore.acquire({ recover: true })).toBe(true);
    await semaphore.release(3);
    expect(await semaphore.getValue()).toBe(3);
    expect(await semaphore.acquire()).toBe(true);
  });

  test("of a consumer of signals takes and gives nothing", async () => {
    const signal = new Semaphore(0);
    const consumer = new SyncThread("hold", { lock: signal });
    await signal.release();
    await consumer.stopped;
    await signal.release(2);
    await consumer.kill();
    expect(await signal.acquire({ timeout: 5 })).toBe(true);
    expect(await signal.acquire({ timeout: 5 })).toBe(true);
    expect(await signal.acquire(false)).toBe(false);
  });

  test("of one whose permit another released takes and gives nothing", async () => {
    const semaphore = new BoundedSemaphore(1);
    const holder = new SyncThread("hold", { lock: semaphore });
    await holder.stopped;
    await semaphore.release();
    await holder.kill();
    expect(await semaphore.acquire({ timeout: 5 })).toBe(true);
    expect(await semaphore.getValue()).toBe(0);
  });

  const places = ["entered", "journal", "committed", "redo", "leave", "ring"].map(
    (step) => `monitor.${step}`,
  );
  test.each(places)("at %s: no permit is lost or gained", async (place) => {
    const semaphore = new BoundedSemaphore(2);
    for (const pass of [1, 2, 3]) {
      await killAt({ place, pass }, "acquireRelease", { lock: semaphore }, 5);
      const taken = await Promise.all([1, 2].map(() => semaphore.acquire({ recover: true, timeout: 5 })));
      expect(taken).toEqual([true, true]);
      expect(await semaphore.acquire({ blocking: false, recover: true })).toBe(false);
      await semaphore.release(2);
      expect(await semaphore.getValue()).toBe(2);
    }
  });
});
