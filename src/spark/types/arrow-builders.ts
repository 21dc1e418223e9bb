/** Arrow's buffers out of values in the form of a batch (values.ts, longs as bigints). */
import type { DataType as ArrowType } from "apache-arrow";
import type { ArrowModule } from "./arrow.js";
import type { ColumnBuilder } from "./arrow-builder-base.js";
import { BytesBuilder, writeBytes, writeText } from "./arrow-bytes-builder.js";
import {
  BooleanBuilder,
  decimalWords,
  FixedBuilder,
  intervalWords,
  NullBuilder,
  WordsBuilder,
} from "./arrow-flat-builders.js";
import { ListBuilder, MapBuilder, StructBuilder } from "./arrow-nested-builders.js";
import { arrowTypeOf } from "./arrow-schema.js";
import type { DecimalType } from "./atomic-types.js";
import type { DataType } from "./data-type.js";
import type { Decimal } from "./decimal.js";
import type { DayTimeInterval, YearMonthInterval } from "./intervals.js";
import { ArrayType, MapType, StructType } from "./nested-types.js";
import { Row } from "./row.js";
import type { TimeOfDay } from "./time-of-day.js";
import type { Timestamp, TimestampNTZ } from "./timestamp.js";
import type { VariantVal } from "./variant.js";

export type { ColumnBuilder } from "./arrow-builder-base.js";

/**
 * @param arrow the module, and the time zone that timestamps are labelled with
 */
export function columnBuilder(arrow: ArrowModule, type: DataType, timeZone = "UTC"): ColumnBuilder {
  const arrowType = arrowTypeOf(arrow, type, timeZone);
  const at = { arrow, arrowType };
  if (type instanceof ArrayType) return new ListBuilder(at, columnBuilder(arrow, type.elementType, timeZone));
  if (type instanceof MapType) {
    const [key, value] = [
      columnBuilder(arrow, type.keyType, timeZone),
      columnBuilder(arrow, type.valueType, timeZone),
    ];
    const [entries] = arrowType.children as { type: ArrowType }[];
    return new MapBuilder(at, new StructBuilder({ arrow, arrowType: entries!.type }, [key, value], pair));
  }
  if (type instanceof StructType) {
    const fields = type.fields.map(({ dataType }) => columnBuilder(arrow, dataType, timeZone));
    return new StructBuilder(at, fields, partsOf(type));
  }
  switch (type.typeName) {
    case "void":
      return new NullBuilder(at);
    case "boolean":
      return new BooleanBuilder(at);
    case "byte":
      return new FixedBuilder(at, Int8Array, number);
    case "short":
      return new FixedBuilder(at, Int16Array, number);
    case "integer":
      return new FixedBuilder(at, Int32Array, number);
    case "long":
      return new FixedBuilder(at, BigInt64Array, (value) => value as bigint);
    case "float":
      return new FixedBuilder(at, Float32Array, number);
    case "double":
      return new FixedBuilder(at, Float64Array, number);
    case "date":
      return new FixedBuilder(at, Int32Array, (value) => (value as Date).getTime() / MS_OF_A_DAY);
    case "timestamp":
    case "timestamp_ntz":
      return new FixedBuilder(
        at,
        BigInt64Array,
        (value) => (value as Timestamp | TimestampNTZ).epochMicroseconds,
      );
    case "time":
      return new FixedBuilder(at, BigInt64Array, (value) => (value as TimeOfDay).nanoseconds);
    case "daytimeinterval":
      return new FixedBuilder(at, BigInt64Array, (value) => (value as DayTimeInterval).microseconds);
    case "yearmonthinterval":
      return new FixedBuilder(at, Int32Array, (value) => (value as YearMonthInterval).months);
    case "interval":
      return new WordsBuilder(at, Int32Array, intervalWords);
    case "decimal": {
      const { scale } = type as DecimalType;
      return new WordsBuilder(at, Uint32Array, (value, words, i) =>
        decimalWords(value as Decimal, scale, words, i),
      );
    }
    case "binary":
      return new BytesBuilder(at, writeBytes);
    case "variant": {
      const [value, metadata] = [0, 1].map(
        () => new BytesBuilder({ arrow, arrowType: new arrow.Binary() }, writeBytes),
      );
      return new StructBuilder(at, [value!, metadata!], (v) => [
        (v as VariantVal).value,
        (v as VariantVal).metadata,
      ]);
    }
    default:
      return new BytesBuilder(at, writeText);
  }
}

const MS_OF_A_DAY = 86_400_000;
const number = (value: unknown): number => value as number;
const pair = (value: unknown): readonly unknown[] => value as readonly [unknown, unknown];

/** The values of a struct, which is a row or (of a batch's columns) has its values in order. */
function partsOf(type: StructType): (value: unknown) => readonly unknown[] {
  const { names } = type;
  const repeated = new Set(names).size < names.length;
  return (value) => {
    if (Array.isArray(value)) return value as readonly unknown[];
    return repeated ? Row.values(value as Row) : names.map((name) => (value as Row)[name]);
  };
}
