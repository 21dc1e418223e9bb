/** simd.vectorize's functions on arrays of the device, beside the function itself. */
import { describe, expect, test } from "vitest";
import * as cp from "../../src/cupy/index.js";
import { DTypeError, NotSupportedError, ValueError } from "../../src/errors.js";
import * as np from "../../src/numpy/index.js";
import * as simd from "../../src/simd/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";

const { f32, f64, i32 } = simd;
const { fround } = Math;

/** Exact in float32, whatever order: quarters. */
const FUNCTIONS: Readonly<Record<string, (x: number, y: number) => number>> = {
  branch: (x, y) => (x > y ? x * 2 : y - x),
  chain: (x, y) => {
    if (x > 2) return x;
    else if (x > 0) return y;
    return x - y;
  },
  loop: (x, y) => {
    let sum = y;
    for (let k = 0; k < 10; k++) {
      if (k > x) break;
      if (k % 2 === 1) continue;
      sum += k;
    }
    return sum;
  },
  nested: (x, y) => {
    let found = -1;
    outer: for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 5; j++) {
        if (i * j > x * x) {
          found = i * 10 + j;
          break outer;
        }
        if (j > y + 2) continue outer;
      }
    }
    return found;
  },
  rounding: (x, y) => Math.floor(x) + Math.round(y) * 4 + Math.trunc(x - y) + Math.min(x, y, 0),
};

function quarters(seeded: Seeded, n: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: n }, () => seeded.integer(-16, 16) / 4);
}

