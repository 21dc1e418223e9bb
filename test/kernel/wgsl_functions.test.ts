/** Each WGSL function against the same in float64, over floats of every size and special values. */
import { describe, expect, test } from "vitest";
import type { OpName } from "../../dist/kernel/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";
import { castProgram, runOperation, runProgram } from "./wgsl_runner.js";

/** The largest error allowed, in units of the last place of the exact result. Measured over 10.7 million floats: see README.md. */
const UNARY: Readonly<Partial<Record<OpName, { f: (x: number) => number; ulp: number }>>> = {
  exp: { f: Math.exp, ulp: 1 },
  log: { f: Math.log, ulp: 1 },
  tanh: { f: Math.tanh, ulp: 1.5 },
  sin: { f: Math.sin, ulp: 1 },
  cos: { f: Math.cos, ulp: 1 },
  tan: { f: Math.tan, ulp: 1.5 },
  sqrt: { f: Math.sqrt, ulp: 0.5 },
  floor: { f: Math.floor, ulp: 0 },
  ceil: { f: Math.ceil, ulp: 0 },
  trunc: { f: Math.trunc, ulp: 0 },
  rint: { f: roundHalfEven, ulp: 0 },
  absolute: { f: Math.abs, ulp: 0 },
  negative: { f: (x) => -x, ulp: 0 },
  sign: { f: (x) => (x === 0 ? 0 : Math.sign(x)), ulp: 0 },
};

function roundHalfEven(x: number): number {
  const r = Math.round(x);
  if (Math.abs(x) % 1 === 0.5 && r % 2 !== 0) return r - 1;
  return r === 0 && (x < 0 || Object.is(x, -0)) ? -0 : r;
}

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  NaN,
  Infinity,
  -Infinity,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  1e-45,
  -1e-45,
  1e-40,
  1.17549435e-38,
  3.4028234663852886e38,
  -3.4028234663852886e38,
  88.72283,
  88.73,
  -103.97,
  -104.1,
  16777215,
  16777216,
  8388607.5,
  0.625,
  9.02,
  1.5707964,
  Math.fround(Math.PI),
  2048.0002,
  1e10,
  1e30,
  0.1,
  100,
  -100,
];

/** Floats spread over all bit patterns, behind the special values. */
function floats(count: number): Float32Array {
  const bits = new Uint32Array(count);
  const step = Math.floor(2 ** 32 / count) | 1;
  for (let k = 0; k < count; k++) bits[k] = k * step;
  const out = new Float32Array(bits.buffer);
  out.set(SPECIAL);
  return out;
}

/** The error in units of the last place of `wanted`; Infinity where one is NaN or infinite and the other isn't it. */
function ulpError(got: number, wanted: number): number {
  const nearest = Math.fround(wanted);
  if (Object.is(got, nearest) || got === nearest)
    return Object.is(got, -0) === Object.is(nearest, -0)
      ? Number.isFinite(got)
        ? Math.abs(got - wanted) / place(wanted)
        : 0
      : Infinity;
  if (!Number.isFinite(nearest) || !Number.isFinite(got)) return Infinity;
  return Math.abs(got - wanted) / place(wanted);
}

function place(x: number): number {
  const a = Math.abs(x);
  return a < 2 ** -126 ? 2 ** -149 : 2 ** (Math.floor(Math.log2(a)) - 23);
}

