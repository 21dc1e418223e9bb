/** The loops that the vector and matrix–vector kernels are made of. */
import type { FunctionBuilder, Local } from "../../kernel/wasm/assembler.js";
import { hasRelaxedSimd } from "../../kernel/wasm/features.js";

/** pointer += by, a local. */
export function advance(f: FunctionBuilder, pointer: Local, by: Local): void {
  f.get(pointer).get(by).op("i32.add").set(pointer);
}

/** pointer += bytes, a constant. */
export function advanceBytes(f: FunctionBuilder, pointer: Local, bytes: number): void {
  f.get(pointer).i32(bytes).op("i32.add").set(pointer);
}

/** Takes `count` at a time off `n` while so many are left, and runs `body` for each time. */
export function rounds(f: FunctionBuilder, n: Local, count: number, body: () => void): void {
  f.get(n).i32(count).op("i32.ge_u");
  f.if(() =>
    f.loop((again) => {
      body();
      f.get(n).i32(count).op("i32.sub").tee(n).i32(count).op("i32.ge_u").brIf(again);
    }),
  );
}

/** sum += the product of the two vectors that `operands` pushes, fused where the engine can. */
export function accumulate(
  f: FunctionBuilder,
  shape: "f32x4" | "f64x2",
  sum: Local,
  operands: () => void,
): void {
  if (hasRelaxedSimd()) {
    operands();
    f.get(sum).op(`${shape}.relaxed_madd`).set(sum);
  } else {
    f.get(sum);
    operands();
    f.op(`${shape}.mul`, `${shape}.add`).set(sum);
  }
}

/** Pushes the sum of all lanes of accumulators whose number is a power of 2; spoils them. */
export function sumOfLanes(f: FunctionBuilder, shape: "f32x4" | "f64x2", sums: readonly Local[]): void {
  const [lanes, plus] = shape === "f32x4" ? [4, "f32.add"] : [2, "f64.add"];
  for (let width = sums.length / 2; width >= 1; width /= 2)
    for (let k = 0; k < width; k++)
      f.get(sums[k]!)
        .get(sums[k + width]!)
        .op(`${shape}.add`)
        .set(sums[k]!);
  for (let lane = 0; lane < lanes; lane++) {
    f.get(sums[0]!).lane(`${shape}.extract_lane`, lane);
    if (lane > 0) f.op(plus);
  }
}
