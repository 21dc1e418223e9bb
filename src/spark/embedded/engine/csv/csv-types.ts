/** The types of csv's columns, as Spark infers them: a value at a time, each time the narrowest that fits all so far. */
import {
  BooleanType,
  type DataType,
  DateType,
  DecimalType,
  DoubleType,
  IntegerType,
  LongType,
  NullType,
  StringType,
  TimestampType,
} from "../../../types/index.js";
import { Decimal } from "../../../types/values.js";
import { dateOf, reads, timestampOf } from "../text-values.js";
import type { CsvOptions } from "./csv-options.js";

const STRING = new StringType();

/** The type of a column after one value more. */
export function widened(soFar: DataType, text: string, options: CsvOptions): DataType {
  if (soFar instanceof StringType) return soFar;
  return common(soFar, typeOf(text, soFar, options), options);
}

/** In the order in which types are tried. */
const ORDER = ["integer", "long", "decimal", "double", "date", "timestamp", "boolean"] as const;

/** The type of one value: the first that fits, from that of the values before it on. */
function typeOf(text: string, soFar: DataType, options: CsvOptions): DataType {
  const from = Math.max(0, (ORDER as readonly string[]).indexOf(soFar.typeName));
  for (const name of ORDER.slice(from)) {
    const type = TRIED[name](text, options);
    if (type !== undefined) return type;
  }
  return STRING;
}

const WHOLE = /^[+-]?\d+$/;
const NUMBER = /^[\0-\x20]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?[\0-\x20]*$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const TRIED: Readonly<
  Record<(typeof ORDER)[number], (text: string, options: CsvOptions) => DataType | undefined>
> = {
  integer: (text) => (fits(text, 32) ? new IntegerType() : undefined),
  long: (text) => (fits(text, 64) ? new LongType() : undefined),
  decimal: (text) => {
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/.test(text)) return undefined;
    // Only what has no digits behind the point is a decimal.
    const { precision, scale } = scaleOf(text);
    return scale <= 0 && precision <= DecimalType.MOST_DIGITS ? new DecimalType(precision, 0) : undefined;
  },
  double: (text, { nanValue, positiveInf, negativeInf }) =>
    NUMBER.test(text) ||
    /^[\0-\x20]*[+-]?(?:NaN|Infinity)[\0-\x20]*$/.test(text) ||
    [nanValue, positiveInf, negativeInf].includes(text)
      ? new DoubleType()
      : undefined,
  date: (text, { preferDate, patterns }) =>
    preferDate && (patterns.date !== undefined || DATE.test(text)) && reads(() => dateOf(text, patterns))
      ? new DateType()
      : undefined,
  timestamp: (text, { patterns }) =>
    reads(() => timestampOf(text, patterns)) ? new TimestampType() : undefined,
  boolean: (text) => (/^(?:true|false)$/i.test(text) ? new BooleanType() : undefined),
};

function fits(text: string, bits: number): boolean {
  if (!WHOLE.test(text)) return false;
  const number = BigInt(text);
  return BigInt.asIntN(bits, number) === number;
}

/** As Java's BigDecimal counts: the scale of 1e5 is −5. */
function scaleOf(text: string): { readonly precision: number; readonly scale: number } {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const { precision, scale } = Decimal.of(mantissa);
  return { precision, scale: scale - Number(exponent) };
}

function common(a: DataType, b: DataType, { patterns }: CsvOptions): DataType {
  if (a instanceof NullType || a.equals(b)) return b;
  if (b instanceof NullType) return a;
  const [x, y] = [digitsOf(a), digitsOf(b)];
  const isNumber = (type: DataType) => digitsOf(type) !== undefined || type instanceof DoubleType;
  if (isNumber(a) && isNumber(b)) {
    if (x === undefined || y === undefined) return new DoubleType();
    if (!(a instanceof DecimalType || b instanceof DecimalType)) return new LongType();
    const digits = Math.max(x, y);
    return digits <= DecimalType.MOST_DIGITS ? new DecimalType(digits, 0) : new DoubleType();
  }
  const both = new Set([a.typeName, b.typeName]);
  // Dates that are written in a way of their own are no timestamps.
  if (both.has("date") && both.has("timestamp") && patterns.date === undefined) return new TimestampType();
  return STRING;
}

/** Of numbers without a fraction. */
function digitsOf(type: DataType): number | undefined {
  if (type instanceof IntegerType) return 10;
  if (type instanceof LongType) return 20;
  return type instanceof DecimalType ? type.precision : undefined;
}
