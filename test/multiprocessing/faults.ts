/**
 * The faults that task programs must survive, each as one round with random circumstances: what goes wrong, the error that has to come of it
 * and when, and that everything goes on after it. faults.test.ts runs one round of some, `npm run soak` fifty of all.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CancelledError,
  Event,
  Lock,
  MemoryError,
  NotPortableError,
  PoisonedError,
  Pool,
  Process,
  Queue,
  TimeoutError,
  WorkerDiedError,
} from "manycore/multiprocessing";
import * as np from "manycore/numpy";
import { expect } from "vitest";
import type { Seeded } from "../support/seeded.js";
import * as targets from "./fault-targets.mjs";
import { children } from "./holdings.js";

export type Context = "thread" | "process";
/** One round. */
export type Fault = (context: Context, random: Seeded) => Promise<void>;

/** "Within a second" on a machine that has nothing else to do; with room for one that has. */
const SOON_MS = 5000;

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a promise is rejected with: an error of that class, soon. */
async function failure<E extends Error>(
  promise: Promise<unknown>,
  kind: abstract new (...args: never[]) => E,
): Promise<E> {
  const outcome = await soon(
    promise.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
    kind.name,
  );
  if (!("error" in outcome)) throw new Error(`it gave ${String(outcome.value)} instead of a ${kind.name}`);
  expect(outcome.error).toBeInstanceOf(kind);
  return outcome.error as E;
}

/** @throws when the promise isn't settled soon */
async function soon<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`after ${SOON_MS} ms still waiting: ${what}`)), SOON_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function usable(pool: Pool, retries = 0): Promise<void> {
  const squares = pool.map(targets.square, range(6), { chunkSize: 1, retries });
  expect(await soon(squares, "map after the fault")).toEqual([0, 1, 4, 9, 16, 25]);
}

/** Ends a pool in one of the ways there are. */
async function end(pool: Pool, random: Seeded): Promise<void> {
  if (random.next() < 0.5) {
    pool.close();
    await soon(pool.join(), "join");
  } else await soon(pool.terminate(), "terminate");
}

/**
 * Calls of other kinds that are under way meanwhile. They may run again, so whoever dies, they give what they should.
 * @returns checks them
 */
function others(pool: Pool, random: Seeded): () => Promise<void> {
  const retries = 50;
  const count = random.integer(0, 30);
  const map = pool.map(targets.square, range(count), { retries, chunkSize: random.integer(1, 5) });
  const length = random.pick([10, 5000, 100_000]);
  const array = np.arange(length);
  const back = random.next() < 0.5 ? pool.apply(targets.same, [array], { retries }) : undefined;
  const bytes = new Uint8Array(random.pick([0, 100, 20_000, 300_000])).fill(7);
  const echo = random.next() < 0.5 ? pool.apply(targets.same, [bytes], { retries }) : undefined;
  const all = Promise.all([map, back, echo]);
  all.catch(() => undefined);
  return async () => {
    const [squares, returned, echoed] = await soon(all, "the other calls");
    expect(squares).toEqual(range(count).map(targets.square));
    if (returned !== undefined) expect((returned as np.NDArray).item(length - 1)).toBe(length - 1);
    if (echoed !== undefined) expect(Buffer.compare(echoed as Uint8Array, bytes)).toBe(0);
  };
}

/** A pool, other work, a fault in it: then the others' results are right, and the pool works and ends. */
async function inPool(
  context: Context,
  random: Seeded,
  fault: (pool: Pool) => Promise<unknown>,
  options: { memoryLimit?: number; workers?: number } = {},
): Promise<void> {
  const { workers = random.integer(1, 3), memoryLimit } = options;
  const pool = new Pool(workers, memoryLimit === undefined ? { context } : { context, memoryLimit });
  try {
    // Sometimes with workers that are there, sometimes while they start.
    if (random.next() < 0.7) await usable(pool);
    const check = others(pool, random);
    await fault(pool);
    await check();
    await usable(pool);
    await end(pool, random);
  } finally {
    await pool.terminate();
  }
}

const exits: Fault = (context, random) =>
  inPool(context, random, async (pool) => {
    const code = random.integer(0, 200);
    const { message } = await failure(pool.apply(targets.quit, [code]), WorkerDiedError);
    expect(message).toContain(`exit code ${code}`);
  });

