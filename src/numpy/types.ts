/** Types that functions and methods share. */
import type {
  AnyTypedArray,
  DType,
  DTypeLike,
  DTypeName,
  ListElement,
  TypedArrayOf,
} from "../array/index.js";
import type { BinaryResult, OpName, UnaryResult } from "../kernel/index.js";
import type { NDArray } from "./ndarray.js";

/** A JavaScript value that counts as one element. */
export type Scalar = number | bigint | boolean;

/** Lists in lists, all of one depth and of matching lengths. */
export type NestedList = readonly (Scalar | NestedList)[];

/** What every function takes for an array: an array, a scalar, lists, or a typed array. */
export type ArrayLike = NDArray<DTypeName> | Scalar | NestedList | AnyTypedArray | Uint8ClampedArray;

type OfScalar<X> = X extends number
  ? "float64"
  : X extends bigint
    ? "int64"
    : X extends boolean
      ? "bool"
      : never;

type OfTypedArray<X> = X extends Float64Array
  ? "float64"
  : X extends Float32Array
    ? "float32"
    : X extends Int32Array
      ? "int32"
      : X extends Int16Array
        ? "int16"
        : X extends Int8Array
          ? "int8"
          : X extends Uint8Array | Uint8ClampedArray
            ? "uint8"
            : X extends Uint16Array
              ? "uint16"
              : X extends Uint32Array
                ? "uint32"
                : X extends BigInt64Array
                  ? "int64"
                  : X extends BigUint64Array
                    ? "uint64"
                    : never;

/** The dtype of an array made of X; lists of mixed scalars are left open. */
export type DTypeOf<X> = X extends { readonly dtype: DType<infer D> }
  ? D
  : X extends AnyTypedArray | Uint8ClampedArray
    ? OfTypedArray<X>
    : X extends Scalar
      ? OfScalar<X>
      : X extends readonly unknown[]
        ? [ListElement<X>] extends [number]
          ? "float64"
          : [ListElement<X>] extends [boolean]
            ? "bool"
            : [ListElement<X>] extends [bigint]
              ? "int64"
              : DTypeName
        : DTypeName;

/** What X is to promotion: bare scalars adapt to the other operand. */
export type OperandOf<X> = X extends number
  ? "number"
  : X extends bigint
    ? "bigint"
    : X extends boolean
      ? "boolean"
      : DTypeOf<X>;

/** The array that an operation on one array-like gives. */
export type Unary<N extends OpName, X> = NDArray<UnaryResult<N, OperandOf<X>>>;

/** The array that an operation on two array-likes gives. */
export type Binary<N extends OpName, X, Y> = NDArray<BinaryResult<N, OperandOf<X>, OperandOf<Y>>>;

/** Options of elementwise functions. */
export interface ElementwiseOptions {
  /** Write the result here instead of into a new array: its shape must be the result's, its dtype castable ("same_kind"). */
  readonly out?: NDArray<DTypeName>;
}

/** One axis, several, or all (null). */
export type AxisOption = number | readonly number[] | null;

/** Options of reductions. */
export interface ReductionOptions {
  /** Axis or axes along which to reduce; all of them when left out. */
  readonly axis?: AxisOption;
  /** Keep reduced axes with length 1. */
  readonly keepdims?: boolean;
  readonly out?: NDArray<DTypeName>;
}

/** Options of reductions that may accumulate in a dtype of one's choice. */
export interface AccumulateOptions<D extends DTypeName> extends ReductionOptions {
  readonly dtype?: DTypeLike<D>;
}

/** Nested lists of what elements are in JavaScript. */
export type Nested<S> = S | readonly Nested<S>[];

export type { TypedArrayOf };
