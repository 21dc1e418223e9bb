/** How many rows a table of DuckDB's has. */
import type { OperationSession } from "./session.js";

/** @param table its name as DuckDB reads it */
export async function countOf({ operation }: OperationSession, table: string): Promise<number> {
  let count = 0;
  for await (const chunk of operation.chunks(`SELECT count(*) FROM ${table}`))
    count = Number(chunk.getColumnValues(0)[0]);
  return count;
}
