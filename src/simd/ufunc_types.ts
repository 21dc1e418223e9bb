/** The types of `vectorize`: what it takes, and what it gives. */
import type { DType, DTypeName } from "../array/index.js";
import type { ElementType, ScalarToken, Signature } from "../kernel/compile/index.js";
import type { CALL_ELEMENT_FUNCTION, ElementFunctionCaller } from "../kernel/index.js";
import type { NDArray } from "../numpy/for_simd.js";
import type { ArrayLike, ElementwiseOptions } from "../numpy/index.js";
import type { AccumulateOptions, ReduceOptions } from "./ufunc_methods.js";

/** Where a vectorized function runs: in this thread alone, on the team's threads, or on the GPU. */
export type Target = "cpu" | "parallel" | "gpu";

/** An array of `manycore/cupy`. */
export type DeviceOperand = ElementFunctionCaller;
/** What a call with one gives: a pending array of `manycore/cupy`. */
type DeviceResult<A extends DeviceOperand> = ReturnType<A[typeof CALL_ELEMENT_FUNCTION]>;

export interface VectorizeOptions<S extends ElementType = ElementType> {
  /** What the function is compiled for: `f32(f32, f32)`, or several; without, for the dtypes of each call. */
  readonly signature?: Signature<S, readonly ScalarToken[]> | readonly Signature<S, readonly ScalarToken[]>[];
  /**
   * `"cpu"`: this thread alone; `"parallel"`: the team's threads; `"gpu"`: arrays of `manycore/cupy`, and data of the host is sent there. Left
   * out: where the arrays are, and on the host as np decides by size.
   */
  readonly target?: Target;
  /** Values of names from outside: needed in browsers, where closures can't be read. */
  readonly constants?: Readonly<Record<string, unknown>>;
  /** What `/` of integers gives, where no parameter is a float: f64. */
  readonly float?: "f32" | "f64";
  /** The name in errors and explanations. */
  readonly name?: string;
}

/**
 * A universal function: takes arrays that broadcast together. Its results are pending, like np's own, and fuse with them.
 * https://numpy.org/doc/stable/reference/ufuncs.html
 */
export interface UFunc<D extends DTypeName = DTypeName> {
  /** @throws DTypeError for dtypes that it can't be given; ValueError for shapes that don't broadcast; CompileError */
  (...args: readonly ArrayLike[]): NDArray<D>;
  (...args: readonly [...ArrayLike[], ElementwiseOptions]): NDArray<D>;
  /**
   * Of arrays of `manycore/cupy` and numbers: one of those, in its fused kernels. float64 is float32 there.
   * @throws NotSupportedError for what shaders don't have (64-bit integers, float64 that the signature asks for)
   */
  <A extends DeviceOperand>(...args: readonly (A | number | bigint | boolean)[]): DeviceResult<A>;
  <A extends DeviceOperand>(
    ...args: readonly [...(A | number | bigint | boolean)[], { readonly out?: A }]
  ): DeviceResult<A>;
  readonly name: string;
  /** Numbers taken and given. */
  readonly nin: number;
  readonly nout: 1;
  /** What it has been compiled for, as `float32,float32->float32`. */
  readonly types: readonly string[];
  /** f(… f(f(x0, x1), x2) …) along an axis. https://numpy.org/doc/stable/reference/generated/numpy.ufunc.reduce.html */
  reduce(x: ArrayLike, options?: ReduceOptions): NDArray;
  /** Of an array of `manycore/cupy`: neighbours are joined, then their results, so f has to be associative. */
  reduce<A extends DeviceOperand>(x: A, options?: ReduceOptions): DeviceResult<A>;
  /** All partial results of `reduce`. https://numpy.org/doc/stable/reference/generated/numpy.ufunc.accumulate.html */
  accumulate(x: ArrayLike, options?: AccumulateOptions): NDArray;
  /** f of each element of a with each of b. https://numpy.org/doc/stable/reference/generated/numpy.ufunc.outer.html */
  outer(a: ArrayLike, b: ArrayLike, options?: ElementwiseOptions): NDArray<D>;
  outer<A extends DeviceOperand>(a: A, b: A): DeviceResult<A>;
}

/** What a function compiled for the GPU gives: a pending array of `manycore/cupy`. */
export interface DeviceArray<D extends DTypeName = DTypeName> extends DeviceOperand {
  readonly shape: readonly number[];
  readonly dtype: DType<D>;
  /** The array on the host. */
  get(): Promise<NDArray<D>>;
  /** Nested lists of its elements. */
  tolist(): Promise<unknown>;
}

/** A function compiled for the GPU. Arrays of the host are sent there; results stay there. */
export interface DeviceUFunc<D extends DTypeName = DTypeName> {
  /** @throws NotSupportedError before `manycore/cupy` is imported, and for what shaders don't have; as cp.asarray for the host's data */
  <A extends DeviceOperand>(...args: readonly (A | number | bigint | boolean)[]): DeviceResult<A>;
  (...args: readonly (ArrayLike | DeviceOperand)[]): DeviceArray<D>;
  readonly name: string;
  readonly nin: number;
  readonly nout: 1;
  readonly types: readonly string[];
  /** f(… f(f(x0, x1), x2) …) along an axis, in pairs: f has to be associative. */
  reduce<A extends DeviceOperand>(x: A, options?: ReduceOptions): DeviceResult<A>;
  reduce(x: ArrayLike, options?: ReduceOptions): DeviceArray<D>;
  /** f of each element of a with each of b. */
  outer<A extends DeviceOperand>(a: A, b: A): DeviceResult<A>;
  outer(a: ArrayLike, b: ArrayLike): DeviceArray<D>;
}
