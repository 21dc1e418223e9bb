/**
 * Values out of Arrow's buffers. In a slice of apache-arrow's, numbers and offsets are cut to it and children of structs too; bits (validity,
 * booleans) aren't, and stand `offset` further.
 */
import { isAscii } from "node:buffer";
import type { Data } from "apache-arrow";
import { OverflowError, ValueError } from "../../errors.js";
import { ArrowUnit, ArrowTypeId as Id } from "./arrow-type-ids.js";
import type { DecimalType } from "./atomic-types.js";
import type { DataType } from "./data-type.js";
import { Decimal } from "./decimal.js";
import { CalendarInterval, DayTimeInterval, YearMonthInterval } from "./intervals.js";
import type { ArrayType, MapType, StructType } from "./nested-types.js";
import { rowMaker } from "./row.js";
import { TimeOfDay } from "./time-of-day.js";
import { floorDivide, Timestamp, TimestampNTZ } from "./timestamp.js";
import { VariantVal } from "./variant.js";

export type Reader = (row: number) => unknown;

/**
 * Reads a column in the form that values.ts describes, longs as bigints.
 *
 * @param type what Spark says it is; the same values may come in several of Arrow's types
 * @throws ValueError when Arrow's type holds no such values
 */
export function readerOf(data: Data, type: DataType): Reader {
  if (data.typeId === Id.Null) return () => null;
  const read = data.typeId === Id.Dictionary ? dictionaryReader(data, type) : valueReader(data, type);
  const { nullBitmap, offset } = data;
  if (data.nullCount === 0 || !nullBitmap || nullBitmap.length === 0) return read;
  return (row) => {
    const bit = offset + row;
    return ((nullBitmap[bit >> 3]! >> (bit & 7)) & 1) === 1 ? read(row) : null;
  };
}

/** Each word is read once, and when a row has it. */
function dictionaryReader(data: Data, type: DataType): Reader {
  const dictionary = data.dictionary!;
  const parts = dictionary.data.map((part) => ({ length: part.length, read: readerOf(part, type) }));
  const words: unknown[] = new Array(dictionary.length);
  const indices = data.values as ArrayLike<number | bigint>;
  return (row) => {
    const index = Number(indices[row]);
    if (words[index] !== undefined) return words[index];
    let within = index;
    for (const { length, read } of parts) {
      if (within < length) return (words[index] = read(within));
      within -= length;
    }
    throw new ValueError(`a row is word ${index} of a dictionary of ${words.length}`);
  };
}

