/** ElementwiseKernel beside np, over seeded shapes; its rules and its errors. */
import { describe, expect, test } from "vitest";
import * as cp from "../../src/cupy/index.js";
import { openGpu } from "../../src/kernel/wgsl/index.js";
import * as np from "../../src/numpy/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";

describe("ElementwiseKernel", () => {
  skipWithout("vulkan", "swiftshader");

  test("broadcasts like np, over seeded shapes and dtypes", async () => {
    const seeded = new Seeded(71);
    const kernel = cp.ElementwiseKernel("T x, T y", "T z", "z = (x - y) * (x - y);", "squared_diff");
    expect(kernel.name).toBe("squared_diff");
    for (let round = 0; round < 25; round++) {
      const dtype = (["float32", "int32", "uint32"] as const)[round % 3] as "float32";
      const full = Array.from({ length: seeded.integer(0, 3) }, () => seeded.integer(0, 6));
      const some = (): number[] => {
        const shape = full.map((n) => (seeded.chance(3) ? 1 : n));
        return shape.slice(seeded.chance(4) ? seeded.integer(0, shape.length) : 0);
      };
      const make = (shape: number[]) => {
        const n = shape.reduce((a, b) => a * b, 1);
        return np
          .asarray(
            Array.from({ length: n }, () => seeded.integer(0, 100)),
            { dtype },
          )
          .reshape(shape);
      };
      const [a, b] = [make(some()), make(some())];
      const difference = a.sub(b);
      const expected = difference.mul(difference);
      const got = await kernel(cp.asarray(a), cp.asarray(b)).get();
      expect(got.shape).toEqual(expected.shape);
      expect(got.dtype.name).toBe(dtype);
      expect(got.tolist()).toEqual(expected.tolist());
    }
  });

  test("scalars take the arrays' dtype, and pending operands are computed first", async () => {
    const axpy = cp.ElementwiseKernel("T a, T x, T y", "T z", "z = a * x + y", "axpy");
    const x = cp.arange(5).mul(2);
    expect(await axpy(3, x, x.add(1)).sum().item()).toBe(20 * 4 + 5);
    expect(await axpy(3, cp.arange(3, { dtype: "int32" }), 2).tolist()).toEqual([2, 5, 8]);
    expect(await axpy(2, 3, 4).item()).toBe(10);
    expect(() => axpy(0.5, cp.arange(3, { dtype: "int32" }), 2)).toThrow(cp.DTypeError);
    expect(() => axpy(1, cp.arange(3), cp.arange(3, { dtype: "int32" }))).toThrow(
      /mismatched: y is float32 \(T\), got int32/,
    );
  });

  test("several results, bools, a preamble, continue", async () => {
    const split = cp.ElementwiseKernel(
      "float32 x",
      "float32 whole, bool negative",
      "whole = cut(x); negative = x < 0.0; if (negative) { continue; } whole += 100.0;",
      "split",
      { preamble: "fn cut(x: f32) -> f32 { return trunc(x); }" },
    );
    const [whole, negative] = split(cp.asarray([1.5, -2.5])) as [cp.NDArray, cp.NDArray];
    expect(await whole.tolist()).toEqual([101, -2]);
    expect(await negative.tolist()).toEqual([false, true]);
    expect(await cp.ElementwiseKernel("bool p", "bool q", "q = !p")(negative).tolist()).toEqual([
      true,
      false,
    ]);
  });

  test("raw parameters are indexed by the body", async () => {
    const reverse = cp.ElementwiseKernel("T x, raw T y", "T z", "z = x + y[_ind_size - i - 1u];", "reverse");
    expect(await reverse(cp.arange(5), cp.arange(5).mul(10)).tolist()).toEqual([40, 31, 22, 13, 4]);
    const fill = cp.ElementwiseKernel("raw int32 x", "raw int32 y", "y[2u * i] = x[i];", "fill");
    const y = cp.full([6], 7n);
    expect(fill(cp.arange(3, { dtype: "int32" }), y, { size: 3 })).toBe(y);
    expect(await y.tolist()).toEqual([0, 7, 1, 7, 2, 7]);
    expect(() => fill(cp.arange(3, { dtype: "int32" }), y)).toThrow(/\{size: n\}/);
    expect(() => fill(cp.arange(3, { dtype: "int32" }), { size: 3 })).toThrow(/needs an array/);
  });

  test("an array for the result keeps its old value for the body; earlier readers keep theirs", async () => {
    const accumulate = cp.ElementwiseKernel("float32 x", "float32 y", "y += x", "accumulate");
    const y = cp.asarray([1, 2, 3]);
    const before = y.mul(10);
    const copy = y.copy();
    expect(accumulate(1, y)).toBe(y);
    accumulate(cp.asarray([5]), y);
    expect(await y.tolist()).toEqual([7, 8, 9]);
    expect(await before.tolist()).toEqual([10, 20, 30]);
    expect(await copy.tolist()).toEqual([1, 2, 3]);
    expect(() => accumulate(cp.ones(4), y)).toThrow(cp.ValueError);
    expect(() => accumulate(1, cp.zeros(3, { dtype: "int32" }))).toThrow(cp.DTypeError);
  });

  test("more elements than one round of workgroups", async () => {
    const n = 64 * 65535 + 77;
    const twice = cp.ElementwiseKernel("float32 x", "float32 y", "y = x + 1.0;");
    expect(await twice(cp.zeros(n)).sum().item()).toBe(n);
  });

  test("what the device can't bind is refused by name", async () => {
    const gpu = await openGpu();
    const { inputLimit, bindingBytes } = gpu;
    const add = cp.ElementwiseKernel("T x, T y", "T z", "z = x + y", "add");
    try {
      gpu.inputLimit = 2;
      await expect(add(cp.ones(3), cp.ones(3)).ready()).rejects.toThrow(/add with 4 storage buffers/);
      gpu.inputLimit = inputLimit;
      gpu.bindingBytes = 256;
      await expect(add(cp.ones(65), 1).ready()).rejects.toThrow(/add on an array of 260 bytes/);
    } finally {
      Object.assign(gpu, { inputLimit, bindingBytes });
    }
    expect(await add(cp.ones(2), cp.ones(2)).tolist()).toEqual([2, 2]);
  });

  test("declarations that don't parse", () => {
    expect(() => cp.ElementwiseKernel("float32", "float32 z", "")).toThrow(/declares no parameter/);
    expect(() => cp.ElementwiseKernel("float64 x", "float32 z", "")).toThrow(cp.NotSupportedError);
    expect(() => cp.ElementwiseKernel("float32 x", "float32 x", "")).toThrow(/twice/);
    expect(() => cp.ElementwiseKernel("float32 i", "float32 x", "")).toThrow(/taken/);
    expect(() => cp.ElementwiseKernel("T x", "T y", "y = x; return;")).toThrow(/continue/);
    expect(() => cp.ElementwiseKernel("T x", "U y", "y = 1")(cp.ones(1))).toThrow(/which dtype U/);
    expect(() => cp.ElementwiseKernel("T x", "T y", "y = x")(np.ones(1) as never)).toThrow(/cp.asarray/);
  });

  test("a body that doesn't compile is an error with its line, and the device goes on", async () => {
    const bad = cp.ElementwiseKernel("T x", "T y", "let twice = x + x;\ny = twise;", "bad");
    const error = await bad(cp.ones(3))
      .tolist()
      .then(
        () => null,
        (e: unknown) => e as Error,
      );
    expect(error?.name).toBe("CompileError");
    expect(error).toMatchObject({ line: 2 });
    expect(error?.message).toMatch(/twise.*y = twise/);
    expect(await cp.ones(3).add(1).tolist()).toEqual([2, 2, 2]);
  });
});
