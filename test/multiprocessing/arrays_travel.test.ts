/** ndarrays on their way: without a copy between threads, with one between processes; dtype, shape and strides stay. */
import { Pool } from "manycore/multiprocessing";
import * as np from "manycore/numpy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryStats, reclaim } from "../../dist/memory/index.js";
import { decode, encode } from "../../dist/portable/index.js";

const DTYPES = [
  "bool",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "float32",
  "float64",
] as const;

const roads = ["thread", "process"] as const;

function there<T>(value: T, road: (typeof roads)[number]): T {
  return decode(encode(value, road).bytes, road) as T;
}

const addressOf = (x: np.NDArray): number => x.ensureStorage().block.address + x.layout().offset;

describe.each(roads)("road %s", (road) => {
  test.each(DTYPES)("%s", (dtype) => {
    for (const shape of [[], [0], [1], [7], [3, 4], [2, 0, 3], [2, 3, 4]]) {
      const size = shape.reduce((a, b) => a * b, 1);
      const x = np.arange(size).astype(dtype).reshape(shape);
      const y = there(x, road);
      expect(y).toBeInstanceOf(np.NDArray);
      expect(y.dtype).toBe(x.dtype);
      expect(y.shape).toEqual(shape);
      expect(y.tolist({ bigint: true })).toEqual(x.tolist({ bigint: true }));
    }
  });

  test("views", () => {
    const base = np.arange(60).reshape([3, 4, 5]);
    const list = [
      base.T,
      base.transpose(1, 0, 2),
      base.reshape([12, 5]).T,
      base.reshape([60]).reshape([5, 12]),
    ];
    for (const view of list) {
      const got = there(view, road);
      expect(got.tolist()).toEqual(view.tolist());
      // Dense in another order of the axes: the order stays.
      expect(got.layout().strides).toEqual(view.layout().strides);
    }
  });

  test("a pending value is computed, and stays what it was", () => {
    const x = np.arange(1000);
    const pending = x.add(1).mul(2);
    const y = there(pending, road);
    x.assign(0);
    expect(y.item(10)).toBe(22);
    const before = x.add(5);
    const z = there(x, road);
    x.assign(9);
    expect(before.item(0)).toBe(5);
    expect(z.item(0)).toBe(road === "thread" ? 9 : 0);
  });

  test("identity within a parcel", () => {
    const x = np.arange(5);
    const [a, b] = there([x, x], road);
    expect(a).toBe(b);
  });
});

test("between threads both sides have the same memory", () => {
  const x = np.zeros(1000);
  const y = there(x, "thread");
  expect(addressOf(y)).toBe(addressOf(x));
  y.assign(3);
  expect(x.item(999)).toBe(3);
  x.data[5] = 8;
  expect(y.item(5)).toBe(8);
  // Views of one array are views of one memory there too.
  const base = np.zeros([4, 4]);
  const [row, whole] = there([base.reshape([16]), base], "thread");
  row!.assign(1);
  expect(whole!.sum().item()).toBe(16);
  expect(base.sum().item()).toBe(16);
});

test("between processes neither sees the other's writes", () => {
  const x = np.zeros(10);
  const y = there(x, "process");
  y.assign(1);
  expect(x.sum().item()).toBe(0);
});

describe.each(roads)("through a pool, context %s", (context) => {
  let pool: Pool;
  beforeAll(() => {
    pool = new Pool(2, { context });
  });
  afterAll(() => pool.terminate());

  test("there and back", async () => {
    const x = np.arange(100_000);
    const double = (a: np.NDArray): np.NDArray => a.mul(2);
    const y = await pool.apply(double, [x]);
    expect(y.shape).toEqual([100_000]);
    expect(y.item(99_999)).toBe(199_998);
    const parts = await pool.map(
      (a: np.NDArray) => a.sum().item() as number,
      [np.arange(10), np.ones([3, 3]), np.arange(5).astype("int8")],
    );
    expect(parts).toEqual([45, 9, 10]);
  });

  test("captured by the function", async () => {
    const table = np.arange(1000).mul(3);
    const look = (i: number): number => table.item(i) as number;
    expect(await pool.map(look, [0, 10, 999], { chunkSize: 1 })).toEqual([0, 30, 2997]);
    expect(await Promise.all([1, 2, 3, 4].map((i) => pool.apply(look, [i])))).toEqual([3, 6, 9, 12]);
  });

  test("written in a worker: seen here only between threads", async () => {
    const x = np.zeros(100);
    await pool.apply((a: np.NDArray) => void a.assign(7), [x]);
    expect(x.item(50)).toBe(context === "thread" ? 7 : 0);
  });

  test("nothing stays of arrays that were sent, returned, cancelled, or lost with their worker", async () => {
    const settle = async (): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      reclaim();
      return memoryStats().used;
    };
    await pool.apply((a: np.NDArray) => a, [np.zeros(10)]);
    const before = await settle();
    await (async () => {
      const stop = new AbortController();
      const big = (): np.NDArray => np.zeros(1_000_000);
      const tasks = [
        pool.apply((a: np.NDArray) => a.add(1), [big()]),
        pool.apply((a: np.NDArray) => process.exit(a.shape.length), [big()]),
        ...Array.from({ length: 6 }, () =>
          pool.apply(
            (a: np.NDArray) => {
              const end = Date.now() + 50;
              while (Date.now() < end);
              return a;
            },
            [big()],
            { signal: stop.signal },
          ),
        ),
      ];
      const settled = Promise.allSettled(tasks);
      await new Promise((resolve) => setTimeout(resolve, 30));
      stop.abort();
      await settled;
    })();
    await pool.map((x: number) => x, [1, 2, 3, 4], { chunkSize: 1 });
    // The workers' own garbage goes when they do.
    await pool.terminate();
    const deadline = Date.now() + 10_000;
    let after = await settle();
    while (after > before && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      after = await settle();
    }
    expect(after).toBeLessThanOrEqual(before);
    pool = new Pool(1, { context });
  });
});
