/** Elements of kernels' arrays: the typed array that holds them on the host, and np's name for them. */
import type { DTypeName } from "../array/index.js";
import type { NDArray } from "../numpy/index.js";
import type { ElementType } from "./compiler.js";

/** The typed array of an element type; bools are bytes 0 and 1. */
export interface TypedArrays {
  bool: Uint8Array;
  i8: Int8Array;
  u8: Uint8Array;
  i16: Int16Array;
  u16: Uint16Array;
  i32: Int32Array;
  u32: Uint32Array;
  i64: BigInt64Array;
  u64: BigUint64Array;
  f32: Float32Array;
  f64: Float64Array;
}

/** np's dtype of an element type. */
export interface DTypeNames extends Record<ElementType, DTypeName> {
  bool: "bool";
  i8: "int8";
  u8: "uint8";
  i16: "int16";
  u16: "uint16";
  i32: "int32";
  u32: "uint32";
  i64: "int64";
  u64: "uint64";
  f32: "float32";
  f64: "float64";
}

export type HostArray = TypedArrays[ElementType];

/** The element type of an array of the host. */
export type ElementIn<X> =
  X extends NDArray<infer D>
    ? { [E in ElementType]: DTypeNames[E] extends D ? E : never }[ElementType]
    : { [E in Exclude<ElementType, "bool">]: X extends TypedArrays[E] ? E : never }[Exclude<
        ElementType,
        "bool"
      >];

interface TypedArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): HostArray;
  new (buffer: ArrayBufferLike, offset: number, length: number): HostArray;
}

export const TYPED_ARRAY: Readonly<Record<ElementType, TypedArrayConstructor>> = {
  bool: Uint8Array,
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
  f32: Float32Array,
  f64: Float64Array,
};

export const DTYPE_NAME: Readonly<DTypeNames> = {
  bool: "bool",
  i8: "int8",
  u8: "uint8",
  i16: "int16",
  u16: "uint16",
  i32: "int32",
  u32: "uint32",
  i64: "int64",
  u64: "uint64",
  f32: "float32",
  f64: "float64",
};

/** The element type of np's dtype. */
export function elementOf(name: DTypeName): ElementType {
  return (Object.keys(DTYPE_NAME) as ElementType[]).find((e) => DTYPE_NAME[e] === name) as ElementType;
}

/** The element type that a typed array holds. */
export function elementOfTypedArray(x: HostArray): ElementType | null {
  const found = (Object.keys(TYPED_ARRAY) as ElementType[]).find(
    (e) => e !== "bool" && x.constructor === TYPED_ARRAY[e],
  );
  return found ?? null;
}

export function isTypedArray(x: unknown): x is HostArray {
  return ArrayBuffer.isView(x) && !(x instanceof DataView);
}

export const bytesOf = (x: HostArray): Uint8Array => new Uint8Array(x.buffer, x.byteOffset, x.byteLength);
export const countOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);
