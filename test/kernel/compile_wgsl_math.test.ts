/** Math's functions on the device against JavaScript's in float64: the largest errors, in units of the last place. */
import { describe, expect, test } from "vitest";
import { compileFunction } from "../../src/kernel/compile/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";
import { runScalar } from "./compile_wgsl_runner.js";

const N = 60_000;
const SMALLEST_NORMAL = 2 ** -126;
const SPECIAL = [
  ...[
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    2,
    -2,
    8,
    27,
    1000,
    1e10,
    NaN,
    Infinity,
    -Infinity,
    1e-30,
    -1e-30,
    3.4e38,
    -3.4e38,
  ],
  ...[
    88.72,
    88.73,
    89,
    89.41,
    -88.72,
    -104,
    0.99999994,
    -0.99999994,
    1.0000001,
    4096,
    0.41421357,
    2.4142137,
    2 ** -20,
  ],
];

/** Special values, numbers about 1, about 100, and of all sizes; none that is subnormal. */
function floats(random: Seeded): Float32Array {
  const bits = new DataView(new ArrayBuffer(4));
  return Float32Array.from({ length: N }, (_, k) => {
    if (k < SPECIAL.length * SPECIAL.length) return SPECIAL[k % SPECIAL.length];
    const x = random.next() * 2 - 1;
    if (k % 3 === 0) return x * 1.5;
    if (k % 3 === 1) return x * 100;
    bits.setUint32(0, random.integer(0, 2 ** 32 - 1));
    const any = bits.getFloat32(0);
    return Math.abs(any) < SMALLEST_NORMAL ? 0 : any;
  });
}

function ulps(got: number, wanted: number): number {
  const nearest = Math.fround(wanted);
  if (Object.is(got, nearest)) return 0;
  // Below the normal floats a device may give zero.
  if (Math.abs(nearest) < SMALLEST_NORMAL && nearest !== 0)
    return Math.abs(got - nearest) <= SMALLEST_NORMAL ? 0 : Infinity;
  if (!Number.isFinite(nearest) || !Number.isFinite(got) || nearest === 0) return Infinity;
  return Math.abs(got - wanted) / 2 ** (Math.floor(Math.log2(Math.abs(wanted))) - 23);
}

type Unary = (x: number) => number;
type Binary = (x: number, y: number) => number;

describe("Math on the device", () => {
  skipWithout("vulkan", "swiftshader");

  test.each<readonly [string, Unary, number]>([
    ["sin", (x) => Math.sin(x), 1],
    ["cos", (x) => Math.cos(x), 1],
    ["tan", (x) => Math.tan(x), 1.5],
    ["asin", (x) => Math.asin(x), 2.5],
    ["acos", (x) => Math.acos(x), 2],
    ["atan", (x) => Math.atan(x), 2],
    ["exp", (x) => Math.exp(x), 1],
    ["expm1", (x) => Math.expm1(x), 2],
    ["log", (x) => Math.log(x), 1],
    ["log1p", (x) => Math.log1p(x), 2],
    ["log2", (x) => Math.log2(x), 1],
    ["log10", (x) => Math.log10(x), 1],
    ["cbrt", (x) => Math.cbrt(x), 1],
    ["sinh", (x) => Math.sinh(x), 3],
    ["cosh", (x) => Math.cosh(x), 3],
    ["tanh", (x) => Math.tanh(x), 1.5],
    ["asinh", (x) => Math.asinh(x), 3],
    ["acosh", (x) => Math.acosh(x), 3],
    ["atanh", (x) => Math.atanh(x), 3],
  ])("%s", async (name, fn, bound) => {
    const program = compileFunction(fn, { form: "scalar", parameters: [{ kind: "scalar", type: "f32" }] });
    const x = floats(new Seeded(7));
    const got = await runScalar(program, [x]);
    let worst = 0;
    let at = 0;
    for (let k = 0; k < N; k++) {
      const error = ulps(got[k], fn(x[k]));
      if (error > worst) [worst, at] = [error, k];
    }
    if (process.env.SHOW_ERRORS) console.log(name, worst.toFixed(2));
    expect(worst, `${name}(${x[at]}) gave ${got[at]}, ${fn(x[at])} is right`).toBeLessThanOrEqual(bound);
  });

  test.each<readonly [string, Binary, number]>([
    ["pow", (x, y) => x ** y, 1.5],
    ["atan2", (x, y) => Math.atan2(x, y), 2.5],
    ["hypot", (x, y) => Math.hypot(x, y), 2],
  ])("%s", async (name, fn, bound) => {
    const parameter = { kind: "scalar", type: "f32" } as const;
    const program = compileFunction(fn, { form: "scalar", parameters: [parameter, parameter] });
    const [x, y] = [floats(new Seeded(8)), floats(new Seeded(9))];
    const count = SPECIAL.length;
    for (let k = 0; k < count * count; k++) y[k] = SPECIAL[Math.floor(k / count)];
    const got = await runScalar(program, [x, y]);
    let worst = 0;
    let at = 0;
    for (let k = 0; k < N; k++) {
      const error = ulps(got[k], fn(x[k], y[k]));
      if (error > worst) [worst, at] = [error, k];
    }
    if (process.env.SHOW_ERRORS) console.log(name, worst.toFixed(2));
    const shown = `${name}(${x[at]}, ${y[at]}) gave ${got[at]}, ${fn(x[at], y[at])} is right`;
    expect(worst, shown).toBeLessThanOrEqual(bound);
  });
});
