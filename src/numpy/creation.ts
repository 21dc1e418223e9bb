/** Making arrays. https://numpy.org/doc/stable/reference/routines.array-creation.html */
import {
  type AnyTypedArray,
  asDType,
  asShape,
  DTYPES,
  type DType,
  type DTypeLike,
  type DTypeName,
  dtypeOfTypedArray,
  heapView,
  integerRange,
  isContiguous,
  promoteTypes,
  type Shape,
  sizeOf,
} from "../array/index.js";
import { DTypeError, OverflowError, ValueError } from "../errors.js";
import { leaf } from "../kernel/index.js";
import { type Block, heap, newBlock } from "../memory/index.js";
import { isTrue, scalarInto } from "./assign.js";
import { NDArray } from "./ndarray.js";
import { dtypeOfScalar, isScalar, toArray } from "./operands.js";
import type { ArrayLike, DTypeOf, NestedList, Scalar } from "./types.js";
import { writeNode } from "./write.js";

/** An array on new memory whose contents are whatever they were. */
export function uninitialized(shape: Shape, dtype: DType): NDArray {
  return new NDArray(leaf(newBlock(sizeOf(shape) * dtype.itemsize), dtype, shape, 0, null));
}

/** The memory of an array. */
export const blockOf = (x: NDArray): Block => x.ensureStorage().block;

/** The shape of nested lists, and whether every list has it. */
function shapeOfList(list: Scalar | NestedList): number[] {
  const shape: number[] = [];
  let level: unknown = list;
  while (Array.isArray(level)) {
    shape.push(level.length);
    level = level[0];
  }
  return shape;
}

function ragged(shape: readonly number[], depth: number): ValueError {
  return new ValueError(
    `setting an array element with a sequence. The requested array has an inhomogeneous shape after ${depth} dimensions. The detected shape was (${shape
      .slice(0, depth)
      .join(", ")}${depth === 1 ? "," : ""}) + inhomogeneous part.`,
  );
}

/** The elements of nested lists in C order. @throws ValueError when they are ragged */
function flatten(list: Scalar | NestedList, shape: readonly number[]): Scalar[] {
  const out: Scalar[] = [];
  const walk = (x: unknown, depth: number): void => {
    if (depth === shape.length) {
      if (!isScalar(x)) {
        if (Array.isArray(x)) throw ragged(shape, depth);
        throw new DTypeError(
          `an array is made of numbers, bigints and booleans, got ${x === null ? "null" : typeof x}`,
        );
      }
      out.push(x);
      return;
    }
    if (!Array.isArray(x) || x.length !== shape[depth]) throw ragged(shape, depth);
    for (const item of x) walk(item, depth + 1);
  };
  walk(list, 0);
  return out;
}

/** Numbers make float64, booleans bool, bigints int64; a mixture the dtype they promote to. */
function dtypeOfScalars(values: readonly Scalar[]): DType {
  if (values.length === 0) return DTYPES.float64;
  let out = dtypeOfScalar(values[0]);
  for (let k = 1; k < values.length; k++) {
    const next = dtypeOfScalar(values[k]);
    if (next !== out) out = promoteTypes(out, next);
  }
  return out;
}

export function checkFits(value: Scalar, dtype: DType): void {
  const [low, high] = integerRange(dtype);
  if (typeof value === "number" && !Number.isInteger(value))
    throw new DTypeError(
      `${value} can't be stored in an array of dtype ${dtype.name}: make a float64 array and round it, then astype("${dtype.name}")`,
    );
  if (typeof value !== "boolean" && (value < low || value > high))
    throw new OverflowError(
      `Python integer ${value} out of bounds for ${dtype.name}: it holds ${low} to ${high}`,
    );
}

/** An array from nested lists or one scalar. */
export function arrayFromList(list: Scalar | NestedList, dtype: DType | undefined): NDArray {
  const shape = shapeOfList(list);
  const values = flatten(list, asShape(shape));
  const to = dtype ?? dtypeOfScalars(values);
  if (to.kind === "int" || to.kind === "uint") for (const v of values) checkFits(v, to);
  const out = uninitialized(shape, to);
  const view = heapView(to) as unknown as Record<number, number | bigint>;
  const at = blockOf(out).address / to.itemsize;
  if (to.itemsize === 8 && to.kind !== "float")
    for (let k = 0; k < values.length; k++) view[at + k] = BigInt(values[k]);
  else if (to.kind === "bool")
    for (let k = 0; k < values.length; k++) view[at + k] = isTrue(values[k]) ? 1 : 0;
  else for (let k = 0; k < values.length; k++) view[at + k] = Number(values[k]);
  return out;
}

