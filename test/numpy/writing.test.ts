/** Writing into arrays: what is written, what others keep, and what is left when it fails. */
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { ManycoreError } from "../../dist/errors.js";

/** Operations counted as pending on the memory of an array. */
const readers = (x: np.NDArray): number => x.current().source?.readers as number;
const wide = (x: np.NDArray<never> | np.NDArray): np.NDArray => x as unknown as np.NDArray;

describe("an operation that is held keeps its value when it is assigned to its own operand", () => {
  test("the whole array", () => {
    const x = np.array([1, 2]);
    const y = x.add(1);
    x.assign(y);
    expect(x.tolist()).toEqual([2, 3]);
    expect(y.tolist()).toEqual([2, 3]);
  });

  test("a view", () => {
    const x = np.array([1, 2, 5]);
    const tail = x.slice("1:");
    const y = tail.mul(2);
    tail.assign(y);
    expect(x.tolist()).toEqual([1, 4, 10]);
    expect(y.tolist()).toEqual([4, 10]);
  });

  test("an array whose view was handed out", () => {
    const x = np.array([1, 2]);
    const view = x.data;
    const y = x.add(1);
    x.assign(y);
    expect([...view]).toEqual([2, 3]);
    expect(y.tolist()).toEqual([2, 3]);
  });
});

describe("assign", () => {
  test("takes values with more axes when they are of length 1", () => {
    const x = np.zeros(3);
    x.assign(np.full([1, 1, 3], 4));
    expect(x.tolist()).toEqual([4, 4, 4]);
    x.assign(np.full([1, 3], 5), { where: [true, false, true] });
    expect(x.tolist()).toEqual([5, 4, 5]);
    expect(() => x.assign(np.ones([2, 3]))).toThrow("could not broadcast");
  });

  test("with where leaves elements alone that float64 can't hold", () => {
    const x = np.array([9007199254740993n, 0n]);
    x.assign(np.array([1n, 2n], { dtype: "uint64" }), { where: [false, true] });
    expect(x.tolist({ bigint: true })).toEqual([9007199254740993n, 2n]);
  });

  test("leaves nothing counted as pending", () => {
    const x = np.array([1]);
    np.zeros([3], { dtype: "float32" }).assign(x);
    np.zeros([3], { dtype: "float32" }).assign(x, { where: [true, false, true] });
    expect(readers(wide(x))).toBe(0);
    const a = np.ones([2, 2], { dtype: "int32" });
    a.matmul(a).tolist();
    expect(readers(wide(a))).toBe(0);
  });
});

test("a write that fails leaves the array as it was", () => {
  const x = np.array([1, 2, 3]);
  const pending = x.add(1);
  const dead = np.array([1, 1, 1]);
  dead.ensureStorage().block.poisoned = true;
  expect(() => x.iadd(dead)).toThrow(ManycoreError);
  expect(() => x.assign(x.mul(dead).add(1))).toThrow(ManycoreError);
  expect(x.tolist()).toEqual([1, 2, 3]);
  expect(pending.tolist()).toEqual([2, 3, 4]);
});

describe("a view that was handed out", () => {
  test("doesn't change comparisons of int64 with uint64 that were made before", () => {
    const x = np.array([-1n, 5n]);
    const view = x.data;
    const below = x.lt(np.array([1n, 2n], { dtype: "uint64" }));
    view[0] = 100n;
    expect(below.tolist()).toEqual([true, false]);
  });

  test("may write any byte into a mask", () => {
    const mask = np.array([true, false, true]);
    mask.data[0] = 255;
    expect(np.array([1, 2, 3]).at(mask).tolist()).toEqual([1, 3]);
  });
});

describe("what an independent review found", () => {
  test("where with a condition that isn't bool reads memory that was handed out at once", () => {
    const x = np.array([1, 0]);
    const { data } = x;
    const chosen = np.where(x, np.array([1, 1]), np.array([2, 2]));
    data[0] = 0;
    expect(chosen.tolist()).toEqual([1, 2]);
  });

  test("out takes arrays, and says so", () => {
    const typed = new Float64Array(3) as unknown as np.NDArray;
    expect(() => np.add(np.ones(3), 1, { out: typed })).toThrow(np.DTypeError);
    expect(() => np.sum(np.ones(3), { out: typed })).toThrow(np.DTypeError);
    expect(() => np.clip(np.ones(3), 0, 1, { out: typed })).toThrow(np.DTypeError);
  });

  test("operations that are over, or that failed, don't count as pending on their operands", () => {
    const x = np.array([3, 1, 2]);
    const { block } = x.ensureStorage();
    x.argmin();
    x.var();
    expect(() => x.iadd(np.zeros([2, 3]))).toThrow(np.ValueError);
    np.where(x, 1, 2).sum();
    expect(block.readers).toBe(1);
    const bases = np.array([2, 3], { dtype: "int32" });
    const exponents = np.array([2, 2], { dtype: "int32" });
    const powers = bases.pow(exponents);
    expect(powers.tolist()).toEqual([4, 9]);
    exponents.assign(1);
    expect(bases.pow(exponents).tolist()).toEqual([2, 3]);
  });

  test("an index of item() is a number", () => {
    expect(() => np.arange(3).item(1n as unknown as number)).toThrow(/bigint/);
  });
});
