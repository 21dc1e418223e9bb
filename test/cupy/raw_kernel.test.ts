/** RawKernel: whole WGSL modules on arrays. */
import { describe, expect, test } from "vitest";
import * as cp from "../../src/cupy/index.js";
import { skipWithout } from "../support/parts.js";

const SAXPY = `
// y = a x + y; @group(0) @binding(9) var<storage> nothing: array<f32>;
@group(0) @binding(2) var<uniform> a: f32;
@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@compute @workgroup_size(64)
fn saxpy(@builtin(global_invocation_id) id: vec3u) {
  if (id.x < arrayLength(&y)) { y[id.x] = a * x[id.x] + y[id.x]; }
}`;

describe("RawKernel", () => {
  skipWithout("vulkan", "swiftshader");
  const saxpy = cp.RawKernel(SAXPY, "saxpy");

  test("binds arguments in the order of declaration and writes in place", async () => {
    const x = cp.arange(100);
    const y = cp.ones(100);
    const [before, copy] = [y.mul(3), y.copy()];
    await saxpy(2, [2, x.add(1), y]);
    await saxpy([2, 1], 64, [1, y, y]);
    expect(await y.item(7)).toBe(2 * (2 * 8 + 1));
    expect(await y.item(99)).toBe(2 * (2 * 100 + 1));
    expect(await before.item(7)).toBe(3);
    expect(await copy.item(7)).toBe(1);
  });

  test("checks the arguments at the call", () => {
    const y = cp.ones(4);
    expect(() => saxpy(1, [1, y])).toThrow(
      /takes 3 arguments \(a: f32, x: array<f32>, y: array<f32>\), got 2/,
    );
    expect(() => saxpy(1, [y, y, y])).toThrow(/a: f32 takes a number/);
    expect(() => saxpy(1, [1, cp.ones(4, { dtype: "int32" }), y])).toThrow(
      /takes an array of float32, got int32/,
    );
    expect(() => saxpy(1, [1, 2, y])).toThrow(/takes a manycore\/cupy array/);
    expect(() => saxpy(70_000, [1, y, y])).toThrow(cp.ValueError);
    expect(() => saxpy(1, 32, [1, y, y])).toThrow(/@workgroup_size\(64\)/);
    const twice = cp.RawKernel(SAXPY.replace("storage, read>", "storage, read_write>"), "saxpy");
    expect(() => twice(1, [1, y, y])).toThrow(/bound for writing twice/);
    expect(() => cp.RawKernel("@group(1) @binding(0) var<storage> x: array<f32>;", "f")).toThrow(
      cp.NotSupportedError,
    );
  });

  test("vectors, atomics, and a uniform integer", async () => {
    const histogram = cp.RawKernel(
      `@group(0) @binding(0) var<storage> x: array<vec2<u32>>;
       @group(0) @binding(1) var<storage, read_write> bins: array<atomic<u32>>;
       @group(0) @binding(2) var<uniform> n: u32;
       @compute @workgroup_size(8) fn histogram(@builtin(global_invocation_id) id: vec3u) {
         if (id.x < n) { atomicAdd(&bins[x[id.x].x], 1u); atomicAdd(&bins[x[id.x].y], 1u); }
       }`,
      "histogram",
    );
    const values = Uint32Array.from({ length: 40 }, (_, k) => (k * k) % 5);
    const bins = cp.zeros(5, { dtype: "uint32" });
    await histogram(3, [cp.asarray(values), bins, 20]);
    const expected = [0, 0, 0, 0, 0];
    for (const v of values) expected[v] = (expected[v] as number) + 1;
    expect(await bins.tolist()).toEqual(expected);
  });

  test("code that doesn't compile: the line, at compile() and at the launch, and the array is as before", async () => {
    const bad = cp.RawKernel(SAXPY.replace("a * x[id.x]", "b * x[id.x]"), "saxpy");
    await expect(bad.compile()).rejects.toMatchObject({ name: "CompileError", line: 8 });
    const y = cp.ones(4);
    await expect(bad(1, [1, y, y])).rejects.toThrow(/unresolved value 'b'/);
    expect(await y.tolist()).toEqual([1, 1, 1, 1]);
    await expect(cp.RawKernel(SAXPY, "missing")(1, [1, y, y])).rejects.toThrow(/missing/);
    await saxpy.compile();
    expect(await y.add(1).tolist()).toEqual([2, 2, 2, 2]);
  });
});
