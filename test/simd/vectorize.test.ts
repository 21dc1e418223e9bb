/** simd.vectorize beside the function itself, called for every element. */
import * as np from "manycore/numpy";
import * as simd from "manycore/simd";
import { describe, expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";

const { f32, f64, i32, u8 } = simd;

const lengths = [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 100, 1000];

function numbers(seed: number, n: number, low = -4, high = 4): Float64Array<ArrayBuffer> {
  const random = new Seeded(seed);
  return Float64Array.from({ length: n }, () => low + (high - low) * random.next());
}

/** Functions whose lanes part ways: by branches, loops of different lengths, early returns, labels. */
const FUNCTIONS: Readonly<Record<string, (x: number, y: number) => number>> = {
  branch: (x, y) => (x > y ? x * 2 : y / (1 + x * x)),
  chain: (x, y) => {
    if (x > 2) return x;
    else if (x > 0) return y;
    return x - y;
  },
  collatz: (x, y) => {
    let n = Math.floor(Math.abs(x) * 10) + 1;
    let steps = 0;
    while (n > 1 && steps < 50) {
      n = n % 2 === 0 ? n / 2 : 3 * n + 1;
      steps++;
    }
    return steps + y;
  },
  newton: (x, y) => {
    let root = 1;
    for (let k = 0; k < 20; k++) {
      const next = 0.5 * (root + Math.abs(x) / root);
      if (Math.abs(next - root) < 1e-12) break;
      root = next;
      if (y > 3) continue;
      root += 0;
    }
    return root;
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
  doWhile: (x, y) => {
    let k = 0;
    do k++;
    while (k < x + y);
    return k;
  },
  minifiers: (x, y) => {
    let a = 1;
    x > 0 && (a = x), y > 0 ? (a += y) : a--;
    return a++, a;
  },
};

describe("vectorize in float64", () => {
  for (const [name, fn] of Object.entries(FUNCTIONS)) {
    const compiled = simd.vectorize(fn);
    test(name, () => {
      for (const n of lengths) {
        const [x, y] = [numbers(n + 1, n), numbers(n + 2, n)];
        const expected = Array.from(x, (one, k) => fn(one, y[k] as number));
        expect(compiled(x, y).astype("float64").tolist()).toEqual(expected);
      }
    });
    test(`${name}, one value for all, and broadcasting`, () => {
      const [x, y] = [numbers(5, 12), numbers(6, 3)];
      const table = compiled(np.asarray(x).reshape(4, 1, 3), np.asarray(y)).astype("float64");
      expect(table.shape).toEqual([4, 1, 3]);
      expect(table.ravel().tolist()).toEqual(Array.from(x, (one, k) => fn(one, y[k % 3] as number)));
      expect(compiled(x, 0.5).astype("float64").tolist()).toEqual(Array.from(x, (one) => fn(one, 0.5)));
    });
  }
});

test("Math's functions, rounded to float32 after each operation", () => {
  const functions: readonly ((v: number) => number)[] = [
    (v) => Math.sqrt(v),
    (v) => Math.abs(v),
    (v) => Math.sign(v),
    (v) => Math.floor(v),
    (v) => Math.ceil(v),
    (v) => Math.trunc(v),
    (v) => Math.round(v),
  ];
  const x = Float32Array.of(
    ...numbers(9, 200, -100, 100),
    0,
    -0,
    0.5,
    -0.5,
    2.5,
    Infinity,
    -Infinity,
    Number.NaN,
  );
  for (const fn of functions)
    expect(simd.vectorize(fn)(x).tolist()).toEqual(Array.from(x, (v) => Math.fround(fn(v))));
  expect(() => simd.vectorize(Math.sqrt)(x)).toThrow(/a native or bound function, whose text can't be read/);
});

test("a signature says what is computed in and what comes out", () => {
  const saturating = simd.vectorize((a: number, b: number) => Math.min(a + b, 255), {
    signature: u8(u8, u8),
  });
  const random = new Seeded(3);
  for (const n of lengths) {
    const [a, b] = [0, 1].map(() => Uint8Array.from({ length: n }, () => Math.floor(256 * random.next())));
    const result = saturating(a as Uint8Array, b as Uint8Array);
    expect(result.dtype.name).toBe("uint8");
    expect(result.tolist()).toEqual(
      Array.from(a as Uint8Array, (x, k) => Math.min(x + (b?.[k] as number), 255)),
    );
  }
  expect(saturating.types).toEqual(["uint8,uint8->uint8"]);
  expect(() => saturating(np.asarray([1.5]), 2)).toThrow(/not supported for the input types float64/);
  expect(() => saturating(1)).toThrow(/takes from 2 to 2 positional arguments but 1 were given/);
  const [narrow, wide] = [f32(f32), f64(f64)] as const;
  const several = simd.vectorize((x: number) => x / 3, { signature: [narrow, wide] });
  expect(several(np.asarray([1], { dtype: "float32" })).dtype.name).toBe("float32");
  expect(several(np.asarray([1], { dtype: "int32" })).dtype.name).toBe("float64");
});

test("what integers are is specified: they wrap, and division gives floats", () => {
  const x = Int32Array.of(2147483647, -2147483648, 7, -7, 0);
  expect(
    simd
      .vectorize((a: number) => a + 1)(x)
      .tolist(),
  ).toEqual([-2147483648, -2147483647, 8, -6, 1]);
  expect(
    simd
      .vectorize((a: number) => a / 2)(x)
      .tolist(),
  ).toEqual(Array.from(x, (a) => a / 2));
  expect(
    simd
      .vectorize((a: number) => (a / 2) | 0)(x)
      .tolist(),
  ).toEqual(Array.from(x, (a) => (a / 2) | 0));
  expect(
    simd
      .vectorize((a: number) => Math.floor(a / 2))(x)
      .tolist(),
  ).toEqual(Array.from(x, (a) => Math.floor(a / 2)));
  expect(
    simd
      .vectorize((a: number) => (a / (a - 7)) | 0)(x)
      .tolist(),
  ).toEqual(Array.from(x, (a) => (a / ((a - 7) | 0)) | 0));
  expect(simd.vectorize((a: number) => a % 4)(x).dtype.name).toBe("int32");
  expect(
    simd
      .vectorize((a: number) => (a >>> 3) ^ (a << 5))(x)
      .tolist(),
  ).toEqual(Array.from(x, (a) => (a >>> 3) ^ (a << 5)));
});

test("fuses with np's operations, writes to out, and leaves operands alone", () => {
  const relu = simd.vectorize((v: number) => (v > 0 ? v : 0), { name: "relu" });
  const x = np.asarray(numbers(4, 1000));
  const fused = relu(x.mul(2)).add(1);
  expect(np.explain(fused)).toMatch(/3 operations fused into one kernel that reads 1 array/);
  expect(np.explain(fused)).toMatch(/relu\(/);
  x.assign(0);
  expect(fused.tolist()).toEqual(Array.from(numbers(4, 1000), (v) => Math.max(v * 2, 0) + 1));
  const out = np.zeros([3]);
  expect(relu(np.asarray([-1, 2, 3]), { out })).toBe(out);
  expect(out.tolist()).toEqual([0, 2, 3]);
  expect(relu(np.asarray([[-1, 2]]).T).tolist()).toEqual([[0], [2]]);
});

test("five arguments", () => {
  const fn = (a: number, b: number, c: number, d: number, e: number): number => (a > b ? c : d) * e;
  const args = [1, 2, 3, 4, 5].map((seed) => numbers(seed, 333));
  const expected = Array.from({ length: 333 }, (_, k) =>
    fn(...(args.map((one) => one[k]) as [number, number, number, number, number])),
  );
  expect(
    simd
      .vectorize(fn)(...args)
      .tolist(),
  ).toEqual(expected);
});

test("large arrays on the team, in this thread, and as np decides give the same", () => {
  const fn = (v: number): number => {
    let sum = 0;
    for (let k = 0; k < v * 8; k++) sum += k;
    return sum;
  };
  const x = numbers(8, 200_001, 0, 4);
  const results = [undefined, "cpu", "parallel"].map((target) =>
    simd
      .vectorize(
        fn,
        target === undefined ? {} : { target: target as "cpu" },
      )(x)
      .astype("float64"),
  );
  const expected = Array.from(x, fn);
  for (const result of results) expect(result.tolist()).toEqual(expected);
});

describe("reduce, accumulate and outer", () => {
  const hypot = (a: number, b: number): number => Math.sqrt(a * a + b * b);
  const ufunc = simd.vectorize(hypot);
  const x = np.asarray(numbers(11, 60)).reshape(3, 4, 5);
  const plain = x.tolist() as number[][][];

  test("along each axis, in order", () => {
    const rows = plain.flat();
    expect(ufunc.reduce(x, { axis: 2 }).ravel().tolist()).toEqual(rows.map((row) => row.reduce(hypot)));
    expect(ufunc.reduce(x, { axis: -1, keepdims: true }).shape).toEqual([3, 4, 1]);
    const first = plain[0]?.map((row, i) =>
      row.map((_, j) => plain.map((one) => one[i]?.[j] as number).reduce(hypot)),
    );
    expect(ufunc.reduce(x).tolist()).toEqual(first);
    expect(ufunc.reduce(x, { initial: 2 }).shape).toEqual([4, 5]);
    expect(ufunc.reduce(np.asarray([3, 4]), { initial: 12 }).item()).toBe(hypot(hypot(12, 3), 4));
    expect(ufunc.accumulate(x, { axis: 2 }).reshape(12, 5).tolist()).toEqual(
      rows.map((row) => row.map((_, k) => row.slice(0, k + 1).reduce(hypot))),
    );
  });

  test("outer", () => {
    expect(ufunc.outer([3, 5], [4, 12, 0]).tolist()).toEqual(
      [3, 5].map((a) => [4, 12, 0].map((b) => hypot(a, b))),
    );
    expect(ufunc.outer(np.ones([2, 3]), np.ones([4])).shape).toEqual([2, 3, 4]);
  });

  test("what can't be", () => {
    expect(() => ufunc.reduce(np.zeros([0]))).toThrow(
      /zero-size array to reduction operation hypot which has no identity/,
    );
    expect(() => simd.vectorize((v: number) => v).reduce([1])).toThrow(/only supported for binary functions/);
    expect(() =>
      simd.vectorize((a: number, b: number) => a - b, { signature: f32(f64, f64) }).reduce([1, 2]),
    ).toThrow(/must give the dtype that it takes/);
  });
});

test("captured numbers, functions and constant arrays", () => {
  const scale = 3;
  const table = [10, 20, 30];
  const helper = (v: number): number => {
    if (v > 2) return v * scale;
    return v;
  };
  const fn = (v: number): number => helper(v) + (table[Math.floor(v) | 0] as number);
  expect(simd.vectorize(fn)([0.5, 1.5, 2.5, 9]).tolist()).toEqual([10.5, 21.5, 37.5, 27]);
  const given = simd.vectorize((v: number) => v * factor, { constants: { factor: 4 } });
  expect(given([1, 2]).tolist()).toEqual([4, 8]);
  expect(() => simd.vectorize((v: number) => v * factor)([1])).toThrow(
    /the name factor, whose value isn't known/,
  );
});

declare const factor: number;

test("types: dtypes flow from the signature", () => {
  const fn = simd.vectorize((a: number) => a, { signature: i32(i32) });
  const result: np.NDArray<"int32"> = fn(Int32Array.of(1, 2));
  expect(result.dtype.name).toBe("int32");
});
