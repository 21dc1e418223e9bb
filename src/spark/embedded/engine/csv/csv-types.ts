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

/** The type of a column after one value more: the same object, if it is as before. */
export function widened(soFar: DataType, text: string, options: CsvOptions): DataType {
  if (soFar instanceof StringType) return soFar;
  const after = common(soFar, typeOf(text, soFar, options), options);
  return after.equals(soFar) ? soFar : after;
}

/** In the order in which types are tried. */
const ORDER = ["integer", "long", "decimal", "double", "date", "timestamp", "boolean"] as const;

/** The type of one value: the first that fits, from that of the values before it on. */
function typeOf(text: string, soFar: DataType, options: CsvOptions): DataType {
  const from = Math.max(0, (ORDER as readonly string[]).indexOf(soFar.typeName));
  for (let i = from; i < ORDER.length; i++) {
    const type = TRIED[ORDER[i]!](text, options);
    if (type !== undefined) return type;
  }
  return STRING;
}

const WHOLE = /^[+-]?\d+$/;
const NUMBER = /^[\0-\x20]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?[\0-\x20]*$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

const INTEGER = new IntegerType();
const LONG = new LongType();
const DOUBLE = new DoubleType();
const DATE_TYPE = new DateType();
const TIMESTAMP = new TimestampType();
const BOOLEAN = new BooleanType();

const TRIED: Readonly<
  Record<(typeof ORDER)[number], (text: string, options: CsvOptions) => DataType | undefined>
> = {
  integer: (text) => (fits(text, 32) ? INTEGER : undefined),
  long: (text) => (fits(text, 64) ? LONG : undefined),
  decimal: (text) => {
    if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/.test(text)) return undefined;
    // Only what has no digits behind the point is a decimal, and 1e5 isn't one either.
    const { precision, scale } = scaleOf(text);
    return scale === 0 && precision <= DecimalType.MOST_DIGITS ? new DecimalType(precision, 0) : undefined;
  },
  double: (text, { nanValue, positiveInf, negativeInf }) =>
    NUMBER.test(text) ||
    /^[\0-\x20]*[+-]?(?:NaN|Infinity)[\0-\x20]*$/.test(text) ||
    [nanValue, positiveInf, negativeInf].includes(text)
      ? DOUBLE
      : undefined,
  date: (text, { preferDate, patterns }) =>
    preferDate && (patterns.date !== undefined || DATE.test(text)) && reads(() => dateOf(text, patterns))
      ? DATE_TYPE
      : undefined,
  timestamp: (text, { patterns }) => (reads(() => timestampOf(text, patterns)) ? TIMESTAMP : undefined),
  boolean: (text) => (/^(?:true|false)$/i.test(text) ? BOOLEAN : undefined),
};

/** So many digits are a number that fits into 32 bits. */
const SURE_DIGITS = 9;

function fits(text: string, bits: number): boolean {
  if (text.length <= SURE_DIGITS && allDigits(text)) return true;
  if (!WHOLE.test(text)) return false;
  const number = BigInt(text);
  return BigInt.asIntN(bits, number) === number;
}

function allDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return text.length > 0;
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
    if (x === undefined || y === undefined) return DOUBLE;
    if (!(a instanceof DecimalType || b instanceof DecimalType)) return LONG;
    const digits = Math.max(x, y);
    return digits <= DecimalType.MOST_DIGITS ? new DecimalType(digits, 0) : DOUBLE;
  }
  const both = new Set([a.typeName, b.typeName]);
  // Dates that are written in a way of their own are no timestamps.
  if (both.has("date") && both.has("timestamp") && patterns.date === undefined) return TIMESTAMP;
  return STRING;
}

/** Of numbers without a fraction. */
function digitsOf(type: DataType): number | undefined {
  if (type instanceof IntegerType) return 10;
  if (type instanceof LongType) return 20;
  return type instanceof DecimalType ? type.precision : undefined;
}
