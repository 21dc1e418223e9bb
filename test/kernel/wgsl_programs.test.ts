/** Programs as kernels: fusion, broadcasting, windows over arrays larger than a binding, reductions. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DTYPES } from "../../dist/array/index.js";
import type { Program } from "../../dist/kernel/index.js";
import { type Gpu, openGpu, render } from "../../dist/kernel/wgsl/index.js";
import { skipWithout } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";
import { castProgram, operationProgram, runProgram } from "./wgsl_runner.js";

const SIZES = [1, 63, 64, 65, 1000, 4096, 4097, 70_000];
const { float32, bool, int8, float64 } = DTYPES;

/** (a * b + s0), reduced or not. */
function fused(reduction: Program["reduction"]): Program {
  return {
    instructions: [
      { kind: "load", dtype: float32, input: 0 },
      { kind: "load", dtype: float32, input: 1 },
      { kind: "scalar", dtype: float32, scalar: 0 },
      { kind: "op", op: "multiply", dtype: float32, args: [0, 1] },
      { kind: "op", op: "add", dtype: float32, args: [3, 2] },
    ],
    inputs: [float32, float32],
    scalars: [float32],
    reduction,
  };
}

const bitsOf = (x: number): number => new Uint32Array(Float32Array.of(x).buffer)[0];

describe("WGSL programs", () => {
  skipWithout("vulkan", "swiftshader");
  let gpu: Gpu;
  let whole: number;
  beforeAll(async () => {
    gpu = await openGpu();
    whole = gpu.bindingBytes;
  });
  afterAll(() => {
    if (gpu) gpu.bindingBytes = whole;
  });

  const random = new Seeded(11);
  const small = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.integer(-50, 50));

  describe.each([
    ["one binding", Number.POSITIVE_INFINITY],
    ["windows of 4 KiB", 4096],
  ])("%s", (_name, window) => {
    beforeAll(() => {
      gpu.bindingBytes = Math.min(whole, window);
    });
    afterAll(() => {
      gpu.bindingBytes = whole;
    });

    test.each(SIZES)("a fused chain of %i elements", async (n) => {
      const [a, b] = [small(n), small(n)];
      const words = await runProgram(
        fused(null),
        [
          { dtype: "float32", data: a },
          { dtype: "float32", data: b },
        ],
        [n],
        [bitsOf(7)],
        gpu,
      );
      expect(new Float32Array(words)).toEqual(a.map((x, k) => x * b[k] + 7));
    });

    test.each(SIZES)("a fused sum of %i elements", async (n) => {
      const [a, b] = [small(n), small(n)];
      const words = await runProgram(
        fused("sum"),
        [
          { dtype: "float32", data: a },
          { dtype: "float32", data: b },
        ],
        [n],
        [bitsOf(0.5)],
        gpu,
      );
      const exact = a.reduce((total, x, k) => total + x * b[k] + 0.5, 0);
      expect(new Float32Array(words)[0]).toBe(Math.fround(exact));
    });

    test.each(["min", "max"] as const)("%s, NaN wherever it stands", async (name) => {
      const a = small(5000);
      const run = async (): Promise<number> =>
        new Float32Array(
          await runProgram(
            castProgram("float32", [], name),
            [{ dtype: "float32", data: a }],
            [a.length],
            [],
            gpu,
          ),
        )[0];
      a[4321] = name === "min" ? -99 : 99;
      expect(await run()).toBe(a[4321]);
      a[77] = Number.NaN;
      expect(await run()).toBeNaN();
    });

    test.each(["any", "all"] as const)("%s", async (name) => {
      const a = new Uint32Array(5000).fill(name === "any" ? 0 : 1);
      const run = async (): Promise<number> =>
        new Uint32Array(
          await runProgram(castProgram("bool", [], name), [{ dtype: "bool", data: a }], [a.length], [], gpu),
        )[0];
      expect(await run()).toBe(name === "any" ? 0 : 1);
      a[4999] = 1 - a[4999];
      expect(await run()).toBe(name === "any" ? 1 : 0);
    });

    test("inputs that broadcast", async () => {
      const [rows, columns] = [300, 70];
      const matrix = small(rows * columns);
      const row = small(columns);
      const program = operationProgram("add", ["float32", "float32"], "float32");
      const inputs = [
        { dtype: "float32", data: matrix },
        { dtype: "float32", data: row, strides: [0, 1] },
      ] as const;
      const words = await runProgram(program, inputs, [rows, columns], [], gpu);
      expect(new Float32Array(words)).toEqual(matrix.map((x, k) => x + row[k % columns]));
    });
  });

  test("an array to broadcast that no binding can show is refused", async () => {
    gpu.bindingBytes = 4096;
    try {
      const program = operationProgram("add", ["float32", "float32"], "float32");
      const inputs = [
        { dtype: "float32", data: small(4000) },
        { dtype: "float32", data: small(2000), strides: [0, 1] },
      ] as const;
      await expect(runProgram(program, inputs, [2, 2000], [], gpu)).rejects.toThrow(
        /shape \(2, 2000\) over a view that spans 8000 bytes is not supported/,
      );
    } finally {
      gpu.bindingBytes = whole;
    }
  });

  test("a sum of ten million tenths is right to the last place", async () => {
    const a = new Float32Array(10_000_000).fill(0.1);
    const words = await runProgram(
      castProgram("float32", [], "sum"),
      [{ dtype: "float32", data: a }],
      [a.length],
    );
    expect(new Float32Array(words)[0]).toBe(Math.fround(Math.fround(0.1) * 1e7));
  });

  test("a reduction gives the same bits every time", async () => {
    const a = Float32Array.from({ length: 100_000 }, () => random.next() - 0.5);
    const run = (): Promise<ArrayBuffer> =>
      runProgram(
        castProgram("float32", [], "prod"),
        [{ dtype: "float32", data: a.map((x) => 1 + x / 1e3) }],
        [a.length],
      );
    expect(new Uint32Array(await run())).toEqual(new Uint32Array(await run()));
  });

  test("equal shapes of programs compile once", async () => {
    const a = small(10);
    const before = gpu.shaders.compiled;
    for (let k = 0; k < 5; k++)
      await runProgram(
        {
          ...fused(null),
          instructions: [
            ...fused(null).instructions,
            { kind: "op", op: "square", dtype: float32, args: [4] },
          ],
        },
        [
          { dtype: "float32", data: a },
          { dtype: "float32", data: a },
        ],
        [10],
        [bitsOf(k)],
      );
    expect(gpu.shaders.compiled).toBe(before + 1);
  });

  test("what WGSL has not is refused by name", () => {
    const form = (program: Program) => ({
      program,
      layouts: ["dense"] as const,
      rank: 0,
      pass: "map" as const,
    });
    const unary = (dtype: typeof float64 | typeof int8 | typeof bool, op: "exp" | "negative"): Program => ({
      instructions: [
        { kind: "load", dtype, input: 0 },
        { kind: "op", op, dtype, args: [0] },
      ],
      inputs: [dtype],
      scalars: [],
      reduction: null,
    });
    expect(() => render(form(unary(float64, "exp")))).toThrow(
      /float64 is not supported on wgsl.*astype\("float32"\)/,
    );
    expect(() => render(form(unary(int8, "negative")))).toThrow(
      /int8 is not supported on wgsl.*astype\("int32"\)/,
    );
    expect(() => render(form(unary(bool, "negative")))).toThrow(/negative of bool is not supported on wgsl/);
  });
});
