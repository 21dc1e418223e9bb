/** Tables that come in Arrow, of whoever made them, as Spark takes them. */
import type { DataType as ArrowType, Field, Schema, Table } from "apache-arrow";
import { NotSupportedError } from "../../errors.js";
import { arrow as loadArrow } from "./arrow.js";
import { arrowSchema } from "./arrow-schema.js";
import { columnBatchOf } from "./arrow-to-columns.js";
import { ArrowUnit, ArrowTypeId as Id } from "./arrow-type-ids.js";
import * as atomic from "./atomic-types.js";
import { batchOfColumns, streamOf } from "./columns-to-arrow.js";
import type { DataType } from "./data-type.js";
import { ArrayType, MapType, StructField, StructType } from "./nested-types.js";

/**
 * The types of Spark that hold the values of Arrow's: numbers without a sign become wider ones.
 *
 * @throws NotSupportedError for a type that has none: unions, half floats
 */
export function schemaOfArrow(schema: Schema): StructType {
  return new StructType(schema.fields.map(fieldOf));
}

/**
 * A table as a stream that LocalRelation takes, and its schema. Spark reads words of dictionaries as their numbers, and doesn't read text with
 * offsets of eight bytes or other units than its own: such columns are written anew, the others go as they are.
 *
 * @throws NotSupportedError for a type that Spark has none for, or without apache-arrow
 */
export async function tableToArrow(table: Table): Promise<{ data: Uint8Array; schema: StructType }> {
  const arrow = await loadArrow();
  const schema = schemaOfArrow(table.schema);
  const wanted = arrowSchema(arrow, schema);
  const asItIs = table.schema.fields.every(({ type }, i) => isSame(type, wanted.fields[i]!.type));
  const batches = table.batches.map((batch) => {
    if (asItIs) return batch;
    const { columns, length } = columnBatchOf(batch, schema);
    return batchOfColumns(arrow, columns, length, schema);
  });
  const ofTable = asItIs ? arrow.tableToIPC(table, "stream") : streamOf(arrow, schema, batches);
  return { data: ofTable, schema };
}

const LAYOUT = ["unit", "bitWidth", "isSigned", "precision", "scale"] as const;

/** Whether two types have one layout; names of elements and the label of a time zone don't matter. */
export function isSame(a: ArrowType, b: ArrowType): boolean {
  if (a.typeId !== b.typeId) return false;
  const [x, y] = [a, b] as unknown as Record<(typeof LAYOUT)[number], unknown>[];
  const same = LAYOUT.every((part) => x![part] === y![part]);
  const [mine, its] = [childrenOf(a), childrenOf(b)];
  return same && mine.length === its.length && mine.every(({ type }, i) => isSame(type, its[i]!.type));
}

function childrenOf(type: ArrowType): readonly Field[] {
  return (type.children as readonly Field[] | null) ?? [];
}

function fieldOf({ name, type, nullable }: Field): StructField {
  return new StructField(name, typeOfArrow(type), nullable);
}

/** Of the fields that Arrow's types have, those that are asked for. */
interface Parts {
  readonly isSigned: boolean;
  readonly bitWidth: number;
  readonly precision: number;
  readonly scale: number;
  readonly unit: number;
  readonly timezone: string | null | undefined;
  readonly dictionary: ArrowType;
}

const SIGNED: Readonly<Record<number, () => DataType>> = {
  8: () => new atomic.ByteType(),
  16: () => new atomic.ShortType(),
  32: () => new atomic.IntegerType(),
  64: () => new atomic.LongType(),
};

const UNSIGNED: Readonly<Record<number, () => DataType>> = {
  8: () => new atomic.ShortType(),
  16: () => new atomic.IntegerType(),
  32: () => new atomic.LongType(),
  64: () => new atomic.DecimalType(20, 0),
};

const SINGLE = 1;
const DOUBLE = 2;

/** Spark's type for the values of one of Arrow's. @throws NotSupportedError for one that has none */
export function typeOfArrow(type: ArrowType): DataType {
  const parts = type as unknown as Parts;
  const children = childrenOf(type);
  switch (type.typeId as number) {
    case Id.Dictionary:
      return typeOfArrow(parts.dictionary);
    case Id.Null:
      return new atomic.NullType();
    case Id.Bool:
      return new atomic.BooleanType();
    case Id.Int:
      return (parts.isSigned ? SIGNED : UNSIGNED)[parts.bitWidth]!();
    case Id.Float:
      if (parts.precision === SINGLE) return new atomic.FloatType();
      if (parts.precision === DOUBLE) return new atomic.DoubleType();
      break;
    case Id.Decimal:
      if (parts.precision <= atomic.DecimalType.MOST_DIGITS && parts.scale >= 0) {
        return new atomic.DecimalType(parts.precision, parts.scale);
      }
      break;
    case Id.Utf8:
    case Id.LargeUtf8:
    case Id.Utf8View:
      return new atomic.StringType();
    case Id.Binary:
    case Id.LargeBinary:
    case Id.BinaryView:
    case Id.FixedSizeBinary:
      return new atomic.BinaryType();
    case Id.Date:
      return new atomic.DateType();
    case Id.Timestamp:
      return parts.timezone ? new atomic.TimestampType() : new atomic.TimestampNTZType();
    case Id.Time:
      return new atomic.TimeType();
    case Id.Duration:
      return new atomic.DayTimeIntervalType();
    case Id.Interval:
      if (parts.unit === ArrowUnit.YearMonth) return new atomic.YearMonthIntervalType();
      if (parts.unit === ArrowUnit.MonthDayNano) return new atomic.CalendarIntervalType();
      break;
    case Id.List:
    case Id.LargeList:
    case Id.FixedSizeList:
      return new ArrayType(typeOfArrow(children[0]!.type), children[0]!.nullable);
    case Id.Map: {
      const [key, value] = childrenOf(children[0]!.type);
      return new MapType(typeOfArrow(key!.type), typeOfArrow(value!.type), value!.nullable);
    }
    case Id.Struct:
      if (children.some(({ name, metadata }) => name === "metadata" && metadata.get("variant") === "true")) {
        return new atomic.VariantType();
      }
      return new StructType(children.map(fieldOf));
  }
  throw new NotSupportedError(`a column of Arrow's type ${type}`, "Spark", "Make another of it before.");
}
