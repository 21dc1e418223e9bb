/** Making arrays on the device. https://docs.cupy.dev/en/stable/reference/creation.html */
import {
  type AnyTypedArray,
  asShape,
  type DType,
  type DTypeLike,
  type DTypeName,
  dtypeOfTypedArray,
  rangeOf,
  type Shape,
  sizeOf,
} from "../array/index.js";
import { DTypeError, OverflowError, ValueError } from "../errors.js";
import { expanded, leaf, offerDevice } from "../kernel/index.js";
import { asDeviceDType, dtypeOfScalar } from "./dtypes.js";
import { castNode } from "./elementwise.js";
import { deviceDTypeFor, flattenList, listToDeviceData, toDeviceData } from "./host_data.js";
import { NDArray } from "./ndarray.js";
import { isScalar, scalarInto, toArray } from "./operands.js";
import { isDense } from "./pending_view.js";
import { DeviceStorage } from "./storage.js";
import type { ArrayLike, ArraySource, DTypeOf, HostArray, NestedList, Scalar } from "./types.js";

/** Options of functions that make arrays. */
export interface DTypeOption<D extends DTypeName> {
  readonly dtype?: DTypeLike<D>;
}

/** Options of `asarray` and `array`. */
export interface AsArrayOptions<D extends DTypeName> extends DTypeOption<D> {
  /** Refuse 64-bit numbers instead of giving them 32 bits. */
  readonly strict?: boolean;
}

/** An array on host data that is laid out as the device's, and that nobody else will change. */
function onData(data: ArrayBufferView, dtype: DType, shape: Shape): NDArray {
  return new NDArray(leaf(new DeviceStorage(dtype, sizeOf(shape), data), dtype, shape, 0, null));
}

function isHostArray(x: object): x is HostArray {
  return "toTypedArray" in x && typeof x.toTypedArray === "function";
}

function fromHost(x: ArraySource, asked: DType | undefined, strict: boolean): NDArray {
  if (isScalar(x) || Array.isArray(x)) {
    const { values, shape, dtype } = flattenList(x as Scalar | NestedList);
    const to = asked ?? dtype;
    return onData(listToDeviceData(values, to), to, asShape(shape));
  }
  if (ArrayBuffer.isView(x)) {
    const data = x as AnyTypedArray;
    const from = dtypeOfTypedArray(data);
    if (from !== undefined) {
      const to = asked ?? deviceDTypeFor(from, strict);
      return onData(toDeviceData(data, from, to, false), to, [data.length]);
    }
  } else if (typeof x === "object" && x !== null && isHostArray(x)) {
    const to = asked ?? deviceDTypeFor(x.dtype, strict);
    return onData(toDeviceData(x.toTypedArray(), x.dtype, to, true), to, [...x.shape]);
  }
  throw new DTypeError(
    `asarray takes an array, a number, bigint or boolean, nested lists of them, or a typed array; got ${x === null ? "null" : typeof x}`,
  );
}

/**
 * An array on the device with the values of another one there (itself, if it has the dtype), of a `manycore/numpy` array, of
 * nested lists or of a typed array. Numbers make float32, booleans bool, bigints int32. float64 is rounded to float32 and int64
 * becomes int32 if every value fits, with one warning a process. The data is copied at once and sent when it is needed.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.asarray.html
 * @throws OverflowError for an integer that doesn't fit into 32 bits; ValueError for ragged lists
 * @throws DTypeError for 64-bit data with `{strict: true}`; NotSupportedError for a dtype that the device hasn't
 */
export function asarray<X extends ArraySource, D extends DTypeName = DTypeOf<X>>(
  x: X,
  options?: AsArrayOptions<D>,
): NDArray<D> {
  const asked =
    options?.dtype === undefined ? undefined : (asDeviceDType(options.dtype as DTypeName) as DType);
  if (x instanceof NDArray)
    return (asked === undefined || asked === x.dtype
      ? x
      : x.astype(asked as DType<DTypeName>)) as NDArray as NDArray<D>;
  return fromHost(x, asked, options?.strict === true) as NDArray as NDArray<D>;
}

// simd.vectorize with the target "gpu" sends arrays of the host by it.
offerDevice((x) => asarray(x as ArraySource));

/**
 * As `asarray`, but never the same array: in-place operations on one don't change the other.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.array.html
 * @throws as `asarray`
 */
