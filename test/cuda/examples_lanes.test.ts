/** The examples' kernels on the CPU are vector code where it counts: v128 instructions in their innermost loops, divergence by masks. */
import * as cuda from "manycore/cuda";
import * as np from "manycore/numpy";
import { describe, expect, it, test } from "vitest";
import { innerLoops, isScalarFloat, isVector } from "../support/inner_loops.js";

const f32 = (n: number): Float32Array => Float32Array.from({ length: n }, (_, k) => (k % 17) / 4);
const i32 = (n: number): Int32Array => Int32Array.from({ length: n }, (_, k) => k % 7);

const cpu = { target: "cpu" } as const;

type Listed = (...args: never[]) => unknown;

/** Each example's kernels, launched once on the CPU, with an instruction that its innermost loop must have. */
const EXAMPLES: readonly (readonly [name: string, opcode: RegExp, run: () => Promise<Listed>])[] = [
  [
    "vector add",
    /^f32x4\.add$/,
    async () => {
      const { add } = await import("../../examples/cuda/vector-add.js");
      await add(4, 64, cpu)(f32(250), f32(250), new Float32Array(250));
      return add;
    },
  ],
  [
    "saxpy",
    /^f32x4\.(add|mul)$/,
    async () => {
      const { saxpy } = await import("../../examples/cuda/saxpy.js");
      await saxpy(3, 32, cpu)(2, f32(250), f32(250));
      return saxpy;
    },
  ],
  [
    "tiled matmul",
    /^f32x4\.mul$/,
    async () => {
      const { matmul, TILE } = await import("../../examples/cuda/matmul.js");
      const matrix = () => np.array(f32(400)).reshape(20, 20);
      await matmul([2, 2], [TILE, TILE], cpu)(matrix(), matrix(), matrix());
      return matmul;
    },
  ],
  [
    "histogram",
    /^i32x4\./,
    async () => {
      const { histogram } = await import("../../examples/cuda/histogram.js");
      await histogram(5, 96, cpu)(i32(500), new Int32Array(256));
      return histogram;
    },
  ],
  [
    "prefix scan",
    /^i32x4\.add$/,
    async () => {
      const { scanParts } = await import("../../examples/cuda/prefix-scan.js");
      await scanParts(2, 128, cpu)(i32(256), new Int32Array(2));
      return scanParts;
    },
  ],
  [
    "adding totals",
    /^i32x4\.add$/,
    async () => {
      const { addTotals } = await import("../../examples/cuda/prefix-scan.js");
      await addTotals(2, 128, cpu)(i32(256), new Int32Array(2));
      return addTotals;
    },
  ],
  [
    "n-body",
    /^f32x4\.mul$/,
    async () => {
      const { attract, BODIES } = await import("../../examples/cuda/n-body.js");
      await attract(1, BODIES, cpu)(np.array(f32(96)).reshape(32, 3), 0.01, np.array(f32(96)).reshape(32, 3));
      return attract;
    },
  ],
  [
    "Mandelbrot",
    /^f32x4\.mul$/,
    async () => {
      const { mandelbrot } = await import("../../examples/cuda/mandelbrot.js");
      await mandelbrot([2, 2], [8, 8], cpu)(np.zeros([16, 16], { dtype: "int32" }), -2, -1, 0.125, 30);
      return mandelbrot;
    },
  ],
  [
    "Monte-Carlo pi",
    /^i32x4\.shl$/,
    async () => {
      const { countInside } = await import("../../examples/cuda/monte-carlo-pi.js");
      await countInside(3, 32, cpu)(42, 50, new Int32Array(70));
      return countInside;
    },
  ],
  [
    "game of life",
    /^i32x4\.(add|eq)$/,
    async () => {
      const { step } = await import("../../examples/cuda/game-of-life.js");
      await step([2, 2], [4, 4], cpu)(np.array(i32(64)).reshape(8, 8), np.zeros([8, 8], { dtype: "int32" }));
      return step;
    },
  ],
  [
    "lateness of flights",
    /^i32x4\./,
    async () => {
      const { countLateness } = await import("../../examples/cuda/lateness.js");
      await countLateness(2, 64, cpu)(i32(100), i32(100), np.zeros([24, 4], { dtype: "int32" }));
      return countLateness;
    },
  ],
];

describe("the examples' kernels on the CPU", () => {
  test.each(EXAMPLES)("%s", async (_, opcode, run) => {
    const kernel = await run();
    const loops = innerLoops(cuda.disassemble(kernel)).filter((loop) => loop.some(isVector));
    const main = loops.filter((loop) => loop.some((line) => opcode.test(line)) && !loop.some(isScalarFloat));
    expect(main.length, cuda.explain(kernel)).toBeGreaterThan(0);
    expect(cuda.explain(kernel)).toMatch(/: 4 lanes/);
  });

  it("runs a loop that ends at another time for each thread, and an early return, under masks", async () => {
    const collatz = cuda.kernel([cuda.i32.array, cuda.i32.array], ({ grid }, start, steps) => {
      const i = grid(1);
      if (i >= start.length) return;
      let n = start[i];
      let count = 0;
      while (n > 1) {
        n = n % 2 === 0 ? n >> 1 : 3 * n + 1;
        count++;
        if (count === 1000) return;
      }
      steps[i] = count;
    });
    const start = Int32Array.from({ length: 1001 }, (_, k) => k + 1);
    const steps = new Int32Array(1001);
    await collatz(16, 64, { target: "cpu" })(start, steps);
    const wanted = start.map((first) => {
      let count = 0;
      for (let n = first; n > 1; count++) n = n % 2 === 0 ? n / 2 : 3 * n + 1;
      return count;
    });
    expect(steps).toEqual(wanted);
    const loops = innerLoops(cuda.disassemble(collatz));
    expect(
      loops.some((loop) => loop.some((line) => line.startsWith("i32x4.")) && loop.includes("v128.bitselect")),
    ).toBe(true);
    expect(
      loops.some((loop) => loop.includes("v128.any_true") || loop.some((line) => line.endsWith(".bitmask"))),
    ).toBe(true);
  });

  it("says what is done thread by thread", async () => {
    const gather = cuda.kernel(
      [cuda.f32.array, cuda.i32.array, cuda.f32.array],
      ({ grid }, x, place, out) => {
        const i = grid(1);
        if (i < out.length) out[i] = x[place[i]];
      },
    );
    expect(() => cuda.explain(gather)).toThrow(/hasn't been compiled for this machine yet/);
    await gather(1, 8, { target: "cpu" })(f32(8), i32(8), new Float32Array(8));
    expect(cuda.explain(gather)).toMatch(
      /blocks of 8 × 1 × 1: 4 lanes\n {2}line \d+: x is read lane by lane/,
    );
  });
});
