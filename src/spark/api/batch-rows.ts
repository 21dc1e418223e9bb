import { OverflowError } from "../../errors.js";
import type { ColumnBatch } from "../engine/index.js";
import { ArrayType, type DataType, LongType, MapType, type Row, StructType } from "../types/index.js";
import { Row as RowForms, rowMaker } from "../types/values.js";

export interface RowOptions {
  /** Whether whole numbers of eight bytes are bigints. Default: they are numbers, and one beyond 2^53 is an OverflowError. */
  readonly bigint?: boolean | undefined;
}

type Convert = (value: unknown) => unknown;

/** Makes rows for users of an engine's batches. */
export function batchReader(
  schema: StructType,
  { bigint = false }: RowOptions,
): (batch: ColumnBatch) => Row[] {
  const make = rowMaker(schema.names);
  const converts = schema.fields.map(({ name, dataType }) =>
    bigint ? undefined : converter(dataType, name),
  );
  return ({ length, columns }) => {
    const rows = new Array<Row>(length);
    const values = new Array<unknown>(columns.length);
    for (let i = 0; i < length; i++) {
      for (let k = 0; k < columns.length; k++) {
        const value = columns[k]!.get(i);
        const convert = converts[k];
        values[k] = convert === undefined || value === null ? value : convert(value);
      }
      rows[i] = make(values);
    }
    return rows;
  };
}

/** What makes numbers of the bigints in a type's values; undefined where there are none. */
function converter(type: DataType, path: string): Convert | undefined {
  if (type instanceof LongType) return (value) => exact(value as bigint, path);
  if (type instanceof ArrayType) {
    const element = converter(type.elementType, `${path}[]`);
    return element && ((value) => (value as unknown[]).map(nullable(element)));
  }
  if (type instanceof MapType) {
    const key = converter(type.keyType, `${path}.key`);
    const item = converter(type.valueType, `${path}.value`);
    if (key === undefined && item === undefined) return undefined;
    const [keys, items] = [nullable(key), nullable(item)];
    return (value) => new Map([...(value as Map<unknown, unknown>)].map(([k, v]) => [keys(k), items(v)]));
  }
  if (type instanceof StructType) {
    const fields = type.fields.map(({ name, dataType }) => converter(dataType, `${path}.${name}`));
    if (fields.every((field) => field === undefined)) return undefined;
    const make = rowMaker(type.names);
    const converts = fields.map(nullable);
    return (value) => make(RowForms.values(value as object).map((item, i) => converts[i]!(item)));
  }
  return undefined;
}

function nullable(convert: Convert | undefined): Convert {
  if (convert === undefined) return (value) => value;
  return (value) => (value === null ? null : convert(value));
}

/** Numbers of the bigints that are exact as one, in a value whose type isn't known; the others stay what they are. */
export function exactNumbers(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(exactNumbers);
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [exactNumbers(k), exactNumbers(v)]));
  return value;
}

function exact(value: bigint, path: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new OverflowError(
    `${path} is ${value}, which no JavaScript number is exactly. Ask for bigints with { bigint: true }, or cast it to double or string`,
  );
}
