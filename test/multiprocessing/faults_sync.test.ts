/** Deaths at the places of the locks', the names' and the ring's protocols that the other tests leave out, and in threads of child processes. */
import {
  Barrier,
  Event,
  NotSupportedError,
  Process,
  Queue,
  SharedMemory,
  Value,
} from "manycore/multiprocessing";
import { afterEach, describe, expect, test } from "vitest";
import { memoryStats, reclaim } from "../../dist/memory/index.js";
import { decode, encode } from "../../dist/portable/index.js";
import * as targets from "./fault-targets.mjs";
import { killAt, until } from "./sync-threads.js";

const started: Process<readonly unknown[]>[] = [];

function start(context: "thread" | "process", target: unknown, ...args: unknown[]) {
  const child = new Process<readonly unknown[]>({ target: target as () => void, args, context });
  child.start();
  started.push(child);
  return child;
}

afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill();
    await child.join();
  }
});

describe("Event: a death in a change leaves it changed or not, and usable", () => {
  test.each([
    ["set", "event.change", false],
    ["set", "event.changed", true],
    ["clear", "event.change", true],
    ["clear", "event.changed", false],
  ])("%s, at %s", async (method, place, after) => {
    const event = new Event();
    if (method === "clear") await event.set();
    await killAt({ place, pass: 1 }, "call", { object: event }, method);
    expect(await event.isSet()).toBe(after);
    await event.clear();
    const waiting = event.wait(20);
    await event.set();
    expect(await waiting).toBe(true);
  });

  test("a waiter sees what a dead one has set, though nobody woke it", async () => {
    const event = new Event();
    const waiting = event.wait(20);
    await killAt({ place: "event.changed", pass: 1 }, "call", { object: event }, "set");
    expect(await waiting).toBe(true);
  });
});

describe("Barrier: the last to arrive dies with the action run and the round not ended", () => {
  test("the others are told, and after a reset it is as new", async () => {
    const ran = new Value("i", 0);
    const barrier = new Barrier(2, { action: () => ran.update((n) => n + 1) });
    const told = expect(barrier.wait()).rejects.toMatchObject({ name: "BrokenBarrierError" });
    await until(() => barrier.nWaiting === 1, "one waits");
    await killAt({ place: "barrier.finish", pass: 1 }, "call", { object: barrier }, "wait");
    await told;
    expect(ran.value).toBe(1);
    await barrier.reset();
    expect((await Promise.all([barrier.wait(), barrier.wait()])).sort()).toEqual([0, 1]);
  });
});

/** Heap bytes and blocks once garbage is gone. */
async function settled(): Promise<{ used: number; blocks: number }> {
  for (let k = 0; k < 3; k++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    reclaim();
  }
  const { used, blocks } = memoryStats();
  return { used, blocks };
}

