/** imap and imapUnordered: input as it is needed, results as they come, and an end that cleans up. */
import { Pool } from "manycore/multiprocessing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const turn = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("it never came to be");
    await turn(5);
  }
}

describe.each(["thread", "process"] as const)("context %s", (context) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool(2, { context });
  });
  afterAll(() => pool.terminate());

  test.each(["imap", "imapUnordered"] as const)(
    "%s reads nothing before the first result is asked for, and then no more than a few chunks ahead",
    async (method) => {
      let read = 0;
      let closed = false;
      function* endless(): Generator<number> {
        try {
          for (;;) yield read++;
        } finally {
          closed = true;
        }
      }
      const stream = pool[method]((x: number) => x + 1, endless(), { chunkSize: 3 });
      await turn(30);
      expect(read).toBe(0);
      for (let taken = 1; taken <= 30; taken++) {
        expect((await stream.next()).done).toBe(false);
        // 2 workers × 2 chunks × 3 items.
        expect(read - taken).toBeLessThanOrEqual(12);
      }
      await turn(50);
      expect(read - 30).toBeLessThanOrEqual(12);
      await stream.return();
      expect(closed).toBe(true);
      expect(await stream.next()).toEqual({ done: true, value: undefined });
    },
  );

  test("an async input is read no further ahead either, and its end is told", async () => {
    let read = 0;
    let closed = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (;;) {
          await null;
          yield read++;
        }
      } finally {
        closed = true;
      }
    }
    let sum = 0;
    for await (const x of pool.imap((x: number) => x, endless(), { chunkSize: 2 })) {
      sum += x;
      expect(read - x).toBeLessThanOrEqual(2 * 2 * 2 * 2 + 2);
      if (x === 20) break;
    }
    expect(sum).toBe(210);
    await until(() => closed);
  });

  test("results don't wait for input that hasn't come", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* input(): AsyncGenerator<number> {
      yield 1;
      yield 2;
      await held;
      yield 3;
    }
    const stream = pool.imap((x: number) => x * 10, input());
    expect((await stream.next()).value).toBe(10);
    expect((await stream.next()).value).toBe(20);
    release();
    expect((await stream.next()).value).toBe(30);
    expect((await stream.next()).done).toBe(true);
  });

  test("an error of the input is the stream's, after the results before it", async () => {
    function* bad(): Generator<number> {
      yield 1;
      yield 2;
      throw new SyntaxError("input");
    }
    const got: number[] = [];
    await expect(
      (async () => {
        for await (const x of pool.imap((x: number) => x, bad(), { chunkSize: 1 })) got.push(x);
      })(),
    ).rejects.toThrow(new SyntaxError("input"));
    expect(got).toEqual([1, 2]);
    async function* later(): AsyncGenerator<number> {
      yield 1;
      throw new SyntaxError("input");
    }
    await expect(pool.map((x: number) => x, later())).rejects.toThrow("input");
    await expect(pool.map((x: number) => x, bad())).rejects.toThrow("input");
  });

  test("imapUnordered gives the fast ones first", async () => {
    const wait = (ms: number) => new Promise<number>((resolve) => setTimeout(() => resolve(ms), ms));
    const order: number[] = [];
    for await (const ms of pool.imapUnordered(wait, [400, 1, 2, 3], { chunkSize: 1 })) order.push(ms);
    expect(order.at(-1)).toBe(400);
    expect(order.length).toBe(4);
  });

  test("several readers of one stream get each result once", async () => {
    const stream = pool.imap(
      (x: number) => x,
      Array.from({ length: 100 }, (_, i) => i),
    );
    const steps = await Promise.all(Array.from({ length: 105 }, () => stream.next()));
    expect(steps.slice(0, 100).map((step) => step.value)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(steps.slice(100).every((step) => step.done)).toBe(true);
  });

  test("a signal ends a stream at once", async () => {
    const stop = new AbortController();
    const stream = pool.imap((x: number) => x, [1, 2, 3], { signal: stop.signal });
    expect((await stream.next()).value).toBe(1);
    stop.abort(new Error("that will do"));
    await expect(stream.next()).rejects.toThrow("that will do");
    expect((await stream.next()).done).toBe(true);
  });
});

test("a stream that was never begun doesn't hold a pool open", async () => {
  const pool = new Pool(1);
  const stream = pool.imap((x: number) => x, [1]);
  pool.close();
  await pool.join();
  await expect(stream.next()).rejects.toThrow("Pool not running");
});
