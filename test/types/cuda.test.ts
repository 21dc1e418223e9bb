/** What the compiler knows of kernels (`tsc` checks this file), and that it is so. */
import { describe, expectTypeOf, test } from "vitest";
import * as cuda from "../../src/cuda/index.js";
import type { NDArray } from "../../src/numpy/index.js";

const { bool, f32, i32, i64 } = cuda;

describe("kernels", () => {
  test("parameters and arguments have the signature's types", () => {
    const k = cuda.kernel([f32.array, f32.array2d, i32, i64, bool], (ctx, x, m, n, big, flag) => {
      expectTypeOf(ctx).toEqualTypeOf<cuda.KernelContext>();
      expectTypeOf(x[0]).toEqualTypeOf<number>();
      expectTypeOf(m[0][0]).toEqualTypeOf<number>();
      expectTypeOf(m.shape).toEqualTypeOf<readonly number[]>();
      expectTypeOf(n).toEqualTypeOf<number>();
      expectTypeOf(big).toEqualTypeOf<bigint>();
      expectTypeOf(flag).toEqualTypeOf<boolean>();
    });
    const launch = k(1, [8, 8]);
    expectTypeOf(launch).returns.toEqualTypeOf<Promise<void>>();
    type Given = Parameters<typeof launch>;
    expectTypeOf<Float32Array>().toExtend<Given[0]>();
    expectTypeOf<NDArray<"float32">>().toExtend<Given[0]>();
    expectTypeOf<cuda.DeviceArray<"f32">>().toExtend<Given[1]>();
    expectTypeOf<Float64Array>().not.toExtend<Given[0]>();
    expectTypeOf<Float32Array>().not.toExtend<Given[1]>();
    expectTypeOf<NDArray<"float64">>().not.toExtend<Given[0]>();
    expectTypeOf<Given[2]>().toEqualTypeOf<number>();
    expectTypeOf<Given[3]>().toEqualTypeOf<bigint>();
    expectTypeOf<Given["length"]>().toEqualTypeOf<5>();
  });

  test("arrays on the target", () => {
    expectTypeOf(cuda.deviceArray([2, 3], f32)).toEqualTypeOf<cuda.DeviceArray<"f32">>();
    expectTypeOf<ReturnType<cuda.DeviceArray<"i64">["copyToHost"]>>().toEqualTypeOf<Promise<BigInt64Array>>();
    expectTypeOf(cuda.toDevice<Int32Array>).returns.resolves.toEqualTypeOf<cuda.DeviceArray<"i32">>();
    expectTypeOf(cuda.toDevice<NDArray<"float64">>).returns.resolves.toEqualTypeOf<cuda.DeviceArray<"f64">>();
  });

  test("constants have the types that they are given with", () => {
    cuda.kernel(
      [f32.array],
      ({ constants }, x) => {
        expectTypeOf(constants.scale).toEqualTypeOf<number>();
        expectTypeOf(constants.weights).toEqualTypeOf<number[]>();
        x[0] = constants.scale * constants.weights[0];
      },
      { constants: { scale: 3, weights: [1, 2] } },
    );
  });
});
