import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Flights } from "./question.js";

const FILE = "flights-3m.parquet";

/** The flights can't be read; the message says what is missing and how to get it. */
export class FlightsNotReadable extends Error {
  override readonly name = "FlightsNotReadable";
}

/**
 * Where npm has put the flights: `data/flights-3m.parquet` of the package `vega-datasets`.
 *
 * @throws FlightsNotReadable when the package or the file isn't there
 */
export function flightsFile(): string {
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve("vega-datasets");
  } catch (cause) {
    throw new FlightsNotReadable(missingPackage("vega-datasets", "holds the flights"), { cause });
  }
  // The package exports its program alone, build/index.js; the data lie beside that folder.
  const file = join(dirname(dirname(entry)), "data", FILE);
  if (!existsSync(file)) {
    throw new FlightsNotReadable(
      `The package vega-datasets has no data/${FILE} (it came with 3.1). Run \`npm install\` in this folder.`,
    );
  }
  return file;
}

/**
 * Does something with DuckDB, which decodes the Parquet file. Its automatic installation and loading of extensions are off, so nothing is
 * downloaded (Parquet is built in).
 *
 * @throws FlightsNotReadable when DuckDB is not installed
 * @see https://duckdb.org/docs/stable/clients/node_neo/overview
 */
export async function withDuckDB<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await import("@duckdb/node-api").catch((cause: unknown) => {
    throw new FlightsNotReadable(missingPackage("@duckdb/node-api", "reads Parquet"), { cause });
  });
  const database = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
  const connection = await database.connect();
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

/** The name of a file as text of a query: DuckDB takes no parameter there in a prepared statement. */
export function quoted(file: string): string {
  return `'${file.replaceAll("'", "''")}'`;
}

/**
 * Reads delay, distance and hour of departure into typed arrays.
 *
 * @param file a Parquet file with the columns date, delay and distance
 * @param limit read the first so many flights
 * @param onRows told after each chunk how many of the rows have been read
 * @throws FlightsNotReadable when DuckDB is not installed or refuses the file, or a value is missing in it
 */
export async function readFlights(
  file: string,
  limit = Infinity,
  onRows: (done: number, total: number) => void = () => {},
): Promise<Flights> {
  return withDuckDB(async (connection) => {
    try {
      const source = `read_parquet(${quoted(file)})`;
      const [inFile, from, to] = await summary(connection, source);
      const rows = Math.min(inFile, limit);
      const result = await connection.stream(
        `SELECT delay::DOUBLE, distance::DOUBLE, hour(date)::DOUBLE FROM ${source} LIMIT ${rows}`,
      );
      const delay = new Float64Array(rows);
      const distance = new Float64Array(rows);
      const hour = new Uint8Array(rows);
      let row = 0;
      for (
        let chunk = await result.fetchChunk();
        chunk && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      ) {
        const size = chunk.rowCount;
        for (const [index, column] of [delay, distance, hour].entries()) {
          const vector = chunk.getColumnVector(index);
          for (let i = 0; i < size; i++) column[row + i] = present(vector.getItem(i), row + i);
        }
        row += size;
        onRows(row, rows);
      }
      if (row !== rows) throw new FlightsNotReadable(`${file} gave ${row} flights, its header says ${rows}.`);
      return { delay, distance, hour, inFile, from, to };
    } catch (cause) {
      if (cause instanceof FlightsNotReadable) throw cause;
      throw new FlightsNotReadable(
        `DuckDB can't read ${file}: ${cause instanceof Error ? cause.message : cause}`,
        { cause },
      );
    }
  });
}

type Connection = Awaited<
  ReturnType<Awaited<ReturnType<typeof import("@duckdb/node-api").DuckDBInstance.create>>["connect"]>
>;

async function summary(connection: Connection, source: string): Promise<[number, string, string]> {
  const reader = await connection.runAndReadAll(
    `SELECT count(*)::DOUBLE, min(date)::DATE::VARCHAR, max(date)::DATE::VARCHAR FROM ${source}`,
  );
  const [count, from, to] = reader.getRows()[0] ?? [];
  return [Number(count), String(from), String(to)];
}

function present(value: unknown, row: number): number {
  if (typeof value !== "number") throw new FlightsNotReadable(`Flight ${row} of the file lacks a value.`);
  return value;
}

function missingPackage(name: string, does: string): string {
  return `The npm package ${name}, which ${does}, is not installed. Run \`npm install\` in this folder.`;
}
