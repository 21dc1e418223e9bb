/** One function over `ArrayModule`, run with np and with cp; and the types that both give. */
import * as cp from "manycore/cupy";
import * as np from "manycore/numpy";
import { describe, expect, expectTypeOf, test } from "vitest";
import type { ArrayModule, ModuleArray } from "../../dist/kernel/array_module.js";
import { skipWithout } from "../support/parts.js";

async function standardized<A extends ModuleArray<A>>(
  xp: ArrayModule<A>,
  values: Float32Array,
): Promise<unknown> {
  const x = xp.asarray(values, { dtype: "float32" });
  const z = x.sub(xp.mean(x)).div(xp.std(x));
  return await xp.round(xp.where(z.gt(0), z, xp.zeros_like(z)), 3).tolist();
}

describe("ArrayModule", () => {
  skipWithout("vulkan", "swiftshader");

  test("runs the same function on both", async () => {
    const values = Float32Array.of(1, 2, 3, 4, 10);
    const onHost = await standardized(np, values);
    expect(await standardized(cp, values)).toEqual(onHost);
  });
});

test("both modules are of the type", () => {
  const host: ArrayModule<np.NDArray> = np;
  const device: ArrayModule<cp.NDArray> = cp;
  expect(Object.keys(host).length).toBeGreaterThan(0);
  expect(Object.keys(device).length).toBeGreaterThan(0);
});

test("dtypes are types: float32 is the default float, and takes float64's place", () => {
  expectTypeOf(cp.zeros(3)).toEqualTypeOf<cp.NDArray<"float32">>();
  expectTypeOf(cp.zeros(3, { dtype: "int32" })).toEqualTypeOf<cp.NDArray<"int32">>();
  expectTypeOf(cp.asarray([1, 2])).toEqualTypeOf<cp.NDArray<"float32">>();
  expectTypeOf(cp.asarray(new Float64Array(1))).toEqualTypeOf<cp.NDArray<"float32">>();
  expectTypeOf(cp.asarray(np.zeros(2, { dtype: "int64" }))).toEqualTypeOf<cp.NDArray<"int32">>();
  const i = cp.zeros(3, { dtype: "int32" });
  expectTypeOf(i.div(2)).toEqualTypeOf<cp.NDArray<"float32">>();
  expectTypeOf(i.add(cp.zeros(3))).toEqualTypeOf<cp.NDArray<"float32">>();
  expectTypeOf(cp.sqrt(i)).toEqualTypeOf<cp.NDArray<"float32">>();
  expectTypeOf(i.lt(2)).toEqualTypeOf<cp.NDArray<"bool">>();
  expectTypeOf(i.sum()).toEqualTypeOf<cp.NDArray<"int64">>();
  expectTypeOf(i.mean()).toEqualTypeOf<cp.NDArray<"float32">>();
  expectTypeOf(i.get()).toEqualTypeOf<Promise<np.NDArray<"int32">>>();
});
