/** ReductionKernel beside np over axes, seeded. */
import { describe, expect, test } from "vitest";
import * as cp from "../../src/cupy/index.js";
import * as np from "../../src/numpy/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";

describe("ReductionKernel", () => {
  skipWithout("vulkan", "swiftshader");

  test("sums squares over any axes like np", async () => {
    const seeded = new Seeded(72);
    const squares = cp.ReductionKernel("T x", "T y", "x * x", "a + b", "y = a", "0", "squares");
    for (let round = 0; round < 25; round++) {
      const shape = Array.from({ length: seeded.integer(1, 3) }, () =>
        seeded.integer(0, round % 5 === 0 ? 90 : 5),
      );
      const n = shape.reduce((a, b) => a * b, 1);
      const host = np
        .asarray(
          Array.from({ length: n }, () => seeded.integer(-3, 3)),
          { dtype: "float32" },
        )
        .reshape(shape);
      const axis = seeded.chance(3) ? null : seeded.integer(-shape.length, shape.length - 1);
      const keepdims = seeded.chance(2);
      // Whole numbers: exact in float32 in every order.
      const expected = np.sum(host.mul(host), { axis, keepdims });
      const got = await squares(cp.asarray(host), { axis, keepdims }).get();
      expect(got.shape).toEqual(expected.shape);
      expect(got.tolist()).toEqual(expected.tolist());
    }
  });

  test("two arguments, a scalar, a post expression, out", async () => {
    const distance = cp.ReductionKernel(
      "T x, T y, T w",
      "T z",
      "w * (x - y) * (x - y)",
      "a + b",
      "z = sqrt(a)",
      0,
      "distance",
    );
    const x = cp.asarray([
      [3, 4],
      [6, 8],
    ]);
    expect(await distance(x, cp.asarray([0, 0]), 4, { axis: 1 }).tolist()).toEqual([10, 20]);
    const out = cp.zeros(2);
    expect(distance(x, 0, 1, { axis: -1, out })).toBe(out);
    expect(await out.add(1).tolist()).toEqual([6, 11]);
    expect(() => distance(x, 0, 1, { out })).toThrow(cp.ValueError);
    expect(() => distance(x, 0, 1, { axis: 2 })).toThrow(cp.AxisError);
  });

  test("bools and integers; no identity", async () => {
    const largest = cp.ReductionKernel("T x", "T y", "x", "max(a, b)", "y = a", null, "largest");
    const values = np.asarray([5, -7, 3, 9, 2, 9], { dtype: "int32" }).reshape([2, 3]);
    expect(await largest(cp.asarray(values), { axis: 0 }).tolist()).toEqual(
      np.max(values, { axis: 0 }).tolist(),
    );
    expect(() => largest(cp.zeros(0))).toThrow(/no identity/);
    const every = cp.ReductionKernel("float32 x", "bool p", "x > 0", "a && b", "p = a", "true", "every");
    expect(await every(cp.arange(200)).item()).toBe(false);
    expect(await every(cp.arange(200).add(1)).item()).toBe(true);
    expect(await every(cp.zeros(0)).item()).toBe(true);
  });

  test("an expression that doesn't compile is an error", async () => {
    const bad = cp.ReductionKernel("T x", "T y", "x", "a + c", "y = a", "0", "bad");
    await expect(bad(cp.ones(3)).item()).rejects.toThrow(/bad .*unresolved value 'c'/);
  });
});
