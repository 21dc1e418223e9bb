import type { Precision } from "../precision.js";

/** Names of the instructions that differ between the precisions. */
export interface Lanes {
  readonly scalar: "f32" | "f64";
  readonly shape: "f32x4" | "f64x2";
  readonly lanes: 4 | 2;
  readonly item: 4 | 8;
  /** Loads one element into all lanes. */
  readonly splatLoad: string;
}

export const LANES: Record<Precision, Lanes> = {
  float32: { scalar: "f32", shape: "f32x4", lanes: 4, item: 4, splatLoad: "v128.load32_splat" },
  float64: { scalar: "f64", shape: "f64x2", lanes: 2, item: 8, splatLoad: "v128.load64_splat" },
};
