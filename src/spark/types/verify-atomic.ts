/** The values of each type that has no parts: what fits, and the form that batches have it in. */
import { types as kinds } from "node:util";
import { ManycoreError } from "../../errors.js";
import type { CharType, DecimalType } from "./atomic-types.js";
import type { DataType, TypeName } from "./data-type.js";
import { Decimal } from "./decimal.js";
import { ownValue } from "./foreign-values.js";
import { CalendarInterval, DayTimeInterval, YearMonthInterval } from "./intervals.js";
import { Misfit, misfit, shown } from "./misfit.js";
import { TimeOfDay } from "./time-of-day.js";
import { Timestamp, TimestampNTZ } from "./timestamp.js";
import { VariantVal } from "./variant.js";

/** @throws Misfit */
export type Accept = (value: unknown) => unknown;

function integer(low: number, high: number, type: DataType): Accept {
  return (value) => {
    const number = typeof value === "bigint" ? Number(value) : value;
    if (typeof number !== "number") throw misfit(value, type, "a whole number");
    if (!Number.isInteger(number)) throw misfit(value, type, "a whole number");
    if (number < low || number > high) {
      throw new Misfit(`${value} is beyond ${type.simpleString()}, which is from ${low} to ${high}`, true);
    }
    return number + 0;
  };
}

const LONG: (type: DataType) => Accept = (type) => (value) => {
  if (typeof value === "number") {
    if (Number.isSafeInteger(value)) return BigInt(value);
    if (!Number.isInteger(value)) throw misfit(value, type, "a whole number or a bigint");
    throw new Misfit(`the number ${value} isn't exact, as none above 2^53 is. Give a bigint.`, true);
  }
  if (typeof value !== "bigint") throw misfit(value, type, "a whole number or a bigint");
  if (BigInt.asIntN(64, value) === value) return value;
  throw new Misfit(`${value} is beyond bigint, which has eight bytes`, true);
};

const FLOAT: (type: DataType) => Accept = (type) => (value) => {
  if (typeof value !== "number") throw misfit(value, type, "a number");
  const rounded = Math.fround(value);
  if (Number.isFinite(value) && !Number.isFinite(rounded)) {
    throw new Misfit(`${value} is beyond float, whose largest is 3.4e38`, true);
  }
  return rounded;
};

function decimal(type: DataType): Accept {
  const { precision, scale } = type as DecimalType;
  return (given) => {
    const value = ownValue(given);
    const whole = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
    if (!whole && !(value instanceof Decimal)) {
      throw misfit(value, type, 'a Decimal, as Decimal.of("12.50"), or a whole number');
    }
    const exact = value instanceof Decimal ? value : Decimal.of(value as bigint | number);
    let scaled: Decimal;
    try {
      scaled = exact.withScale(scale);
    } catch (error) {
      throw error instanceof ManycoreError ? new Misfit(error.message, true) : error;
    }
    if (scaled.precision <= precision) return scaled;
    throw new Misfit(`${exact} has more digits than ${type.simpleString()}`, true);
  };
}

function text(most: number | undefined): (type: DataType) => Accept {
  return (type) => {
    const limit = most ?? (type as Partial<CharType>).length;
    return (value) => {
      if (typeof value !== "string") throw misfit(value, type, "a string");
      if (/\p{Surrogate}/u.test(value)) {
        throw new Misfit(`${shown(value)} has half of a surrogate pair, which no text of Spark's can have`);
      }
      if (limit !== undefined && value.length > limit && [...value].length > limit) {
        throw new Misfit(`${shown(value)} has more than ${limit} characters (${type.simpleString()})`);
      }
      return value;
    };
  };
}

const MS_OF_A_DAY = 86_400_000;

const DATE: (type: DataType) => Accept = (type) => (value) => {
  const date = validDate(value, type, "a Date at 00:00 UTC");
  if (date.getTime() % MS_OF_A_DAY === 0 && !(date instanceof Timestamp && date.epochMicroseconds % 1000n)) {
    return date;
  }
  throw new Misfit(
    `${date.toISOString()} is no date: it isn't 00:00 UTC. Make it by new Date("2024-05-06") or Date.UTC(2024, 4, 6), or call the column a timestamp.`,
  );
};

function validDate(given: unknown, type: DataType, wanted: string): Date {
  const value = ownValue(given);
  if (!kinds.isDate(value)) throw misfit(value, type, wanted);
  if (Number.isNaN(value.getTime()) && !(value instanceof Timestamp || value instanceof TimestampNTZ)) {
    throw new Misfit("it is an invalid Date");
  }
  return value;
}

/** @param Other of which no value is meant */
function moment(
  Class: typeof Timestamp | typeof TimestampNTZ,
  Other: typeof Timestamp | typeof TimestampNTZ,
) {
  return (type: DataType): Accept =>
    (value) => {
      const date = validDate(value, type, `a Date or a ${Class.name}`);
      if (date instanceof Other) throw misfit(value, type, `a Date or a ${Class.name}`);
      const moment = date instanceof Class ? date : new Class(date);
      const { epochMicroseconds } = moment;
      if (BigInt.asIntN(64, epochMicroseconds) === epochMicroseconds) return moment;
      throw new Misfit("it is beyond what eight bytes of microseconds hold", true);
    };
}

function instance(Class: abstract new (...args: never) => object): (type: DataType) => Accept {
  return (type) => (given) => {
    const value = ownValue(given);
    if (value instanceof Class) return value;
    throw misfit(value, type, `a ${Class.name}`);
  };
}

export const ATOMIC: Readonly<Partial<Record<TypeName, (type: DataType) => Accept>>> = {
  void: (type) => (value) => {
    throw misfit(value, type, "null");
  },
  boolean: (type) => (value) => {
    if (typeof value === "boolean") return value;
    throw misfit(value, type, "true or false");
  },
  byte: (type) => integer(-128, 127, type),
  short: (type) => integer(-(2 ** 15), 2 ** 15 - 1, type),
  integer: (type) => integer(-(2 ** 31), 2 ** 31 - 1, type),
  long: LONG,
  float: FLOAT,
  double: (type) => (value) => {
    if (typeof value === "number") return value;
    throw misfit(value, type, "a number");
  },
  decimal,
  string: text(undefined),
  char: text(undefined),
  varchar: text(undefined),
  binary: (type) => (value) => {
    if (kinds.isUint8Array(value)) return value;
    if (kinds.isAnyArrayBuffer(value)) return new Uint8Array(value);
    throw misfit(value, type, "a Uint8Array");
  },
  date: DATE,
  timestamp: moment(Timestamp, TimestampNTZ),
  timestamp_ntz: moment(TimestampNTZ, Timestamp),
  time: instance(TimeOfDay),
  interval: instance(CalendarInterval),
  yearmonthinterval: instance(YearMonthInterval),
  daytimeinterval: instance(DayTimeInterval),
  variant: instance(VariantVal),
};
