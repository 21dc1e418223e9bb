/** What a kernel on the device is refused for: each error says what was given, what is allowed, and the line where there is one. */
import { describe, expect, test } from "vitest";
import { CompileError, NotSupportedError, ValueError } from "../../src/errors.js";
import { compileFunction, type ParameterType } from "../../src/kernel/compile/index.js";
import { wgslKernel } from "../../src/kernel/compile/wgsl/index.js";
import { type Gpu, openGpu } from "../../src/kernel/wgsl/index.js";
import { skipWithout } from "../support/parts.js";
import { type HostArgument, runKernel } from "./compile_wgsl_runner.js";

const i32s: ParameterType = { kind: "array", element: "i32", ndim: 1 };
const f64s: ParameterType = { kind: "array", element: "f64", ndim: 1 };

const compile = (lines: readonly string[], parameters: readonly ParameterType[]) =>
  compileFunction({ text: lines.join("\n"), name: "wrong" }, { form: "kernel", parameters });

const form = (parameters: number, block: readonly [number, number, number] = [64, 1, 1]) => ({
  block,
  sharedBytes: 0,
  same: Array.from({ length: parameters }, (_, k) => k),
});

const array = (n: number): HostArgument => ({ data: new Int32Array(n), shape: [n] });

async function errorOf(run: () => Promise<unknown>): Promise<Error> {
  try {
    await run();
  } catch (error) {
    return error as Error;
  }
  return expect.fail("no error");
}

describe("what shaders don't have, by line", () => {
  test.each<readonly [string, readonly string[], readonly ParameterType[], RegExp]>([
    ["arrays of f64", ["(ctx, x) => {", "  x[0] = 1;", "}"], [f64s], /f64 .*wrong.*float: "f32"/],
    [
      "fences",
      ["(ctx, x) => {", "  x[0] = 1;", "  ctx.threadfence();", "}"],
      [i32s],
      /threadfence\(\) \(wrong, .*:3:.*syncthreads/,
    ],
  ])("%s", (_title, lines, parameters, message) => {
    const program = compile(lines, parameters);
    expect(() => wgslKernel(program, form(parameters.length))).toThrow(NotSupportedError);
    expect(() => wgslKernel(program, form(parameters.length))).toThrow(message);
  });

  test("each line of a shader knows its line in the source", () => {
    const program = compile(
      [
        "(ctx, x) => {",
        "  const i = ctx.grid(1);",
        "  if (i < x.length) {",
        "    x[i] = x[i] * 31;",
        "  }",
        "}",
      ],
      [i32s],
    );
    const { code, places } = wgslKernel(program, form(1));
    const lineOf = (part: string): number | undefined =>
      places[code.split("\n").findIndex((line) => line.includes(part))]?.line;
    expect(lineOf("v_i = ")).toBe(2);
    expect(lineOf("if ((v_i <")).toBe(3);
    expect(lineOf("* 31i")).toBe(4);
    expect(code.split("\n").length).toBe(places.length + 1);
  });
});

describe("launches", () => {
  skipWithout("vulkan", "swiftshader");
  const one = { grid: [1, 1, 1], block: [64, 1, 1], sharedBytes: 0 } as const;
  const plain = ["(ctx, x) => {", "  x[ctx.grid(1)] = 1;", "}"];

  test("a barrier that not all threads reach has its line", async () => {
    const program = compile(
      [
        "(ctx, x) => {",
        "  const i = ctx.grid(1);",
        "  if (x[i] > 0) {",
        "    ctx.syncthreads();",
        "  }",
        "  x[i] = 1;",
        "}",
      ],
      [i32s],
    );
    for (let time = 0; time < 2; time++) {
      const error = await errorOf(() => runKernel(program, one, [array(64)]));
      expect(error).toBeInstanceOf(CompileError);
      expect((error as CompileError).line).toBe(4);
      expect(error.message).toMatch(
        /wrong .*:4:\d+\): syncthreads\(\) where threads of a block may have parted/,
      );
    }
  });

  test("blocks too large", async () => {
    const program = compile(plain, [i32s]);
    const gpu: Gpu = await openGpu();
    const most = gpu.device.limits.maxComputeInvocationsPerWorkgroup;
    for (const block of [
      [most + 1, 1, 1],
      [most, 2, 1],
      [0, 1, 1],
      [1.5, 1, 1],
    ] as const) {
      const error = await errorOf(() => runKernel(program, { ...one, block }, [array(64)]));
      expect(error).toBeInstanceOf(ValueError);
      expect(error.message).toContain(`a block of ${block.join(" × ")}`);
      expect(error.message).toContain(String(most));
    }
  });

  test("grids too large", async () => {
    const program = compile(plain, [i32s]);
    const error = await errorOf(() => runKernel(program, { ...one, grid: [1, 70_000, 1] }, [array(64)]));
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toMatch(/a grid of 1 × 70000 × 1 blocks.* × 65535 × 65535/);
  });

  test("too much shared memory", async () => {
    const text = (n: number) => [
      "(ctx, x) => {",
      `  const s = ctx.shared.array(${n}, ctx.i32);`,
      "  s[0] = 1; x[0] = s[0];",
      "}",
    ];
    const gpu = await openGpu();
    const most = gpu.device.limits.maxComputeWorkgroupStorageSize;
    const error = await errorOf(() => runKernel(compile(text(most / 4 + 1), [i32s]), one, [array(64)]));
    expect(error).toBeInstanceOf(ValueError);
    expect(error.message).toContain(`${most + 4} bytes of shared memory`);
    expect(error.message).toContain(`this GPU has ${most}`);
  });

  test("more arrays than the device binds", async () => {
    const gpu = await openGpu();
    const n = gpu.inputLimit + 2;
    const names = Array.from({ length: n }, (_, k) => `x${k}`);
    const program = compile(
      [`(ctx, ${names.join(", ")}) => {`, ...names.map((name) => `  ${name}[0] = 1;`), "}"],
      names.map(() => i32s),
    );
    const error = await errorOf(() =>
      runKernel(
        program,
        one,
        names.map(() => array(4)),
      ),
    );
    expect(error).toBeInstanceOf(NotSupportedError);
    expect(error.message).toContain(`with ${n} arrays`);
    expect(error.message).toContain(`binds ${n - 1} at a time`);
  });

  test("arguments that don't fit", async () => {
    const program = compile(plain, [i32s]);
    expect((await errorOf(() => runKernel(program, one, []))).message).toMatch(/takes 1 arguments, not 0/);
    expect((await errorOf(() => runKernel(program, one, [3]))).message).toMatch(
      /x is an array, and is given 3/,
    );
  });

  test("the device works on after all of these", async () => {
    const x = array(64);
    await runKernel(compile(plain, [i32s]), one, [x]);
    expect((x as { data: Int32Array }).data.every((value) => value === 1)).toBe(true);
  });
});
