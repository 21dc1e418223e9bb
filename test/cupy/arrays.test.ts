/** Making arrays on the GPU, bringing them back, and what is refused with a name and a way out. */
import * as cp from "manycore/cupy";
import * as np from "manycore/numpy";
import { describe, expect, test } from "vitest";
import { skipWithout } from "../support/parts.js";

describe("arrays on the GPU", () => {
  skipWithout("vulkan", "swiftshader");

  test("creation", async () => {
    expect(await cp.zeros([2, 2]).tolist()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(cp.zeros(1).dtype.name).toBe("float32");
    expect(await cp.ones(2, { dtype: "bool" }).tolist()).toEqual([true, true]);
    expect(await cp.full([3], 7n).tolist()).toEqual([7, 7, 7]);
    expect(cp.full([3], 7n).dtype.name).toBe("int32");
    expect(await cp.full_like(cp.zeros([2], { dtype: "int32" }), 3).tolist()).toEqual([3, 3]);
    expect(await cp.arange(5).tolist()).toEqual([0, 1, 2, 3, 4]);
    expect(await cp.arange(5, 0, -2, { dtype: "int32" }).tolist()).toEqual([5, 3, 1]);
    expect(await cp.linspace(0, 1, 5).tolist()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(await cp.eye(2, 3, { k: 1 }).tolist()).toEqual([
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expect(await cp.asarray([[true], [false]]).tolist()).toEqual([[true], [false]]);
    expect(await cp.asarray(2.5).item()).toBe(2.5);
    expect(() => cp.asarray([[1, 2], [3]])).toThrow(/inhomogeneous shape after 1 dimensions/);
    expect(() => cp.asarray(["a"] as never)).toThrow(/numbers, bigints or booleans, got string/);
    expect(() => cp.zeros(-1)).toThrow("negative dimensions are not allowed");
    expect(() => cp.full([2], 1.5, { dtype: "int32" })).toThrow(/fractional scalar/);
    expect(() => cp.arange(2 ** 25)).toThrow(/whole numbers up to 2\^24/);
  });

  test("from numpy and back", async () => {
    const host = np
      .asarray([
        [1, 2, 3],
        [4, 5, 6],
      ])
      .astype("float32");
    const x = cp.asarray(host.T);
    expect(x.shape).toEqual([3, 2]);
    expect((await x.get()).tolist()).toEqual(host.T.tolist());
    const mask = np.asarray([true, false, true]);
    expect((await cp.asnumpy(cp.asarray(mask))).tolist()).toEqual([true, false, true]);
    const plain = np.zeros(2);
    expect(await cp.asnumpy(plain)).toBe(plain);
    expect((await cp.zeros([0, 4]).get()).shape).toEqual([0, 4]);
    // The data is copied when the array is made.
    const source = Float32Array.of(1, 2);
    const y = cp.asarray(source);
    source[0] = 9;
    expect(await y.tolist()).toEqual([1, 2]);
    expect(await cp.asarray(new BigInt64Array([5n, -5n])).tolist()).toEqual([5, -5]);
    expect(() => cp.asarray(new BigInt64Array([0n, 2n ** 31n]))).toThrow(
      /2147483648 at position 1 doesn't fit into int32/,
    );
    expect(() => cp.asarray(new Int16Array(2))).toThrow(/cp\.asarray\(x, \{dtype: "int32"\}\)/);
    expect(await cp.asarray(new Int16Array([1, -1]), { dtype: "int32" }).tolist()).toEqual([1, -1]);
    expect(() => cp.asarray(Float32Array.of(3e9), { dtype: "int32" })).toThrow(/doesn't fit into int32/);
  });

  test("float64 is rounded, or refused", async () => {
    const x = cp.asarray(Float64Array.of(0.1));
    expect(await x.item()).toBe(Math.fround(0.1));
    expect(() => cp.asarray(new Float64Array(1), { strict: true })).toThrow(/\{strict: true\}/);
    expect(await cp.asarray([0.1]).item()).toBe(Math.fround(0.1));
  });

  test("reading elements", async () => {
    const m = cp.asarray([
      [1, 2],
      [3, 4],
    ]);
    expect(await m.item(1, 0)).toBe(3);
    expect(await m.item(-1)).toBe(4);
    expect(m.device.name).toMatch(/\w/);
    await expect(m.item()).rejects.toThrow("can only convert an array of size 1 to a scalar");
    await expect(m.item(2, 0)).rejects.toThrow("index 2 is out of bounds for axis 0 with size 2");
    expect(await m.toTypedArray()).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(`${m}`).toBe("cupy.ndarray(shape=[2, 2], dtype=float32; await x.get() for the values)");
    expect(`${m.add(1)}`).toContain("pending");
  });

  test("casts", async () => {
    const x = cp.asarray([-1.7, 2.5, 3e9, Number.NaN]);
    expect(await x.astype("int32").tolist()).toEqual([-1, 2, 2 ** 31 - 1, 0]);
    expect(await x.astype("bool").tolist()).toEqual([true, true, true, true]);
    expect(await cp.asarray([true, false]).astype("float32").tolist()).toEqual([1, 0]);
    expect(() => x.astype("float64")).toThrow(/float64 is not supported/);
    expect(() => x.astype("int64")).toThrow(/int64 is not supported on cupy/);
    expect(() => x.astype("nonsense" as never)).toThrow(/data type 'nonsense' not understood/);
  });

  test("what is not on the device says so and what to do", () => {
    const x = cp.asarray([1, 2]);
    const refused: [string, () => unknown][] = [
      ["at\\(mask\\)", () => x.at(x.gt(1) as never)],
      ["data", () => x.data],
      ["toJSON", () => JSON.stringify(x)],
    ];
    for (const [name, run] of refused) {
      expect(run, name).toThrow(cp.NotSupportedError);
      expect(run, name).toThrow(new RegExp(`^${name} is not supported on cupy\\. .*await`));
    }
  });

  test("host and device don't mix, and operators don't work", () => {
    const x = cp.asarray([1, 2]);
    const h = np.zeros(2);
    expect(() => x.add(h as never)).toThrow(/can't be mixed.*cp\.asarray\(x\).*cp\.asnumpy\(x\)/);
    expect(() => np.add(h, x as never)).toThrow(/can't be mixed/);
    expect(() => cp.where(true, x, h as never)).toThrow(/can't be mixed/);
    expect(() => x.add([1, 2] as never)).toThrow(/unsupported operand: a list/);
    expect(() => (x as never as number) + 1).toThrow(/\.add\(b\)/);
    expect(() => x.add(cp.asarray(Int32Array.of(1, 2))).lt(cp.asarray(Int32Array.of(1, 2)))).toThrow(
      /NumPy compares in float64/,
    );
  });
});
