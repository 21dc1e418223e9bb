/** Arrow's buffers out of values in the form of a batch (values.ts, longs as bigints). */
import type { DataType as ArrowType, Data } from "apache-arrow";
import { OverflowError } from "../../errors.js";
import type { ArrowModule } from "./arrow.js";
import { arrowTypeOf } from "./arrow-schema.js";
import type { DecimalType } from "./atomic-types.js";
import type { DataType } from "./data-type.js";
import type { Decimal } from "./decimal.js";
import type { CalendarInterval, DayTimeInterval, YearMonthInterval } from "./intervals.js";
import { ArrayType, MapType, StructType } from "./nested-types.js";
import { Row } from "./row.js";
import type { TimeOfDay } from "./time-of-day.js";
import type { Timestamp, TimestampNTZ } from "./timestamp.js";
import type { VariantVal } from "./variant.js";

/** Gathers a column. */
export interface ColumnBuilder {
  readonly length: number;
  /** @param value of the builder's type, which isn't looked at again: verify.ts does that */
  append(value: unknown): void;
  /** All that was added; the builder is used up. */
  finish(): Data;
}

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

interface Place {
  readonly arrow: ArrowModule;
  readonly arrowType: ArrowType;
}

/** The column's length and which of its values are null. */
abstract class Base implements ColumnBuilder {
  length = 0;
  protected nullCount = 0;
  protected readonly at: Place;
  #valid = new Uint8Array(64);

  constructor(at: Place) {
    this.at = at;
  }

  append(value: unknown): void {
    const row = this.length;
    if (row >> 3 >= this.#valid.length) this.#valid = grown(this.#valid, this.#valid.length + 1);
    if (value === null || value === undefined) {
      this.nullCount++;
      this.write(row, null);
    } else {
      this.#valid[row >> 3]! |= 1 << (row & 7);
      this.write(row, value);
    }
    this.length = row + 1;
  }

  /** @param value null has its place too */
  protected abstract write(row: number, value: unknown): void;
  abstract finish(): Data;

  protected make(parts: object): Data {
    const { arrow, arrowType } = this.at;
    const { length, nullCount } = this;
    const nullBitmap = nullCount === 0 ? undefined : this.#valid.subarray(0, (length + 7) >> 3);
    return arrow.makeData({ type: arrowType, length, nullCount, nullBitmap, ...parts } as never) as Data;
  }
}

class NullBuilder extends Base {
  protected write(): void {}

  finish(): Data {
    return this.at.arrow.makeData({ type: this.at.arrowType as never, length: this.length }) as Data;
  }
}

class BooleanBuilder extends Base {
  #bits = new Uint8Array(64);

