/** Tables of rows that this process has, filled by columns. */
import type { ColumnBatch, ColumnData } from "../../engine/index.js";
import { ArrayType, type DataType, DecimalType, MapType, StructType } from "../../types/index.js";
import type { Decimal } from "../../types/values.js";
import { Row } from "../../types/values.js";
import { fieldSql, sqlType } from "../expression/sql-types.js";
import type { Database } from "./database.js";
import { type DuckDB, type DuckDBVector, loadDuckDB } from "./module.js";
import { numbersOf } from "./vector-readers.js";

/** Rows of a chunk: DuckDB's own size of a vector. */
const CHUNK = 2048;

let last = 0;

/** A table of the database. It is dropped when nothing of this process speaks of the object any more. */
export interface Table {
  readonly name: string;
}

/** Makes tables, and drops those that nobody has any more. */
export class Tables {
  readonly #database: Database;
  readonly #forgotten: FinalizationRegistry<string>;

  constructor(database: Database) {
    this.#database = database;
    this.#forgotten = new FinalizationRegistry((name) => {
      // A session that has been closed has no tables.
      this.#drop(name).catch(() => {});
    });
  }

  /** @param batches their columns are of the schema's types, in its order */
  async make(
    schema: StructType,
    batches: Iterable<ColumnBatch> | AsyncIterable<ColumnBatch>,
  ): Promise<Table> {
    const name = `local${++last}`;
    const duckdb = await loadDuckDB();
    const columns = schema.fields.map(({ dataType }, i) => `c${i} ${sqlType(dataType)}`);
    const connection = await this.#database.connect();
    try {
      await connection.run(
        `CREATE TABLE ${name} (${columns.length === 0 ? "none INTEGER" : columns.join(", ")})`,
      );
      const appender = await connection.createAppender(name);
      try {
        for await (const batch of batches) {
          const types = schema.fields.map((_, i) => appender.columnType(i));
          for (let from = 0; from < batch.length; from += CHUNK) {
            const count = Math.min(CHUNK, batch.length - from);
            if (types.length === 0) {
              for (let i = 0; i < count; i++) {
                appender.appendNull();
                appender.endRow();
              }
              continue;
            }
            const chunk = duckdb.DuckDBDataChunk.create(types, count);
            for (const [i, { dataType }] of schema.fields.entries()) {
              fill(duckdb, chunk.getColumnVector(i), batch.columns[i]!, dataType, from, count);
            }
            appender.appendDataChunk(chunk);
          }
        }
        appender.flushSync();
      } finally {
        appender.closeSync();
      }
    } catch (error) {
      await connection.run(`DROP TABLE IF EXISTS ${name}`);
      throw error;
    } finally {
      this.#database.giveBack(connection);
    }
    return this.own(name);
  }

  /** Takes a table that is there already. */
  own(name: string): Table {
    const table: Table = { name };
    this.#forgotten.register(table, name);
    return table;
  }

  newName(): string {
    return `local${++last}`;
  }

  async drop(table: Table): Promise<void> {
    await this.#drop(table.name);
  }

  async #drop(name: string): Promise<void> {
    await this.#database.use((connection) => connection.run(`DROP TABLE IF EXISTS ${name}`));
  }
}

/** Rows as a batch of columns. */
export function batchOfRows(schema: StructType, rows: readonly (readonly unknown[])[]): ColumnBatch {
  return {
    length: rows.length,
    columns: schema.fields.map((_, i) => ({
      get nullCount() {
        return rows.filter((row) => row[i] === null).length;
      },
      get: (row) => rows[row]![i],
    })),
    toArrow: () => {
      throw new TypeError("rows on their way into a table are not asked for Arrow");
    },
  };
}

function fill(
  duckdb: DuckDB,
  vector: DuckDBVector,
  column: ColumnData,
  type: DataType,
  from: number,
  count: number,
): void {
  const items = numbersOf(vector, type);
  const { numbers } = column;
  if (items !== undefined && numbers !== undefined && items.constructor === numbers.constructor) {
    (items as Float64Array).set((numbers as Float64Array).subarray(from, from + count));
    if (column.nullCount > 0) {
      for (let i = 0; i < count; i++) if (column.get(from + i) === null) vector.setItem(i, null);
    }
  } else {
    const write = writerOf(duckdb, type);
    for (let i = 0; i < count; i++) {
      const value = column.get(from + i);
      vector.setItem(i, (value === null || value === undefined ? null : write(value)) as never);
    }
  }
  vector.flush();
}

type Write = (value: unknown) => unknown;

const MS_A_DAY = 86_400_000;

/** From the form of types/values.ts to that of DuckDB's package. */
function writerOf(duckdb: DuckDB, type: DataType): Write {
  switch (type.typeName) {
    case "long":
      return (value) => BigInt(value as number | bigint);
    case "binary":
      return (value) => new duckdb.DuckDBBlobValue(value as Uint8Array);
    case "date":
      return (value) => new duckdb.DuckDBDateValue(Math.floor((value as Date).getTime() / MS_A_DAY));
    case "timestamp":
    case "timestamp_ntz":
      return (value) => new duckdb.DuckDBTimestampValue(microsecondsOf(value));
    case "time":
      return (value) => new duckdb.DuckDBTimeValue((value as { nanoseconds: bigint }).nanoseconds / 1000n);
    case "yearmonthinterval":
      return (value) => (value as { months: number }).months;
    case "daytimeinterval":
      return (value) => (value as { microseconds: bigint }).microseconds;
    case "void":
      return () => null;
    default:
  }
  if (type instanceof DecimalType) {
    const { precision, scale } = type;
    return (value) =>
      new duckdb.DuckDBDecimalValue((value as Decimal).withScale(scale).unscaled, precision, scale);
  }
  if (type instanceof ArrayType) {
    const write = orNull(writerOf(duckdb, type.elementType));
    return (value) => new duckdb.DuckDBListValue([...(value as Iterable<unknown>)].map(write) as never);
  }
  if (type instanceof MapType) {
    const [key, of] = [writerOf(duckdb, type.keyType), orNull(writerOf(duckdb, type.valueType))];
    return (value) =>
      new duckdb.DuckDBMapValue(
        [...(value as ReadonlyMap<unknown, unknown>)].map(([k, v]) => ({
          key: key(k),
          value: of(v),
        })) as never,
      );
  }
  if (type instanceof StructType) {
    const fields = type.fields.map(({ dataType }) => orNull(writerOf(duckdb, dataType)));
    return (value) => {
      const values = Row.values(value as object);
      const entries = fields.map((write, i) => [fieldSql(i), write(values[i])]);
      return new duckdb.DuckDBStructValue(Object.fromEntries(entries) as never);
    };
  }
  return (value) => value;
}

function orNull(write: Write): Write {
  return (value) => (value === null || value === undefined ? null : write(value));
}

function microsecondsOf(value: unknown): bigint {
  const { epochMicroseconds } = value as { epochMicroseconds?: bigint };
  return epochMicroseconds ?? BigInt((value as Date).getTime()) * 1000n;
}
