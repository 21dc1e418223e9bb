import type { ColumnBatch } from "../engine/index.js";
import { longsAsNumbers } from "../types/exact-numbers.js";
import type { Row, StructType } from "../types/index.js";
import { rowMaker } from "../types/values.js";

export interface RowOptions {
  /** Whether whole numbers of eight bytes are bigints. Default: they are numbers, and one beyond 2^53 is an OverflowError. */
  readonly bigint?: boolean | undefined;
}

/** Makes rows for users of an engine's batches. */
export function batchReader(
  schema: StructType,
  { bigint = false }: RowOptions,
): (batch: ColumnBatch) => Row[] {
  const make = rowMaker(schema.names);
  const converts = schema.fields.map(({ name, dataType }) =>
    bigint ? undefined : longsAsNumbers(dataType, name),
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

/** Numbers of the bigints that are exact as one, in a value whose type isn't known; the others stay what they are. */
export function exactNumbers(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(exactNumbers);
  if (value instanceof Map) return new Map([...value].map(([k, v]) => [exactNumbers(k), exactNumbers(v)]));
  return value;
}
