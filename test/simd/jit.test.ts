/** simd.jit beside the function itself. */
import * as np from "manycore/numpy";
import * as simd from "manycore/simd";
import { describe, expect, test } from "vitest";

const { f64, i32, prange } = simd;

describe("jit", () => {
  test("loops over typed arrays and ndarrays, written in place", () => {
    const fn = (x: Float64Array, out: Float64Array, n: number): void => {
      for (const i of prange(n)) {
        if ((x[i] as number) < 0) continue;
        out[i] = Math.sqrt(x[i] as number);
      }
    };
    const compiled = simd.jit(fn);
    for (const n of [0, 1, 3, 4, 17, 1000]) {
      const x = Float64Array.from({ length: n }, (_, k) => (k % 3) - 1 + k / 7);
      const [expected, out, array] = [new Float64Array(n), new Float64Array(n), np.zeros([n])];
      fn(x, expected, n);
      compiled(x, out, n);
      compiled(np.asarray(x), array, n);
      expect(out).toEqual(expected);
      expect(array.toTypedArray()).toEqual(expected);
    }
  });

  test("sums, extremes and products over rounds don't depend on threads", () => {
    const x = Float64Array.from({ length: 100_003 }, (_, k) => Math.sin(k));
    const all = (v: Float64Array, n: number): number => {
      let sum = 0;
      let most = -Infinity;
      for (const i of prange(n)) {
        sum += v[i] as number;
        most = Math.max(most, v[i] as number);
      }
      return sum + most * 1000;
    };
    const [team, one] = [simd.jit(all)(x, x.length), simd.jit(all, { target: "cpu" })(x, x.length)];
    expect(team).toBe(one);
    expect(team).toBeCloseTo(all(x, x.length), 8);
  });

  test("what is pending on an array keeps what it held", () => {
    const x = np.arange(8);
    const before = x.mul(2);
    simd.jit((v: Float64Array) => {
      for (const i of prange(v.length)) v[i] = -1;
    })(x);
    expect(before.tolist()).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
    expect(x.tolist()).toEqual(new Array(8).fill(-1));
  });

  test("views with strides are written through", () => {
    const table = np.zeros([4, 6]);
    simd.jit((v: Float64Array) => {
      for (const i of prange(v.length)) v[i] = i + 1;
    })(table.slice(1, "::2"));
    expect(table.tolist()).toEqual([
      [0, 0, 0, 0, 0, 0],
      [1, 0, 2, 0, 3, 0],
      [0, 0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0, 0],
    ]);
  });

  test("two dimensions", () => {
    const transpose = (a: number[][], out: number[][], n: number, m: number): void => {
      for (const i of prange(n))
        for (let j = 0; j < m; j++) (out[j] as number[])[i] = (a[i] as number[])[j] as number;
    };
    const a = np.arange(35).reshape(5, 7);
    const out = np.zeros([7, 5]);
    simd.jit(transpose)(a, out, 5, 7);
    expect(out.tolist()).toEqual(a.T.tolist());
  });

  test("a signature is held to", () => {
    const fn = simd.jit((x: Float64Array, n: number) => (x[n] as number) * 2, {
      signature: f64(f64.array, i32),
    });
    expect(fn(Float64Array.of(1, 2, 3), 1)).toBe(4);
    expect(fn(Float64Array.of(1, 2, 3), 99)).toBe(0);
    expect(() => fn(Float64Array.of(1), 0.5)).toThrow(/argument 2 must be i32 and is 0.5/);
    expect(() => fn(Float32Array.of(1), 0)).toThrow(
      /argument 1 must be f64 array of 1 dimension and is f32 array/,
    );
  });

  test("what rounds share is refused with its line", () => {
    const bad = simd.jit((x: Float64Array) => {
      let last = 0;
      for (const i of prange(x.length)) {
        x[i] = last;
        last = x[i] as number;
      }
    });
    expect(() => bad(new Float64Array(4))).toThrow(
      /last.*of outside, which rounds of a prange both read and write/,
    );
  });
});

describe("disassemble shows the instructions", () => {
  const vectors = (text: string): string[] => text.split("\n").map((line) => line.trim());

  test("eight or sixteen 8-bit elements in one register, added by one instruction", () => {
    const { u8 } = simd;
    const add = simd.vectorize((a: number, b: number) => Math.min(a + b, 255), { signature: u8(u8, u8) });
    expect(vectors(simd.disassemble(add))).toContain("i8x16.add_sat_u");
  });

  test("masked while, early return and branches run on lanes", () => {
    const { f32 } = simd;
    const cases: ((x: number) => number)[] = [
      (x) => (x > 0 ? x * 2 : -x / (1 - x)),
      (x) => {
        let k = 0;
        let v = x;
        while (v > 1) {
          v = v * 0.5;
          k++;
        }
        return k + v;
      },
      (x) => {
        if (x > 3) return x;
        return x * x;
      },
    ];
    for (const fn of cases) {
      const all = vectors(simd.disassemble(simd.vectorize(fn, { signature: f32(f32) })));
      // What doesn't fill a vector comes last, one element at a time.
      const text = all.slice(
        0,
        all.findIndex((line) => line.startsWith("v128.load32_zero")),
      );
      expect(text).toContain("f32x4.mul");
      expect(text.some((line) => /^f32\.(add|sub|mul|div)/.test(line))).toBe(false);
    }
  });

  test("only what was compiled", () => {
    expect(() => simd.disassemble(() => 1)).toThrow(/what simd.vectorize, simd.jit or cuda.kernel gave/);
    expect(() => simd.disassemble(simd.vectorize((x: number) => x))).toThrow(
      /hasn't been compiled for this machine yet/,
    );
  });
});
