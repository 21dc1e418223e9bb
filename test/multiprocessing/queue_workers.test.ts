/** Queues between threads, and between processes: exactly once, in each producer's order; and what a queue knows of its producers. */
import {
  Empty,
  JoinableQueue,
  Pool,
  Process,
  Queue,
  ShutDown,
  SimpleQueue,
  WorkerDiedError,
} from "manycore/multiprocessing";
import * as np from "manycore/numpy";
import { describe, expect, it } from "vitest";
import * as targets from "./queue-targets.mjs";

type Context = "thread" | "process";
const contexts: Context[] = ["thread", "process"];

/** Started processes that run a function each. */
function start(context: Context, target: (...args: never[]) => unknown, ...argss: unknown[][]): Process[] {
  return argss.map((args) => {
    const child = new Process({ target: target as () => void, args: args as [], context });
    child.start();
    return child as Process;
  });
}

const joinAll = (children: Process[]) => Promise.all(children.map((child) => child.join()));

/** All taken items, checked for order: those of a producer come in its order to each consumer. */
function check(taken: [string, number][][], producers: number, each: number): void {
  for (const one of taken) {
    const last = new Map<string, number>();
    for (const [name, k] of one) {
      expect(k).toBeGreaterThan(last.get(name) ?? -1);
      last.set(name, k);
    }
  }
  const all = taken.flat().map(([name, k]) => `${name} ${k}`);
  expect(all.length).toBe(producers * each);
  expect(new Set(all).size).toBe(producers * each);
}

describe.each(contexts)("N producers, M consumers: %s", (context) => {
  const each = context === "thread" ? 4000 : 600;
  const cases = [
    { producers: 1, consumers: 1, maxsize: 0, how: "await" },
    { producers: 1, consumers: 1, maxsize: 1, how: "sync" },
    { producers: 3, consumers: 2, maxsize: 0, how: "sync" },
    { producers: 2, consumers: 3, maxsize: 10, how: "sync" },
    { producers: 2, consumers: 3, maxsize: 10, how: "await" },
  ];
  it.each(cases)("%j", async ({ producers, consumers, maxsize, how }) => {
    const queue = new Queue<[string, number]>(maxsize);
    const results = new Queue<[string, number][]>();
    const names = Array.from({ length: producers }, (_, k) => `p${k}`);
    const children = [
      ...start(context, targets.consume, ...Array.from({ length: consumers }, () => [queue, results, how])),
      ...start(context, targets.produce, ...names.map((name) => [queue, name, each, how])),
    ];
    const taken: [string, number][][] = [];
    for (let k = 0; k < consumers; k++) taken.push(await results.get());
    check(taken, producers, each);
    await joinAll(children);
    expect(queue.qsize()).toBe(0);
  });

  it("puts that aren't awaited one by one keep their order", async () => {
    const queue = new Queue<[string, number]>(7);
    const children = start(context, targets.produceAtOnce, [queue, "p", 500]);
    for (let k = 0; k < 500; k++) expect(await queue.get()).toEqual(["p", k]);
    await expect(queue.get()).rejects.toThrow(ShutDown);
    await joinAll(children);
  });

  it("the main thread puts, workers take; and the other way round", async () => {
    const input = new Queue<number>();
    const output = new SimpleQueue<number>();
    const children = start(context, targets.double, [input, output], [input, output], [input, output]);
    for (let k = 0; k < 300; k++) await input.put(k);
    input.close();
    const seen: number[] = [];
    for await (const item of output) seen.push(item);
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, k) => 2 * k));
    await joinAll(children);
    expect(children.map((child) => child.exitCode)).toEqual([0, 0, 0]);
  });

  it("Empty, Full, sizes and errors are the same in a worker", async () => {
    // Without that the end of the first worker, which puts nothing, would be that of the last producer, and consumer.
    const queue = new Queue<number>(2).producer().consumer();
    const answers = new Queue<unknown>();
    const ask = async (method: string, ...args: unknown[]): Promise<unknown> => {
      const children = start(context, targets.tell, [answers, queue, method, ...args]);
      const answer = await answers.get();
      await joinAll(children);
      return answer;
    };
    expect(await ask("qsize")).toEqual([0]);
    expect(await ask("getNowait")).toMatchObject({ name: "Empty", here: true });
    expect(await ask("get", { timeout: 0.05 })).toMatchObject({ name: "Empty" });
    expect(await ask("getSync", { timeout: 0.05 })).toMatchObject({ name: "Empty" });
    await queue.put(1);
    await queue.put(2);
    expect(await ask("full")).toEqual([true]);
    expect(await ask("putNowait", 3)).toMatchObject({ name: "Full" });
    expect(await ask("putSync", 3, { timeout: 0.05 })).toMatchObject({ name: "Full" });
    expect(await ask("getSync")).toEqual([1]);
    expect(await ask("empty")).toEqual([false]);
    expect(await ask("put", { cache: new WeakRef({}) }).catch((error: Error) => error.name)).toBe(
      "NotPortableError",
    );
  });

  it("ndarrays and large items", async () => {
    const queue = new Queue<np.NDArray>();
    const results = new Queue<np.NDArray>();
    const children = start(context, targets.scale, [queue, results]);
    const array = np.arange(300_000);
    await queue.put(array);
    const scaled = await results.get();
    expect(scaled.data[299_999]).toBe(2 * 299_999);
    // Threads share the elements; a process has a copy.
    expect(array.data[299_999]).toBe(context === "thread" ? 2 * 299_999 : 299_999);
    queue.close();
    await joinAll(children);
  });

  it("a queue travels through a queue, and further down", async () => {
    const queue = new Queue<[string, number]>();
    const children = start(context, targets.relay, [queue, 50, context]);
    const seen: number[] = [];
    for await (const [, k] of queue) seen.push(k);
    expect(seen).toEqual(Array.from({ length: 50 }, (_, k) => k));
    await joinAll(children);
  });

  it("JoinableQueue: join waits for the workers' taskDone", async () => {
    const queue = new JoinableQueue<number>();
    for (let k = 0; k < 100; k++) await queue.put(k);
    const children = start(context, targets.finishTasks, [queue, 60], [queue, 40]);
    await queue.join();
    expect(queue.qsize()).toBe(0);
    await joinAll(children);
  });
});

