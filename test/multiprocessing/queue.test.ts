/** Queue, JoinableQueue and SimpleQueue in one thread: Python's semantics. */
import { spawnSync } from "node:child_process";
import {
  Empty,
  Full,
  JoinableQueue,
  NotPortableError,
  Queue,
  ShutDown,
  SimpleQueue,
  TimeoutError,
  ValueError,
  wait,
} from "manycore/multiprocessing";
import * as np from "manycore/numpy";
import { describe, expect, it } from "vitest";
import { Seeded } from "../support/seeded.js";

describe("Queue", () => {
  it("gives items back in order, of every kind", async () => {
    const queue = new Queue();
    const items = [
      ...[
        0,
        -0,
        1.5,
        -7,
        2 ** 40,
        Number.NaN,
        Infinity,
        true,
        false,
        null,
        undefined,
        "",
        "ascii",
        "ünï €😀",
      ],
      ...[
        "long ".repeat(2000),
        "€".repeat(20_000),
        12n,
        [1, [2]],
        { a: { b: 1 } },
        new Map([[1, new Set([2])]]),
      ],
      ...[new Date(5), new Uint8Array([1, 2, 3]), new Float64Array(100_000).fill(0.5), /x/g],
    ];
    for (const item of items) await queue.put(item);
    expect(queue.qsize()).toBe(items.length);
    for (const item of items) expect(await queue.get()).toStrictEqual(item);
    expect(queue.empty()).toBe(true);
    for (const item of items) queue.putSync(item);
    for (const item of items) expect(queue.getSync()).toStrictEqual(item);
  });

  it("copies an item when it is put; an ndarray is shared", async () => {
    const queue = new Queue<{ n: number } | np.NDArray>();
    const item = { n: 1 };
    await queue.put(item);
    item.n = 2;
    expect(await queue.get()).toEqual({ n: 1 });
    const array = np.zeros([1000, 1000]);
    await queue.put(array);
    const other = (await queue.get()) as np.NDArray;
    array.iadd(3);
    expect(other.data[999_999]).toBe(3);
  });

  it("carries functions and errors", async () => {
    const queue = new Queue<(x: number) => number>();
    const k = 3;
    await queue.put((x) => x * k);
    expect((await queue.get())(5)).toBe(15);
    const errors = new Queue<Error>();
    await errors.put(new ValueError("wrong"));
    expect(await errors.get()).toBeInstanceOf(ValueError);
  });

  it("throws Full and Empty at once without waiting, or when the time is over", async () => {
    const queue = new Queue<number>(2);
    await queue.put(1);
    queue.putSync(2);
    expect(queue.full()).toBe(true);
    await expect(queue.putNowait(3)).rejects.toThrow(Full);
    await expect(queue.put(3, { timeout: 0.02 })).rejects.toThrow(/maxsize = 2.*within 0.02 s/);
    await expect(queue.put(3, { timeout: -1 })).rejects.toThrow(Full);
    expect(() => queue.putSync(3, { block: false })).toThrow(Full);
    expect(() => queue.putSync(3, { timeout: 0.02 })).toThrow(Full);
    expect([await queue.get(), queue.getSync()]).toEqual([1, 2]);
    await expect(queue.getNowait()).rejects.toThrow(Empty);
    await expect(queue.get({ timeout: 0.02 })).rejects.toThrow(/empty.*within 0.02 s/);
    expect(() => queue.getSync({ block: false })).toThrow(Empty);
    expect(() => queue.getSync({ timeout: 0.02 })).toThrow(Empty);
    expect(queue.qsize()).toBe(0);
  });

  it("refuses what isn't a size or a time", async () => {
    expect(() => new Queue(1.5)).toThrow(ValueError);
    expect(() => new Queue(2 ** 31)).toThrow(ValueError);
    expect(new Queue(-3).maxsize).toBe(0);
    const queue = new Queue();
    await expect(queue.get({ timeout: Number.NaN })).rejects.toThrow(ValueError);
    expect(() => queue.getSync({ timeout: "1" as never })).toThrow(ValueError);
  });

  it("serves those who wait in the order in which they came", async () => {
    const queue = new Queue<number>(1);
    const gets = [queue.get(), queue.get(), queue.get()];
    for (let k = 0; k < 3; k++) await queue.put(k);
    expect(await Promise.all(gets)).toEqual([0, 1, 2]);
    const puts = Array.from({ length: 4 }, (_, k) => queue.put(k));
    for (let k = 0; k < 4; k++) expect(await queue.get()).toBe(k);
    await Promise.all(puts);
  });

  it("stops waiting at an abort, with its reason, and nothing is lost", async () => {
    const queue = new Queue<number>(1);
    const stop = new AbortController();
    const getting = queue.get({ signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(getting).rejects.toThrow("enough");
    await expect(queue.get({ signal: stop.signal })).rejects.toThrow("enough");
    await queue.put(1);
    const again = new AbortController();
    const putting = queue.put(2, { signal: again.signal });
    again.abort(new Error("enough"));
    await expect(putting).rejects.toThrow("enough");
    expect([await queue.get(), queue.qsize()]).toEqual([1, 0]);
  });

  it("says which part of an item can't travel, at the put", async () => {
    const queue = new Queue<unknown>();
    await expect(queue.put({ cache: new WeakMap() })).rejects.toThrow(NotPortableError);
    await expect(queue.put({ cache: new WeakMap() })).rejects.toThrow(/cache/);
    expect(queue.qsize()).toBe(0);
  });

  it("ends a loop when it is closed; put is a ValueError then, and what was put is still taken", async () => {
    const queue = new Queue<number>();
    for (let k = 0; k < 5; k++) await queue.put(k);
    queue.close();
    queue.close();
    await expect(queue.put(5)).rejects.toThrow(ValueError);
    expect(() => queue.putSync(5)).toThrow(/closed/);
    const seen: number[] = [];
    for await (const item of queue) seen.push(item);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    await expect(queue.get()).rejects.toThrow(ShutDown);
    await expect(queue.getNowait()).rejects.toThrow(ShutDown);
    expect(() => queue.getSync()).toThrow(ShutDown);
  });

  it("wakes who waits when it is closed", async () => {
    const queue = new Queue<number>().producer();
    const getting = queue.get();
    queue.close();
    await expect(getting).rejects.toThrow(ShutDown);
  });

  it("a break leaves the rest in the queue", async () => {
    const queue = new Queue<number>();
    for (let k = 0; k < 3; k++) await queue.put(k);
    for await (const item of queue) if (item === 0) break;
    expect([await queue.get(), await queue.get()]).toEqual([1, 2]);
  });

  it("can be waited for", async () => {
    const [first, second] = [new Queue<number>(), new Queue<number>()];
    expect(await wait([first, second], 0)).toEqual([]);
    setTimeout(() => void second.put(1), 20);
    expect(await wait([first, second])).toEqual([second]);
    expect(await second.get()).toBe(1);
  });

  it("lets the event loop turn, however fast items come", async () => {
    const queue = new Queue<number>();
    let turned = false;
    setTimeout(() => {
      turned = true;
    }, 5);
    const deadline = performance.now() + 10_000;
    while (!turned && performance.now() < deadline) {
      await queue.put(1);
      await queue.get();
    }
    expect(turned).toBe(true);
  });

  it("doesn't block the thread while it waits", async () => {
    const queue = new Queue<string>();
    const order: string[] = [];
    const getting = queue.get().then((item) => order.push(item));
    await new Promise((resolve) => setTimeout(resolve, 10));
    order.push("before");
    await queue.put("item");
    await getting;
    expect(order).toEqual(["before", "item"]);
  });
});

describe("SimpleQueue", () => {
  it("puts and gets", async () => {
    const queue = new SimpleQueue<number>();
    await queue.put(1);
    expect(queue.empty()).toBe(false);
    expect(await queue.get()).toBe(1);
    expect(queue.empty()).toBe(true);
    queue.close();
    await expect(queue.put(2)).rejects.toThrow(ValueError);
  });
});

describe("JoinableQueue", () => {
  it("join waits for every task to be done", async () => {
    const queue = new JoinableQueue<number>();
    await queue.join();
    await queue.put(1);
    await queue.put(2);
    await expect(queue.join({ timeout: 0.02 })).rejects.toThrow(TimeoutError);
    let joined = false;
    const joining = queue.join().then(() => {
      joined = true;
    });
    await queue.get();
    await queue.get();
    queue.taskDone();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(joined).toBe(false);
    queue.taskDone();
    await joining;
    queue.joinSync();
    expect(() => queue.taskDone()).toThrow(ValueError);
  });
});

/** Each step a method, and what it gave: a value, or the error's class. */
type Step = ["put", number] | ["get"] | ["qsize"] | ["empty"] | ["full"] | ["taskDone"];

const python = `
import json, multiprocessing, queue, sys, time
out = []
for maxsize, steps in json.load(sys.stdin):
    q = multiprocessing.JoinableQueue(maxsize)
    results = []
    for step in steps:
        try:
            if step[0] == "put": r = q.put(step[1], block=False)
            # A feeder thread carries items into Python's pipe: the get waits for it, but not where nothing can come.
            elif step[0] == "get": r = q.get(timeout=5) if q.qsize() else q.get(block=False)
            elif step[0] == "taskDone": r = q.task_done()
            elif step[0] == "empty": r = q.qsize() == 0
            else: r = getattr(q, step[0])()
            results.append(["value", r])
        except Exception as error:
            results.append(["error", type(error).__name__])
    while q.qsize(): q.get()
    out.append(results)
    q.close()
print(json.dumps(out))
`;

describe("Python's multiprocessing.JoinableQueue does the same", () => {
  it("over random sequences of operations", async () => {
    const random = new Seeded(42);
    const cases = [0, 1, 2, 3, 5].flatMap((maxsize) =>
      Array.from({ length: 3 }, () => ({
        maxsize,
        steps: Array.from({ length: 60 }, (_, k): Step => {
          const name = random.pick([
            "put",
            "put",
            "get",
            "get",
            "qsize",
            "empty",
            "full",
            "taskDone",
          ] as const);
          return name === "put" ? [name, k] : [name];
        }),
      })),
    );
    const input = JSON.stringify(cases.map(({ maxsize, steps }) => [maxsize, steps]));
    const { stdout, stderr } = spawnSync("python3", ["-c", python], {
      input,
      encoding: "utf8",
      timeout: 25_000,
    });
    expect(stderr).toBe("");
    const expected = JSON.parse(stdout) as unknown[];
    for (const [k, { maxsize, steps }] of cases.entries()) {
      const queue = new JoinableQueue<number>(maxsize);
      const results: unknown[] = [];
      for (const step of steps) {
        try {
          results.push(["value", (await act(queue, step)) ?? null]);
        } catch (error) {
          results.push(["error", (error as Error).name]);
        }
      }
      expect(results, `case ${k}: ${JSON.stringify(steps)}`).toEqual(expected[k]);
    }
  });
});

function act(queue: JoinableQueue<number>, step: Step): unknown {
  switch (step[0]) {
    case "put":
      return queue.putNowait(step[1]);
    case "get":
      return queue.getNowait();
    default:
      return queue[step[0]]();
  }
}