describe("SharedMemory: a death in the table of names", () => {
  /** Places that a transaction with two commits passes, and which times of them. */
  const transaction: [place: string, nth: number][] = [
    ["monitor.entered", 1],
    ...["monitor.journal", "monitor.committed", "monitor.redo"].flatMap((place): [string, number][] => [
      [place, 1],
      [place, 2],
    ]),
    ["monitor.leave", 1],
  ];
  const places: [place: string, nth: number][] = [
    ...["lease.taken", "lease.counted", "lease.prepared", "seal.committed", "seal.done"].map(
      (place): [string, number] => [place, 1],
    ),
    ...transaction,
    ["monitor.journal", 3],
    ["monitor.committed", 3],
  ];
  /** Bytes of the memory: whether it is freed shows among the slabs. */
  const SIZE = 3_000_000;

  test.each(places)("of its maker, at %s, time %i: the name is there, or free", async (place, nth) => {
    // The table itself.
    using first = new SharedMemory({ create: true, size: 1 });
    first.unlink();
    const before = await settled();
    const name = `faults at ${place} ${nth}`;
    await dies("create", name, place, nth);
    let found: SharedMemory | undefined;
    try {
      found = new SharedMemory({ name });
    } catch (error) {
      expect((error as Error).message).toContain("there is no SharedMemory");
    }
    if (place === "monitor.leave") expect(found).toBeDefined();
    if (place.startsWith("lease") || place === "monitor.entered") expect(found).toBeUndefined();
    found ??= new SharedMemory({ create: true, size: SIZE, name });
    expect(found.size).toBe(SIZE);
    expect(found.buf.every((byte) => byte === 0)).toBe(true);
    found.unlink();
    found.close();
    found = undefined;
    await until(async () => (await settled()).used - before.used < 100_000, "the bytes are given back");
  });

  test.each(transaction)("of the one who unlinks, at %s, time %i", async (place, nth) => {
    using first = new SharedMemory({ create: true, size: 1 });
    first.unlink();
    const before = await settled();
    const name = `faults unlinked at ${place} ${nth}`;
    (() => new SharedMemory({ create: true, size: SIZE, name }).close())();
    await dies("unlink", name, place, nth);
    try {
      const found = new SharedMemory({ name });
      expect(found.size).toBe(SIZE);
      found.unlink();
      found.close();
    } catch (error) {
      expect((error as Error).message).toContain("there is no SharedMemory");
    }
    // The name can be given again.
    const again = new SharedMemory({ create: true, size: SIZE, name });
    again.unlink();
    again.close();
    await until(async () => (await settled()).used - before.used < 100_000, "the bytes are given back");
  });

  test.each(["monitor.entered", "lease.taken", "lease.counted", "lease.prepared", "monitor.leave"])(
    "of the one who attaches, at %s",
    async (place) => {
      using first = new SharedMemory({ create: true, size: 1 });
      first.unlink();
      const before = await settled();
      const name = `faults attached at ${place}`;
      (() => {
        const memory = new SharedMemory({ create: true, size: SIZE, name });
        memory.buf[5] = 55;
        memory.close();
      })();
      await dies("attach", name, place);
      (() => {
        const found = new SharedMemory({ name });
        expect(found.buf[5]).toBe(55);
        found.unlink();
        found.close();
      })();
      await until(async () => (await settled()).used - before.used < 100_000, "the bytes are given back");
    },
  );

  /** A Process in a thread (which its parent adopts) dies where it was told. */
  async function dies(what: string, name: string, place: string, nth = 1): Promise<void> {
    const victim = start("thread", targets.useNames, what, name, SIZE, place, nth);
    await victim.join();
    expect(victim.exitCode).toBe(9);
  }
});

describe("threads of a child process die in that process", () => {
  test.each([
    ["lock.acquire", false],
    ["lock.acquired", true],
    ["lock.release", true],
    ["lock.released", false],
  ])("at %s of a lock of its own", async (place, held) => {
    const answers = new Queue<unknown>();
    start("process", targets.lockInside, answers, place, 2);
    expect(await answers.get()).toEqual([held ? "PoisonedError" : true, true, false]);
  });

  test.each([
    ["put.locked", 0],
    ["put.written", 0],
    ["put.sealed", 0],
    ["put.committed", 1],
    ["put.released", 1],
    ["grow.sealed", 0],
  ])("at %s of a queue of its own", async (place, more) => {
    const answers = new Queue<{ done: number; names: string[]; end: string }>();
    start("process", targets.queueInside, answers, place, 2);
    const { done, names, end } = await answers.get();
    expect(names).toEqual(Array.from({ length: done + more }, (_, k) => `victim:${k}`));
    expect(end).toBe("WorkerDiedError");
  });
});

describe("handles to objects that can't be reached", () => {
  test("are refused where they arrive: in a process that isn't below the owner", async () => {
    const answers = new Queue<{ bytes: Uint8Array }>();
    start("process", targets.sendUp, answers);
    const { bytes } = await answers.get();
    expect(() => decode(bytes, "process")).toThrow(NotSupportedError);
    expect(() => decode(bytes, "process")).toThrow(/isn't above this thread/);
  });

  test("are refused on their way up through a queue, with the owner named", async () => {
    const answers = new Queue<unknown>();
    start("process", targets.putOwn, answers);
    await expect(answers.get()).rejects.toThrow(NotSupportedError);
    // The queue goes on.
    expect(await answers.get()).toBe("after");
  });

  test("are refused in a sibling", async () => {
    const answers = new Queue<{ bytes: Uint8Array }>();
    start("process", targets.sendUp, answers);
    const { bytes } = await answers.get();
    const told = new Queue<unknown>();
    start("process", targets.useForeign, told, bytes);
    expect(await told.get()).toMatchObject({ name: "NotSupportedError" });
  });

  test("a child's handle to an object of the parent comes back as that object", async () => {
    const event = new Event();
    const { bytes } = encode(event, "process");
    const back = decode(bytes, "process") as Event;
    await back.set();
    expect(await event.isSet()).toBe(true);
  });
});