  protected write(row: number, value: unknown): void {
    if (row >> 3 >= this.#bits.length) this.#bits = grown(this.#bits, this.#bits.length + 1);
    if (value === true) this.#bits[row >> 3]! |= 1 << (row & 7);
  }

  finish(): Data {
    return this.make({ data: this.#bits.subarray(0, (this.length + 7) >> 3) });
  }
}

type Numbers =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

class FixedBuilder<A extends Numbers> extends Base {
  #data: A;
  readonly #of: (value: unknown) => A[number];

  constructor(at: Place, Class: new (length: number) => A, of: (value: unknown) => A[number]) {
    super(at);
    this.#data = new Class(64);
    this.#of = of;
  }

  protected write(row: number, value: unknown): void {
    if (row >= this.#data.length) this.#data = grown(this.#data, row + 1);
    if (value !== null) this.#data[row] = this.#of(value);
  }

  finish(): Data {
    return this.make({ data: this.#data.subarray(0, this.length) });
  }
}

const WORDS = 4;

/** Values of sixteen bytes. */
class WordsBuilder<A extends Int32Array | Uint32Array> extends Base {
  #data: A;
  readonly #put: (value: unknown, words: A, at: number) => void;

  constructor(
    at: Place,
    Class: new (length: number) => A,
    put: (value: unknown, words: A, at: number) => void,
  ) {
    super(at);
    this.#data = new Class(64);
    this.#put = put;
  }

  protected write(row: number, value: unknown): void {
    if ((row + 1) * WORDS > this.#data.length) this.#data = grown(this.#data, (row + 1) * WORDS);
    if (value !== null) this.#put(value, this.#data, row * WORDS);
  }

  finish(): Data {
    return this.make({ data: this.#data.subarray(0, this.length * WORDS) });
  }
}

function decimalWords(value: Decimal, scale: number, words: Uint32Array, at: number): void {
  let rest = value.withScale(scale).unscaled;
  for (let word = 0; word < WORDS; word++) {
    words[at + word] = Number(rest & 0xffff_ffffn);
    rest >>= 32n;
  }
}

function intervalWords(value: unknown, words: Int32Array, at: number): void {
  const { months, days, microseconds } = value as CalendarInterval;
  const nanoseconds = microseconds * 1000n;
  if (BigInt.asIntN(64, nanoseconds) !== nanoseconds) {
    throw new OverflowError(`the interval ${value} is longer than Arrow's, which counts nanoseconds, can be`);
  }
  words.set([months, days, Number(BigInt.asIntN(32, nanoseconds)), Number(nanoseconds >> 32n)], at);
}

const MOST_BYTES = 2 ** 31 - 1;

/** Writes a value behind `at`, where there is room. @returns how many bytes it took */
interface BytesWriter {
  /** At most. */
  room(value: unknown): number;
  write(value: unknown, bytes: Buffer, at: number): number;
}

const writeText: BytesWriter = {
  room: (value) => 3 * (value as string).length,
  write: (value, bytes, at) => bytes.write(value as string, at, "utf8"),
};

const writeBytes: BytesWriter = {
  room: (value) => (value as Uint8Array).length,
  write: (value, bytes, at) => {
    bytes.set(value as Uint8Array, at);
    return (value as Uint8Array).length;
  },
};

class BytesBuilder extends Base {
  #offsets = new Int32Array(64);
  #bytes: Buffer = Buffer.alloc(1024);
  readonly #writer: BytesWriter;

  constructor(at: Place, writer: BytesWriter) {
    super(at);
    this.#writer = writer;
  }

  protected write(row: number, value: unknown): void {
    if (row + 1 >= this.#offsets.length) this.#offsets = grown(this.#offsets, row + 2);
    const start = this.#offsets[row]!;
    let written = 0;
    if (value !== null) {
      const needed = start + this.#writer.room(value);
      if (needed > this.#bytes.length) {
        if (needed > MOST_BYTES) {
          throw new OverflowError(
            "a batch's column of text or bytes is of more than 2 GiB. Give fewer rows at a time.",
          );
        }
        const more = Buffer.alloc(Math.min(MOST_BYTES, Math.max(needed, 2 * this.#bytes.length)));
        more.set(this.#bytes.subarray(0, start));
        this.#bytes = more;
      }
      written = this.#writer.write(value, this.#bytes, start);
    }
    this.#offsets[row + 1] = start + written;
  }

  finish(): Data {
    const valueOffsets = this.#offsets.subarray(0, this.length + 1);
    const { buffer, byteOffset } = this.#bytes;
    return this.make({ valueOffsets, data: new Uint8Array(buffer, byteOffset, valueOffsets[this.length]!) });
  }
}

class ListBuilder extends Base {
  #offsets = new Int32Array(64);
  readonly #child: ColumnBuilder;

  constructor(at: Place, child: ColumnBuilder) {
    super(at);
    this.#child = child;
  }

  protected write(row: number, value: unknown): void {
    if (row + 1 >= this.#offsets.length) this.#offsets = grown(this.#offsets, row + 2);
    if (value !== null) for (const item of value as Iterable<unknown>) this.#child.append(item);
    this.#offsets[row + 1] = this.#child.length;
  }

  finish(): Data {
    return this.make({
      valueOffsets: this.#offsets.subarray(0, this.length + 1),
      child: this.#child.finish(),
    });
  }
}

/** A map is a list of its entries, as a Map is when it is gone through. */
class MapBuilder extends ListBuilder {}

class StructBuilder extends Base {
  readonly #children: readonly ColumnBuilder[];
  readonly #parts: (value: unknown) => readonly unknown[];

  constructor(at: Place, children: readonly ColumnBuilder[], parts: (value: unknown) => readonly unknown[]) {
    super(at);
    this.#children = children;
    this.#parts = parts;
  }

  protected write(_row: number, value: unknown): void {
    const parts = value === null ? undefined : this.#parts(value);
    for (let i = 0; i < this.#children.length; i++) this.#children[i]!.append(parts?.[i] ?? null);
  }

  finish(): Data {
    return this.make({ children: this.#children.map((child) => child.finish()) });
  }
}

/** A copy with room for so many elements, and for as many again. */
function grown<A extends Numbers | Uint8Array<ArrayBuffer>>(array: A, least: number): A {
  const Class = array.constructor as new (length: number) => A;
  const more = new Class(Math.max(least, 2 * array.length));
  more.set(array as never);
  return more;
}
