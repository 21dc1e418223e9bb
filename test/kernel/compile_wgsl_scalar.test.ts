/** Functions of numbers on the device against the same as JavaScript. */
import { describe, expect, test } from "vitest";
import { NotSupportedError } from "../../src/errors.js";
import { type CompileRequest, compileFunction, f32, i32, u32 } from "../../src/kernel/compile/index.js";
import { jsFunction } from "../../src/kernel/compile/js/index.js";
import { wgslFunctions } from "../../src/kernel/compile/wgsl/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";
import { type DeviceData, runScalar } from "./compile_wgsl_runner.js";

type Type = "f32" | "i32" | "u32" | "bool";
type Fn = (...args: never[]) => unknown;

const N = 2048;
const SMALLEST_NORMAL = 2 ** -126;

const SPECIAL: Readonly<Record<Type, readonly number[]>> = {
  f32: [
    ...[0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.49999997, -0.49999997, 8388607.5, -8388607.5, 3, -7],
    ...[NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31), 2 ** 32, -(2 ** 32), 4294967040, 2 ** 53, 1e30, 1e-30],
    ...[2147483520, -2147483520, 1e10, -1e10, 3.4028234663852886e38, 1.1754943508222875e-38],
  ],
  i32: [0, 1, -1, 2, -2, 3, 7, -7, 31, 32, 33, -31, 65535, 2 ** 24 + 1, 2 ** 31 - 1, -(2 ** 31)],
  u32: [0, 1, 2, 3, 7, 31, 32, 33, 65535, 2 ** 24 + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1],
  bool: [0, 1],
};

/** Every pair of special values, then random ones: half of all bits, half small. */
function valuesOf(type: Type, at: number, random: Seeded): DeviceData {
  const special = SPECIAL[type];
  const count = special.length;
  const whole = (k: number): number => {
    if (k < count * count) return special[at === 0 ? k % count : Math.floor(k / count)];
    if (type === "bool") return random.integer(0, 1);
    return random.chance(0.5) ? random.integer(-20, 20) : random.integer(-(2 ** 31), 2 ** 31 - 1);
  };
  if (type === "i32") return Int32Array.from({ length: N }, (_, k) => whole(k));
  if (type !== "f32") return Uint32Array.from({ length: N }, (_, k) => whole(k) >>> 0);
  const bits = new DataView(new ArrayBuffer(4));
  return Float32Array.from({ length: N }, (_, k) => {
    if (k < count * count) return whole(k);
    if (random.chance(0.5)) return (random.next() - 0.5) * 40;
    bits.setUint32(0, random.integer(0, 2 ** 32 - 1));
    const x = bits.getFloat32(0);
    return Math.abs(x) < SMALLEST_NORMAL ? 0 : x;
  });
}

/** Units in the last place between two floats; values that the device may take for zero are zero. */
function ulps(got: number, wanted: number): number {
  if (Object.is(got, wanted) || (Number.isNaN(got) && Number.isNaN(wanted))) return 0;
  if (Math.abs(wanted) < SMALLEST_NORMAL && Math.abs(got) < SMALLEST_NORMAL)
    return wanted === 0 && got === 0 ? Infinity : 0;
  if (!Number.isFinite(wanted) || !Number.isFinite(got)) return Infinity;
  return Math.abs(got - wanted) / 2 ** (Math.floor(Math.log2(Math.abs(wanted) || SMALLEST_NORMAL)) - 23);
}

function compile(fn: Fn, types: readonly Type[], more: Partial<CompileRequest> = {}) {
  const parameters = types.map((type) => ({ kind: "scalar", type }) as const);
  return compileFunction(fn, { form: "scalar", float: "f32", parameters, ...more });
}

/** Runs both and compares each value. `bound` in units of the last place. */
async function agree(
  fn: Fn,
  types: readonly Type[],
  bound = 0,
  more: Partial<CompileRequest> = {},
): Promise<void> {
  const program = compile(fn, types, more);
  const random = new Seeded(types.length + 5);
  const inputs = types.map((type, k) => valuesOf(type, k, random));
  const got = await runScalar(program, inputs);
  const run = jsFunction(program);
  for (let k = 0; k < N; k++) {
    const args = inputs.map((data, j) => (types[j] === "bool" ? data[k] !== 0 : data[k]));
    const wanted = Number(run(...args));
    const error = program.entry.result === "f32" ? ulps(got[k], wanted) : got[k] === wanted ? 0 : Infinity;
    if (error > bound)
      expect.fail(`(${args.join(", ")}) gave ${got[k]}, JavaScript ${wanted}: ${error} places off`);
  }
}

