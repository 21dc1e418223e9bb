/**
 * The vector math functions: special values, and errors measured against exact arithmetic and against `Math`, for both
 * shapes, with and without relaxed multiply-add.
 */
import { describe, expect, test } from "vitest";
import { emitPower, VECTOR_MATH } from "../../dist/kernel/wasm/math/index.js";
import { Seeded } from "../support/seeded.js";
import { ulpDistance } from "../support/ulp.js";
import { EXACT, ulpError } from "./exact_math.js";
import {
  compile,
  emitterOf,
  type Floats,
  type FunctionName,
  SHAPES,
  UNARY,
  VARIANTS,
} from "./vector_math_runner.js";

/**
 * Largest errors in units in the last place, from the exact value: a little above what sweeps of 5·10^7 points found
 * (src/kernel/wasm/math/README.md).
 */
const BOUNDS: Readonly<Record<FunctionName, Readonly<Record<"f64x2" | "f32x4", number>>>> = {
  exp: { f64x2: 1.1, f32x4: 1.1 },
  log: { f64x2: 0.9, f32x4: 0.9 },
  sin: { f64x2: 1, f32x4: 0.6 },
  cos: { f64x2: 1, f32x4: 0.6 },
  tan: { f64x2: 2.5, f32x4: 0.6 },
  tanh: { f64x2: 1.5, f32x4: 1.5 },
  power: { f64x2: 1.1, f32x4: 0.55 },
};
/** What V8's own functions may be off, where they are the reference (fdlibm: below 1; its tanh is made of expm1). */
const MATH_ERROR = { exp: 1, log: 1, sin: 1, cos: 1, tan: 1, tanh: 2.5, power: 1 } as const;

/** Fails with the case whose error is largest, if that is beyond the bound. One assertion, as there are many cases. */
function expectErrors(
  count: number,
  error: (k: number) => number,
  bound: number,
  name: (k: number) => string,
): void {
  let worst = 0;
  for (let k = 1; k < count; k++) if (!(error(k) <= error(worst))) worst = k;
  expect(error(worst), name(worst)).toBeLessThanOrEqual(bound);
}

const VARIANT_SHAPES = VARIANTS.flatMap((variant) => SHAPES.map((shape) => [shape, variant] as const));
const floats = (shape: "f64x2" | "f32x4", values: Iterable<number>): Floats =>
  shape === "f64x2" ? Float64Array.from(values) : Float32Array.from(values);
const between = (random: Seeded, low: number, high: number): number => low + (high - low) * random.next();
const signed = (random: Seeded): number => (random.next() < 0.5 ? -1 : 1);