export function array<X extends ArraySource, D extends DTypeName = DTypeOf<X>>(
  x: X,
  options?: AsArrayOptions<D>,
): NDArray<D> {
  const made = asarray(x, options);
  return (made as unknown) === x ? made.copy() : made;
}

/**
 * The array with its elements in C order in memory: itself where they are, else a copy.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.ascontiguousarray.html
 * @throws as `asarray`
 */
export function ascontiguousarray<X extends ArraySource, D extends DTypeName = DTypeOf<X>>(
  x: X,
  options?: AsArrayOptions<D>,
): NDArray<D> {
  const made = asarray(x, options);
  return isDense(made.node) ? made : made.copy();
}

function filled(shape: Shape, value: Scalar, dtype: DType): NDArray {
  return new NDArray(expanded(scalarInto(value, dtype), shape));
}

/**
 * An array whose elements all are `value`. It takes no memory before it is read.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.full.html
 * @throws ValueError for a negative length; OverflowError, DTypeError for a value that the dtype can't hold
 */
export function full<V extends ArrayLike, D extends DTypeName = DTypeOf<V>>(
  shape: number | readonly number[],
  value: V,
  options?: DTypeOption<D>,
): NDArray<D> {
  const lengths = asShape(shape);
  if (isScalar(value)) {
    const dtype = options?.dtype === undefined ? dtypeOfScalar(value) : asDeviceDType(options.dtype);
    return filled(lengths, value, dtype as DType) as NDArray as NDArray<D>;
  }
  const { node } = toArray(value);
  const dtype = options?.dtype === undefined ? node.dtype : (asDeviceDType(options.dtype) as DType);
  return new NDArray<D>(expanded(castNode(node, dtype), lengths));
}

/** An array of zeros. https://docs.cupy.dev/en/stable/reference/generated/cupy.zeros.html @throws ValueError for a negative length */
export function zeros<D extends DTypeName = "float32">(
  shape: number | readonly number[],
  options?: DTypeOption<D>,
): NDArray<D> {
  return filled(
    asShape(shape),
    0,
    asDeviceDType(options?.dtype ?? "float32") as DType,
  ) as NDArray as NDArray<D>;
}

/** An array of ones. https://docs.cupy.dev/en/stable/reference/generated/cupy.ones.html @throws ValueError for a negative length */
export function ones<D extends DTypeName = "float32">(
  shape: number | readonly number[],
  options?: DTypeOption<D>,
): NDArray<D> {
  return filled(
    asShape(shape),
    1,
    asDeviceDType(options?.dtype ?? "float32") as DType,
  ) as NDArray as NDArray<D>;
}

/**
 * An array to be filled: of zeros, which cost nothing here, so that nothing of other arrays shows.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.empty.html
 */
export function empty<D extends DTypeName = "float32">(
  shape: number | readonly number[],
  options?: DTypeOption<D>,
): NDArray<D> {
  return zeros(shape, options);
}

type LikeDType<X, D> = [D] extends [never] ? DTypeOf<X> : D;

function like(x: ArrayLike, value: Scalar, options: DTypeOption<DTypeName> | undefined): NDArray {
  const { shape, dtype } = toArray(x);
  return filled(shape, value, options?.dtype === undefined ? dtype : (asDeviceDType(options.dtype) as DType));
}

/** Zeros in the shape and dtype of another array. https://docs.cupy.dev/en/stable/reference/generated/cupy.zeros_like.html */
export function zeros_like<X extends ArrayLike, D extends DTypeName = never>(
  x: X,
  options?: DTypeOption<D>,
): NDArray<LikeDType<X, D>> {
  return like(x, 0, options as DTypeOption<DTypeName>) as NDArray as NDArray<LikeDType<X, D>>;
}

/** Ones in the shape and dtype of another array. https://docs.cupy.dev/en/stable/reference/generated/cupy.ones_like.html */
export function ones_like<X extends ArrayLike, D extends DTypeName = never>(
  x: X,
  options?: DTypeOption<D>,
): NDArray<LikeDType<X, D>> {
  return like(x, 1, options as DTypeOption<DTypeName>) as NDArray as NDArray<LikeDType<X, D>>;
}

/** Zeros in the shape and dtype of another array. https://docs.cupy.dev/en/stable/reference/generated/cupy.empty_like.html */
export function empty_like<X extends ArrayLike, D extends DTypeName = never>(
  x: X,
  options?: DTypeOption<D>,
): NDArray<LikeDType<X, D>> {
  return zeros_like(x, options);
}