function valueReader(data: Data, type: DataType): Reader {
  const { typeId } = data;
  const mismatch = (): ValueError =>
    new ValueError(`Arrow's ${data.type} holds no values of the type ${type.simpleString()}`);
  const need = (...ids: readonly number[]): void => {
    if (!ids.includes(typeId)) throw mismatch();
  };
  switch (type.typeName) {
    case "void":
      return () => null;
    case "boolean": {
      need(Id.Bool);
      const bits = data.values as Uint8Array;
      const { offset } = data;
      return (row) => ((bits[(offset + row) >> 3]! >> ((offset + row) & 7)) & 1) === 1;
    }
    case "byte":
    case "short":
    case "integer": {
      need(Id.Int);
      const numbers = data.values as ArrayLike<number | bigint>;
      return (row) => Number(numbers[row]);
    }
    case "long": {
      need(Id.Int);
      const numbers = data.values as ArrayLike<number | bigint>;
      return (row) => BigInt(numbers[row]!);
    }
    case "float":
    case "double": {
      need(Id.Float);
      const numbers = data.values as Float32Array | Float64Array | Uint16Array;
      if (numbers instanceof Uint16Array) throw mismatch();
      return (row) => numbers[row]!;
    }
    case "decimal":
      need(Id.Decimal, Id.Int);
      if (typeId === Id.Decimal) return decimalReader(data, type as DecimalType);
      // Whole numbers of eight bytes without a sign are beyond long.
      return wholeDecimalReader(data, (type as DecimalType).scale);
    case "string":
    case "char":
    case "varchar":
      need(Id.Utf8, Id.LargeUtf8, Id.Utf8View);
      return typeId === Id.Utf8View ? viewReader(data, textOf) : textReader(data);
    case "binary":
      need(Id.Binary, Id.LargeBinary, Id.BinaryView, Id.FixedSizeBinary);
      return bytesReader(data);
    case "date":
      need(Id.Date);
      return dateReader(data);
    case "timestamp":
    case "timestamp_ntz": {
      need(Id.Timestamp);
      const microseconds = microsecondReader(data);
      const Class = type.typeName === "timestamp" ? Timestamp : TimestampNTZ;
      return (row) => new Class(microseconds(row));
    }
    case "time": {
      need(Id.Time);
      const numbers = data.values as ArrayLike<number | bigint>;
      const times = NANOSECONDS[unitOf(data)]!;
      return (row) => new TimeOfDay(BigInt(numbers[row]!) * times);
    }
    case "daytimeinterval": {
      need(Id.Duration);
      const microseconds = microsecondReader(data);
      return (row) => new DayTimeInterval(microseconds(row));
    }
    case "yearmonthinterval": {
      need(Id.Interval);
      if (unitOf(data) !== ArrowUnit.YearMonth) throw mismatch();
      const months = data.values as Int32Array;
      return (row) => new YearMonthInterval(months[row]!);
    }
    case "interval":
      need(Id.Interval);
      if (unitOf(data) !== ArrowUnit.MonthDayNano) throw mismatch();
      return calendarReader(data);
    case "variant":
      need(Id.Struct);
      return variantReader(data);
    case "array":
      need(Id.List, Id.LargeList, Id.FixedSizeList);
      return listReader(data, (type as ArrayType).elementType);
    case "map":
      need(Id.Map);
      return mapReader(data, type as MapType);
    case "struct":
      need(Id.Struct);
      return structReader(data, type as StructType);
  }
}

/** Of times, dates and intervals. */
function unitOf({ type }: Data): number {
  return (type as unknown as { readonly unit: number }).unit;
}

function decimalReader(data: Data, type: DecimalType): Reader {
  const words = data.values as Uint32Array;
  const { scale, bitWidth } = data.type as unknown as { scale: number; bitWidth: number };
  const size = bitWidth / 32;
  return (row) => {
    let unscaled = 0n;
    for (let word = size - 1; word >= 0; word--)
      unscaled = (unscaled << 32n) | BigInt(words[row * size + word]!);
    return new Decimal(BigInt.asIntN(bitWidth, unscaled), scale).withScale(type.scale);
  };
}

function wholeDecimalReader(data: Data, scale: number): Reader {
  const numbers = data.values as ArrayLike<number | bigint>;
  return (row) => new Decimal(BigInt(numbers[row]!)).withScale(scale);
}