describe("functions of numbers", () => {
  skipWithout("vulkan", "swiftshader");

  test.each<readonly [string, readonly Type[], Fn]>([
    ["i32 +", ["i32", "i32"], (x: number, y: number) => x + y],
    ["i32 -", ["i32", "i32"], (x: number, y: number) => x - y],
    ["i32 *", ["i32", "i32"], (x: number, y: number) => x * y],
    ["i32 unary -", ["i32"], (x: number) => -x],
    ["u32 unary -", ["u32"], (x: number) => -x],
    ["i32 (x / y) | 0", ["i32", "i32"], (x: number, y: number) => (x / y) | 0],
    ["i32 Math.floor(x / y)", ["i32", "i32"], (x: number, y: number) => Math.floor(x / y)],
    ["u32 Math.trunc(x / y)", ["u32", "u32"], (x: number, y: number) => Math.trunc(x / y)],
    ["i32 (x / 7) | 0", ["i32"], (x: number) => (x / 7) | 0],
    ["i32 (x / -1) | 0", ["i32"], (x: number) => (x / -1) | 0],
    ["i32 x % 7", ["i32"], (x: number) => x % 7],
    ["i32 x % -7", ["i32"], (x: number) => x % -7],
    ["i32 %", ["i32", "i32"], (x: number, y: number) => x % y],
    ["u32 %", ["u32", "u32"], (x: number, y: number) => x % y],
    ["i32 /", ["i32", "i32"], (x: number, y: number) => x / y],
    ["i32 shifts", ["i32", "i32"], (x: number, y: number) => (x << y) ^ (x >> y)],
    ["shifts by constants", ["i32"], (x: number) => (x << 33) ^ (x >> 31) ^ (x >>> 1)],
    [">>>", ["i32", "i32"], (x: number, y: number) => x >>> y],
    ["bits", ["i32", "i32"], (x: number, y: number) => ((x & y) | ~x) ^ 0x55],
    ["i32 comparisons", ["i32", "i32"], (x: number, y: number) => (x < y && x !== 3) || x === y],
    ["u32 comparisons", ["u32", "u32"], (x: number, y: number) => x > y || x <= 7],
    ["f32 <", ["f32", "f32"], (x: number, y: number) => x < y],
    ["f32 <=", ["f32", "f32"], (x: number, y: number) => x <= y],
    ["f32 >", ["f32", "f32"], (x: number, y: number) => x > y],
    ["f32 >=", ["f32", "f32"], (x: number, y: number) => x >= y],
    ["f32 ===", ["f32", "f32"], (x: number, y: number) => x === y],
    ["f32 !==", ["f32", "f32"], (x: number, y: number) => x !== y],
    // biome-ignore lint/suspicious/noSelfCompare: it asks for NaN
    ["NaN isn't itself", ["f32"], (x: number) => x !== x],
    ["f32 +", ["f32", "f32"], (x: number, y: number) => x + y],
    ["f32 -", ["f32", "f32"], (x: number, y: number) => x - y],
    ["f32 *", ["f32", "f32"], (x: number, y: number) => x * y],
    ["f32 /", ["f32", "f32"], (x: number, y: number) => x / y],
    ["f32 %", ["f32", "f32"], (x: number, y: number) => x % y],
    ["f32 unary -", ["f32"], (x: number) => -x],
    ["f32 | 0", ["f32"], (x: number) => x | 0],
    ["f32 >>> 0", ["f32"], (x: number) => x >>> 0],
    ["f32 to bool", ["f32"], (x: number) => (x ? 1 : 2)],
    ["i32 to f32", ["i32"], (x: number) => f32(x)],
    ["u32 to f32", ["u32"], (x: number) => f32(x)],
    ["i32 to u32", ["i32"], (x: number) => u32(x)],
    ["u32 to i32", ["u32"], (x: number) => i32(x)],
    ["Number of a bool", ["bool", "bool"], (x: boolean, y: boolean) => Number(x) * 2 + Number(y)],
    ["not", ["bool", "bool"], (x: boolean, y: boolean) => !x && y],
    ["f32 min and max", ["f32", "f32"], (x: number, y: number) => Math.min(x, y)],
    ["f32 max", ["f32", "f32"], (x: number, y: number) => Math.max(x, y)],
    ["i32 min and max", ["i32", "i32"], (x: number, y: number) => Math.min(x, 3) - Math.max(y, -4)],
    ["f32 abs", ["f32"], (x: number) => Math.abs(x)],
    ["i32 abs", ["i32"], (x: number) => Math.abs(x)],
    ["f32 sign", ["f32"], (x: number) => Math.sign(x)],
    ["i32 sign", ["i32"], (x: number) => Math.sign(x)],
    ["u32 sign", ["u32"], (x: number) => Math.sign(x)],
    ["floor", ["f32"], (x: number) => Math.floor(x)],
    ["ceil", ["f32"], (x: number) => Math.ceil(x)],
    ["trunc", ["f32"], (x: number) => Math.trunc(x)],
    ["round", ["f32"], (x: number) => Math.round(x)],
    ["sqrt", ["f32"], (x: number) => Math.sqrt(x)],
    ["clz32", ["i32"], (x: number) => Math.clz32(x)],
    ["imul", ["i32", "i32"], (x: number, y: number) => Math.imul(x, y)],
    ["constants", ["f32"], (x: number) => (x > 0 ? Infinity : x < -1 ? -0 : NaN)],
  ])("%s, exactly", (_title, types, fn) => agree(fn, types));
});

