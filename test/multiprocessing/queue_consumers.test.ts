/** A queue knows its consumers: a put that waits for room is told when nobody will make any. */
import { Full, Process, Queue, ShutDown, WorkerDiedError } from "manycore/multiprocessing";
import { describe, expect, it } from "vitest";
import * as targets from "./queue-targets.mjs";

type Context = "thread" | "process";
const contexts: Context[] = ["thread", "process"];

function start(
  context: Context,
  name: string,
  target: (...args: never[]) => unknown,
  ...args: unknown[]
): Process {
  const child = new Process({ target: target as () => void, args: args as [], name, context });
  child.start();
  return child as Process;
}

async function kill(child: Process): Promise<void> {
  child.kill();
  await child.join();
}

describe.each(contexts)("a full queue without consumers: %s", (context) => {
  it("tells the main thread who died, when it waits already and when it comes later", async () => {
    const queue = new Queue<number>(1);
    const consumer = start(context, "reader", targets.takeThenSleep, queue, 1);
    await queue.put(1);
    await queue.put(2);
    const told = expect(queue.put(3)).rejects.toThrow(/reader died, and nobody is left who gets/);
    await kill(consumer);
    await told;
    await expect(queue.put(4)).rejects.toThrow(WorkerDiedError);
    await expect(queue.putNowait(5)).rejects.toThrow(Full);
    expect(await queue.get()).toBe(2);
    // There is room, and the main thread has got: it may do so again.
    await queue.put(6);
    await expect(queue.put(7, { timeout: 0.1 })).rejects.toThrow(Full);
  });

  it("tells it of one that was killed before its first get", async () => {
    const queue = new Queue<number>(1);
    const consumer = start(context, "reader", targets.takeThenSleep, queue, 1);
    consumer.kill();
    await queue.put(1);
    await expect(queue.put(2)).rejects.toThrow(/reader died/);
    await consumer.join();
  });

  it.each(["await", "sync"])("tells producers in workers: %s", async (how) => {
    const queue = new Queue<unknown>(2);
    const answers = new Queue<{ name: string; message: string }>();
    const done = new Queue();
    const consumer = start(context, "reader", targets.takeThenSleep, queue, 3, done);
    const producers = ["a", "b"].map((name) =>
      start(context, name, targets.putUntilTold, queue, answers, how),
    );
    await done.get();
    await kill(consumer);
    for (const _ of producers) {
      expect(await answers.get()).toMatchObject({
        name: "WorkerDiedError",
        message: expect.stringMatching(/reader died/),
      });
    }
    await Promise.all(producers.map((each) => each.join()));
  });

  it("says ShutDown when all ended in good order; not while one is left", async () => {
    const queue = new Queue<number>(1);
    const first = start(context, "first", targets.takeThenEnd, queue, 1);
    const second = start(context, "second", targets.takeThenSleep, queue, 0);
    await queue.put(1);
    await queue.put(2);
    await first.join();
    await expect(queue.put(3, { timeout: 0.15 })).rejects.toThrow(Full);
    second.terminate();
    await second.join();
    await expect(queue.put(3)).rejects.toThrow(WorkerDiedError);

    const other = new Queue<number>(1);
    const only = start(context, "only", targets.takeThenEnd, other, 1);
    await other.put(1);
    await other.put(2);
    await expect(other.put(3)).rejects.toThrow(ShutDown);
    await only.join();
  });

  it("waits for a consumer to come when the creator has said consumer()", async () => {
    const queue = new Queue<number>(1).consumer();
    const consumer = start(context, "reader", targets.takeThenSleep, queue, 1);
    await queue.put(1);
    await queue.put(2);
    const putting = queue.put(3);
    await kill(consumer);
    const next = start(context, "next", targets.takeThenEnd, queue, 2);
    await putting;
    await next.join();
  });

  it("waits for the creator's first get, whatever becomes of other producers", async () => {
    const queue = new Queue<number>(1);
    const idle = start(context, "idle", targets.hold, queue, 0);
    const dead = start(context, "dead", targets.hold, queue, 60);
    const child = start(context, "p", targets.putThen, queue, 3, "close");
    while (queue.qsize() < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await idle.join();
    await kill(dead);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect([await queue.get(), await queue.get(), await queue.get()]).toEqual([0, 1, 2]);
    await kill(child);
  });

  it("tells a worker that blocks in putSync that it is the only consumer left", async () => {
    const queue = new Queue<unknown>(1);
    const answers = new Queue<{ name: string }>();
    await queue.put("first");
    const child = start(context, "both", targets.putUntilTold, queue, answers, "sync", true);
    expect(await answers.get()).toMatchObject({ name: "ShutDown" });
    await child.join();
  });
});

it("a put waits for a get of the same thread, and never ends on its own account", async () => {
  const queue = new Queue<number>(1);
  await queue.put(1);
  await expect(queue.put(2, { timeout: 0.12 })).rejects.toThrow(Full);
  expect(await queue.get()).toBe(1);
  await queue.put(3);
  const putting = queue.put(4);
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(await queue.get()).toBe(3);
  await putting;
});

it.each(contexts)("a producer that died before it received the queue is named: %s", async (context) => {
  const queue = new Queue<number>();
  const child = start(context, "early", targets.putThen, queue, 1, "sleep");
  child.kill();
  await expect(queue.get()).rejects.toThrow(/^early died before it closed the queue/);
  await child.join();
});
