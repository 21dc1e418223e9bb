/** Arrays of a program that runs as JavaScript: typed arrays with a shape, every access checked against it. */
import type { ArrayVariable, ElementType } from "../ir.js";

export type TypedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** An argument that is an array: dense, row-major; the elements of bool arrays are bytes. */
export interface ArrayValue {
  readonly data: TypedArray;
  readonly shape: readonly number[];
}

export type Scalar = number | bigint | boolean;

/** An array as the program's text holds it. */
export interface HeldArray extends ArrayValue {
  readonly variable: ArrayVariable;
}

export const TYPED_ARRAYS = {
  bool: Uint8Array,
  i8: Int8Array,
  u8: Uint8Array,
  i16: Int16Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
  i64: BigInt64Array,
  u64: BigUint64Array,
} as const satisfies Record<ElementType, unknown>;

/** A zeroed array, or one with a constant's values. */
export function newArray(variable: ArrayVariable, shape: readonly number[]): HeldArray {
  const data = new TYPED_ARRAYS[variable.element](shape.reduce((n, length) => n * length, 1));
  variable.values?.forEach((value, k) => {
    data[k] = value as never;
  });
  return { variable, data, shape };
}

/** Place of an element in the array's data; -1 for one that is out of bounds on any axis. */
export function placeOf({ shape }: ArrayValue, indices: readonly number[]): number {
  let at = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const [index, length] = [indices[axis] as number, shape[axis] as number];
    if (!(index >= 0 && index < length)) return -1;
    at = at * length + index;
  }
  return at;
}

/** @param at -1: out of bounds, which reads as zero */
export function readAt({ variable, data }: HeldArray, at: number): Scalar {
  if (at < 0)
    return variable.element === "bool"
      ? false
      : data instanceof BigInt64Array || data instanceof BigUint64Array
        ? 0n
        : 0;
  const value = data[at] as number | bigint;
  return variable.element === "bool" ? value !== 0 : value;
}

/** @param at -1: out of bounds, where nothing is written */
export function writeAt({ data }: HeldArray, at: number, value: Scalar): void {
  if (at >= 0) data[at] = (typeof value === "boolean" ? Number(value) : value) as never;
}

/** How a running program reaches arrays: the simulator's looks at each access, the others don't. `line` is the source's. */
export interface Access {
  load(array: HeldArray, indices: readonly number[], line: number): Scalar;
  store(array: HeldArray, indices: readonly number[], value: Scalar, line: number): void;
}

/** Accesses that nobody looks at. */
export const PLAIN: Access = {
  load: (array, indices) => readAt(array, placeOf(array, indices)),
  store: (array, indices, value) => writeAt(array, placeOf(array, indices), value),
};
