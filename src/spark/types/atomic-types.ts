/** The types that aren't made of others. */
import { ValueError } from "../../errors.js";
import { DataType, type TypeJson } from "./data-type.js";

/** Of `null` alone. */
export class NullType extends DataType {
  readonly typeName = "void";
  simpleString(): string {
    return "void";
  }
}

/** `Uint8Array`s. */
export class BinaryType extends DataType {
  readonly typeName = "binary";
  simpleString(): string {
    return "binary";
  }
}

export class BooleanType extends DataType {
  readonly typeName = "boolean";
  simpleString(): string {
    return "boolean";
  }
}

/** Whole numbers of one byte, −128 to 127. */
export class ByteType extends DataType {
  readonly typeName = "byte";
  simpleString(): string {
    return "tinyint";
  }
}

/** Whole numbers of two bytes. */
export class ShortType extends DataType {
  readonly typeName = "short";
  simpleString(): string {
    return "smallint";
  }
}

/** Whole numbers of four bytes. */
export class IntegerType extends DataType {
  readonly typeName = "integer";
  simpleString(): string {
    return "int";
  }
}

/** Whole numbers of eight bytes: JavaScript numbers as far as they are exact. */
export class LongType extends DataType {
  readonly typeName = "long";
  simpleString(): string {
    return "bigint";
  }
}

export class FloatType extends DataType {
  readonly typeName = "float";
  simpleString(): string {
    return "float";
  }
}

export class DoubleType extends DataType {
  readonly typeName = "double";
  simpleString(): string {
    return "double";
  }
}

/** Exact decimal numbers of at most `precision` digits, of which `scale` are behind the point. */
export class DecimalType extends DataType {
  static readonly MOST_DIGITS = 38;
  readonly typeName = "decimal";
  readonly precision: number;
  readonly scale: number;

  /** @throws ValueError for a precision or a scale that Spark doesn't have */
  constructor(precision = 10, scale = 0) {
    super();
    const most = DecimalType.MOST_DIGITS;
    if (!(Number.isInteger(precision) && precision >= 1 && precision <= most)) {
      throw new ValueError(`a decimal's precision is ${precision}; it is a whole number from 1 to ${most}`);
    }
    if (!(Number.isInteger(scale) && scale >= 0 && scale <= precision)) {
      throw new ValueError(`a decimal's scale is ${scale}; it is from 0 to its precision, ${precision}`);
    }
    this.precision = precision;
    this.scale = scale;
  }

  simpleString(): string {
    return `decimal(${this.precision},${this.scale})`;
  }

  override jsonValue(): TypeJson {
    return this.simpleString();
  }

  override treeName(): string {
    return this.simpleString();
  }
}

export class StringType extends DataType {
  readonly typeName = "string";
  /** How strings are compared; Spark's default is by their UTF-8 bytes. */
  readonly collation: string;

  constructor(collation = "UTF8_BINARY") {
    super();
    this.collation = collation;
  }

  simpleString(): string {
    return this.collation === "UTF8_BINARY" ? "string" : `string collate ${this.collation}`;
  }

  override sql(): string {
    return this.collation === "UTF8_BINARY" ? "STRING" : `STRING COLLATE ${this.collation}`;
  }

  /** A field's collations stand in its metadata (nested-types.ts); alone, a type says them itself. */
  override jsonValue(): TypeJson {
    return this.simpleString();
  }

  override treeName(): string {
    return this.simpleString();
  }
}

/** Strings of exactly `length` characters. */
export class CharType extends DataType {
  readonly typeName = "char";
  readonly length: number;

  constructor(length: number) {
    super();
    this.length = length;
  }

  simpleString(): string {
    return `char(${this.length})`;
  }

  override jsonValue(): TypeJson {
    return this.simpleString();
  }

  override treeName(): string {
    return this.simpleString();
  }
}

/** Strings of at most `length` characters. */
export class VarcharType extends DataType {
  readonly typeName = "varchar";
  readonly length: number;

  constructor(length: number) {
    super();
    this.length = length;
  }

  simpleString(): string {
    return `varchar(${this.length})`;
  }

  override jsonValue(): TypeJson {
    return this.simpleString();
  }

  override treeName(): string {
    return this.simpleString();
  }
}

/** Days. */
export class DateType extends DataType {
  readonly typeName = "date";
  simpleString(): string {
    return "date";
  }
}

/** Moments in microseconds, shown in the session's time zone. */
export class TimestampType extends DataType {
  readonly typeName = "timestamp";
  simpleString(): string {
    return "timestamp";
  }
}

/** What a calendar and a clock on the wall say, in microseconds, wherever they hang. */
export class TimestampNTZType extends DataType {
  readonly typeName = "timestamp_ntz";
  simpleString(): string {
    return "timestamp_ntz";
  }
}

/** Times of a day, with `precision` digits of a second. */
export class TimeType extends DataType {
  readonly typeName = "time";
  readonly precision: number;

  constructor(precision = 6) {
    super();
    this.precision = precision;
  }

  simpleString(): string {
    return `time(${this.precision})`;
  }

  override jsonValue(): TypeJson {
    return this.simpleString();
  }

  override treeName(): string {
    return this.simpleString();
  }
}

/** Months, days and microseconds, which can't be compared. */
export class CalendarIntervalType extends DataType {
  readonly typeName = "interval";
  simpleString(): string {
    return "interval";
  }
}

const YEAR_MONTH = ["year", "month"] as const;
const DAY_TIME = ["day", "hour", "minute", "second"] as const;

/** Months. */
export class YearMonthIntervalType extends DataType {
  static readonly YEAR = 0;
  static readonly MONTH = 1;
  readonly typeName = "yearmonthinterval";
  readonly startField: number;
  readonly endField: number;

  constructor(startField = 0, endField = startField === 0 ? 1 : startField) {
    super();
    [this.startField, this.endField] = fields("a year-month interval", YEAR_MONTH, startField, endField);
  }

  simpleString(): string {
    return intervalOf(YEAR_MONTH, this.startField, this.endField);
  }

  override jsonValue(): TypeJson {
    return this.simpleString();
  }

  override treeName(): string {
    return this.simpleString();
  }
}

/** Microseconds. */
export class DayTimeIntervalType extends DataType {
  static readonly DAY = 0;
  static readonly HOUR = 1;
  static readonly MINUTE = 2;
  static readonly SECOND = 3;
  readonly typeName = "daytimeinterval";
  readonly startField: number;
  readonly endField: number;

  constructor(startField = 0, endField = startField === 0 ? 3 : startField) {
    super();
    [this.startField, this.endField] = fields("a day-time interval", DAY_TIME, startField, endField);
  }

  simpleString(): string {
    return intervalOf(DAY_TIME, this.startField, this.endField);
  }

  override jsonValue(): TypeJson {
    return this.simpleString();
  }

  override treeName(): string {
    return this.simpleString();
  }
}

/** A value with a type of its own in every row, such as JSON's. */
export class VariantType extends DataType {
  readonly typeName = "variant";
  simpleString(): string {
    return "variant";
  }
}

function fields(what: string, names: readonly string[], start: number, end: number): [number, number] {
  if (names[start] === undefined || names[end] === undefined || start > end) {
    const allowed = names.map((name, i) => `${i} ${name}`).join(", ");
    throw new ValueError(
      `${what} is from field ${start} to field ${end}; they are, in this order: ${allowed}`,
    );
  }
  return [start, end];
}

function intervalOf(names: readonly string[], start: number, end: number): string {
  return start === end ? `interval ${names[start]}` : `interval ${names[start]} to ${names[end]}`;
}