describe("control flow", () => {
  skipWithout("vulkan", "swiftshader");

  test.each<readonly [string, readonly Type[], Fn]>([
    [
      "loops with continue, break and labels",
      ["i32", "i32"],
      (x: number, y: number) => {
        let sum = 0;
        outer: for (let i = 0; i < 12; i++) {
          for (let j = 0; j < 9; j++) {
            if (j > (x & 7)) continue outer;
            if (i * j > (y & 31)) break outer;
            if (((i + j) & 1) === 1) continue;
            sum = (sum * 3 + i * j) | 0;
          }
          sum++;
        }
        return sum;
      },
    ],
    [
      "labels over three loops",
      ["i32", "i32"],
      (x: number, y: number) => {
        let sum = 0;
        first: for (let i = 0; i < 5; i++)
          for (let j = 0; j < 5; j++) {
            for (let k = 0; k < 5; k++) {
              if (((i + k) ^ (x & 3)) === 6) continue first;
              if (((j * k) ^ (y & 7)) === 11) break first;
              sum += i + 5 * j + 25 * k;
            }
            sum = sum ^ j;
          }
        return sum;
      },
    ],
    [
      "do while, and while with an early return",
      ["i32", "i32"],
      (x: number, y: number) => {
        let n = x & 1023;
        let steps = 0;
        do {
          n = (n & 1) === 0 ? n >> 1 : 3 * n + 1;
          steps++;
          if (steps > (y & 63)) return -steps;
        } while (n > 1);
        while (true) {
          if (steps % 5 === 0) return steps;
          steps++;
        }
      },
    ],
    [
      "branches that cost something, inside of conditions",
      ["f32", "f32"],
      (x: number, y: number) => {
        if (x > 0 && (y > 0 ? Math.sqrt(y) / 3 : y % 2) > 0.5) return x < 4 ? x / 7 : Math.floor(x / 5);
        return x < -3 || (y !== 0 ? x / y : 1) > 0 ? 2 : 3;
      },
    ],
    [
      "functions called from functions, with assigned parameters",
      ["i32", "i32"],
      (x: number, y: number) => {
        const gcd = (a: number, b: number) => {
          a = Math.abs(a);
          b = Math.abs(b);
          while (b > 0) {
            const rest = a % b;
            a = b;
            b = rest;
          }
          return a;
        };
        const both = (a: number, b: number) => gcd(a, b) - gcd(b, 12);
        return both(x & 4095, y & 4095) + both(y & 255, 36);
      },
    ],
    [
      "local and constant arrays",
      ["i32", "i32"],
      (x: number, y: number) => {
        const bins = new Int32Array(8);
        for (let k = 0; k < 12; k++) bins[(x + k * y) & 7] += k;
        return bins[y & 15] + TABLE[x] + TABLE[x & 3];
      },
    ],
    ["infinite and NaN constants in an array", ["i32"], (x: number) => EDGES[x & 7]],
  ])("%s", (_title, types, fn) => agree(fn, types));
});

const TABLE = Int32Array.of(3, -5, 7, 2 ** 31 - 1);
const EDGES = Float32Array.of(0.5, -0, Infinity, -Infinity, NaN);

describe("what shaders don't have", () => {
  test.each<readonly [string, Fn, "f32" | "f64" | "i64", RegExp]>([
    ["f64", (x: number) => x * 2, "f64", /a value of type f64 .*float: "f32"/],
    ["i64", (x: bigint) => x * 2n, "i64", /a value of type i64 .*Use i32/],
  ])("%s", (_title, fn, type, message) => {
    const program = compileFunction(fn, { form: "scalar", parameters: [{ kind: "scalar", type }] });
    expect(() => wgslFunctions(program, "f_")).toThrow(NotSupportedError);
    expect(() => wgslFunctions(program, "f_")).toThrow(message);
  });

  test("all names of module scope begin with the prefix", () => {
    const program = compile(
      (x: number) => {
        const own = new Float32Array(4);
        own[0] = x;
        const twice = (y: number) => own[0] * y;
        return twice(x) + EDGES[0];
      },
      ["f32"],
    );
    const { declarations } = wgslFunctions(program, "mine_");
    const names = [...declarations.matchAll(/^(?:fn|const|var<\w+>) (\w+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) expect(name).toMatch(/^mine_/);
  });
});
