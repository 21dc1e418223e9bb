/** Values of DuckDB's vectors in the form that types/values.ts describes. */
import type { ColumnData } from "../../engine/index.js";
import { ArrayType, type DataType, DecimalType, MapType, NullType, StructType } from "../../types/index.js";
import { NUMBER_ARRAYS } from "../../types/number-arrays.js";
import {
  CalendarInterval,
  DayTimeInterval,
  Decimal,
  rowMaker,
  TimeOfDay,
  Timestamp,
  TimestampNTZ,
  YearMonthInterval,
} from "../../types/values.js";
import type { DuckDBVector } from "./module.js";

type Numbers = NonNullable<ColumnData["numbers"]>;
type Read = (row: number) => unknown;

/** The bits that say which values there are. The package's own look at each makes two bigints. */
class Validity {
  readonly #bytes: Uint8Array | undefined;

  constructor(words: BigUint64Array | undefined) {
    this.#bytes =
      words === undefined ? undefined : new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  }

  has(row: number): boolean {
    return this.#bytes === undefined || ((this.#bytes[row >> 3]! >> (row & 7)) & 1) === 1;
  }

  nulls(length: number): number {
    if (this.#bytes === undefined) return 0;
    let nulls = 0;
    for (let row = 0; row < length; row++) if (!this.has(row)) nulls++;
    return nulls;
  }
}

interface Inside {
  readonly dataView?: DataView;
  readonly items?: unknown;
  readonly validity?: { readonly data?: unknown };
  readonly listVector?: DuckDBVector;
}

export function validityOf(vector: DuckDBVector): Pick<Validity, "has" | "nulls"> {
  const inside = vector as unknown as Inside;
  const { validity } = inside.listVector === undefined ? inside : (inside.listVector as unknown as Inside);
  if (validity === undefined || !("data" in validity)) return slowValidity(vector);
  const { data } = validity;
  if (data === null || data === undefined) return new Validity(undefined);
  return data instanceof BigUint64Array ? new Validity(data) : slowValidity(vector);
}

/** For a release of the package that keeps the bits elsewhere. */
function slowValidity(vector: DuckDBVector): Pick<Validity, "has" | "nulls"> {
  const has = (row: number) => vector.getItem(row) !== null;
  return {
    has,
    nulls: (length) => Array.from({ length }, (_, row) => has(row)).filter((there) => !there).length,
  };
}

/** The numbers themselves, where the type is of numbers. */
export function numbersOf(vector: DuckDBVector, type: DataType): Numbers | undefined {
  const Class = NUMBER_ARRAYS[type.typeName];
  const { items } = vector as unknown as Inside;
  return Class !== undefined && items instanceof Class ? items : undefined;
}

/**
 * Reads values of a vector.
 *
 * @throws TypeError when the vector isn't of the type: the SQL of an expression gives another type than it says
 */
export function readerOf(vector: DuckDBVector, type: DataType): Read {
  const validity = validityOf(vector);
  const read = valueReader(vector, type);
  return (row) => (validity.has(row) ? read(row) : null);
}

/** DuckDB's names of the types that Spark's are kept as. */
const STORED: Readonly<Record<string, string>> = {
  boolean: "BOOLEAN",
  byte: "TINYINT",
  short: "SMALLINT",
  integer: "INTEGER",
  long: "BIGINT",
  float: "FLOAT",
  double: "DOUBLE",
  string: "VARCHAR",
  char: "VARCHAR",
  varchar: "VARCHAR",
  binary: "BLOB",
  date: "DATE",
  timestamp: "TIMESTAMP",
  timestamp_ntz: "TIMESTAMP",
  time: "TIME",
  yearmonthinterval: "INTEGER",
  daytimeinterval: "BIGINT",
  interval: "INTERVAL",
};

const MS_A_DAY = 86_400_000;

function valueReader(vector: DuckDBVector, type: DataType): Read {
  const stored = STORED[type.typeName];
  const given = String(vector.type);
  if (stored !== undefined && given !== stored) throw wrongType(type, given);
  const item = (row: number): never => vector.getItem(row) as never;
  const numbers = numbersOf(vector, type);
  if (numbers !== undefined) return (row) => numbers[row];
  switch (type.typeName) {
    case "binary":
      return (row) => Uint8Array.from((item(row) as { bytes: Uint8Array }).bytes);
    case "date":
      return (row) => new Date((item(row) as { days: number }).days * MS_A_DAY);
    case "timestamp":
      return (row) => new Timestamp((item(row) as { micros: bigint }).micros);
    case "timestamp_ntz":
      return (row) => new TimestampNTZ((item(row) as { micros: bigint }).micros);
    case "time":
      return (row) => new TimeOfDay((item(row) as { micros: bigint }).micros * 1000n);
    case "yearmonthinterval":
      return (row) => new YearMonthInterval(item(row));
    case "daytimeinterval":
      return (row) => new DayTimeInterval(item(row));
    case "interval":
      return (row) => {
        const { months, days, micros } = item(row) as { months: number; days: number; micros: bigint };
        return new CalendarInterval(months, days, micros);
      };
    default:
  }
  if (stored === "VARCHAR") return withMark(vector, item);
  if (stored !== undefined) return item;
  if (type instanceof NullType) return () => null;
  if (type instanceof DecimalType) {
    if (!given.startsWith("DECIMAL")) throw wrongType(type, given);
    return (row) => {
      const { value, scale } = item(row) as { value: bigint; scale: number };
      return new Decimal(value, scale);
    };
  }
  return nestedReader(vector, type, given);
}

/** How many bytes a string takes where DuckDB keeps it: its length, then its first four, and more or where the others are. */
const STRING_SIZE = 16;
/** The bytes of U+FEFF, the lowest first. */
const MARK = 0xbfbbef;

/** The package takes a mark of the order of bytes off the beginning of a string, where it is a character as any other. */
function withMark(vector: DuckDBVector, item: (row: number) => string): Read {
  const { dataView } = vector as unknown as Inside;
  if (dataView === undefined) return item;
  return (row) => {
    const text = item(row);
    if ((dataView.getUint32(row * STRING_SIZE + 4, true) & 0xffffff) !== MARK) return text;
    return text.startsWith("\ufeff") ? text : `\ufeff${text}`;
  };
}

interface ListVector {
  readonly childVector: DuckDBVector;
  getEntryOffset(row: number): number;
  getEntryLength(row: number): number;
}

function nestedReader(vector: DuckDBVector, type: DataType, given: string): Read {
  if (type instanceof ArrayType) {
    if (!given.endsWith("[]")) throw wrongType(type, given);
    const list = vector as unknown as ListVector;
    const read = readerOf(list.childVector, type.elementType);
    return (row) => {
      const from = list.getEntryOffset(row);
      return Array.from({ length: list.getEntryLength(row) }, (_, i) => read(from + i));
    };
  }
  if (type instanceof MapType) {
    const list = (vector as unknown as Inside).listVector as unknown as ListVector | undefined;
    if (list === undefined) throw wrongType(type, given);
    const entries = list.childVector as unknown as { entryVectorAt(index: number): DuckDBVector };
    const key = readerOf(entries.entryVectorAt(0), type.keyType);
    const value = readerOf(entries.entryVectorAt(1), type.valueType);
    return (row) => {
      const from = list.getEntryOffset(row);
      const made = new Map<unknown, unknown>();
      for (let i = from; i < from + list.getEntryLength(row); i++) made.set(key(i), value(i));
      return made;
    };
  }
  if (type instanceof StructType) {
    const struct = vector as unknown as { entryVectorAt?(index: number): DuckDBVector };
    if (struct.entryVectorAt === undefined) throw wrongType(type, given);
    const fields = type.fields.map(({ dataType }, i) => readerOf(struct.entryVectorAt!(i), dataType));
    const make = rowMaker(type.names);
    return (row) => make(fields.map((field) => field(row)));
  }
  throw wrongType(type, given);
}

function wrongType(type: DataType, given: string): TypeError {
  return new TypeError(`DuckDB gave a column of ${given} for the type ${type.simpleString()}`);
}
