/** The dtypes that flow through expressions, as the compiler sees them (`tsc` checks this file) and as they come out. */

import * as np from "manycore/numpy";
import { describe, expect, expectTypeOf, test } from "vitest";

/** Says the same of an array's type and of its value. */
function has<D extends np.DTypeName>(x: np.NDArray<D>, dtype: D): void {
  expect(x.dtype.name).toBe(dtype);
}

const f32 = np.zeros([3], { dtype: "float32" });
const f64 = np.zeros([3]);
const i8 = np.ones(3, { dtype: np.int8 });
const i32 = np.ones(3, { dtype: "int32" });
const u32 = np.ones(3, { dtype: "uint32" });
const b = np.array([true, false, true]);

describe("dtypes are types", () => {
  test("creation", () => {
    expectTypeOf(f32).toEqualTypeOf<np.NDArray<"float32">>();
    has(np.array([1, 2]), "float64");
    has(np.array([[true], [false]]), "bool");
    has(np.array([1n]), "int64");
    has(np.array(new Uint8Array(2)), "uint8");
    has(np.asarray(f32), "float32");
    has(np.array([1, 2], { dtype: "int16" }), "int16");
    has(np.full(2, true), "bool");
    has(np.zeros_like(i32), "int32");
    has(np.zeros_like(i32, { dtype: "float32" }), "float32");
    has(np.arange(3), "float64");
    has(np.float32(2), "float32");
  });

  test("promotion", () => {
    has(f32.add(f64), "float64");
    has(f32.add(i8), "float32");
    has(np.add(f32, i32), "float64");
    has(i32.add(u32), "int64");
    has(b.add(b), "bool");
    has(b.pow(b), "int8");
    has(b.mul(i8), "int8");
  });

  test("weak scalars", () => {
    has(f32.mul(2.5), "float32");
    has(i8.add(1), "int8");
    has(i8.add(1n), "int8");
    has(b.add(1), "float64");
    has(b.add(1n), "int64");
    has(i8.add(true), "int8");
    has(np.add(1, f32), "float32");
  });

  test("rules", () => {
    has(i32.div(2), "float64");
    has(i32.sqrt(), "float64");
    has(i8.sqrt(), "float32");
    has(f32.lt(1), "bool");
    has(np.isnan(f32), "bool");
    has(i32.and(1), "int32");
    has(np.where(b, f32, 0), "float32");
    has(i32.floor(), "int32");
    has(f32.astype("uint16"), "uint16");
  });

  test("reductions", () => {
    has(i8.sum(), "int64");
    has(u32.prod(), "uint64");
    has(f32.sum(), "float32");
    has(f32.sum({ dtype: "float64" }), "float64");
    has(i32.mean(), "float64");
    has(f32.var(), "float32");
    has(i8.max(), "int8");
    has(f32.any(), "bool");
    has(f32.argmax(), "int32");
    has(f32.mul(2).add(1).sqrt().sum(), "float32");
  });

  test("elements", () => {
    expectTypeOf(f32.item(0)).toEqualTypeOf<number>();
    expectTypeOf(b.item(0)).toEqualTypeOf<boolean>();
    expectTypeOf(f32.data).toEqualTypeOf<Float32Array>();
    expectTypeOf(np.zeros(1, { dtype: "int64" }).toTypedArray()).toEqualTypeOf<BigInt64Array>();
    expect(f32.data).toBeInstanceOf(Float32Array);
  });

  test("what is no operation of an array doesn't compile", () => {
    // @ts-expect-error an array has no elements by bracket: item(0), at(0) or slice(0)
    expect(f64[0]).toBeUndefined();
    // @ts-expect-error no such dtype
    expect(() => np.zeros(2, { dtype: "float128" })).toThrow(np.DTypeError);
    // @ts-expect-error an array of one dtype is no array of another
    const wrong: np.NDArray<"float64"> = f32;
    expect(wrong).toBe(f32);
    // @ts-expect-error operators don't work on arrays
    expect(() => f64 * 2).toThrow(/a\.add\(b\)/);
  });

  test("any array fits where the dtype doesn't matter", () => {
    const total = (x: np.NDArray): number => x.sum({ dtype: "float64" }).item();
    expect(total(f32) + total(b) + total(i32)).toBe(5);
  });
});
