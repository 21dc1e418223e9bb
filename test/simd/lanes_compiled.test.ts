/** Explicit lanes as a user writes them in closures: the instruction that they become, and what is refused. */
import * as simd from "manycore/simd";
import { describe, expect, it } from "vitest";

describe("functions with explicit lanes", () => {
  it("is one line and one instruction: sixteen 8-bit sums in one register", () => {
    const { u8x16 } = simd;
    const add16 = simd.jit(
      (x: Uint8Array, y: Uint8Array, out: Uint8Array) => {
        u8x16.store(out, 0, u8x16.add(u8x16.load(x, 0), u8x16.load(y, 0)));
      },
      { signature: simd.bool(simd.u8.array, simd.u8.array, simd.u8.array) as never },
    );
    const out = new Uint8Array(16);
    add16(new Uint8Array(16).fill(200), new Uint8Array(16).fill(100), out);
    expect(out).toEqual(new Uint8Array(16).fill(44));
    const lines = simd
      .disassemble(add16)
      .split("\n")
      .map((line) => line.trim());
    expect(lines.filter((line) => line === "i8x16.add")).toHaveLength(1);
    const saturating = simd.jit((x: Uint8Array, y: Uint8Array, out: Uint8Array) => {
      for (let k = 0; k + 16 <= x.length; k += 16)
        u8x16.store(out, k, u8x16.addSat(u8x16.load(x, k), u8x16.load(y, k)));
    });
    const wide = new Uint8Array(64);
    saturating(new Uint8Array(64).fill(200), new Uint8Array(64).fill(100), wide);
    expect(wide).toEqual(new Uint8Array(64).fill(255));
    expect(simd.disassemble(saturating)).toContain("i8x16.add_sat_u");
  });

  it("refuses what isn't there, with the line", () => {
    const { u8x16, i32x4, f32x4, f64x2 } = simd;
    const wrong = u8x16 as never as typeof f32x4;
    expect(() => wrong.sqrt(f32x4.splat(1))).toThrow(TypeError);
    expect(() => u8x16.add(i32x4.splat(1) as never, u8x16.splat(1))).toThrow(
      /u8x16.add takes vectors of u8x16, got i32x4/,
    );
    expect(() => u8x16.load([1, 2, 3] as never, 0)).toThrow(/takes a Uint8Array, got Array/);
    expect(() => u8x16.splat(1n as never)).toThrow(/u8x16.splat takes numbers for lanes, got bigint/);
    expect(() => u8x16.extractLane(u8x16.splat(1), 16)).toThrow(/one of 0 to 15/);
    expect(() => f64x2.convert(f32x4.splat(1) as never)).toThrow(/takes a vector of 2 lanes, got f32x4/);
    expect(() => `${u8x16.splat(1)}` + (u8x16.splat(1) as never as number) * 2).toThrow(/no number/);
    const run = (fn: (x: Float32Array) => void) => simd.jit(fn)(new Float32Array(8));
    expect(() => run((x) => u8x16.load(x as never, 0))).toThrow(/u8x16.load of an array of f32/);
    expect(() => run((x) => f32x4.store(x, 0, f32x4.add(f32x4.load(x, 0), 1 as never)))).toThrow(/f32x4/);
    expect(() => run((x) => f32x4.store(x, 0, f32x4.convert(f64x2.splat(1) as never)))).toThrow(
      /f32x4.convert of f64x2/,
    );
    expect(() => run((x) => f32x4.store(x, 0, f32x4.replaceLane(f32x4.load(x, 0), x.length, 1)))).toThrow(
      /lane that isn't a constant/,
    );
    expect(() =>
      simd.vectorize((x: number) => f32x4.splat(x) as never, { signature: simd.f32(simd.f32) }),
    ).toThrow(/vector of lanes \(f32x4\) as the result/);
  });
});
