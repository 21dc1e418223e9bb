/** Creation at the limits of dtypes and shapes. */
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { DTypeError, IndexError, ValueError } from "../../dist/errors.js";

describe("arange", () => {
  test("counts on beyond 2^53 in 64-bit integers", () => {
    expect(np.arange(2 ** 53, 2 ** 53 + 4, 1, { dtype: "int64" }).tolist({ bigint: true })).toEqual([
      9007199254740992n,
      9007199254740993n,
      9007199254740994n,
      9007199254740995n,
    ]);
  });

  test("makes at most two bools", () => {
    expect(np.arange(0, 2, 1, { dtype: "bool" }).tolist()).toEqual([false, true]);
    expect(() => np.arange(0, 5, 1, { dtype: "bool" })).toThrow(DTypeError);
  });
});

test("linspace makes bools of truth, and integers by floor", () => {
  const bools = np.linspace(0, 1, 5, { dtype: "bool" });
  expect([...bools.data]).toEqual([0, 1, 1, 1, 1]);
  expect([...np.linspace(0, 3, 4, { dtype: "bool" }).data]).toEqual([0, 1, 1, 1]);
  expect(np.linspace(-1, 1, 4, { dtype: "int64" }).tolist()).toEqual([-1, -1, 0, 1]);
  const cast = np.array([Number.NaN, 1]).astype("int64").tolist({ bigint: true });
  expect(np.linspace(Number.NaN, 1, 2, { dtype: "int64" }).tolist({ bigint: true })).toEqual(cast);
});

test("eye takes whole diagonals only", () => {
  expect(np.eye(2, 3, { k: 1 }).tolist()).toEqual([
    [0, 1, 0],
    [0, 0, 1],
  ]);
  expect(() => np.eye(3, 3, { k: 0.5 })).toThrow(ValueError);
});

test("full takes lists for any dtype, as array does", () => {
  expect(np.full([2, 2], [1, 2], { dtype: "int32" }).tolist()).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

test("an index gives no more than 64 axes", () => {
  expect(() => np.ones(new Array<number>(64).fill(1)).slice(null)).toThrow(IndexError);
});

test("an axis that is no number is a DTypeError", () => {
  expect(() => np.ones(3).sum({ axis: "0" as unknown as number })).toThrow(DTypeError);
});

describe("rounding", () => {
  test("bools become float32, and have no decimals", () => {
    const rounded = np.round(np.array([true, false]));
    expect(rounded.dtype.name).toBe("float32");
    expect(rounded.tolist()).toEqual([1, 0]);
    expect(() => np.round(np.array([true]), 1)).toThrow(DTypeError);
  });

  test("by a fractional number of decimals is a ValueError", () => {
    expect(() => np.round(np.ones(2), 1.5)).toThrow(ValueError);
  });
});

test("products of stacks over an axis of length 0 are zeros", () => {
  const product = np.dot(np.zeros([2, 3, 0]), np.zeros([4, 0, 5]));
  expect(product.shape).toEqual([2, 3, 4, 5]);
  expect(product.sum().item()).toBe(0);
});
