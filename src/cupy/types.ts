/** Types that functions and methods share. */
import type {
  AnyTypedArray,
  DType,
  DTypeLike,
  DTypeName,
  ListElement,
  TypedArrayOf,
} from "../array/index.js";
import type {
  BinaryResult as NumpyBinary,
  UnaryResult as NumpyUnary,
  OperandType,
  OpName,
} from "../kernel/index.js";
import type { OnDevice } from "./dtypes.js";
import type { Device, NDArray } from "./ndarray.js";

/** A JavaScript value that counts as one element. */
export type Scalar = number | bigint | boolean;

/** Lists in lists, all of one depth and of matching lengths. */
export type NestedList = readonly (Scalar | NestedList)[];

/** What operations take: arrays on the device, and scalars. Host data comes in through `cp.asarray`. */
export type ArrayLike = NDArray<DTypeName> | Scalar;

/** What is needed of an array of `manycore/numpy` to send it to the device. */
export interface HostArray<D extends DTypeName = DTypeName> {
  readonly dtype: DType<D>;
  readonly shape: readonly number[];
  toTypedArray(): TypedArrayOf[D];
}

/** What `asarray` takes. */
export type ArraySource = ArrayLike | HostArray | NestedList | AnyTypedArray | Uint8ClampedArray;

/** The dtype on the device of host data of dtype D. */
type Narrowed<D extends DTypeName> = D extends "float64"
  ? "float32"
  : D extends "int64"
    ? "int32"
    : D extends "uint64"
      ? "uint32"
      : D;

type OfTypedArray<X> = X extends Float64Array | Float32Array
  ? "float32"
  : X extends Int32Array | BigInt64Array
    ? "int32"
    : X extends Uint32Array | BigUint64Array
      ? "uint32"
      : never;

type OfScalar<X> = X extends number
  ? "float32"
  : X extends bigint
    ? "int32"
    : X extends boolean
      ? "bool"
      : never;

/** The dtype of a device array made of X; lists of mixed scalars are left open. */
export type DTypeOf<X> = X extends {
  readonly device: Device;
  readonly dtype: { readonly name: infer D extends DTypeName };
}
  ? D
  : X extends AnyTypedArray | Uint8ClampedArray
    ? OfTypedArray<X>
    : X extends { readonly dtype: { readonly name: infer D extends DTypeName } }
      ? Narrowed<D>
      : X extends Scalar
        ? OfScalar<X>
        : X extends readonly unknown[]
          ? [ListElement<X>] extends [number]
            ? "float32"
            : [ListElement<X>] extends [boolean]
              ? "bool"
              : [ListElement<X>] extends [bigint]
                ? "int32"
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

type UnaryTable<N extends OpName> = { [A in OperandType]: OnDevice<NumpyUnary<N, A>> };
type BinaryTable<N extends OpName> = {
  [A in OperandType]: { [B in OperandType]: OnDevice<NumpyBinary<N, A, B>> };
};

/**
 * The dtype that an operation on one operand gives: NumPy's, float32 for float64. Tables, not conditions: the compiler
 * sees through them that an array of a narrower dtype is one of a wider.
 */
export type UnaryResult<N extends OpName, A extends OperandType> = UnaryTable<N>[A];

/** The dtype that an operation on two operands gives: NumPy's, float32 for float64. */
export type BinaryResult<
  N extends OpName,
  A extends OperandType,
  B extends OperandType,
> = BinaryTable<N>[A][B];

/** The array that an operation on one operand gives. */
export type Unary<N extends OpName, X> = NDArray<UnaryResult<N, OperandOf<X>>>;

/** The array that an operation on two operands gives. */
export type Binary<N extends OpName, X, Y> = NDArray<BinaryResult<N, OperandOf<X>, OperandOf<Y>>>;

/** Options of elementwise functions. */
export interface ElementwiseOptions {
  /** Let this array have the result: its shape must be the result's, its dtype castable ("same_kind"). */
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
