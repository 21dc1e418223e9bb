/** Explicit lanes in types: what a type of lanes hasn't doesn't compile, and types don't mix. */
import { f32x4, f64x2, i8x16, i32x4, i64x2, type Lanes, type LaneValue, u8x16, u32x4 } from "manycore/simd";
import { describe, expectTypeOf, it } from "vitest";

describe("types of explicit lanes", () => {
  it("keep apart what isn't of one type", () => {
    expectTypeOf(u8x16.add).parameters.toEqualTypeOf<[Lanes<"u8x16">, Lanes<"u8x16">]>();
    expectTypeOf(f32x4.lt).returns.toEqualTypeOf<Lanes<"f32x4">>();
    expectTypeOf(u8x16.load).parameter(0).toEqualTypeOf<Uint8Array>();
    expectTypeOf(i64x2.load).parameter(0).toEqualTypeOf<BigInt64Array>();
    expectTypeOf(f32x4.any).returns.toEqualTypeOf<boolean>();
    expectTypeOf<LaneValue<"i64x2">>().toEqualTypeOf<bigint>();
    expectTypeOf(i64x2.sum).returns.toEqualTypeOf<bigint>();
    expectTypeOf(u32x4.extractLane).returns.toEqualTypeOf<number>();
    const wrong = (): unknown => [
      // @ts-expect-error: another type's vector
      u8x16.add(u8x16.splat(1), i8x16.splat(1)),
      // @ts-expect-error: a number is no vector
      f32x4.add(f32x4.splat(1), 1),
      // @ts-expect-error: bigints are for 64-bit lanes
      i32x4.splat(1n),
      // @ts-expect-error: numbers aren't
      i64x2.splat(1),
      // @ts-expect-error: another array
      f64x2.load(new Float32Array(4), 0),
    ];
    expectTypeOf(wrong).returns.toEqualTypeOf<unknown>();
  });

  it("have what WebAssembly has for the type", () => {
    expectTypeOf(u8x16).toHaveProperty("addSat");
    expectTypeOf(u8x16).toHaveProperty("avgr");
    expectTypeOf(i32x4).not.toHaveProperty("addSat");
    expectTypeOf(i8x16).not.toHaveProperty("avgr");
    expectTypeOf(u8x16).not.toHaveProperty("neg");
    expectTypeOf(f32x4).not.toHaveProperty("shl");
    expectTypeOf(i32x4).not.toHaveProperty("div");
    expectTypeOf(f64x2).toHaveProperty("sqrt");
  });

  it("convert where there are as many lanes", () => {
    expectTypeOf(f32x4.convert).parameter(0).toEqualTypeOf<Lanes<"i32x4" | "u32x4" | "f32x4">>();
    expectTypeOf(f64x2.convert).parameter(0).toEqualTypeOf<Lanes<"i64x2" | "f64x2">>();
    expectTypeOf(f32x4.reinterpret).toBeCallableWith(u8x16.splat(1));
    expectTypeOf(f32x4.convert).toBeCallableWith(i32x4.splat(1));
  });
});
