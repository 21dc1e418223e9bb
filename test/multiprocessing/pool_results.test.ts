/** Every method gives what a plain loop gives, in both contexts, for any sizes, chunks and kinds of functions. */
import { Pool, type ResultStream } from "manycore/multiprocessing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";

const square = (x: number): number => x * x;
const later = async (x: number): Promise<number> => {
  await null;
  return x * x;
};
const timed = (x: number): Promise<number> => new Promise((resolve) => setTimeout(() => resolve(x * x), 1));
const sometimes = (x: number): number | Promise<number> => (x % 3 === 0 ? later(x) : x * x);
const functions = { square, later, sometimes };

const fails = (x: number): number => {
  if (x >= 17) throw new RangeError(`no ${x}`);
  return x + 1;
};

const add = (a: number, b: number): number => a + b;

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of stream) all.push(each);
  return all;
}

async function* slowly(n: number): AsyncGenerator<number> {
  for (let i = 0; i < n; i++) {
    if (i % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    yield i;
  }
}

function* lazily(n: number): Generator<number> {
  for (let i = 0; i < n; i++) yield i;
}

describe.each(["thread", "process"] as const)("context %s", (context) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool(2, { context });
  });
  afterAll(() => pool.terminate());

  test("apply", async () => {
    expect(await pool.apply((a: number, b: string) => `${a}${b}`, [1, "x"])).toBe("1x");
    expect(await pool.apply(() => undefined)).toBeUndefined();
    expect(await pool.apply(timed, [7])).toBe(49);
    expect(await Promise.all(range(300).map((i) => pool.apply(square, [i])))).toEqual(range(300).map(square));
  });

  test("sizes and chunk sizes at random", async () => {
    const random = new Seeded(context === "thread" ? 1 : 2);
    const rounds = context === "thread" ? 60 : 24;
    for (let round = 0; round < rounds; round++) {
      const n = random.pick([0, 1, 2, 3, random.integer(4, 60), random.integer(60, 1000)]);
      const chunkSize = random.pick([undefined, 1, 2, 7, random.integer(8, 400), 5000]);
      const name = random.pick(["square", "later", "sometimes"] as const);
      const fn = functions[name];
      const input = random.pick([range, lazily, slowly])(n);
      const wanted = range(n).map(square);
      const given = JSON.stringify({ round, n, chunkSize, name });
      const priority = random.integer(-1, 1);
      const options = { chunkSize, priority };
      switch (random.integer(0, 4)) {
        case 0:
          expect(await pool.map(fn, input, options), given).toEqual(wanted);
          break;
        case 1:
          expect(
            await pool.starmap(
              (a: number, b: number) => a * b,
              range(n).map((i) => [i, i] as const),
              options,
            ),
            given,
          ).toEqual(wanted);
          break;
        case 2:
          expect(await collect(pool.imap(fn, input, options)), given).toEqual(wanted);
          break;
        case 3: {
          const got = await collect(pool.imapUnordered(fn, input, options));
          expect(
            got.sort((a, b) => a - b),
            given,
          ).toEqual(wanted);
          break;
        }
        default: {
          const text = (all: string, x: number) => `${all}${x},`;
          const got = await pool.reduce(text, input, { ...options, initial: "", combine: (a, b) => a + b });
          expect(got, given).toBe(range(n).join(",") + (n > 0 ? "," : ""));
        }
      }
    }
  });

  test("many calls at once share the workers", async () => {
    const random = new Seeded(5);
    const calls = range(40).map((k) => {
      const n = random.integer(0, 200);
      return pool
        .map((x: number) => x + k, range(n))
        .then((got) => expect(got).toEqual(range(n).map((x) => x + k)));
    });
    await Promise.all(calls);
  });

  test("the first error of an item is the call's, and the pool goes on", async () => {
    for (const chunkSize of [undefined, 1, 4, 100]) {
      await expect(pool.map(fails, range(18), { chunkSize })).rejects.toThrow(new RangeError("no 17"));
      await expect(
        pool.starmap(
          (a: number, b: number) => fails(a + b),
          [
            [1, 2],
            [8, 9],
          ],
          { chunkSize },
        ),
      ).rejects.toThrow("no 17");
      await expect(
        pool.reduce((sum: number, x: number) => sum + fails(x), range(18), {
          initial: 0,
          chunkSize,
          combine: add,
        }),
      ).rejects.toThrow("no 17");
      const before: number[] = [];
      const stream: ResultStream<number> = pool.imap(fails, range(40), { chunkSize });
      await expect(
        (async () => {
          for await (const x of stream) before.push(x);
        })(),
      ).rejects.toThrow("no 17");
      // In order, so all that came before it was given; and nothing comes after it.
      expect(before).toEqual(range(17).map((x) => x + 1));
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      await expect(collect(pool.imapUnordered(fails, range(18), { chunkSize }))).rejects.toThrow(RangeError);
    }
    expect(await pool.map(square, range(5))).toEqual([0, 1, 4, 9, 16]);
  });

  test("errors keep class, code, cause and fields, and show both sides", async () => {
    const error = await pool
      .apply(function breaks() {
        throw Object.assign(new TypeError("outer", { cause: new RangeError("inner") }), {
          code: "E_X",
          detail: { n: 1 },
        });
      })
      .then(
        () => undefined,
        (e: unknown) => e as TypeError & { code: string; detail: unknown },
      );
    expect(error).toBeInstanceOf(TypeError);
    expect(error).toMatchObject({ message: "outer", code: "E_X", detail: { n: 1 } });
    expect(error?.cause).toBeInstanceOf(RangeError);
    expect(error?.stack).toMatch(/PoolWorker-\d+, breaks\(\)/);
    expect(error?.stack).toContain("pool_results.test");
    expect(error?.stack).not.toContain("execution.js");
  });

  test("thrown values that are no errors come back as they are", async () => {
    await expect(
      pool.apply(() => {
        throw "a string";
      }),
    ).rejects.toBe("a string");
    await expect(pool.apply(() => Promise.reject({ a: 1 }))).rejects.toEqual({ a: 1 });
  });

  test("progress is told, and what it throws ends the call", async () => {
    const seen: (readonly [number, number | null])[] = [];
    const note = ({ completed, total }: { completed: number; total: number | null }) =>
      void seen.push([completed, total]);
    await pool.map(square, range(20), { chunkSize: 5, onProgress: note });
    expect(seen).toEqual([5, 10, 15, 20].map((n) => [n, 20]));
    seen.length = 0;
    await pool.map(square, slowly(6), { chunkSize: 2, onProgress: note });
    expect(seen.at(-1)).toEqual([6, 6]);
    expect(seen.map(([completed]) => completed)).toEqual(
      [...seen.map(([completed]) => completed)].sort((a, b) => a - b),
    );
    await expect(
      pool.map(square, range(20), {
        onProgress: () => {
          throw new Error("enough");
        },
      }),
    ).rejects.toThrow("enough");
  });

  test("a fold's initial value is each chunk's own", async () => {
    const words = ["a", "b", "a", "c", "a", "b"];
    const counts = await pool.reduce(
      (map: Map<string, number>, word: string) => map.set(word, (map.get(word) ?? 0) + 1),
      words,
      {
        initial: new Map<string, number>(),
        chunkSize: 2,
        combine: (left, right) => {
          for (const [word, n] of right) left.set(word, (left.get(word) ?? 0) + n);
          return left;
        },
      },
    );
    expect([...counts].sort()).toEqual([
      ["a", 3],
      ["b", 2],
      ["c", 1],
    ]);
    expect(
      await pool.reduce(async (a: number, x: number) => a + x, range(50), {
        initial: 0,
        chunkSize: 7,
        combine: add,
      }),
    ).toBe(1225);
    expect(
      await pool.reduce(add, range(50), {
        initial: 0,
        chunkSize: 7,
        combine: async (a, b) => {
          await null;
          return a + b;
        },
      }),
    ).toBe(1225);
    expect(await pool.reduce(add, [], { initial: 42, combine: add })).toBe(42);
  });

  test("functions see what they captured when they were submitted", async () => {
    let factor = 2;
    const scale = (x: number) => x * factor;
    const first = pool.map(scale, range(4));
    factor = 10;
    const second = pool.map(scale, range(4));
    expect(await first).toEqual([0, 2, 4, 6]);
    expect(await second).toEqual([0, 10, 20, 30]);
  });

  test("more functions than a worker keeps", async () => {
    const make = (k: number) => (x: number) => x + k;
    const many = range(150).map(make);
    for (let round = 0; round < 2; round++) {
      expect(await Promise.all(many.map((fn, k) => pool.apply(fn, [k])))).toEqual(
        range(150).map((k) => 2 * k),
      );
    }
  });

  test("large values in both directions", async () => {
    const text = "añ".repeat(400_000);
    expect(await pool.apply((s: string) => s + s.length, [text])).toBe(text + text.length);
    const bytes = new Uint8Array(3_000_000).fill(7);
    const back = await pool.apply((b: Uint8Array) => b.map((x) => x + 1), [bytes]);
    expect(back.length).toBe(3_000_000);
    expect(back.every((x) => x === 8)).toBe(true);
    expect((await pool.map((n: number) => "x".repeat(n), [10, 100_000, 3])).map((s) => s.length)).toEqual([
      10, 100_000, 3,
    ]);
  });

  test("a frozen error is thrown like any other", async () => {
    const task = (): never => {
      throw Object.freeze(Object.assign(new RangeError("frozen"), { code: 3 }));
    };
    const error = await pool.apply(task).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ message: "frozen", code: 3 });
    const evil = (): never => {
      throw Object.defineProperty(new RangeError("evil"), "stack", {
        get: () => {
          throw new Error("not a look");
        },
      });
    };
    await expect(pool.apply(evil)).rejects.toThrow(RangeError);
  });

  test("what isn't allowed is said", async () => {
    await expect(pool.map(square, range(3), { chunkSize: 0 })).rejects.toThrow("chunkSize is 0");
    await expect(pool.map(square, range(3), { timeout: -1 })).rejects.toThrow("timeout is -1");
    await expect(pool.map(square, range(3), { retries: 0.5 })).rejects.toThrow("retries is 0.5");
    await expect(pool.map(square, range(3), { priority: Number.NaN })).rejects.toThrow("priority is NaN");
    await expect(pool.reduce(add, [1], { initial: 0 } as never)).rejects.toThrow("Pool.reduce, combine");
    await expect(pool.map(3 as never, [])).rejects.toThrow("not a function");
    await expect(pool.map(square, 3 as never)).rejects.toThrow("not iterable");
    expect(() => pool.imap(square, null as never)).toThrow("not iterable");
    expect(() => new Pool(0)).toThrow("Number of processes must be at least 1");
    expect(() => new Pool(1, { context: "fork" as never })).toThrow('"thread" or "process"');
    expect(() => new Pool(1, { memoryLimit: 5 })).toThrow("memoryLimit is 5");
    expect(() => new Pool(1, { initializer: 5 as never })).toThrow("initializer must be a callable");
  });
});
