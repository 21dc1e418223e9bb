/**
 * Spark's types as DuckDB's. A type that isn't here can't be a column of the embedded engine.
 *
 * - A timestamp is DuckDB's TIMESTAMP, microseconds in UTC, whatever the session's time zone is: that is applied by the functions which show
 *   or read a clock. A timestamp_ntz is the same TIMESTAMP.
 * - Spark's old intervals, of months, days and microseconds, are DuckDB's, which keeps the three apart as well.
 * - Intervals of months and of microseconds are whole numbers, so that they add, compare and overflow as Spark's; DuckDB's INTERVAL would take a month
 *   for 30 days.
 * - A struct's fields are called f0, f1 … in their order: DuckDB takes `a` and `A` for the same name, and Spark allows even two of `a`.
 * - `void` is INTEGER, always null.
 */
import type { NotSupportedError } from "../../../errors.js";
import {
  ArrayType,
  BinaryType,
  BooleanType,
  ByteType,
  CalendarIntervalType,
  type DataType,
  DateType,
  DayTimeIntervalType,
  DecimalType,
  DoubleType,
  FloatType,
  IntegerType,
  LongType,
  MapType,
  NullType,
  ShortType,
  StringType,
  StructType,
  TimestampNTZType,
  TimestampType,
  TimeType,
  YearMonthIntervalType,
} from "../../types/index.js";
import { notEmbedded } from "../not-embedded.js";

/** The name of a struct's field in DuckDB. */
export function fieldSql(index: number): string {
  return `f${index}`;
}

/** @throws NotSupportedError for collations and variants */
export function sqlType(type: DataType): string {
  if (type instanceof NullType || type instanceof IntegerType) return "INTEGER";
  if (type instanceof BooleanType) return "BOOLEAN";
  if (type instanceof ByteType) return "TINYINT";
  if (type instanceof ShortType) return "SMALLINT";
  if (type instanceof LongType) return "BIGINT";
  if (type instanceof FloatType) return "FLOAT";
  if (type instanceof DoubleType) return "DOUBLE";
  if (type instanceof DecimalType) return `DECIMAL(${type.precision},${type.scale})`;
  if (type instanceof StringType && type.collation === "UTF8_BINARY") return "VARCHAR";
  if (type.typeName === "char" || type.typeName === "varchar") return "VARCHAR";
  if (type instanceof BinaryType) return "BLOB";
  if (type instanceof DateType) return "DATE";
  if (type instanceof TimestampType || type instanceof TimestampNTZType) return "TIMESTAMP";
  if (type instanceof TimeType) return "TIME";
  if (type instanceof YearMonthIntervalType) return "INTEGER";
  if (type instanceof DayTimeIntervalType) return "BIGINT";
  if (type instanceof CalendarIntervalType) return "INTERVAL";
  if (type instanceof ArrayType) return `${sqlType(type.elementType)}[]`;
  if (type instanceof MapType) return `MAP(${sqlType(type.keyType)}, ${sqlType(type.valueType)})`;
  if (type instanceof StructType) {
    if (type.fields.length === 0) throw unsupported(type);
    return `STRUCT(${type.fields.map(({ dataType }, i) => `${fieldSql(i)} ${sqlType(dataType)}`).join(", ")})`;
  }
  throw unsupported(type);
}

function unsupported(type: DataType): NotSupportedError {
  return notEmbedded(`the type ${type.simpleString()}`);
}

const OF_SIMPLE_NAMES: Readonly<Record<string, () => DataType>> = {
  BOOLEAN: () => new BooleanType(),
  TINYINT: () => new ByteType(),
  SMALLINT: () => new ShortType(),
  INTEGER: () => new IntegerType(),
  BIGINT: () => new LongType(),
  UTINYINT: () => new ShortType(),
  USMALLINT: () => new IntegerType(),
  UINTEGER: () => new LongType(),
  UBIGINT: () => new DecimalType(20, 0),
  FLOAT: () => new FloatType(),
  DOUBLE: () => new DoubleType(),
  VARCHAR: () => new StringType(),
  BLOB: () => new BinaryType(),
  DATE: () => new DateType(),
  TIMESTAMP: () => new TimestampNTZType(),
  TIMESTAMP_S: () => new TimestampNTZType(),
  TIMESTAMP_MS: () => new TimestampNTZType(),
  TIMESTAMP_NS: () => new TimestampNTZType(),
  "TIMESTAMP WITH TIME ZONE": () => new TimestampType(),
  TIME: () => new TimeType(),
};

/**
 * The type that Spark gives a column of a file that DuckDB reads, by DuckDB's name of an atomic type. Where DuckDB's type differs from
 * sqlType's (unsigned numbers, moments with a zone), the reader casts.
 *
 * @returns undefined for a type of DuckDB's that Spark has no word for
 */
export function sparkTypeOf(duckdb: string): DataType | undefined {
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(duckdb);
  if (decimal) return new DecimalType(Number(decimal[1]), Number(decimal[2]));
  return OF_SIMPLE_NAMES[duckdb]?.();
}