/** A child process by `kill -9` from outside; a thread, which nobody can reach from outside, ends itself at a random moment. */
const killed: Fault = (context, random) =>
  inPool(context, random, async (pool) => {
    if (context === "thread") {
      await failure(pool.apply(targets.dieLater, [random.integer(0, 20)]), WorkerDiedError);
      return;
    }
    await usable(pool);
    const tasks = range(20).map((i) => pool.apply(targets.same, [i]));
    const settled = Promise.allSettled(tasks);
    await pause(random.next() * 10);
    const victim = random.pick(children());
    process.kill(victim, "SIGKILL");
    for (const [i, result] of (await soon(settled, "tasks of a killed worker")).entries()) {
      if (result.status === "fulfilled") expect(result.value).toBe(i);
      else expect((result.reason as Error).message).toContain("SIGKILL");
    }
    // The system may tell of the death only after a later task was sent to the dead.
    await usable(pool, 3);
  });

const outOfMemory: Fault = (context, random) =>
  inPool(
    context,
    random,
    async (pool) => {
      // The workers first: then the time is the task's.
      await usable(pool);
      expect((await failure(pool.apply(targets.greedy), MemoryError)).message).toContain("greedy()");
    },
    { memoryLimit: 40 * 2 ** 20, workers: random.integer(1, 2) },
  );

const unportable: Fault = (context, random) =>
  inPool(context, random, async (pool) => {
    const kind = random.integer(0, targets.kindsThatCantTravel - 1);
    if (random.next() < 0.5) {
      const { path } = await failure(pool.apply(targets.unportable, [kind]), NotPortableError);
      expect(path).toBe("result › .list › [1] › .held");
    } else {
      const kinds = range(random.integer(1, 5)).map(() => kind);
      const { path } = await failure(pool.map(targets.unportable, kinds, { chunkSize: 2 }), NotPortableError);
      expect(path).toMatch(/^result \d › \.list › \[1\] › \.held$/);
    }
  });

const initializer: Fault = async (context, random) => {
  const n = random.integer(0, 1000);
  const pool = new Pool(random.integer(1, 3), { context, initializer: targets.throwing, initArgs: [n] });
  try {
    if (random.next() < 0.5) await pause(random.next() * 200);
    const calls = range(random.integer(1, 4)).map(() => failure(pool.apply(targets.square, [1]), RangeError));
    for (const { message } of await Promise.all(calls)) expect(message).toBe(`initializer ${n}`);
    pool.close();
    await soon(pool.join(), "join of a broken pool");
  } finally {
    await pool.terminate();
  }
};

const endless: Fault = (context, random) =>
  inPool(context, random, async (pool) => {
    await usable(pool);
    const fn = random.pick([targets.spin, targets.never, targets.obey]);
    if (random.next() < 0.5) {
      const timeout = 0.02 + random.next() * 0.1;
      await failure(pool.apply(fn as () => unknown, [], { timeout }), TimeoutError);
    } else {
      const stop = new AbortController();
      const running = failure(pool.apply(fn as () => unknown, [], { signal: stop.signal }), DOMException);
      await pause(random.next() * 60);
      stop.abort();
      expect((await running).name).toBe("AbortError");
    }
  });

/** A pool's task dies with a lock: whoever waits for it is told, in every thread and process. */
const holderDies: Fault = (context, random) =>
  inPool(
    context,
    random,
    async (pool) => {
      await usable(pool);
      const lock = new Lock();
      const held = new Event();
      const how = random.pick(["exit", "die", "spin"]);
      const stop = new AbortController();
      const holder = pool.apply(targets.hold as () => unknown, [lock, held, how] as never, {
        signal: stop.signal,
      });
      const died = failure(holder, how === "spin" ? DOMException : WorkerDiedError);
      const told = soon(held.wait(), "the holder holds").then(() => {
        if (how === "spin") stop.abort();
        return Promise.all([
          failure(lock.acquire(), PoisonedError),
          failure(pool.apply(targets.acquire as () => unknown, [lock] as never), PoisonedError),
        ]);
      });
      await Promise.all([died, told]);
      expect(await soon(lock.acquire({ recover: true }), "recover")).toBe(true);
      await lock.release();
      expect(await soon(lock.acquire(), "acquire")).toBe(true);
      await lock.release();
    },
    { workers: 2 },
  );

interface Produced {
  readonly name: string;
  readonly k: number;
  readonly text: string;
}

