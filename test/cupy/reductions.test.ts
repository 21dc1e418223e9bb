/** Whole-array reductions on the GPU, fused with what is pending under them, beside exact sums and `manycore/numpy`. */
import * as cp from "manycore/cupy";
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";

const SIZES = [1, 63, 64, 65, 1000, 70_000];

describe("reductions", () => {
  skipWithout("vulkan", "swiftshader");
  const random = new Seeded(8);

  test.each(SIZES)("of %i floats", async (n) => {
    const values = Float32Array.from({ length: n }, () => (random.next() - 0.3) * 100);
    const x = cp.asarray(values);
    const exact = values.reduce((sum, v) => sum + v, 0);
    const mean = exact / n;
    const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
    const near = (ulps: number, wanted: number) => ulps * 2 ** -23 * Math.abs(wanted);
    expect(Math.abs((await x.sum().item()) - exact)).toBeLessThanOrEqual(near(1, exact));
    expect(Math.abs((await x.mean().item()) - mean)).toBeLessThanOrEqual(near(2, mean));
    // Distances from a rounded mean are rounded themselves.
    expect(Math.abs((await x.var().item()) - variance)).toBeLessThanOrEqual(near(4, variance) + 1e-9);
    expect(Math.abs((await x.std().item()) - Math.sqrt(variance))).toBeLessThanOrEqual(
      near(4, Math.sqrt(variance)) + 1e-9,
    );
    expect(await x.min().item()).toBe(Math.min(...values));
    expect(await x.max().item()).toBe(Math.max(...values));
    expect(await x.gt(0).any().item()).toBe(values.some((v) => v > 0));
    expect(await x.gt(0).all().item()).toBe(values.every((v) => v > 0));
    const fused = values.reduce((sum, v) => sum + Math.sqrt(Math.fround(Math.fround(v * v) + 1)), 0);
    expect(Math.abs((await x.mul(x).add(1).sqrt().sum().item()) - fused)).toBeLessThanOrEqual(near(2, fused));
  });

  test.each(SIZES)("of %i integers, exact in 64 bits", async (n) => {
    const values = Int32Array.from({ length: n }, () => random.integer(-(2 ** 31), 2 ** 31 - 1));
    const x = cp.asarray(values);
    const exact = values.reduce((sum, v) => sum + BigInt(v), 0n);
    const sum = x.sum();
    expect(sum.dtype.name).toBe("int64");
    expect(await sum.item({ bigint: true })).toBe(exact);
    expect((await sum.get()).dtype.name).toBe("int64");
    expect(await x.prod().item({ bigint: true })).toBe(
      BigInt.asIntN(
        64,
        values.reduce((p, v) => BigInt.asIntN(64, p * BigInt(v)), 1n),
      ),
    );
    expect(await x.mean().item()).toBeCloseTo(Number(exact) / n, -3);
    expect(await x.min().item()).toBe(values.reduce((a, b) => Math.min(a, b)));
    const u = cp.asarray(new Uint32Array(values.buffer));
    expect(u.sum().dtype.name).toBe("uint64");
    expect(await u.sum().item({ bigint: true })).toBe(
      new Uint32Array(values.buffer).reduce((s, v) => s + BigInt(v), 0n),
    );
    expect(await x.gt(0).sum().item()).toBe(values.filter((v) => v > 0).length);
  });

  test("an integer sum is read or cast, nothing else", async () => {
    const x = cp.asarray(Int32Array.of(2 ** 31 - 1, 2 ** 31 - 1, 5));
    const sum = x.sum();
    expect(await sum.item()).toBe(4294967299);
    expect(await sum.astype("float32").item()).toBe(4294967296);
    expect(await sum.div(2).item()).toBe(2147483648);
    expect(() => sum.add(sum)).toThrow(/64-bit integers on the device can only be read and cast/);
    expect(await x.sum({ dtype: "int32" }).item()).toBe(3);
    expect(() => x.sum({ dtype: "float64" })).toThrow(/float64 is not supported/);
    const huge = cp.full(2, 2 ** 30, { dtype: "int32" }).prod();
    await expect(huge.item()).rejects.toThrow(/beyond 2\^53/);
    expect(await huge.item({ bigint: true })).toBe(2n ** 60n);
  });

  test("NaN and infinities", async () => {
    const x = cp.asarray([1, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(await x.sum().item()).toBeNaN();
    expect(await x.max().item()).toBeNaN();
    expect(await cp.asarray([1, Number.POSITIVE_INFINITY]).sum().item()).toBe(Number.POSITIVE_INFINITY);
    expect(await cp.asarray([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]).sum().item()).toBeNaN();
    expect(await cp.asarray([3e38, 3e38]).sum().item()).toBe(Number.POSITIVE_INFINITY);
    expect(await cp.asarray([Number.NaN, 0]).any().item()).toBe(true);
  });

  test("empty arrays", async () => {
    const none = cp.zeros(0);
    expect(await none.sum().item()).toBe(0);
    expect(await none.prod().item()).toBe(1);
    expect(await none.any().item()).toBe(false);
    expect(await none.all().item()).toBe(true);
    expect(await none.mean().item()).toBeNaN();
    expect(() => none.min()).toThrow("zero-size array to reduction operation minimum which has no identity");
  });

  test("axis, keepdims and out", async () => {
    const m = cp.asarray([
      [1, 2],
      [3, 4],
    ]);
    expect((await m.sum({ keepdims: true }).get()).shape).toEqual([1, 1]);
    expect(await m.sub(m.mean({ keepdims: true })).tolist()).toEqual([
      [-1.5, -0.5],
      [0.5, 1.5],
    ]);
    expect(await m.sum({ axis: [0, 1] }).item()).toBe(10);
    expect(await m.sum({ axis: null }).item()).toBe(10);
    expect(await m.sum({ axis: 0 }).tolist()).toEqual([4, 6]);
    expect(await m.max({ axis: -1, keepdims: true }).tolist()).toEqual([[2], [4]]);
    expect(await cp.zeros([3, 0]).sum({ axis: 1 }).tolist()).toEqual([0, 0, 0]);
    expect(await cp.zeros([0, 3]).min({ axis: 1 }).tolist()).toEqual([]);
    expect(() => cp.zeros([3, 0]).min({ axis: 1 })).toThrow(/zero-size array to reduction operation minimum/);
    expect(() => cp.sum(m, { axis: 0, out: cp.zeros([2, 2]) })).toThrow(/output parameter/);
    const row = cp.zeros([2, 2]);
    cp.sum(m, { axis: 1, out: row.slice(1) as never });
    expect(await row.tolist()).toEqual([
      [0, 0],
      [3, 7],
    ]);
    expect(() => m.sum({ axis: 2 })).toThrow("axis 2 is out of bounds for array of dimension 2");
    const out = cp.zeros([]);
    expect(cp.sum(m, { out })).toBe(out);
    expect(await out.item()).toBe(10);
    expect(await cp.var(m, { ddof: 1 }).item()).toBeCloseTo(5 / 3, 6);
  });

  test("the same least squares as manycore/numpy", async () => {
    const n = 10_000;
    const distance = Float32Array.from({ length: n }, () => random.integer(50, 2500));
    const delay = distance.map((d) => d * 0.01 - 5 + random.integer(-20, 20));
    const slopeOf = (x: cp.NDArray, y: cp.NDArray) => {
      const dx = x.sub(x.mean());
      return dx.mul(y.sub(y.mean())).sum().div(dx.square().sum());
    };
    const slope = Number(await slopeOf(cp.asarray(distance), cp.asarray(delay)).item());
    const [hx, hy] = [np.asarray(distance).astype("float64"), np.asarray(delay).astype("float64")];
    const dx = hx.sub(hx.mean());
    const wanted = Number(dx.mul(hy.sub(hy.mean())).sum().item()) / Number(dx.square().sum().item());
    expect(Math.abs(slope - wanted) / Math.abs(wanted)).toBeLessThan(1e-5);
  });
});
