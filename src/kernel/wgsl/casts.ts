/** Conversions between dtypes in WGSL: `x` stands for the value. */
import type { DType } from "../../array/index.js";
import { NotSupportedError } from "../../errors.js";
import { type DeviceDTypeName, wgslType } from "./types.js";

type CastTable = Readonly<Record<DeviceDTypeName, Readonly<Partial<Record<DeviceDTypeName, string>>>>>;

const LOW = {
  int32: "bitcast<i32>(x.x)",
  uint32: "x.x",
  bool: "(x.x != 0u || x.y != 0u)",
  int64: "x",
  uint64: "x",
} as const;

/** CASTS[from][to]. */
const CASTS: CastTable = {
  float32: { float32: "x", int32: "i32_from_f32(x)", uint32: "u32_from_f32(x)", bool: "f32_truth(x)" },
  int32: {
    float32: "f32_from_i32(x)",
    int32: "x",
    uint32: "bitcast<u32>(x)",
    bool: "(x != 0)",
    int64: "u64_from_i32(x)",
    uint64: "u64_from_i32(x)",
  },
  uint32: {
    float32: "f32_from_u32(x)",
    int32: "bitcast<i32>(x)",
    uint32: "x",
    bool: "(x != 0u)",
    int64: "vec2<u32>(x, 0u)",
    uint64: "vec2<u32>(x, 0u)",
  },
  bool: {
    float32: "select(0.0, 1.0, x)",
    int32: "i32(x)",
    uint32: "u32(x)",
    bool: "x",
    int64: "vec2<u32>(u32(x), 0u)",
    uint64: "vec2<u32>(u32(x), 0u)",
  },
  int64: { float32: "f32_from_i64(x)", ...LOW },
  uint64: { float32: "f32_from_u64(x, 0u)", ...LOW },
};

/**
 * The expression that converts a value.
 * @throws NotSupportedError where the device has no such conversion (to float64, from floats to 64-bit integers)
 */
export function castExpression(from: DType, to: DType, value: string): string {
  wgslType(from);
  wgslType(to);
  const code = CASTS[from.name as DeviceDTypeName][to.name as DeviceDTypeName];
  if (code === undefined)
    throw new NotSupportedError(
      `a cast from ${from.name} to ${to.name}`,
      "wgsl",
      'Cast to "int32", or compute with manycore/numpy.',
    );
  return code.replace(/\bx\b(?!\()/g, (_, at: number) => (at > 0 && code[at - 1] === "." ? "x" : value));
}
