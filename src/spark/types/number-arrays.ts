import type { TypeName } from "./data-type.js";

type NumberArrayClass =
  | typeof Int8Array
  | typeof Int16Array
  | typeof Int32Array
  | typeof BigInt64Array
  | typeof Float32Array
  | typeof Float64Array;

/** In what Arrow and DuckDB both keep the values of the types of numbers. Decimals are no such type. */
export const NUMBER_ARRAYS: Readonly<Partial<Record<TypeName, NumberArrayClass>>> = {
  byte: Int8Array,
  short: Int16Array,
  integer: Int32Array,
  long: BigInt64Array,
  float: Float32Array,
  double: Float64Array,
};
