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
  f64,
  i8,
  i16,
  i32,
  i64,
  type ParameterToken,
  prange,
  type ScalarToken,
  type Signature,
  u8,
  u16,
  u32,
  u64,
} from "../kernel/compile/index.js";
export { disassemble } from "./disassemble.js";
export { type JitArgument, type JitOptions, type Jitted, jit } from "./jit.js";
export type { AccumulateOptions, ReduceOptions } from "./ufunc_methods.js";
export { type Target, type UFunc, type VectorizeOptions, vectorize } from "./vectorize.js";
