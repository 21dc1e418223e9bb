/** The examples of simd: their results beside plain loops, vector instructions in their innermost loops, and what their programs print. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as np from "manycore/numpy";
import * as simd from "manycore/simd";
import { describe, expect, it, test } from "vitest";
import { innerLoops, isScalarFloat, isVector } from "../support/inner_loops.js";
import { Seeded } from "../support/seeded.js";

const random = new Seeded(77);
const floats = (n: number, low: number, high: number): Float32Array =>
  Float32Array.from({ length: n }, () => low + (high - low) * random.next());

/** Loops whose code is vector code, of all innermost ones. */
function vectorLoops(fn: (...args: never[]) => unknown): string[][] {
  return innerLoops(simd.disassemble(fn)).filter((loop) => loop.some(isVector));
}

const EXAMPLES = {
  vectorize: () => import("../../examples/simd/vectorize.js"),
  jit: () => import("../../examples/simd/jit.js"),
  lanes: () => import("../../examples/simd/lanes.js"),
} as const;

describe("vectorize", () => {
  it("prices options", async () => {
    const { callPrice } = await import("../../examples/simd/vectorize.js");
    const [spot, strike, years] = [floats(1003, 50, 150), floats(1003, 50, 150), floats(1003, -0.5, 3)];
    const normal = (x: number): number => {
      // The integral itself, by Simpson's rule.
      const steps = 400;
      const h = x / steps;
      let sum = 0;
      for (let k = 0; k <= steps; k++)
        sum += (k === 0 || k === steps ? 1 : k % 2 ? 4 : 2) * Math.exp(-((k * h) ** 2) / 2);
      return 0.5 + ((h / 3) * sum) / Math.sqrt(2 * Math.PI);
    };
    const found = callPrice(np.asarray(spot), np.asarray(strike), np.asarray(years)).toTypedArray();
    spot.forEach((s, k) => {
      const [x, t] = [strike[k] as number, years[k] as number];
      const deviation = 0.3 * Math.sqrt(t);
      const d1 = (Math.log(s / x) + 0.065 * t) / deviation;
      const wanted =
        t <= 0 ? Math.max(s - x, 0) : s * normal(d1) - x * Math.exp(-0.02 * t) * normal(d1 - deviation);
      expect(Math.abs((found[k] as number) - wanted)).toBeLessThan(1e-3);
    });
  });

  it("saturates bytes", async () => {
    const { brighter } = await import("../../examples/simd/vectorize.js");
    const [a, b] = [0, 1].map(() => Uint8Array.from({ length: 1000 }, () => random.integer(0, 255))) as [
      Uint8Array,
      Uint8Array,
    ];
    expect(brighter(np.asarray(a), np.asarray(b)).toTypedArray()).toEqual(
      a.map((x, k) => Math.min(255, x + (b[k] as number))),
    );
    expect(vectorLoops(brighter).some((loop) => loop.includes("i8x16.add_sat_u"))).toBe(true);
  });

  it("counts rounds that differ from lane to lane", async () => {
    const { newtonRounds } = await import("../../examples/simd/vectorize.js");
    const x = floats(501, 0, 1e6);
    const wanted = Array.from(x, (value) => {
      const { fround } = Math;
      let guess = Math.max(value, 1);
      let rounds = 0;
      while (rounds < 100) {
        const next = fround(0.5 * fround(guess + fround(value / guess)));
        if (Math.abs(fround(next - guess)) <= fround(fround(1e-6) * guess)) break;
        guess = next;
        rounds++;
      }
      return rounds;
    });
    expect(Array.from(newtonRounds(np.asarray(x)).toTypedArray())).toEqual(wanted);
  });
});

