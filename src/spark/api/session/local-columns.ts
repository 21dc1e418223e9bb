/** Columns of this process: arrays, typed arrays and ndarrays, as an engine's columns. */
import { ValueError } from "../../../errors.js";
import type { ColumnData } from "../../engine/index.js";
import {
  BooleanType,
  ByteType,
  type DataType,
  DoubleType,
  FloatType,
  IntegerType,
  inferSchema,
  LongType,
  ShortType,
  valueVerifier,
} from "../../types/index.js";

/** An ndarray of `manycore/numpy`, as far as it is read here. */
export interface ArrayLike1D {
  readonly shape: readonly number[];
  readonly dtype: { readonly name: string };
  toTypedArray(): ArrayLike<number | bigint>;
}

type NumberArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

export type LocalColumn = readonly unknown[] | NumberArray | ArrayLike1D;

/** Types that hold every value of an array's. */
const TYPE_OF: Readonly<Record<string, DataType>> = {
  bool: new BooleanType(),
  int8: new ByteType(),
  uint8: new ShortType(),
  int16: new ShortType(),
  uint16: new IntegerType(),
  int32: new IntegerType(),
  uint32: new LongType(),
  int64: new LongType(),
  float32: new FloatType(),
  float64: new DoubleType(),
};

const NAMES = new Map<unknown, string>([
  [Int8Array, "int8"],
  [Uint8Array, "uint8"],
  [Uint8ClampedArray, "uint8"],
  [Int16Array, "int16"],
  [Uint16Array, "uint16"],
  [Int32Array, "int32"],
  [Uint32Array, "uint32"],
  [BigInt64Array, "int64"],
  [Float32Array, "float32"],
  [Float64Array, "float64"],
]);

export interface NamedColumn {
  readonly name: string;
  readonly values: ArrayLike<unknown>;
  /** What the values are of, where their array says it. */
  readonly type: DataType | undefined;
}

/** @throws ValueError for what is no column, or an ndarray of several dimensions */
export function namedColumn(name: string, column: LocalColumn): NamedColumn {
  if (isNdarray(column)) {
    if (column.shape.length !== 1) {
      throw new ValueError(
        `the column ${JSON.stringify(name)} is an ndarray of ${column.shape.length} dimensions; it has one`,
      );
    }
    const type = typeNamed(name, column.dtype.name);
    const values = column.toTypedArray();
    // NumPy's bools are bytes.
    return { name, type, values: type instanceof BooleanType ? Array.from(values, Boolean) : values };
  }
  if (Array.isArray(column)) return { name, values: column, type: undefined };
  const typeName = ArrayBuffer.isView(column) ? NAMES.get(column.constructor) : undefined;
  if (typeName === undefined) {
    throw new ValueError(
      `the column ${JSON.stringify(name)} is no array, typed array or ndarray. Rows are given as an array of objects`,
    );
  }
  return { name, values: column as NumberArray, type: typeNamed(name, typeName) };
}

/** The type of a column's values, inferred where their array doesn't say it. @throws ValueError for values that have none in common */
export function typeOfColumn({ name, values, type }: NamedColumn): DataType {
  if (type !== undefined) return type;
  return inferSchema(
    Array.from(values, (value) => [value]),
    [name],
  ).fields[0]!.dataType;
}

/** A column in the form of an engine's. @throws ValueError, OverflowError for a value that isn't of the type */
export function columnData({ name, values }: NamedColumn, type: DataType, nullable: boolean): ColumnData {
  const verify = valueVerifier(name, type, nullable);
  return { nullCount: 0, get: (row) => verify(values[row], row) };
}

export function isNdarray(value: unknown): value is ArrayLike1D {
  return (
    typeof value === "object" &&
    value !== null &&
    "toTypedArray" in value &&
    "dtype" in value &&
    "shape" in value
  );
}

function typeNamed(column: string, name: string): DataType {
  const type = TYPE_OF[name];
  if (type !== undefined) return type;
  throw new ValueError(
    `the column ${JSON.stringify(column)} is an array of ${name}, which no type of Spark's is`,
  );
}