/** A value in the shape and dtype of another array. https://docs.cupy.dev/en/stable/reference/generated/cupy.full_like.html */
export function full_like<X extends ArrayLike, D extends DTypeName = never>(
  x: X,
  value: Scalar,
  options?: DTypeOption<D>,
): NDArray<LikeDType<X, D>> {
  return like(x, value, options as DTypeOption<DTypeName>) as NDArray as NDArray<LikeDType<X, D>>;
}

/** Elements by a function of the position. */
function fromPositions(count: number, dtype: DType, at: (k: number) => number): NDArray {
  const values = new Float64Array(count);
  for (let k = 0; k < count; k++) values[k] = at(k);
  return onData(listToDeviceData(values as unknown as number[], dtype), dtype, [count]);
}

/**
 * Numbers from `start` up to, not with, `stop`, in float32 unless another dtype is asked for.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.arange.html
 * @throws ValueError for a step of 0 or an endless range; OverflowError for numbers that the dtype can't hold
 */
export function arange<D extends DTypeName = "float32">(stop: number, options?: DTypeOption<D>): NDArray<D>;
export function arange<D extends DTypeName = "float32">(
  start: number,
  stop: number,
  step?: number,
  options?: DTypeOption<D>,
): NDArray<D>;
export function arange<D extends DTypeName = "float32">(
  first: number,
  second?: number | DTypeOption<D>,
  third?: number,
  fourth?: DTypeOption<D>,
): NDArray<D> {
  const { start, stop, step, count, options } = rangeOf(first, second, third, fourth);
  const dtype = asDeviceDType(options?.dtype ?? "float32") as DType;
  if (dtype.kind !== "float")
    for (const part of [start, step])
      if (!Number.isInteger(part))
        throw new DTypeError(`arange of dtype ${dtype.name} takes whole numbers, got ${part}`);
  if (
    dtype.kind === "float" &&
    (Math.abs(start) > 2 ** 24 || Math.abs(stop) > 2 ** 24) &&
    Number.isInteger(start) &&
    Number.isInteger(step)
  )
    throw new OverflowError(
      `arange(${start}, ${stop}, ${step}): float32 holds whole numbers up to 2^24 only; ask for {dtype: "int32"}, or use manycore/numpy`,
    );
  return fromPositions(count, dtype, (k) => start + k * step) as NDArray as NDArray<D>;
}

/**
 * `num` numbers from `start` to `stop` at equal distances, the stop included unless `endpoint` is false.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.linspace.html
 * @throws ValueError for a negative or fractional `num`
 */
export function linspace<D extends DTypeName = "float32">(
  start: number,
  stop: number,
  num = 50,
  options?: DTypeOption<D> & { readonly endpoint?: boolean },
): NDArray<D> {
  if (!Number.isInteger(num) || num < 0)
    throw new ValueError(`Number of samples, ${num}, must be non-negative and whole.`);
  const endpoint = options?.endpoint ?? true;
  const parts = endpoint ? num - 1 : num;
  const step = parts > 0 ? (stop - start) / parts : 0;
  const dtype = asDeviceDType(options?.dtype ?? "float32") as DType;
  const value = (k: number): number => (endpoint && num > 1 && k === num - 1 ? stop : start + k * step);
  return fromPositions(
    num,
    dtype,
    dtype.kind === "float" ? value : (k) => Math.floor(value(k)),
  ) as NDArray as NDArray<D>;
}

/** Ones on a diagonal, zeros elsewhere: n rows, m columns (n when left out). https://docs.cupy.dev/en/stable/reference/generated/cupy.eye.html */
export function eye<D extends DTypeName = "float32">(
  n: number,
  m?: number | null,
  options?: DTypeOption<D> & { readonly k?: number },
): NDArray<D> {
  const [rows, columns] = asShape([n, m ?? n]) as [number, number];
  const k = options?.k ?? 0;
  const dtype = asDeviceDType(options?.dtype ?? "float32") as DType;
  const values = new Float64Array(rows * columns);
  for (let row = Math.max(0, -k); row < rows && row + k < columns; row++) values[row * columns + row + k] = 1;
  return onData(listToDeviceData(values as unknown as number[], dtype), dtype, [
    rows,
    columns,
  ]) as NDArray as NDArray<D>;
}
