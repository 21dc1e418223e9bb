import { NotSupportedError } from "../../../errors.js";

export type DuckDB = typeof import("@duckdb/node-api");
export type DuckDBConnection = import("@duckdb/node-api").DuckDBConnection;
export type DuckDBInstance = import("@duckdb/node-api").DuckDBInstance;
export type DuckDBDataChunk = import("@duckdb/node-api").DuckDBDataChunk;
export type DuckDBVector = ReturnType<DuckDBDataChunk["getColumnVector"]>;
export type DuckDBType = import("@duckdb/node-api").DuckDBType;

/** @throws NotSupportedError when DuckDB isn't installed */
export async function loadDuckDB(): Promise<DuckDB> {
  try {
    return await import("@duckdb/node-api");
  } catch (cause) {
    throw new NotSupportedError(
      "the embedded engine",
      "this installation",
      `It needs DuckDB: npm install @duckdb/node-api; or connect to Spark: SparkSession.builder.remote(…). (${cause instanceof Error ? cause.message : cause})`,
    );
  }
}