describe("vectorize on arrays of cupy", () => {
  skipWithout("vulkan", "swiftshader");

  test.each(Object.keys(FUNCTIONS))("%s, over seeded arrays", async (name) => {
    const fn = FUNCTIONS[name];
    const f = simd.vectorize(fn, { constants: {} });
    const seeded = new Seeded(5);
    for (const n of [1, 3, 64, 1000]) {
      const [x, y] = [quarters(seeded, n), quarters(seeded, n)];
      const got = f(cp.asarray(x), cp.asarray(y));
      expect(got).toBeInstanceOf(cp.NDArray);
      const wanted = Array.from(x, (v, k) => fn(v, y[k]));
      // A function whose literals are all whole gives int32.
      expect(await got.astype("float32").tolist()).toEqual(wanted);
    }
  });

  test("is one kernel with what is around it, and broadcasts", async () => {
    const f = simd.vectorize((x: number, y: number) => x * y + 1, { constants: {} });
    const x = cp.asarray(np.arange(6).reshape(2, 3).astype("float32"));
    const row = cp.asarray(Float32Array.from([1, 10, 100]));
    const got = f(x.add(1), row).mul(2).sum();
    // 2 ((1 + 20 + 300 + 4 + 50 + 600) + 6)
    expect(await got.item()).toBe(2 * (975 + 6));
    expect(await f(x, row).tolist()).toEqual([
      [1, 11, 201],
      [4, 41, 501],
    ]);
  });

  test("numbers take the dtype of the arrays beside them", async () => {
    const f = simd.vectorize((x: number, y: number) => x * y, { constants: {} });
    const whole = f(cp.asarray(Int32Array.from([2, 3])), 5);
    expect(whole.dtype.name).toBe("int32");
    expect(await whole.tolist()).toEqual([10, 15]);
    const third = f(cp.asarray(Float32Array.from([1, 3])), 1 / 3);
    expect(third.dtype.name).toBe("float32");
    expect(await third.tolist()).toEqual([fround(1 / 3), fround(3 * fround(1 / 3))]);
  });

  test("the device's float is float32, also for quotients of integers", async () => {
    const f = simd.vectorize((x: number, y: number) => x / y, { constants: {} });
    const got = f(cp.asarray(Int32Array.from([1, 9])), cp.asarray(Int32Array.from([4, 3])));
    expect(got.dtype.name).toBe("float32");
    expect(await got.tolist()).toEqual([0.25, 3]);
  });

  test("comparisons give bools, which select", async () => {
    const positive = simd.vectorize((x: number) => x > 0, { constants: {} });
    const x = cp.asarray(Float32Array.from([-1, 0, 2]));
    const got = positive(x);
    expect(got.dtype.name).toBe("bool");
    expect(await cp.where(got, x, 7).tolist()).toEqual([7, 7, 2]);
  });

  test("out, and the result's dtype from the signature", async () => {
    const f = simd.vectorize((x: number) => x + 1, { signature: f32(f32), constants: {} });
    const x = cp.asarray(Float32Array.from([1, 2]));
    f(x, { out: x });
    expect(await x.tolist()).toEqual([2, 3]);
    const cut = simd.vectorize((x: number) => x * 1.5, { signature: i32(f32), constants: {} });
    const whole = cut(x);
    expect(whole.dtype.name).toBe("int32");
    expect(await whole.tolist()).toEqual([3, 4]);
    const early = simd.vectorize(
      (v: number) => {
        for (let k = 0; k < 4; k++) if (k > v) return k + 0.5;
        return -v;
      },
      { signature: i32(f32), constants: {} },
    );
    const given = Float32Array.from([-7, 0.5, 2.5, 9.75, 2 ** 33 + 2 ** 12]);
    // As JavaScript's `| 0`: modulo 2**32.
    expect(await early(cp.asarray(given)).tolist()).toEqual([0, 1, 3, -9, -4096]);
  });

  test("more than three arguments", async () => {
    const f = simd.vectorize((a: number, b: number, c: number, d: number) => a + 2 * b + 3 * c + 4 * d, {
      constants: {},
    });
    const of = (v: number) => cp.asarray(Float32Array.from([v, v + 1]));
    expect(await f(of(1), of(2), of(3), 5).tolist()).toEqual([1 + 4 + 9 + 20, 2 + 6 + 12 + 20]);
  });

  test("compiled for the GPU, arrays of the host are sent there and the result stays", async () => {
    const gpu = simd.vectorize((a: number, b: number): number => a * 2 + b, { target: "gpu", constants: {} });
    const host = np.asarray(Float32Array.of(1, 2, 3));
    const result = gpu(host, Float32Array.of(10, 20, 30));
    expect(result).toBeInstanceOf(cp.NDArray);
    expect((await result.get()).tolist()).toEqual([12, 24, 36]);
    expect(await gpu(host, 0.5).tolist()).toEqual([2.5, 4.5, 6.5]);
    expect(await gpu(cp.asarray(Float32Array.of(1, 1, 1)), host).tolist()).toEqual([3, 4, 5]);
    expect(() => gpu(np.asarray(new Uint8Array(2)), 1)).toThrow(/cp\.asarray\(x, \{dtype/);
    expect(await gpu.outer(Float32Array.of(1, 2), Float32Array.of(5)).tolist()).toEqual([[7], [9]]);
    expect(() => (gpu as unknown as simd.UFunc).accumulate(host)).toThrow(NotSupportedError);
  });

  test("outer", async () => {
    const f = simd.vectorize((a: number, b: number): number => a * 10 + b, { constants: {} });
    const [a, b] = [cp.asarray(Float32Array.of(1, 2)), cp.asarray(Float32Array.of(3, 4, 5))];
    expect(await f.outer(a, b).tolist()).toEqual([
      [13, 14, 15],
      [23, 24, 25],
    ]);
  });

  test("reduce joins neighbours, in their order", async () => {
    // Associative, not commutative: the first of two that isn't zero; and one that the order doesn't change.
    const first = simd.vectorize((a: number, b: number): number => (a !== 0 ? a : b), { constants: {} });
    const most = simd.vectorize((a: number, b: number): number => (a > b ? a : b), {
      target: "gpu",
      constants: {},
    });
    const seeded = new Seeded(17);
    for (const shape of [[1], [2], [7], [64], [1000], [3, 5], [5, 3, 4]]) {
      const size = shape.reduce((n, d) => n * d, 1);
      const values = Float32Array.from({ length: size }, () =>
        seeded.next() < 0.6 ? 0 : seeded.integer(-9, 9),
      );
      const host = np.asarray(values).reshape(shape);
      for (const axis of shape.map((_, k) => k - shape.length)) {
        const options = { axis, keepdims: seeded.next() < 0.5 };
        expect(await first.reduce(cp.asarray(host), options).tolist()).toEqual(
          first.reduce(host, options).tolist(),
        );
        expect(await most.reduce(host, options).tolist()).toEqual(host.max(options).tolist());
      }
    }
    const x = cp.asarray(Float32Array.of(0, 0, 3));
    expect(await first.reduce(x, { initial: 7 }).item()).toBe(7);
    expect(() => first.reduce(cp.zeros([0]))).toThrow(/no identity/);
    expect(() => first.reduce(x, { axis: 1 })).toThrow(/axis 1 is out of bounds/);
    expect(() => (first.accumulate as (x: unknown) => unknown)(x)).toThrow(NotSupportedError);
  });

  test("refusals say what to do", () => {
    const x = cp.asarray(Float32Array.from([1, 2]));
    const add = (a: number, b: number): number => a + b;
    const f = simd.vectorize(add, { constants: {} });
    expect(() => f(x)).toThrow(ValueError);
    expect(() => (f as (...args: unknown[]) => unknown)(x, np.array([1, 2]))).toThrow(/cp\.asarray/);
    for (const target of ["cpu", "parallel"] as const)
      expect(() => simd.vectorize(add, { target, constants: {} })(x, x)).toThrow(/x\.get\(\)/);
    const wide = simd.vectorize(add, { signature: f64(f64, f64), constants: {} });
    expect(() => wide(x, x)).toThrow(/f64|float64/);
    const whole = simd.vectorize(add, { signature: i32(i32, i32), constants: {} });
    expect(() => whole(x, x)).toThrow(DTypeError);
  });

  test("more arrays than a shader binds are refused", () => {
    const f = simd.vectorize(
      (a: number, b: number, c: number, d: number, e: number, g: number, h: number, i: number) =>
        a + b + c + d + e + g + h + i,
      { constants: {} },
    );
    const of = () => cp.asarray(Float32Array.from([1]));
    expect(() => f(of(), of(), of(), of(), of(), of(), of(), of())).toThrow(/8 arrays/);
  });
});
