/**
 * `manycore/simd`: TypeScript functions on vector lanes and cores, in Numba's words. See docs/compiled_functions.md for what a compiled
 * function may hold.
 *
 * @example
 * import * as simd from "manycore/simd";
 * const clip = simd.vectorize((x: number) => Math.min(Math.max(x, 0), 1));
 * clip(np.linspace(-1, 2, 1_000_000)).sum().item();
 *
 * @module
 */
export { CompileError } from "../errors.js";
export {
  type ArrayToken,
  bool,
  type ElementType,
  f32,
  f32x4,
  f64,
  f64x2,
  i8,
  i8x16,
  i16,
  i16x8,
  i32,
  i32x4,
  i64,
  i64x2,
  type Lanes,
  type LaneValue,
  type ParameterToken,
  prange,
  type ScalarToken,
  type Signature,
  u8,
  u8x16,
  u16,
  u16x8,
  u32,
  u32x4,
  u64,
} from "../kernel/compile/index.js";
export { disassemble, explain } from "../kernel/compile/wasm/index.js";
export { type JitArgument, type JitOptions, type Jitted, jit } from "./jit.js";
export type { AccumulateOptions, ReduceOptions } from "./ufunc_methods.js";
export type { DeviceArray, DeviceUFunc, Target, UFunc, VectorizeOptions } from "./ufunc_types.js";
export { vectorize } from "./vectorize.js";