/** Producers are killed in the middle of a put: what comes of each is a beginning of what it puts, whole, and then the queue says who died. */
const putterDies: Fault = async (context, random) => {
  using queue = new Queue<Produced>(random.pick([0, 0, 1, 7]));
  const sizes = range(10).map(() => random.pick([0, 10, 3000, 20_000, 70_000, 300_000]));
  const producers = range(random.integer(1, 2)).map(
    (n) =>
      new Process({
        target: targets.produce as () => void,
        args: [queue, `producer ${n}`, sizes] as never,
        context,
      }),
  );
  for (const producer of producers) producer.start();
  const next = new Map<string, number>();
  const take = async (): Promise<void> => {
    const { name, k, text } = await queue.get();
    expect(k).toBe(next.get(name) ?? 0);
    next.set(name, k + 1);
    const length = k === 0 ? 0 : sizes[k % sizes.length]!;
    if (text !== "z".repeat(length)) throw new Error(`item ${k} of ${name} is damaged`);
  };
  while (next.size < producers.length) await soon(take(), "the first items");
  for (let k = random.integer(0, 20); k > 0; k--) await soon(take(), "more items");
  await pause(random.next() * 5);
  for (const producer of producers) {
    if (random.next() < 0.8) producer.kill();
    else producer.terminate();
  }
  const rest = (async () => {
    for (;;) await take();
  })();
  expect((await failure(rest, WorkerDiedError)).message).toMatch(/Process-\d+/);
  for (const producer of producers) await soon(producer.join(), "join of a killed producer");
};

/** One of several producers dies before it has closed: consumers everywhere get what there is, and the news. */
const producerDies: Fault = async (context, random) => {
  using queue = new Queue<Produced>();
  const lives = random.integer(0, 2);
  const count = random.integer(0, 200);
  const child = (target: unknown, ...args: unknown[]): Process => {
    const made = new Process({ target: target as () => void, args: args as never, context });
    made.start();
    return made as Process;
  };
  const good = range(lives).map((n) => child(targets.produceSome, queue, `good ${n}`, count));
  const bad = child(targets.produce, queue, "bad", [1]);
  const pool = new Pool(1, { context });
  try {
    const consumer =
      random.next() < 0.5
        ? failure(pool.apply(targets.consume as () => unknown, [queue] as never), WorkerDiedError)
        : undefined;
    await soon(queue.get(), "an item");
    await Promise.all(good.map((each) => soon(each.join(), "a good producer")));
    bad.kill();
    const rest = (async () => {
      for await (const _ of queue);
    })();
    await failure(rest, WorkerDiedError);
    await consumer;
    await soon(bad.join(), "join of the bad producer");
    await usable(pool);
  } finally {
    await pool.terminate();
  }
};

/** terminate() while everything is under way: calls of all kinds, streams, queues that wait, locks that are held, children of workers. */
const terminated: Fault = async (context, random) => {
  const pool = new Pool(random.integer(1, 3), { context });
  using queue = new Queue<number>();
  using pids = new Queue<number>();
  const lock = new Lock();
  const held = new Event();
  const stream = pool.imap(targets.square, range(100_000), { chunkSize: 3 });
  const start = random.next() * (random.next() < 0.3 ? 5 : 300);
  const calls: Promise<unknown>[] = [
    pool.map(targets.square, range(20_000)),
    pool.apply(targets.same, [np.arange(random.pick([10, 200_000]))]),
    pool.apply(targets.get as () => unknown, [queue] as never),
    pool.apply(targets.hold as () => unknown, [lock, held, "wait"] as never),
    pool.apply(targets.acquire as () => unknown, [lock] as never),
    pool.apply(targets.parentOf as () => unknown, [pids, context] as never),
    pool.apply(targets.spin, [], { timeout: 30 }),
    pool.apply(targets.never, [], { signal: AbortSignal.timeout(200) }),
    pool.apply(targets.quit, [1]),
    pool.apply(targets.same, [new Uint8Array(400_000)]),
    ...range(30).map((i) => pool.apply(targets.add, [i, 1], { retries: 1, priority: i % 3 })),
    stream.next(),
  ];
  const chosen = random.next() < 0.5 ? calls : calls.sort(() => random.next() - 0.5);
  const settled = Promise.allSettled(chosen);
  await pause(start);
  await soon(pool.terminate(), "terminate");
  for (const outcome of await soon(settled, "the calls of a terminated pool")) {
    if (outcome.status === "fulfilled") continue;
    const error = outcome.reason as Error;
    const allowed = [CancelledError, WorkerDiedError].some((kind) => error instanceof kind);
    if (!allowed && error.name !== "TimeoutError") throw error;
  }
  // Whoever held the lock is dead, or nobody did.
  expect(await soon(lock.acquire({ recover: true }), "the lock of the dead")).toBe(true);
  await lock.release();
};

const tenThousand: Fault = (context, random) =>
  inPool(context, random, async (pool) => {
    if (random.next() < 0.5) await usable(pool);
    const stop = new AbortController();
    const reason = new Error("all of them");
    const settled = Promise.allSettled(
      range(10_000).map((i) => pool.apply(targets.square, [i], { signal: stop.signal })),
    );
    if (random.next() < 0.5) await pause(random.next() * 20);
    stop.abort(reason);
    for (const [i, outcome] of (await soon(settled, "10,000 cancelled tasks")).entries()) {
      if (outcome.status === "fulfilled") expect(outcome.value).toBe(i * i);
      else expect(outcome.reason).toBe(reason);
    }
  });