describe.each(VARIANT_SHAPES)("%s, %s", (shape, variant) => {
  const single = shape === "f32x4";
  const precision = single ? 24 : 53;
  const run = (name: FunctionName, xs: Iterable<number>, ys?: Iterable<number>): number[] =>
    Array.from(
      compile(emitterOf(name), shape, variant)(floats(shape, xs), ys === undefined ? ys : floats(shape, ys)),
    );
  const tiny = single ? 2 ** -149 : 5e-324;
  const subnormal = single ? 2 ** -140 : 3e-310;
  const normal = single ? 2 ** -126 : 2 ** -1022;
  const max = single ? 3.4028234663852886e38 : Number.MAX_VALUE;

  function check(name: (typeof UNARY)[number], cases: readonly (readonly [number, number])[]): void {
    const got = run(
      name,
      cases.map(([x]) => x),
    );
    for (const [k, [x, want]] of cases.entries()) expect([x, got[k]]).toEqual([x, want]);
  }

  test("exp at its special values and where it overflows and underflows", () => {
    check("exp", [
      [0, 1],
      [-0, 1],
      [NaN, NaN],
      [Infinity, Infinity],
      [-Infinity, 0],
      [tiny, 1],
      [-subnormal, 1],
      [max, Infinity],
      [-max, 0],
      [single ? 88.8 : 710, Infinity],
      [single ? -104 : -745.2, 0],
    ]);
    const [top, bottom] = run("exp", single ? [88.72, -103.9] : [709.78, -745.1]);
    expect(top).toBeGreaterThan(max / 2);
    expect(top).toBeLessThanOrEqual(max);
    expect(bottom).toBe(tiny);
  });

  test("exp underflows gradually", () => {
    const xs = Array.from({ length: 400 }, (_, k) => (single ? -87 - k / 25 : -708 - k / 11)).map((x) =>
      single ? Math.fround(x) : x,
    );
    for (const [k, y] of run("exp", xs).entries())
      expect(ulpError(y, EXACT.exp(xs[k]), precision), `exp(${xs[k]}) = ${y}`).toBeLessThan(
        BOUNDS.exp[shape],
      );
  });

  test("log at its special values", () => {
    check("log", [
      [1, 0],
      [0, -Infinity],
      [-0, -Infinity],
      [-1, NaN],
      [-tiny, NaN],
      [-Infinity, NaN],
      [Infinity, Infinity],
      [NaN, NaN],
    ]);
  });

  test("log of subnormal and of the largest numbers", () => {
    const xs = [tiny, 3 * tiny, subnormal, normal - tiny, normal, max];
    for (const [k, y] of run("log", xs).entries())
      expect(ulpError(y, EXACT.log(xs[k]), precision)).toBeLessThan(BOUNDS.log[shape]);
  });

  test.each(["sin", "tan", "tanh"] as const)("%s keeps zeros' signs and tiny numbers", (name) => {
    check(
      name,
      [0, -0, tiny, -tiny, subnormal, -subnormal, normal, -normal].map((x) => [x, x] as const),
    );
    check(name, [[NaN, NaN]]);
  });

  test("sin, cos and tan of infinities are NaN; cos of tiny numbers is 1", () => {
    for (const name of ["sin", "cos", "tan"] as const)
      check(name, [
        [Infinity, NaN],
        [-Infinity, NaN],
      ]);
    check(
      "cos",
      [0, -0, tiny, -subnormal, normal].map((x) => [x, 1] as const),
    );
  });

  test("tanh reaches 1", () => {
    const big = [Infinity, max, 1e30, 100, 22, 20, 19.5];
    check(
      "tanh",
      big.flatMap((x) => [[x, 1] as const, [-x, -1] as const]),
    );
    const [almost] = run("tanh", [single ? 8 : 18]);
    expect(almost).toBeLessThan(1);
  });

  test("sin, cos and tan beyond the limit of the reduction are Math's, whatever stands beside them", () => {
    const round = (x: number): number => (single ? Math.fround(x) : x);
    for (const name of ["sin", "cos", "tan"] as const) {
      const xs = [2 ** 21, -(2 ** 30), 1e20, -1e30, max, 12345678].map(round);
      const small = [0.5, 1, 2, 3, 100, 1e5].map(round);
      const mixed = xs.flatMap((x, k) => [x, small[k]]);
      const got = run(name, mixed);
      const alone = run(name, small);
      for (const [k, x] of xs.entries()) {
        expect(got[2 * k]).toBe(round(Math[name](x)));
        expect(got[2 * k + 1]).toBe(alone[k]);
      }
    }
  });

  describe("errors from the exact value", () => {
    const random = new Seeded(20240607);
    const round = (x: number): number => (single ? Math.fround(x) : x);
    const near = (): number => {
      // Floats around multiples of π/2, where the reduction cancels most.
      const x = round(Math.ceil(random.next() * 600000) * (Math.PI / 2)) * signed(random);
      const step = 2 ** (Math.floor(Math.log2(Math.abs(x))) - precision + 1);
      return x + random.integer(-3, 3) * step;
    };
    const many = (count: number, draw: () => number): number[] =>
      Array.from({ length: count }, () => round(draw()));
    const angles = [
      ...many(150, near),
      ...many(1500, () => between(random, -10, 10)),
      ...many(100, () => signed(random) * 2 ** between(random, -60, 19.9)),
      // Hard cases of the reduction: Muller, Elementary Functions, table 11.1, and powers of ten.
      ...[6381956970095103 * 2 ** -33, 1e5, 1e6, 22, 355, 710, 103993, 104348].map(round),
    ].filter((x) => Math.abs(x) < 2 ** 20);
    const sets: Readonly<Record<(typeof UNARY)[number], readonly number[]>> = {
      exp: [
        ...many(200, () => between(random, single ? -87 : -708, single ? 88.7 : 709.7)),
        ...many(150, () => between(random, -1, 1)),
        ...many(50, () => signed(random) * 2 ** between(random, -60, 3)),
        ...many(100, () => (random.integer(-120, 120) + 0.5) * Math.LN2),
      ],
      log: [
        ...many(200, () => 2 ** between(random, single ? -126 : -1022, single ? 127 : 1023)),
        ...many(150, () => between(random, 0.5, 2)),
        ...many(100, () => 1 + signed(random) * 2 ** between(random, -22, -1)),
        ...many(50, () => Math.SQRT2 * (1 + signed(random) * 2 ** between(random, -40, -10))),
      ].filter((x) => x !== 1),
      sin: angles,
      cos: angles,
      tan: angles,
      tanh: [
        ...many(200, () => signed(random) * between(random, 0, 1)),
        ...many(100, () => between(random, -22, 22)),
        ...many(100, () => signed(random) * 2 ** between(random, -60, 0)),
      ],
    };

    test.each(UNARY)("%s", (name) => {
      const xs = sets[name];
      const got = run(name, xs);
      const errors = got.map((y, k) => ulpError(y, EXACT[name](xs[k]), precision));
      expectErrors(
        errors.length,
        (k) => errors[k],
        BOUNDS[name][shape],
        (k) => `${name}(${xs[k]}) = ${got[k]}`,
      );
    });

    test("power", () => {
      const xs = [
        ...many(150, () => 2 ** between(random, single ? -149 : -1074, single ? 127 : 1023)),
        ...many(150, () => between(random, 0.5, 2)),
        ...many(100, () => 1 + signed(random) * 2 ** between(random, -20, -2)),
      ];
      const limit = single ? 87 : 708;
      const ys = xs.map((x) => round((between(random, -1, 1) * limit) / Math.log(x)));
      const got = run("power", xs, ys);
      const errors = got.map((z, k) => ulpError(z, EXACT.power(xs[k], ys[k]), precision));
      expectErrors(
        errors.length,
        (k) => errors[k],
        BOUNDS.power[shape],
        (k) => `${xs[k]} ** ${ys[k]} = ${got[k]}`,
      );
    });
  });

  describe("errors from Math over random bits and dense ranges", () => {
    const random = new Seeded(7);
    const bits = single
      ? new Float32Array(
          Int32Array.from({ length: 20000 }, () => Number(random.bits64() & 0xffffffffn) | 0).buffer,
        )
      : new Float64Array(
          BigInt64Array.from({ length: 20000 }, () => BigInt.asIntN(64, random.bits64())).buffer,
        );
    const range: Readonly<Record<FunctionName, readonly [number, number]>> = {
      exp: single ? [-105, 90] : [-750, 712],
      log: [0, 4],
      sin: [-300, 300],
      cos: [-300, 300],
      tan: [-300, 300],
      tanh: single ? [-10, 10] : [-20, 20],
      power: [0, 20],
    };

    /** In floats between the two for f64; for f32 in units of the last place, as the reference is a double. */
    function errorOf(got: number, want: number): number {
      if (!single) return ulpDistance(got, want, "float64");
      const rounded = Math.fround(want);
      const last = Math.max(Math.floor(Math.log2(Math.abs(want))) - 23, -149);
      if (Number.isFinite(rounded) && Number.isFinite(got) && want !== 0)
        return Math.abs(got - want) / 2 ** last;
      // At the overflow threshold either neighbour is right.
      const distance = ulpDistance(got, rounded, "float32");
      return distance > 1 ? Infinity : distance / 2;
    }
    const allowed = (name: FunctionName): number =>
      single ? BOUNDS[name].f32x4 : Math.ceil(BOUNDS[name].f64x2 + MATH_ERROR[name]);

    test.each(UNARY)("%s", (name) => {
      const [low, high] = range[name];
      const xs = floats(shape, [...bits, ...Array.from({ length: 20000 }, () => between(random, low, high))]);
      const got = run(name, xs);
      const errors = got.map((y, k) => errorOf(y, Math[name](xs[k])));
      expectErrors(
        errors.length,
        (k) => errors[k],
        allowed(name),
        (k) => `${name}(${xs[k]}) = ${got[k]}`,
      );
    });

    test("power", () => {
      const xs = floats(shape, [...bits, ...Array.from({ length: 20000 }, () => between(random, -20, 20))]);
      const ys = floats(
        shape,
        Array.from(xs, (_, k) => (k % 2 === 0 ? between(random, -8, 8) : random.integer(-9, 9))),
      );
      const got = run("power", xs, ys);
      const errors = got.map((z, k) => errorOf(z, xs[k] ** ys[k]));
      expectErrors(
        errors.length,
        (k) => errors[k],
        allowed("power"),
        (k) => `${xs[k]} ** ${ys[k]} = ${got[k]}`,
      );
    });
  });

  test("power has C's special values, which are NumPy's", () => {
    const values = [0, tiny, 0.5, 1, 1.5, 2, 3, 1e5 + 0.5, max, Infinity].flatMap((x) => [x, -x]).concat(NaN);
    const pairs = values.flatMap((x) => values.map((y) => [x, y] as const));
    const got = run(
      "power",
      pairs.map(([x]) => x),
      pairs.map(([, y]) => y),
    );
    for (const [k, [x, y]] of pairs.entries()) {
      const one = x === 1 || y === 0 || (x === -1 && Math.abs(y) === Infinity);
      const want = one ? 1 : single ? Math.fround(Math.fround(x) ** Math.fround(y)) : x ** y;
      if (Number.isNaN(want) || want === 0 || !Number.isFinite(want))
        expect([x, y, got[k]]).toEqual([x, y, want]);
      else
        expect(
          ulpDistance(got[k], want, single ? "float32" : "float64"),
          `${x} ** ${y} = ${got[k]}`,
        ).toBeLessThan(2);
    }
  });

  test("power is exact where the result is a float", () => {
    const pairs: [number, number, number][] = [];
    for (let x = 2; x <= 40; x++)
      for (let y = 1, exact = BigInt(x); exact < 1n << BigInt(precision); y++, exact *= BigInt(x)) {
        pairs.push([x, y, Number(exact)], [-x, y, y % 2 === 0 ? Number(exact) : -Number(exact)]);
        pairs.push([Number(exact), 1, Number(exact)]);
      }
    for (let y = single ? -149 : -1074; y < (single ? 128 : 1024); y++)
      pairs.push([2, y, 2 ** y], [0.5, -y, 2 ** y]);
    pairs.push([9, 0.5, 3], [4, -0.5, 0.5], [16, 0.25, 2], [2.25, 1.5, 3.375]);
    const got = run(
      "power",
      pairs.map(([x]) => x),
      pairs.map(([, y]) => y),
    );
    for (const [k, [x, y, want]] of pairs.entries()) expect([x, y, got[k]]).toEqual([x, y, want]);
  });

  test("several functions in one formula don't disturb each other or their arguments", () => {
    const both = compile(
      (m, s, x, y) => {
        VECTOR_MATH.tanh(m, s, x);
        VECTOR_MATH.log(m, s, y);
        emitPower(m, s, y, x);
        VECTOR_MATH.sin(m, s, x);
        m.f.op(`${s}.mul`, `${s}.add`, `${s}.add`).get(x).op(`${s}.add`).get(y).op(`${s}.add`);
      },
      shape,
      variant,
    );
    const random = new Seeded(3);
    const xs = floats(
      shape,
      Array.from({ length: 64 }, () => between(random, -3, 3)),
    );
    const ys = floats(
      shape,
      Array.from({ length: 64 }, () => between(random, 0.1, 5)),
    );
    const [tanh, log, sin] = [run("tanh", xs), run("log", ys), run("sin", xs)];
    const power = run("power", ys, xs);
    const round = (x: number): number => (single ? Math.fround(x) : x);
    const want = Array.from(xs, (x, k) =>
      round(round(round(tanh[k] + round(log[k] + round(power[k] * sin[k]))) + x) + ys[k]),
    );
    expect(Array.from(both(xs, ys))).toEqual(want);
  });
});

test("a missing import of Math is named", () => {
  expect(() => compile((m, s, x) => VECTOR_MATH.sin({ ...m, scalar: {} }, s, x), "f64x2", "plain")).toThrow(
    "Math.sin is not among the module's imports",
  );
});