/** An array with a copy of a typed array's elements: one that lives on the heap already is copied too, since others may write it. */
export function arrayFromTyped(data: AnyTypedArray | Uint8ClampedArray): NDArray {
  const dtype = dtypeOfTypedArray(data) as DType;
  const out = uninitialized([data.length], dtype);
  (heapView(dtype) as Float64Array).set(
    data as unknown as Float64Array,
    blockOf(out).address / dtype.itemsize,
  );
  return out;
}

/** Options of functions that make arrays. */
export interface DTypeOption<D extends DTypeName> {
  readonly dtype?: DTypeLike<D>;
}

/**
 * A new array with the values of an array-like. Without `dtype`: numbers make float64, booleans bool, bigints int64, typed
 * arrays and arrays keep theirs.
 * https://numpy.org/doc/stable/reference/generated/numpy.array.html
 * @throws ValueError for ragged lists; OverflowError for a whole number that the dtype can't hold; MemoryError
 */
export function array<X extends ArrayLike, D extends DTypeName = DTypeOf<X>>(
  x: X,
  options?: DTypeOption<D>,
): NDArray<D> {
  const dtype = options?.dtype === undefined ? undefined : (asDType(options.dtype) as DType);
  if (x instanceof NDArray)
    return (dtype === undefined || dtype === x.dtype ? x.copy() : x.astype(dtype)) as NDArray<D>;
  if (isScalar(x) || Array.isArray(x)) return arrayFromList(x as Scalar | NestedList, dtype) as NDArray<D>;
  const made = toArray(x);
  return (dtype === undefined || dtype === made.dtype ? made : made.astype(dtype)) as NDArray<D>;
}

/**
 * The array itself when it is one of that dtype, else a new one.
 * https://numpy.org/doc/stable/reference/generated/numpy.asarray.html
 * @throws as `array`
 */
export function asarray<X extends ArrayLike, D extends DTypeName = DTypeOf<X>>(
  x: X,
  options?: DTypeOption<D>,
): NDArray<D> {
  if (x instanceof NDArray && (options?.dtype === undefined || (asDType(options.dtype) as DType) === x.dtype))
    return x as unknown as NDArray<D>;
  return array(x, options);
}

/** An array of a shape whose elements are whatever the memory held. https://numpy.org/doc/stable/reference/generated/numpy.empty.html */
export function empty<D extends DTypeName = "float64">(
  shape: number | readonly number[],
  options?: DTypeOption<D>,
): NDArray<D> {
  return uninitialized(asShape(shape), asDType(options?.dtype ?? "float64") as DType) as NDArray<D>;
}

/** An array of zeros. https://numpy.org/doc/stable/reference/generated/numpy.zeros.html @throws ValueError for a negative length */
export function zeros<D extends DTypeName = "float64">(
  shape: number | readonly number[],
  options?: DTypeOption<D>,
): NDArray<D> {
  const out = empty(shape, options);
  const { address, bytes } = blockOf(out);
  heap().u8.fill(0, address, address + bytes);
  return out;
}

/** An array of ones. https://numpy.org/doc/stable/reference/generated/numpy.ones.html */
export function ones<D extends DTypeName = "float64">(
  shape: number | readonly number[],
  options?: DTypeOption<D>,
): NDArray<D> {
  const out = empty(shape, options);
  writeNode(out, scalarInto(1, out.dtype), true);
  return out;
}

/** The dtype that `full` takes from its value. */
type FullDType<V> = V extends number
  ? "float64"
  : V extends bigint
    ? "int64"
    : V extends boolean
      ? "bool"
      : DTypeOf<V>;

/**
 * An array filled with a value, which is broadcast. https://numpy.org/doc/stable/reference/generated/numpy.full.html
 * @throws OverflowError or DTypeError when the dtype can't hold the value
 */
