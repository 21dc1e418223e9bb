/** Rows that this process reads out of files or texts, as tables of DuckDB's. */
import { StringType, StructField, StructType } from "../../types/index.js";
import { batchOfRows, type Table } from "../duckdb/tables.js";
import { FILE_COLUMN } from "./folder-partitions.js";
import type { OperationSession } from "./session.js";

type Fields = readonly unknown[];

const BATCH = 10_000;

/** Columns c0, c1 …, and behind them the file that a row is of. */
export function tableOfRecords(
  session: OperationSession,
  schema: StructType,
  rows: AsyncIterable<{ readonly file: string | undefined; readonly rows: readonly Fields[] }>,
): Promise<Table> {
  const whole = new StructType([...schema.fields, new StructField("file", new StringType())]);
  const batches = async function* () {
    let batch: Fields[] = [];
    for await (const { file, rows: made } of rows) {
      session.operation.check();
      for (const fields of made) {
        batch.push([...fields, file ?? null]);
        if (batch.length === BATCH) {
          yield batchOfRows(whole, batch);
          batch = [];
        }
      }
    }
    if (batch.length > 0) yield batchOfRows(whole, batch);
  };
  return session.state.tables.make(whole, batches());
}

/** `FROM` a table of {@link tableOfRecords}: what SQL of partitions asks for is its {@link FILE_COLUMN}. */
export function fromRecords(table: Table, schema: StructType): string {
  return `(SELECT *, c${schema.fields.length} AS ${FILE_COLUMN} FROM ${table.name})`;
}
