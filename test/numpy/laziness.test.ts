/**
 * Laziness is invisible: random programs of operations, views, writes and hand-outs of `.data` give what an eager model of
 * plain numbers gives, whenever the results are read.
 */

import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";

/** The eager model: elements at places of one buffer, shared by views. */
interface Model {
  readonly buffer: number[];
  readonly places: readonly number[];
}

interface Pair {
  readonly lazy: np.NDArray<"float64">;
  readonly model: Model;
}

const valuesOf = (m: Model): number[] => m.places.map((p) => m.buffer[p]);

function fresh(values: readonly number[]): Model {
  return { buffer: [...values], places: values.map((_v, k) => k) };
}

function write(m: Model, values: readonly number[]): void {
  for (let k = 0; k < m.places.length; k++) m.buffer[m.places[k]] = values[k];
}

const LENGTH = 12;

function run(seed: number, steps: number): void {
  const random = new Seeded(seed);
  const pool: Pair[] = [];
  const log: string[] = [];
  const pick = (): Pair => pool[random.integer(0, pool.length - 1)];
  const create = (): void => {
    const values = Array.from({ length: LENGTH }, () => random.integer(-9, 9));
    pool.push({ lazy: np.array(values), model: fresh(values) });
    log.push("create");
  };
  const check = (pair: Pair): void => {
    expect(pair.lazy.tolist(), `seed ${seed}: ${log.join("; ")}`).toEqual(valuesOf(pair.model));
  };
  /** Another pair with as many elements, for operations without broadcasting. */
  const partner = (a: Pair): Pair => {
    const fits = pool.filter((p) => p.model.places.length === a.model.places.length);
    return fits[random.integer(0, fits.length - 1)];
  };
  const moves: (() => void)[] = [
    create,
    () => {
      const a = pick();
      const b = partner(a);
      log.push(`#${pool.indexOf(a)} + #${pool.indexOf(b)}`);
      const sum = valuesOf(b.model);
      pool.push({ lazy: a.lazy.add(b.lazy), model: fresh(valuesOf(a.model).map((v, k) => v + sum[k])) });
    },
    () => {
      const a = pick();
      log.push(`min(#${pool.indexOf(a)} * -1, 50)`);
      pool.push({
        lazy: a.lazy.mul(-1).minimum(50),
        model: fresh(valuesOf(a.model).map((v) => Math.min(v * -1, 50))),
      });
    },
    () => {
      const a = pick();
      const n = a.model.places.length;
      if (n < 2) return;
      const [slice, places] =
        random.integer(0, 1) === 0
          ? ["::-1", [...a.model.places].reverse()]
          : ["1:", a.model.places.slice(1)];
      log.push(`#${pool.indexOf(a)}[${slice}]`);
      pool.push({ lazy: a.lazy.slice(slice), model: { buffer: a.model.buffer, places } });
    },
    () => {
      const a = pick();
      const b = partner(a);
      log.push(`#${pool.indexOf(a)} += #${pool.indexOf(b)}`);
      const added = valuesOf(b.model);
      a.lazy.iadd(b.lazy);
      write(
        a.model,
        valuesOf(a.model).map((v, k) => v + added[k]),
      );
    },
    () => {
      const a = pick();
      const b = partner(a);
      log.push(`#${pool.indexOf(a)}[:] = #${pool.indexOf(b)} - 3`);
      const values = valuesOf(b.model).map((v) => v - 3);
      a.lazy.assign(b.lazy.sub(3));
      write(a.model, values);
    },
    () => {
      const a = pick();
      const b = partner(a);
      log.push(`#${pool.indexOf(a)}[mask] = #${pool.indexOf(b)}`);
      const now = valuesOf(a.model);
      const values = valuesOf(b.model);
      a.lazy.assign(b.lazy, { where: b.lazy.gt(0) });
      write(
        a.model,
        now.map((v, k) => (values[k] > 0 ? values[k] : v)),
      );
    },
    () => {
      const a = pick();
      log.push(`add(#${pool.indexOf(a)}, 1, out)`);
      const out = partner(a);
      const values = valuesOf(a.model).map((v) => v + 1);
      np.add(a.lazy, 1, { out: out.lazy });
      write(out.model, values);
    },
    () => {
      const a = pick();
      if (a.lazy.strides[0] !== 8) return;
      log.push(`#${pool.indexOf(a)}.data[0] = 7`);
      a.lazy.data[0] = 7;
      a.model.buffer[a.model.places[0]] = 7;
    },
    () => check(pick()),
  ];
  create();
  create();
  for (let k = 0; k < steps; k++) moves[random.integer(0, moves.length - 1)]();
  for (const pair of pool) check(pair);
}

