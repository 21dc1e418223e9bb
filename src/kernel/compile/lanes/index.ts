/** Explicit lanes: namespaces of functions that a compiled function turns into instructions, and that run as they are. */
export { f32x4, f64x2, i8x16, i16x8, i32x4, i64x2, OFFERED, u8x16, u16x8, u32x4 } from "./namespace.js";
export type { F32x4, F64x2, I8x16, I16x8, I32x4, I64x2, U8x16, U16x8, U32x4 } from "./types.js";
export { Lanes, type LaneValue } from "./value.js";