describe("WGSL functions", () => {
  skipWithout("vulkan", "swiftshader");

  test.each(Object.entries(UNARY))("%s", async (name, { f, ulp }) => {
    const x = floats(300_007);
    const got = await runOperation(name as OpName, [{ dtype: "float32", data: x }], "float32");
    let worst = 0;
    let at = 0;
    for (let k = 0; k < x.length; k++) {
      const error = ulpError(got[k] as number, f(x[k]));
      if (error > worst) [worst, at] = [error, k];
    }
    expect(worst, `${name}(${x[at]}) gave ${got[at]}, ${f(x[at])} is right`).toBeLessThanOrEqual(ulp);
  });

  const random = new Seeded(3);
  const pairs = ((): [Float32Array, Float32Array] => {
    const n = 120_000;
    const bits = Uint32Array.from({ length: 2 * n }, () => random.integer(0, 2 ** 32 - 1));
    const a = new Float32Array(bits.buffer, 0, n).slice();
    const b = new Float32Array(bits.buffer, 4 * n, n).slice();
    let k = 0;
    for (const x of SPECIAL) for (const y of SPECIAL) [a[k], b[k++]] = [x, y];
    for (; k < n / 2; k++) [a[k], b[k]] = [(random.next() - 0.5) * 200, (random.next() - 0.5) * 20];
    return [a, b];
  })();

  const modulo = (x: number, y: number): number => {
    const r = x % y;
    if (Number.isNaN(r)) return r;
    if (r === 0) return y < 0 || Object.is(y, -0) ? -0 : 0;
    return r < 0 !== y < 0 ? r + y : r;
  };
  const floored = (x: number, y: number): number => {
    if (y === 0) return x / y;
    if (!Number.isFinite(x) || Number.isNaN(y)) return Number.NaN;
    const below = x < 0 !== y < 0 && x !== 0;
    if (!Number.isFinite(y)) return below ? -1 : x / y;
    const q = Math.floor(x / y);
    if (q !== 0) return q;
    return below ? -1 : x / y < 0 || Object.is(x / y, -0) ? -0 : 0;
  };
  const power = (x: number, y: number): number =>
    x === 1 || y === 0 ? 1 : x === -1 && Math.abs(y) === Infinity ? 1 : x ** y;
  const tiny = (x: number): boolean => Math.abs(x) < 2 ** -100;

  test.each([
    // What the device flushes: sums with parts below 2^-126.
    { name: "floor_divide", f: floored, ulp: 1, skip: () => false },
    { name: "divide", f: (x: number, y: number) => x / y, ulp: 0.5, skip: () => false },
    { name: "remainder", f: modulo, ulp: 0.5, skip: (x: number, y: number) => tiny(x) || tiny(y) },
    { name: "power", f: power, ulp: 1.5, skip: () => false },
  ] as const)("$name of floats", async ({ name, f, ulp, skip }) => {
    const [a, b] = pairs;
    const got = await runOperation(
      name,
      [
        { dtype: "float32", data: a },
        { dtype: "float32", data: b },
      ],
      "float32",
    );
    let worst = 0;
    let at = 0;
    for (let k = 0; k < a.length; k++) {
      if (skip(a[k], b[k])) continue;
      const error = ulpError(got[k] as number, f(a[k], b[k]));
      if (error > worst) [worst, at] = [error, k];
    }
    expect(
      worst,
      `${name}(${a[at]}, ${b[at]}) gave ${got[at]}, ${f(a[at], b[at])} is right`,
    ).toBeLessThanOrEqual(ulp);
  });

  test.each([
    ["equal", (x: number, y: number) => x === y],
    ["not_equal", (x: number, y: number) => x !== y],
    ["less", (x: number, y: number) => x < y],
    ["less_equal", (x: number, y: number) => x <= y],
    ["greater", (x: number, y: number) => x > y],
    ["greater_equal", (x: number, y: number) => x >= y],
  ] as const)("%s of floats, NaN and subnormals included", async (name, f) => {
    const [a, b] = pairs;
    const got = await runOperation(
      name,
      [
        { dtype: "float32", data: a },
        { dtype: "float32", data: b },
      ],
      "bool",
    );
    const wrong = a.findIndex((x, k) => Boolean(got[k]) !== f(x, b[k]));
    expect(wrong, `${name}(${a[wrong]}, ${b[wrong]})`).toBe(-1);
  });

  test.each(["minimum", "maximum"] as const)("%s of floats gives NaN for NaN", async (name) => {
    const [a, b] = pairs;
    const got = await runOperation(
      name,
      [
        { dtype: "float32", data: a },
        { dtype: "float32", data: b },
      ],
      "float32",
    );
    const f = name === "minimum" ? Math.min : Math.max;
    const wrong = a.findIndex(
      (x, k) => !(got[k] === f(x, b[k]) || (Number.isNaN(got[k] as number) && Number.isNaN(f(x, b[k])))),
    );
    expect(wrong, `${name}(${a[wrong]}, ${b[wrong]}) gave ${got[wrong]}`).toBe(-1);
  });

  const INTEGERS = [0, 1, -1, 2, -2, 3, 7, -7, 2 ** 31 - 1, -(2 ** 31), 65536, -65537, 46341];
  const integerPairs = ((): [Int32Array, Int32Array] => {
    const a = new Int32Array(20_000).map(() => random.integer(-(2 ** 31), 2 ** 31 - 1));
    const b = new Int32Array(20_000).map((_, k) =>
      k % 2 ? random.integer(-100, 100) : random.integer(-(2 ** 31), 2 ** 31 - 1),
    );
    let k = 0;
    for (const x of INTEGERS) for (const y of INTEGERS) [a[k], b[k++]] = [x, y];
    return [a, b];
  })();

  const floorDivide = (x: bigint, y: bigint): bigint =>
    y === 0n ? 0n : x % y !== 0n && x < 0n !== y < 0n ? x / y - 1n : x / y;
  const INTEGER_OPS: readonly [OpName, (x: bigint, y: bigint) => bigint][] = [
    ["add", (x, y) => x + y],
    ["subtract", (x, y) => x - y],
    ["multiply", (x, y) => x * y],
    ["floor_divide", floorDivide],
    ["remainder", (x, y) => (y === 0n ? 0n : x - y * floorDivide(x, y))],
    ["minimum", (x, y) => (x < y ? x : y)],
    ["maximum", (x, y) => (x > y ? x : y)],
    ["bitwise_xor", (x, y) => x ^ y],
  ];

  test.each(INTEGER_OPS)("%s of int32 and uint32", async (name, f) => {
    const [a, b] = integerPairs;
    const signed = await runOperation(
      name,
      [
        { dtype: "int32", data: a },
        { dtype: "int32", data: b },
      ],
      "int32",
    );
    const wrong = a.findIndex((x, k) => BigInt(signed[k]) !== BigInt.asIntN(32, f(BigInt(x), BigInt(b[k]))));
    expect(wrong, `${name}(${a[wrong]}, ${b[wrong]}) gave ${signed[wrong]}`).toBe(-1);
    const [u, v] = [new Uint32Array(a.buffer), new Uint32Array(b.buffer)];
    const unsigned = await runOperation(
      name,
      [
        { dtype: "uint32", data: u },
        { dtype: "uint32", data: v },
      ],
      "uint32",
    );
    const off = u.findIndex((x, k) => BigInt(unsigned[k]) !== BigInt.asUintN(32, f(BigInt(x), BigInt(v[k]))));
    expect(off, `${name}(${u[off]}, ${v[off]}) gave ${unsigned[off]}`).toBe(-1);
  });

  test("casts between floats and integers", async () => {
    const x = floats(50_000);
    x.set(
      [
        2147483520, 2147483648, -2147483648, -2147483904, 4294967040, 4294967296, -1, -0.9, 1e18, -1e18,
        9.3e18, 1.5,
      ],
      SPECIAL.length,
    );
    const toInt = new Int32Array(
      await runProgram(castProgram("float32", ["int32"]), [{ dtype: "float32", data: x }], [x.length]),
    );
    const wrong = x.findIndex(
      (v, k) =>
        toInt[k] !== (Number.isNaN(v) ? 0 : Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(v)))),
    );
    expect(wrong, `int32(${x[wrong]}) gave ${toInt[wrong]}`).toBe(-1);
    const toUint = new Uint32Array(
      await runProgram(castProgram("float32", ["uint32"]), [{ dtype: "float32", data: x }], [x.length]),
    );
    const clamped = (v: number): number => {
      if (Number.isNaN(v)) return 0;
      if (Math.abs(v) >= 2 ** 63) return v > 0 ? 2 ** 32 - 1 : 0;
      return Number(BigInt.asUintN(32, BigInt(Math.trunc(v))));
    };
    const off = x.findIndex((v, k) => toUint[k] !== clamped(v));
    expect(off, `uint32(${x[off]}) gave ${toUint[off]}`).toBe(-1);
    const [i] = integerPairs;
    i.set([16777217, 16777219, -16777217, 2147483583, 2147483584, 33554433], 1000);
    const toFloat = new Float32Array(
      await runProgram(castProgram("int32", ["float32"]), [{ dtype: "int32", data: i }], [i.length]),
    );
    expect(toFloat).toEqual(Float32Array.from(i));
    const u = new Uint32Array(i.buffer);
    const fromUint = new Float32Array(
      await runProgram(castProgram("uint32", ["float32"]), [{ dtype: "uint32", data: u }], [u.length]),
    );
    expect(fromUint).toEqual(Float32Array.from(u));
  });

  test("64-bit sums and products of integers are exact, and cast to the nearest float", async () => {
    const [i] = integerPairs;
    const sum = i.reduce((total, v) => total + BigInt(v), 0n);
    const words = await runProgram(
      castProgram("int32", ["int64"], "sum"),
      [{ dtype: "int32", data: i }],
      [i.length],
    );
    expect(new BigInt64Array(words)[0]).toBe(sum);
    const few = i.slice(-50);
    const product = await runProgram(
      castProgram("int32", ["int64"], "prod"),
      [{ dtype: "int32", data: few }],
      [few.length],
    );
    expect(new BigInt64Array(product)[0]).toBe(
      BigInt.asIntN(
        64,
        few.reduce((total, v) => total * BigInt(v), 1n),
      ),
    );
    const wide = BigInt64Array.of(
      0n,
      1n,
      -1n,
      2n ** 24n + 1n,
      2n ** 40n + 2n ** 16n,
      2n ** 40n + 2n ** 16n + 1n,
      -(2n ** 63n),
      2n ** 63n - 1n,
    );
    const data = new Uint32Array(wide.buffer);
    const floatsOf = await runProgram(
      castProgram("int64", ["float32"]),
      [{ dtype: "int64", data }],
      [wide.length],
    );
    expect([...new Float32Array(floatsOf)]).toEqual([...wide].map((v) => nearestFloat(v)));
  });
});

/** A bigint to the nearest float, halves to even, without a double on the way. */
function nearestFloat(v: bigint): number {
  const m = v < 0n ? -v : v;
  const shift = BigInt(Math.max(0, m.toString(2).length - 24));
  let kept = m >> shift;
  const rest = m - (kept << shift);
  const tie = shift === 0n ? 1n : 1n << (shift - 1n);
  if (rest > tie || (rest === tie && kept % 2n === 1n)) kept += 1n;
  return Number(kept << shift) * (v < 0n ? -1 : 1);
}