describe("laziness is invisible", () => {
  test("random programs agree with an eager model", () => {
    for (let seed = 1; seed <= 300; seed++) run(seed, 40);
  });

  test("a pending operation keeps what its operand held", () => {
    const x = np.zeros(4);
    const before = x.add(1);
    x.iadd(10);
    x.slice("1:3").assign(5);
    expect(before.tolist()).toEqual([1, 1, 1, 1]);
    expect(x.tolist()).toEqual([10, 5, 5, 10]);
  });

  test("what was written through .data is seen by operations made afterwards, and not by those before", () => {
    const x = np.ones(3);
    const before = x.mul(2);
    const view = x.data;
    view[1] = 8;
    const after = x.mul(2);
    view[1] = 100;
    expect(before.tolist()).toEqual([2, 2, 2]);
    expect(after.tolist()).toEqual([2, 16, 2]);
    expect(x.tolist()).toEqual([1, 100, 1]);
  });

  test("a view of the array shows writes in place, whichever way they are made", () => {
    const x = np.arange(6);
    const view = x.data;
    x.iadd(1);
    expect(Array.from(view)).toEqual([1, 2, 3, 4, 5, 6]);
    x.slice("::2").assign(0);
    expect(Array.from(view)).toEqual([0, 2, 0, 4, 0, 6]);
    np.multiply(x, x, { out: x });
    expect(Array.from(view)).toEqual([0, 4, 0, 16, 0, 36]);
  });

  test("memory written in another order than it is read", () => {
    const x = np.arange(7);
    x.assign(x.slice("::-1"));
    expect(x.tolist()).toEqual([6, 5, 4, 3, 2, 1, 0]);
    const y = np.arange(5);
    y.slice("1:").iadd(y.slice(":-1"));
    expect(y.tolist()).toEqual([0, 1, 3, 5, 7]);
    const m = np.arange(9).reshape(3, 3);
    m.assign(m.T);
    expect(m.tolist()).toEqual([
      [0, 3, 6],
      [1, 4, 7],
      [2, 5, 8],
    ]);
  });

  test("errors of shape and dtype come at the call and leave arrays untouched", () => {
    const x = np.arange(4, { dtype: "int32" });
    expect(() => x.add(np.zeros(3))).toThrow(np.ValueError);
    expect(() => x.iadd(np.array([0.5]))).toThrow(/same_kind/);
    expect(() => x.iadd(0.5)).toThrow(np.DTypeError);
    expect(() => x.assign(np.zeros(5, { dtype: "int32" }))).toThrow(np.ValueError);
    expect(() => x.assign(np.zeros(4))).toThrow(/same_kind/);
    expect(() => np.add(x, 1, { out: np.zeros(3, { dtype: "int32" }) })).toThrow(np.ValueError);
    expect(x.tolist()).toEqual([0, 1, 2, 3]);
  });

  test("the pending graph is bounded, in depth and in what it keeps alive", () => {
    let x = np.zeros(1000);
    for (let k = 0; k < 10_000; k++) x = x.add(1);
    expect(x.item(7)).toBe(10_000);
    const big = np.ones(4_000_000);
    const firsts = Array.from({ length: 50 }, (_v, k) => big.slice("0:4").mul(k));
    expect(firsts[49].tolist()).toEqual([49, 49, 49, 49]);
  });

  test("expressions of many arrays, in every layout, are cut where kernels would read too many", () => {
    const arrays = Array.from({ length: 60 }, (_v, k) => np.full([3, 4], k));
    const views = arrays.map((a, k) =>
      k % 3 === 0 ? a : k % 3 === 1 ? a.slice("::-1") : np.full([4, 3], k).T,
    );
    const balanced = (list: readonly np.NDArray[]): np.NDArray =>
      list.length === 1
        ? list[0]
        : balanced(list.slice(0, list.length >> 1)).add(balanced(list.slice(list.length >> 1)));
    const inARow = views.reduce((sum: np.NDArray, x) => sum.add(x), np.zeros([3, 4]));
    expect(balanced(views).sum().item()).toBe(1770 * 12);
    expect(inARow.tolist()).toEqual(np.full([3, 4], 1770).tolist());
    const out = np.zeros([3, 4]);
    np.where(balanced(views.slice(0, 16)).gt(0), balanced(views.slice(16, 32)), balanced(views.slice(32)), {
      out,
    });
    expect(out.item(2, 3)).toBe(376);
  });

  test("a chain that ends in a reduction makes no temporary", () => {
    const a = np.ones(1_000_000);
    a.item(0);
    const before = np.memory().used;
    const total = a.mul(2).add(1).sqrt().sum();
    const after = np.memory().used;
    expect(total.item()).toBeCloseTo(Math.sqrt(3) * 1e6, 3);
    expect(after - before).toBeLessThan(1_000_000);
  });

  test("ready() computes without a blocking read", async () => {
    const x = np.linspace(0, 1, 300_000);
    const y = x.mul(3).exp();
    await y.ready();
    expect(y.item(299_999)).toBeCloseTo(Math.exp(3), 10);
    const z = x.add(1);
    const [p, q] = await Promise.all([z.ready(), x.sub(1).ready()]);
    expect(p.item(0) + q.item(0)).toBe(0);
  });
});