describe("jit", () => {
  it("adds up products", async () => {
    const { dot } = await import("../../examples/simd/jit.js");
    const [x, y] = [floats(10_001, -1, 1), floats(10_001, -1, 1)];
    const wanted = x.reduce((sum, v, k) => sum + v * (y[k] as number), 0);
    expect(Math.abs(dot(x, y) - wanted)).toBeLessThan(1e-2);
  });

  it("averages what there is", async () => {
    const { movingAverage } = await import("../../examples/simd/jit.js");
    const readings = floats(1009, -3, 9);
    const out = new Float32Array(readings.length);
    movingAverage(readings, out, 5);
    readings.forEach((_, i) => {
      const near = Array.from(readings.slice(Math.max(0, i - 4), i + 1)).filter((v) => v >= 0);
      const wanted = near.length > 0 ? near.reduce((a, b) => a + b) / near.length : -1;
      expect(out[i]).toBeCloseTo(wanted, 4);
    });
  });
});

describe("explicit lanes", () => {
  it("saturate, and find a byte", async () => {
    const { addSaturating, blockWith } = await import("../../examples/simd/lanes.js");
    const [a, b] = [0, 1].map(() => Uint8Array.from({ length: 1600 }, () => random.integer(0, 255))) as [
      Uint8Array,
      Uint8Array,
    ];
    const out = new Uint8Array(1600);
    addSaturating(a, b, out);
    expect(out).toEqual(a.map((x, k) => Math.min(255, x + (b[k] as number))));
    for (const byte of [0, 7, 255]) expect(blockWith(a, byte)).toBe(Math.floor(a.indexOf(byte) / 16) * 16);
    expect(blockWith(new Uint8Array(64), 9)).toBe(-1);
  });
});

describe("the code of the examples", () => {
  test.each([
    ["vectorize", "callPrice", "f32x4.mul"],
    ["vectorize", "brighter", "i8x16.add_sat_u"],
    ["vectorize", "newtonRounds", "f32x4.div"],
    ["jit", "dot", "f32x4.mul"],
    ["jit", "movingAverage", "f32x4.add"],
    ["lanes", "addSaturating", "i8x16.add_sat_u"],
    ["lanes", "blockWith", "i8x16.eq"],
  ] as const)("%s %s: %s in the innermost loop, and no arithmetic one by one", async (file, name, opcode) => {
    const example = (await EXAMPLES[file]()) as Record<string, (...args: never[]) => unknown>;
    const fn = example[name] as (...args: never[]) => unknown;
    const loops = vectorLoops(fn);
    // What is left over at the end of an array has a loop of its own, one element a round.
    const main = loops.filter((loop) => loop.includes(opcode) && !loop.some(isScalarFloat));
    expect(main.length).toBeGreaterThan(0);
  });

  it("says what falls back to scalar code, with the line", async () => {
    const gather = simd.jit((x: Float32Array, place: Int32Array, out: Float32Array) => {
      for (const i of simd.prange(out.length)) out[i] = x[place[i]];
    });
    gather(Float32Array.of(1, 2, 3), Int32Array.of(2, 0, 1), new Float32Array(3));
    expect(simd.explain(gather)).toMatch(/line \d+: x is read lane by lane/);
    const { brighter } = await import("../../examples/simd/vectorize.js");
    expect(simd.explain(brighter)).toBe(
      "brighter: uint8,uint8->uint8: 16 lanes\n  all of it on vector lanes".replace(
        "brighter",
        brighter.name,
      ),
    );
    const { addSaturating } = await import("../../examples/simd/lanes.js");
    expect(simd.explain(addSaturating)).toContain("a plain loop runs as scalar code");
    expect(() => simd.explain(() => 1)).toThrow(/simd.vectorize, simd.jit or cuda.kernel/);
  });
});

describe("the programs", () => {
  test.each([
    ["vectorize", /^calls of an asset at 100: 22\.\d+,.*; bytes: 20,255,255; rounds: 0,\d,\d+$/],
    ["jit", /^dot product: 32; moving average: 3 3 4\.5 7\.5 7\.5 9 -1$/],
    ["lanes", /^200 210 220 230 240 250 255( 255)*; "!" is in the block at 32$/],
  ])("%s", (name, printed) => {
    const file = fileURLToPath(new URL(`../../examples/simd/${name}.ts`, import.meta.url));
    expect(execFileSync(process.execPath, ["--import", "tsx", file], { encoding: "utf8" }).trim()).toMatch(
      printed,
    );
  });
});