describe.each(contexts)("a queue knows its producers: %s", (context) => {
  it("a slow starter counts from the moment that it was sent the queue", async () => {
    const queue = new Queue<[string, number]>();
    const children = start(context, targets.produce, [queue, "p", 3]);
    const seen: number[] = [];
    // The worker hasn't even started when this waits.
    for await (const [, k] of queue) seen.push(k);
    expect(seen).toEqual([0, 1, 2]);
    await joinAll(children);
  });

  it.each(["close", "exit"])("ends when the last producer ends by %s", async (end) => {
    const queue = new Queue<number>();
    const children = start(context, targets.putThen, [queue, 2, end], [queue, 2, end]);
    const seen: number[] = [];
    for await (const k of queue) seen.push(k);
    expect(seen.sort()).toEqual([0, 0, 1, 1]);
    for (const child of children) child.kill();
    await joinAll(children);
  });

  it.each(["fail", "throw"])("says so when a producer ends by %s", async (end) => {
    const queue = new Queue<number>();
    const child = new Process({
      target: targets.putThen,
      args: [queue, 2, end],
      name: "the-producer",
      context,
    });
    child.start();
    expect([await queue.get(), await queue.get()]).toEqual([0, 1]);
    await expect(queue.get()).rejects.toThrow(WorkerDiedError);
    await expect(queue.get()).rejects.toThrow(/the-producer/);
    await child.join();
  });

  it("says so within a second when a producer is killed; what it had put is there", async () => {
    const queue = new Queue<number>();
    const child = new Process({
      target: targets.putThen,
      args: [queue, 3, "sleep"],
      name: "victim",
      context,
    });
    child.start();
    for (let k = 0; k < 3; k++) expect(await queue.get()).toBe(k);
    const getting = queue.get();
    const failed = expect(getting).rejects.toThrow(/victim died/);
    const killed = performance.now();
    child.kill();
    await failed;
    expect(performance.now() - killed).toBeLessThan(1000);
    await child.join();
  });

  it("a producer that is killed before it has started is missed too", async () => {
    const queue = new Queue<[string, number]>();
    const [child] = start(context, targets.produce, [queue, "p", 3]);
    child!.kill();
    await expect(queue.get()).rejects.toThrow(WorkerDiedError);
    await child!.join();
  });

  it("a consumer doesn't count: its death ends nothing, and it waits for the creator", async () => {
    const queue = new Queue<number>();
    const started = new Queue<string>();
    const [victim] = start(context, targets.waitAsync, [queue, started, "get"]);
    await started.get();
    await expect(queue.get({ timeout: 0.1 })).rejects.toThrow(Empty);
    victim!.kill();
    await victim!.join();
    await expect(queue.get({ timeout: 0.1 })).rejects.toThrow(Empty);
    await queue.put(5);
    expect(await queue.get()).toBe(5);
  });

  it("says in a worker that the main thread has closed", async () => {
    const queue = new Queue<number>();
    const results = new Queue<unknown[]>();
    const children = start(context, targets.consume, [queue, results, "sync"], [queue, results, "await"]);
    await queue.put(1);
    queue.close();
    const taken = [...(await results.get()), ...(await results.get())];
    expect(taken).toEqual([1]);
    await joinAll(children);
  });

  it("join says when those who took the tasks died", async () => {
    const queue = new JoinableQueue<number>();
    await queue.put(1);
    await queue.put(2);
    const [victim] = start(context, targets.takeTask, [queue]);
    while (queue.qsize() > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    await queue.get();
    queue.taskDone();
    const joining = queue.join();
    const failed = expect(joining).rejects.toThrow(WorkerDiedError);
    victim!.kill();
    await failed;
    await victim!.join();
  });

  it("works from a pool", async () => {
    const queue = new Queue<number>();
    const pool = new Pool(2, { context });
    const mapped = pool.map(
      async (k: number) => {
        await queue.put(k);
        return k;
      },
      [1, 2, 3, 4, 5],
    );
    const seen: number[] = [];
    for (let k = 0; k < 5; k++) seen.push(await queue.get());
    expect(seen.sort()).toEqual([1, 2, 3, 4, 5]);
    expect(await mapped).toEqual([1, 2, 3, 4, 5]);
    pool.close();
    await pool.join();
    await expect(queue.get({ timeout: 5 })).rejects.toThrow(ShutDown);
  });
});
