/** Makes the functions that are written in JavaScript known to DuckDB. */
import {
  ArrayType,
  BinaryType,
  BooleanType,
  type DataType,
  DoubleType,
  IntegerType,
  LongType,
  StringType,
} from "../../types/index.js";
import { ALL } from "../javascript/all.js";
import { type JavaScriptFunction, type JavaScriptKind, RowError } from "../javascript/javascript-function.js";
import type { DuckDB, DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBVector } from "./module.js";
import { readerOf } from "./vector-readers.js";

/** Every connection of its database knows them. */
export function registerJavaScript(duckdb: DuckDB, connection: DuckDBConnection): void {
  for (const line of ALL) {
    connection.registerScalarFunction(
      duckdb.DuckDBScalarFunction.create({
        name: line.name,
        parameterTypes: line.takes.map((kind) => typeOf(duckdb, kind)),
        returnType: typeOf(duckdb, line.gives),
        specialHandling: line.nulls,
        // No filter is moved below a volatile function.
        volatile: line.remembers ?? false,
        mainFunction: (info, chunk, out) => {
          try {
            fill(line, writerOf(duckdb, line.gives, out), chunk);
            out.flush();
          } catch (error) {
            // DuckDB stops the query with the message, and runtime-errors.ts reads it.
            info.setError(
              error instanceof RowError ? `[${error.condition}] ${error.message}` : `${line.name}: ${error}`,
            );
          }
        },
      }),
    );
  }
}

function fill(line: JavaScriptFunction, write: Write, chunk: DuckDBDataChunk): void {
  const readers = line.takes.map((kind, i) => readerOf(chunk.getColumnVector(i), SPARK_TYPES[kind]));
  const of = line.of as (...args: readonly unknown[]) => unknown;
  const args: unknown[] = readers.map(() => null);
  for (let row = 0; row < chunk.rowCount; row++) {
    let isNull = false;
    for (let i = 0; i < args.length; i++) {
      args[i] = readers[i]!(row);
      isNull ||= args[i] === null;
    }
    write(row, isNull && !line.nulls ? null : of(...args));
  }
}

const SPARK_TYPES: Readonly<Record<JavaScriptKind, DataType>> = {
  string: new StringType(),
  binary: new BinaryType(),
  int: new IntegerType(),
  long: new LongType(),
  double: new DoubleType(),
  boolean: new BooleanType(),
  ints: new ArrayType(new IntegerType(), true),
  strings: new ArrayType(new StringType(), true),
};

function typeOf(duckdb: DuckDB, kind: JavaScriptKind): DuckDBType {
  switch (kind) {
    case "string":
      return duckdb.VARCHAR;
    case "binary":
      return duckdb.BLOB;
    case "int":
      return duckdb.INTEGER;
    case "long":
      return duckdb.BIGINT;
    case "double":
      return duckdb.DOUBLE;
    case "boolean":
      return duckdb.BOOLEAN;
    case "ints":
      return duckdb.LIST(duckdb.INTEGER);
    case "strings":
      return duckdb.LIST(duckdb.VARCHAR);
  }
}

type Write = (row: number, value: unknown) => void;

function writerOf(duckdb: DuckDB, kind: JavaScriptKind, out: DuckDBVector): Write {
  const set = (row: number, value: unknown) => out.setItem(row, value as never);
  if (kind === "binary")
    return (row, value) => set(row, value === null ? null : new duckdb.DuckDBBlobValue(value as Uint8Array));
  if (kind === "strings")
    return (row, value) =>
      set(row, value === null ? null : new duckdb.DuckDBListValue(value as (string | null)[]));
  return set;
}
