/** What a routine computes with: float32 (names that begin with `s`) or float64 (`d`). */
export type Precision = "float32" | "float64";

/** The arrays that routines take. */
export type FloatArray = Float32Array | Float64Array;

/** Bytes of an element. */
export const ITEM: Record<Precision, 4 | 8> = { float32: 4, float64: 8 };

/** The typed array of each precision. */
export const ARRAY: Record<Precision, Float32ArrayConstructor | Float64ArrayConstructor> = {
  float32: Float32Array,
  float64: Float64Array,
};