/** Where a value of variable length begins and ends. */
function bounds(data: Data): (row: number) => number {
  const offsets = data.valueOffsets as Int32Array | BigInt64Array;
  if (offsets instanceof BigInt64Array) return (row) => Number(offsets[row]);
  return (row) => offsets[row]!;
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function textOf(bytes: Uint8Array): string {
  return bufferOf(bytes).toString("utf8");
}

function textReader(data: Data): Reader {
  if (data.length === 0) return () => "";
  const bytes = bufferOf(data.values as Uint8Array);
  const at = bounds(data);
  // Decoding UTF-8 costs more, and most columns are of plain letters.
  const encoding = isAscii(bytes.subarray(at(0), at(data.length))) ? "latin1" : "utf8";
  return (row) => bytes.toString(encoding, at(row), at(row + 1));
}

/** Copies, since the memory may be the engine's. */
function bytesReader(data: Data): Reader {
  if (data.typeId === Id.BinaryView) return viewReader(data, (bytes) => bytes.slice());
  const bytes = data.values as Uint8Array;
  if (data.typeId === Id.FixedSizeBinary) {
    const { byteWidth } = data.type as unknown as { byteWidth: number };
    return (row) => bytes.slice(row * byteWidth, (row + 1) * byteWidth);
  }
  const at = bounds(data);
  return (row) => bytes.slice(at(row), at(row + 1));
}

const VIEW_BYTES = 16;
const INLINE_BYTES = 12;

/** Sixteen bytes a value: its length, and itself, or in which buffer and where in it it stands. */
function viewReader(data: Data, of: (bytes: Uint8Array) => unknown): Reader {
  const views = data.values as Uint8Array;
  const fields = new DataView(views.buffer, views.byteOffset, views.byteLength);
  const buffers = data.variadicBuffers;
  return (row) => {
    const at = row * VIEW_BYTES;
    const length = fields.getInt32(at, true);
    if (length <= INLINE_BYTES) return of(views.subarray(at + 4, at + 4 + length));
    const start = fields.getInt32(at + 12, true);
    return of(buffers[fields.getInt32(at + 8, true)]!.subarray(start, start + length));
  };
}

const MS_OF_A_DAY = 86_400_000;

function dateReader(data: Data): Reader {
  const numbers = data.values as ArrayLike<number | bigint>;
  const times = unitOf(data) === ArrowUnit.Day ? MS_OF_A_DAY : 1;
  return (row) => {
    const date = new Date(Number(numbers[row]) * times);
    if (!Number.isNaN(date.getTime())) return date;
    throw new OverflowError(
      `the date ${numbers[row]} days from 1970 is beyond what JavaScript's Date can say. Cast it to a string.`,
    );
  };
}

/** Of a unit: how many nanoseconds it has. */
const NANOSECONDS: readonly bigint[] = [1_000_000_000n, 1_000_000n, 1000n, 1n];

function microsecondReader(data: Data): (row: number) => bigint {
  const numbers = data.values as BigInt64Array;
  const nanoseconds = NANOSECONDS[unitOf(data)]!;
  if (nanoseconds === 1000n) return (row) => numbers[row]!;
  return (row) => floorDivide(numbers[row]! * nanoseconds, 1000n);
}

function calendarReader(data: Data): Reader {
  const words = data.values as Int32Array;
  return (row) => {
    const [months, days, low, high] = words.subarray(4 * row, 4 * row + 4);
    const nanoseconds = (BigInt(high!) << 32n) | BigInt(low! >>> 0);
    return new CalendarInterval(months!, days!, nanoseconds / 1000n);
  };
}

function variantReader(data: Data): Reader {
  const names = (data.type.children as readonly { readonly name: string }[]).map(({ name }) => name);
  const [value, metadata] = ["value", "metadata"].map((name) =>
    bytesReader(data.children[names.indexOf(name)]!),
  );
  return (row) => new VariantVal(value!(row) as Uint8Array, metadata!(row) as Uint8Array);
}

function listReader(data: Data, elementType: DataType): Reader {
  const read = readerOf(data.children[0]!, elementType);
  let at: (row: number) => number;
  if (data.typeId === Id.FixedSizeList) {
    const { listSize } = data.type as unknown as { listSize: number };
    at = (row) => row * listSize;
  } else at = bounds(data);
  return (row) => {
    const start = at(row);
    const length = at(row + 1) - start;
    const list: unknown[] = new Array(length);
    for (let i = 0; i < length; i++) list[i] = read(start + i);
    return list;
  };
}

function mapReader(data: Data, type: MapType): Reader {
  const [keys, values] = data.children[0]!.children;
  const [key, value] = [readerOf(keys!, type.keyType), readerOf(values!, type.valueType)];
  const at = bounds(data);
  return (row) => {
    const map = new Map<unknown, unknown>();
    for (let i = at(row), end = at(row + 1); i < end; i++) map.set(key(i), value(i));
    return map;
  };
}

function structReader(data: Data, type: StructType): Reader {
  const readers = type.fields.map(({ dataType }, i) => readerOf(data.children[i]!, dataType));
  const make = rowMaker(type.names);
  return (row) => make(readers.map((read) => read(row)));
}
