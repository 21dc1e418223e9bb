/**
 * Values against the type that they are said to have. What fits is given back in the one form that batches have (values.ts, longs as bigints);
 * what doesn't is an error that names the row, the field and the value.
 */
import { types as kinds } from "node:util";
import { ManycoreError, OverflowError, ValueError } from "../../errors.js";
import type { CharType, DecimalType } from "./atomic-types.js";
import type { DataType, TypeName } from "./data-type.js";
import { Decimal } from "./decimal.js";
import { CalendarInterval, DayTimeInterval, YearMonthInterval } from "./intervals.js";
import { ArrayType, MapType, StructType } from "./nested-types.js";
import { Row, rowMaker } from "./row.js";
import { TimeOfDay } from "./time-of-day.js";
import { Timestamp, TimestampNTZ } from "./timestamp.js";
import { VariantVal } from "./variant.js";

/** @throws Misfit */
type Accept = (value: unknown) => unknown;

/** What is wrong with a value, and on its way up where it is. */
class Misfit extends Error {
  readonly path: string[] = [];
  readonly overflow: boolean;

  constructor(message: string, overflow = false) {
    super(message);
    this.overflow = overflow;
  }
}

/**
 * Checks the rows of a schema. A row is an object with the schema's names (others are passed over, those that are missing are null), or an
 * array with a value for each column.
 *
 * @returns gives a row's values in the schema's order
 * @throws (the function) ValueError for a value of another type, null where none may be, or too few values; OverflowError for a number that
 *   the type doesn't hold. Both name the row and the field.
 */
export function rowVerifier(schema: StructType): (row: unknown, index: number) => readonly unknown[] {
  const accept = structParts(schema);
  return (row, index) => {
    try {
      return accept(row);
    } catch (error) {
      throw placed(error, `row ${index}`);
    }
  };
}

/**
 * Checks the values of a column.
 *
 * @param nullable whether null may be one of them
 * @returns gives the value in the form of a batch
 * @throws (the function) as {@link rowVerifier}
 */
export function valueVerifier(
  name: string,
  type: DataType,
  nullable = true,
): (value: unknown, index: number) => unknown {
  const accept = within(acceptNull(type, nullable), () => name);
  return (value, index) => {
    try {
      return accept(value);
    } catch (error) {
      throw placed(error, `row ${index}`);
    }
  };
}

function placed(error: unknown, row: string): unknown {
  if (!(error instanceof Misfit)) return error;
  const [first, ...rest] = error.path;
  const field = first === undefined ? "" : `, field ${first.replace(/^\./, "")}${rest.join("")}`;
  const message = `${row}${field}: ${error.message}`;
  return error.overflow ? new OverflowError(message) : new ValueError(message);
}

/** Adds a step to the path of what goes wrong. */
function within(accept: Accept, step: () => string): Accept {
  return (value) => {
    try {
      return accept(value);
    } catch (error) {
      if (error instanceof Misfit) error.path.unshift(step());
      throw error;
    }
  };
}

function acceptNull(type: DataType, nullable: boolean): Accept {
  const accept = acceptor(type);
  return (value) => {
    if (value !== null && value !== undefined) return accept(value);
    if (nullable) return null;
    throw new Misfit(`it is ${value}, and the schema says that none is (${type.simpleString()} not null)`);
  };
}

function acceptor(type: DataType): Accept {
  if (type instanceof ArrayType) return arrayAcceptor(type);
  if (type instanceof MapType) return mapAcceptor(type);
  if (type instanceof StructType) {
    const parts = structParts(type);
    const make = rowMaker(type.names);
    return (value) => make(parts(value));
  }
  const make = ATOMIC[type.typeName];
  if (make === undefined) throw new ValueError(`no values of the type ${type} can be given`);
  return make(type);
}

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
  return (value) => {
    const whole = typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value));
    if (!whole && !(value instanceof Decimal)) {
      throw misfit(value, type, 'a Decimal, as Decimal.of("12.50"), or a whole number');
    }
    const given = value instanceof Decimal ? value : Decimal.of(value as bigint | number);
    let scaled: Decimal;
    try {
      scaled = given.withScale(scale);
    } catch (error) {
      throw error instanceof ManycoreError ? new Misfit(error.message, true) : error;
    }
    if (scaled.precision <= precision) return scaled;
    throw new Misfit(`${given} has more digits than ${type.simpleString()}`, true);
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
  if (
    date.getTime() % MS_OF_A_DAY === 0 &&
    !(value instanceof Timestamp && value.epochMicroseconds % 1000n)
  ) {
    return date;
  }
  throw new Misfit(
    `${date.toISOString()} is no date: it isn't 00:00 UTC. Make it by new Date("2024-05-06") or Date.UTC(2024, 4, 6), or call the column a timestamp.`,
  );
};

