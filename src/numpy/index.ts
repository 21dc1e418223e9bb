/**
 * NumPy for TypeScript, on SIMD lanes and cores: `import * as np from "manycore/numpy"`.
 * Operations on whole arrays are lazy and fused; values come when an element is read.
 */
export type {
  Array2StringOptions,
  ArrayTextOptions,
  DType,
  DTypeLike,
  DTypeName,
  PrintOptions,
  ReadOptions,
  ScalarOf,
  Selector,
  Shape,
} from "../array/index.js";
export {
  broadcast_shapes,
  can_cast,
  get_printoptions,
  printoptions,
  promote_types,
  result_type,
  set_printoptions,
} from "../array/index.js";
export * from "../array-errors.js";
export type { ArrayModule, ModuleArray } from "../kernel/index.js";
export {
  array,
  asarray,
  ascontiguousarray,
  type DTypeOption,
  empty,
  empty_like,
  eye,
  full,
  full_like,
  ones,
  ones_like,
  zeros,
  zeros_like,
} from "./creation.js";
export { explain, memory } from "./explain.js";
export * from "./generated/functions.js";
export { absolute as abs } from "./generated/functions.js";
export { NDArray } from "./ndarray.js";
export { dot, matmul } from "./products.js";
export { arange, linspace } from "./ranges.js";
export {
  type ArgOptions,
  all,
  any,
  argmax,
  argmin,
  max,
  mean,
  min,
  prod,
  std,
  sum,
  type VarianceOptions,
  variance as var,
} from "./reductions.js";
export { clip, round } from "./rounding.js";
export {
  bool,
  float32,
  float64,
  int8,
  int16,
  int32,
  int64,
  type ScalarType,
  uint8,
  uint16,
  uint32,
  uint64,
} from "./scalar_types.js";
export { array_repr, array_str, array2string } from "./text.js";
export type {
  AccumulateOptions,
  ArrayLike,
  AxisOption,
  ElementwiseOptions,
  Nested,
  NestedList,
  ReductionOptions,
  Scalar,
} from "./types.js";
