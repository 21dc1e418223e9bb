/**
 * `manycore/cupy`: CuPy's arrays on the GPU through WebGPU. Operations are recorded and fused; values come with `await`.
 * See README.md.
 *
 * @example
 * import * as cp from "manycore/cupy";
 * const x = cp.linspace(0, 1, 1_000_000);
 * const y = x.mul(2).add(1).sqrt().sum();   // nothing has run yet
 * console.log(await y.item());              // one kernel over x
 *
 * @module
 */
import type { DTypeName } from "../array/index.js";
import { DeviceError } from "../errors.js";
import { openGpu } from "../kernel/wgsl/index.js";
import type { NDArray as HostNDArray } from "../numpy/index.js";
import { NDArray } from "./ndarray.js";
import { toArray } from "./operands.js";

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
export { get_array_module } from "./array_module.js";
export {
  type AsArrayOptions,
  arange,
  array,
  asarray,
  ascontiguousarray,
  type DTypeOption,
  empty,
  empty_like,
  eye,
  full,
  full_like,
  linspace,
  ones,
  ones_like,
  zeros,
  zeros_like,
} from "./creation.js";
export * as cuda from "./cuda.js";
export type { CupyDType, OnDevice } from "./dtypes.js";
export { type ElementwiseCallOptions, ElementwiseKernel, type KernelOptions } from "./elementwise_kernel.js";
export { type DeviceMemory, explain, memory } from "./explain.js";
export { type FuseOptions, fuse } from "./fuse.js";
export * from "./generated/functions.js";
export { absolute as abs } from "./generated/functions.js";
export { get_default_memory_pool, type MemoryPool, type PoolLimit } from "./memory_pool.js";
export { type Device, NDArray, NDArray as ndarray } from "./ndarray.js";
export { dot, matmul } from "./products.js";
export { type Extent, type RawArgument, RawKernel } from "./raw_kernel.js";
export { ReductionKernel } from "./reduction_kernel.js";
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
  ArraySource,
  AxisOption,
  ElementwiseOptions,
  HostArray,
  Nested,
  NestedList,
  ReductionOptions,
  Scalar,
} from "./types.js";

/**
 * An array of the device on the host, as an array of `manycore/numpy`; one of the host as it is.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.asnumpy.html
 * @throws DeviceError without a GPU; MemoryError when the device's or the host's memory is used up
 */
export async function asnumpy<D extends DTypeName>(x: NDArray<D> | HostNDArray<D>): Promise<HostNDArray<D>> {
  if (x instanceof NDArray) return x.get();
  if (typeof x === "object" && x !== null && "toTypedArray" in x) return x;
  return (toArray(x) as NDArray<D>).get();
}

/**
 * Whether there is a GPU to compute on. CuPy's answers at once; this one opens the device.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.is_available.html
 */
export async function is_available(): Promise<boolean> {
  try {
    await openGpu();
    return true;
  } catch (error) {
    if (error instanceof DeviceError) return false;
    throw error;
  }
}