function validDate(value: unknown, type: DataType, wanted: string): Date {
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
  return (type) => (value) => {
    if (value instanceof Class) return value;
    throw misfit(value, type, `a ${Class.name}`);
  };
}

const ATOMIC: Readonly<Partial<Record<TypeName, (type: DataType) => Accept>>> = {
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

function arrayAcceptor(type: ArrayType): Accept {
  let at = 0;
  const element = within(acceptNull(type.elementType, type.containsNull), () => `[${at}]`);
  return (value) => {
    const numbers = kinds.isTypedArray(value);
    if (!Array.isArray(value) && !numbers) throw misfit(value, type, "an array");
    const out: unknown[] = new Array(value.length);
    for (let i = 0; i < value.length; i++) {
      at = i;
      out[i] = element(value[i]);
    }
    return out;
  };
}

function mapAcceptor(type: MapType): Accept {
  let at: unknown;
  const key = within(acceptNull(type.keyType, false), () => " (a key)");
  const value = within(acceptNull(type.valueType, type.valueContainsNull), () => `[${shown(at)}]`);
  return (given) => {
    const entries = entriesOf(given, type);
    const out = new Map<unknown, unknown>();
    for (const [k, v] of entries) {
      at = k;
      out.set(key(k), value(v));
    }
    return out;
  };
}

function entriesOf(given: unknown, type: MapType): Iterable<readonly [unknown, unknown]> {
  if (kinds.isMap(given)) return given;
  const prototype: unknown =
    given !== null && typeof given === "object" ? Object.getPrototypeOf(given) : undefined;
  const literal = prototype === Object.prototype || prototype === null;
  if (literal && type.keyType.typeName === "string") return Object.entries(given as object);
  throw misfit(given, type, "a Map");
}

function structParts(type: StructType): (value: unknown) => unknown[] {
  const { names } = type;
  const accepts = type.fields.map(({ name, dataType, nullable }, i) =>
    within(acceptNull(dataType, nullable), () => (name === "" ? `[${i}]` : `.${name}`)),
  );
  // Two of one name can only be told apart by their places.
  const repeated = new Set(names).size < names.length;
  return (value) => {
    if (Array.isArray(value)) {
      if (value.length === names.length) return accepts.map((accept, i) => accept(value[i]));
      throw new Misfit(
        `an array of ${value.length} values for ${names.length} fields (${type.simpleString()})`,
      );
    }
    if (value === null || typeof value !== "object" || NO_STRUCT.some((is) => is(value))) {
      throw misfit(value, type, "an object or an array");
    }
    if (repeated) {
      const values = Row.values(value);
      if (values.length === names.length) return accepts.map((accept, i) => accept(values[i]));
    }
    return accepts.map((accept, i) => accept((value as Row)[names[i]!]));
  };
}

/** Objects that are values of another kind, as arrays are. */
const NO_STRUCT: readonly ((value: object) => boolean)[] = [
  kinds.isDate,
  kinds.isMap,
  kinds.isSet,
  kinds.isArrayBufferView,
  (value) => value instanceof Decimal || value instanceof TimeOfDay || value instanceof VariantVal,
];

function misfit(value: unknown, type: DataType, wanted: string): Misfit {
  return new Misfit(`${shown(value)} is no ${type.simpleString()}: it takes ${wanted}`);
}

const MOST_SHOWN = 60;

function shown(value: unknown): string {
  const text =
    typeof value === "string"
      ? JSON.stringify(value)
      : typeof value === "bigint"
        ? `${value}n`
        : Array.isArray(value)
          ? `an array of ${value.length}`
          : value !== null && typeof value === "object"
            ? `a ${Object.getPrototypeOf(value)?.constructor?.name ?? "object"}`
            : String(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