export function full<V extends ArrayLike, D extends DTypeName = FullDType<V>>(
  shape: number | readonly number[],
  value: V,
  options?: DTypeOption<D>,
): NDArray<D> {
  const dtype =
    options?.dtype === undefined
      ? isScalar(value)
        ? dtypeOfScalar(value)
        : toArray(value).dtype
      : (asDType(options.dtype) as DType);
  const out = uninitialized(asShape(shape), dtype);
  if (isScalar(value)) writeNode(out, scalarInto(value, dtype), true);
  else out.assign(Array.isArray(value) ? arrayFromList(value, dtype) : value);
  return out as NDArray<D>;
}

type LikeDType<X, D> = [D] extends [never] ? DTypeOf<X> : D;

function like<X extends ArrayLike, D extends DTypeName>(
  x: X,
  options: DTypeOption<D> | undefined,
): { shape: Shape; dtype: DType } {
  const array = toArray(x);
  return {
    shape: array.shape,
    dtype: options?.dtype === undefined ? array.dtype : (asDType(options.dtype) as DType),
  };
}

/** Zeros in the shape and dtype of another array. https://numpy.org/doc/stable/reference/generated/numpy.zeros_like.html */
export function zeros_like<X extends ArrayLike, D extends DTypeName = never>(
  x: X,
  options?: DTypeOption<D>,
): NDArray<LikeDType<X, D>> {
  const { shape, dtype } = like(x, options);
  return zeros(shape, { dtype }) as NDArray as NDArray<LikeDType<X, D>>;
}

/** Ones in the shape and dtype of another array. https://numpy.org/doc/stable/reference/generated/numpy.ones_like.html */
export function ones_like<X extends ArrayLike, D extends DTypeName = never>(
  x: X,
  options?: DTypeOption<D>,
): NDArray<LikeDType<X, D>> {
  const { shape, dtype } = like(x, options);
  return ones(shape, { dtype }) as NDArray as NDArray<LikeDType<X, D>>;
}

/** An uninitialized array in the shape and dtype of another. https://numpy.org/doc/stable/reference/generated/numpy.empty_like.html */
export function empty_like<X extends ArrayLike, D extends DTypeName = never>(
  x: X,
  options?: DTypeOption<D>,
): NDArray<LikeDType<X, D>> {
  const { shape, dtype } = like(x, options);
  return uninitialized(shape, dtype) as NDArray<LikeDType<X, D>>;
}

/** A value in the shape and dtype of another array. https://numpy.org/doc/stable/reference/generated/numpy.full_like.html */
export function full_like<X extends ArrayLike, D extends DTypeName = never>(
  x: X,
  value: ArrayLike,
  options?: DTypeOption<D>,
): NDArray<LikeDType<X, D>> {
  const { shape, dtype } = like(x, options);
  return full(shape, value, { dtype }) as NDArray as NDArray<LikeDType<X, D>>;
}

/**
 * Ones on a diagonal, zeros elsewhere: n rows, m columns (n when left out), `k` columns right of the main diagonal.
 * https://numpy.org/doc/stable/reference/generated/numpy.eye.html
 * @throws ValueError for a negative length or a fractional `k`
 */
export function eye<D extends DTypeName = "float64">(
  n: number,
  m?: number | null,
  options?: DTypeOption<D> & { readonly k?: number },
): NDArray<D> {
  const columns = m ?? n;
  const k = options?.k ?? 0;
  if (!Number.isInteger(k)) throw new ValueError(`eye: the diagonal k is a whole number, got ${k}`);
  const out = zeros([n, columns], options);
  const [row, column] = k >= 0 ? [0, k] : [-k, 0];
  const count = Math.max(0, Math.min(n - row, columns - column));
  if (count > 0) {
    const size = out.itemsize;
    const diagonal = out.view({
      shape: [count],
      strides: [(columns + 1) * size],
      offset: (row * columns + column) * size,
    });
    diagonal.assign(1);
  }
  return out;
}

/** A dense array in C order with the same values: itself when it is one. https://numpy.org/doc/stable/reference/generated/numpy.ascontiguousarray.html */
export function ascontiguousarray<X extends ArrayLike>(x: X): NDArray<DTypeOf<X>> {
  const array = toArray(x);
  const { shape, strides } = array.layout();
  return (isContiguous(shape, strides, array.itemsize) ? array : array.copy()) as NDArray<DTypeOf<X>>;
}
