/**
 * dtypes: what one element is. A dtype is a descriptor with item size and components, so that complex numbers
 * (two components) and float16 can join without a change elsewhere.
 */
import { DTypeError } from "../errors.js";

/** The names of the dtypes, NumPy's own words. */
export type DTypeName =
  | "bool"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float32"
  | "float64";

export type DTypeKind = "bool" | "int" | "uint" | "float";

/** What one element of an array is. Compare by identity: there is one descriptor a name. */
export interface DType<D extends DTypeName = DTypeName> {
  readonly name: D;
  /** `b`, `i`, `u`, `f` of NumPy's `dtype.kind`, spelled out. */
  readonly kind: DTypeKind;
  /** Bytes of an element. */
  readonly itemsize: number;
  /** Numbers an element holds: 1; complex dtypes will have 2. */
  readonly components: number;
  /** A small number, for keys. */
  readonly code: number;
  /** log2 of the item size: addresses are shifted, not multiplied. */
  readonly shift: number;
  /** The name. */
  toString(): string;
}

function dtype<D extends DTypeName>(name: D, kind: DTypeKind, itemsize: number, code: number): DType<D> {
  return Object.freeze({
    name,
    kind,
    itemsize,
    components: 1,
    code,
    shift: Math.log2(itemsize),
    toString: () => name,
  });
}

/** Every dtype by name. */
export const DTYPES = Object.freeze({
  bool: dtype("bool", "bool", 1, 0),
  int8: dtype("int8", "int", 1, 1),
  int16: dtype("int16", "int", 2, 2),
  int32: dtype("int32", "int", 4, 3),
  int64: dtype("int64", "int", 8, 4),
  uint8: dtype("uint8", "uint", 1, 5),
  uint16: dtype("uint16", "uint", 2, 6),
  uint32: dtype("uint32", "uint", 4, 7),
  uint64: dtype("uint64", "uint", 8, 8),
  float32: dtype("float32", "float", 4, 9),
  float64: dtype("float64", "float", 8, 10),
}) satisfies { [D in DTypeName]: DType<D> };

/** The dtypes in the order of their codes. */
export const DTYPE_LIST: readonly DType[] = Object.values(DTYPES);

/** What a user may write for a dtype: its name, its descriptor, or what carries it (`np.float32`). */
export type DTypeLike<D extends DTypeName = DTypeName> = D | DType<D> | { readonly dtype: DType<D> };

/**
 * The descriptor of a dtype given by name or as itself.
 * @throws DTypeError for a name that is none, listing those there are
 */
export function asDType<D extends DTypeName>(like: DTypeLike<D>): DType<D> {
  if (typeof like === "string") {
    const found = Object.hasOwn(DTYPES, like) ? DTYPES[like as DTypeName] : undefined;
    if (found !== undefined) return found as unknown as DType<D>;
    throw new DTypeError(
      `data type '${like}' not understood; the dtypes are ${Object.keys(DTYPES).join(", ")}`,
    );
  }
  if (like !== null && (typeof like === "object" || typeof like === "function")) {
    const descriptor = "dtype" in like ? like.dtype : like;
    if (Object.hasOwn(DTYPES, descriptor.name) && DTYPES[descriptor.name] === (descriptor as unknown))
      return descriptor;
  }
  throw new DTypeError(
    `Cannot interpret '${String(like)}' as a data type; the dtypes are ${Object.keys(DTYPES).join(", ")}`,
  );
}

/** The typed array class whose elements are laid out as the dtype's. */
export interface TypedArrayOf {
  bool: Uint8Array;
  int8: Int8Array;
  int16: Int16Array;
  int32: Int32Array;
  int64: BigInt64Array;
  uint8: Uint8Array;
  uint16: Uint16Array;
  uint32: Uint32Array;
  uint64: BigUint64Array;
  float32: Float32Array;
  float64: Float64Array;
}

/** Any typed array that can hold elements of a dtype. */
export type AnyTypedArray = TypedArrayOf[DTypeName];

/** What one element is in JavaScript. 64-bit integers are numbers up to 2^53 and bigints on request. */
export interface ScalarOf {
  bool: boolean;
  int8: number;
  int16: number;
  int32: number;
  int64: number | bigint;
  uint8: number;
  uint16: number;
  uint32: number;
  uint64: number | bigint;
  float32: number;
  float64: number;
}

const CONSTRUCTORS = [
  Uint8Array,
  Int8Array,
  Int16Array,
  Int32Array,
  BigInt64Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
] as const;

interface TypedArrayConstructor {
  new (length: number): AnyTypedArray;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): AnyTypedArray;
}

/** The constructor of the typed array that holds a dtype. */
export function typedArrayOf(type: DType): TypedArrayConstructor {
  return CONSTRUCTORS[type.code] as unknown as TypedArrayConstructor;
}

/** The dtype of a typed array's elements; `Uint8ClampedArray` counts as uint8. Undefined for anything else. */
export function dtypeOfTypedArray(array: ArrayBufferView): DType | undefined {
  if (array instanceof Float64Array) return DTYPES.float64;
  if (array instanceof Float32Array) return DTYPES.float32;
  if (array instanceof Int32Array) return DTYPES.int32;
  if (array instanceof Uint8Array || array instanceof Uint8ClampedArray) return DTYPES.uint8;
  if (array instanceof Int8Array) return DTYPES.int8;
  if (array instanceof Int16Array) return DTYPES.int16;
  if (array instanceof Uint16Array) return DTYPES.uint16;
  if (array instanceof Uint32Array) return DTYPES.uint32;
  if (array instanceof BigInt64Array) return DTYPES.int64;
  if (array instanceof BigUint64Array) return DTYPES.uint64;
  return undefined;
}

/** The smallest and largest value of an integer dtype. */
export function integerRange(type: DType): [bigint, bigint] {
  const bits = BigInt(type.itemsize * 8);
  return type.kind === "uint" ? [0n, (1n << bits) - 1n] : [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n];
}