/** The faults of the list, by name. */
export const faults: Readonly<Record<string, Fault>> = {
  "process.exit in a task": exits,
  "the death of a worker by a signal": killed,
  "out of memory": outOfMemory,
  "a result that can't travel": unportable,
  "a throwing initializer": initializer,
  "a task that never ends": endless,
  "death while holding a lock": holderDies,
  "death in a queue write": putterDies,
  "a dead producer": producerDies,
  "terminate during everything": terminated,
  "10,000 queued tasks cancelled at once": tenThousand,
};

/** Places of a pool's protocol that its workers pass, with the contexts in which they do. */
export const workerPoints: readonly { readonly point: string; readonly contexts: readonly Context[] }[] = [
  ...[
    "pool.learned",
    "pool.start",
    "pool.started",
    "pool.opened",
    "pool.ran",
    "pool.answer",
    "pool.answered",
  ].map((point) => ({ point, contexts: ["thread", "process"] as const })),
  ...[
    "ring.read",
    "ring.received",
    "ring.consume",
    "ring.consumed",
    "ring.leased",
    "ring.written",
    "ring.sealed",
  ].map((point) => ({ point, contexts: ["thread"] as const })),
  ...["ring.published", "pool.tell", "pool.asleep", "pool.in-loop", "pool.awake"].map((point) => ({
    point,
    contexts: ["thread"] as const,
  })),
];

/** Places that a pool's owner passes in its side of the protocol. */
export const ownerPoints = [
  ...["ring.leased", "ring.written", "ring.sealed", "ring.published"],
  ...["ring.read", "ring.received", "ring.consume", "ring.consumed"],
];

/** A worker dies at a place of the protocol: no task runs twice or is lost, and each gives its result or a WorkerDiedError. */
export async function workerDiesAt(context: Context, point: string, times: number): Promise<void> {
  // A worker learns a function once.
  const nth = point === "pool.learned" ? 1 : times;
  const folder = mkdtempSync(join(tmpdir(), "manycore-faults-"));
  const pool = new Pool(2, { context, initializer: targets.dieAt, initArgs: [folder, point, nth] });
  try {
    const died = (): boolean => readdirSync(folder).includes(point);
    for (let batch = 0; !died(); batch++) {
      // Longer and longer, so that rare places are passed too.
      if (batch === 200) throw new Error(`no worker came to ${point} for the ${nth}. time`);
      const items = range(24).map((k) => 100 * batch + k);
      const payload = (i: number): unknown => (i % 4 === 3 ? new Uint8Array(40_000).fill(i) : i);
      const outcomes = await soon(
        Promise.allSettled(items.map((i) => pool.apply(targets.note, [folder, i, payload(i)]))),
        `tasks while a worker dies at ${point}`,
      );
      let deaths = 0;
      for (const [k, outcome] of outcomes.entries()) {
        const i = items[k]!;
        const file = join(folder, String(i));
        const runs = readdirSync(folder).includes(String(i)) ? readFileSync(file).length : 0;
        if (outcome.status === "fulfilled") {
          const value = outcome.value as number | Uint8Array;
          if (typeof value === "number") expect(value).toBe(i);
          else expect(value.length === 40_000 && value[1] === (i & 255)).toBe(true);
          expect(runs, `runs of task ${i}`).toBe(1);
        } else {
          deaths++;
          expect(outcome.reason).toBeInstanceOf(WorkerDiedError);
          expect(runs, `runs of task ${i}`).toBeLessThanOrEqual(1);
        }
      }
      // A thread has begun one task at a time.
      expect(deaths).toBeLessThanOrEqual(1);
      // The event loop of the workers turns, so that they sleep and wake.
      if (batch % 2 === 1) await pause(6);
    }
    await usable(pool);
    pool.close();
    await soon(pool.join(), "join");
  } finally {
    await pool.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The owner of a pool dies at a place of its side of the protocol: its workers end with it. */
export async function ownerDiesAt(context: Context, point: string, nth: number): Promise<void> {
  const started = new Event();
  const owner = new Process({
    target: targets.ownPool as () => void,
    args: ["thread", started, point, nth] as never,
    context,
  });
  owner.start();
  try {
    // It starts a process and two threads: that isn't what is measured here.
    expect(await started.wait(25), "the pool in the worker has started").toBe(true);
    await soon(owner.join(), `the owner's death at ${point}`);
  } finally {
    owner.kill();
    await owner.join();
  }
  expect(owner.error).toBeInstanceOf(WorkerDiedError);
}
