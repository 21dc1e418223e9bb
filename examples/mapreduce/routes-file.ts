import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlightsNotReadable } from "../flights/read_flights.js";

/** A file of lines `origin,destination,minutes late`, which is there until it is disposed of. */
export interface RoutesFile extends Disposable {
  readonly path: string;
}

/**
 * Writes flights as the text that a MapReduce job reads, into a folder of its own that only this user can read.
 *
 * @param parquet a file with the columns origin, destination and delay
 * @param rows the first so many flights
 * @throws FlightsNotReadable when DuckDB is not installed or refuses the file
 */
export async function writeRoutesFile(parquet: string, rows: number): Promise<RoutesFile> {
  const { DuckDBInstance } = await import("@duckdb/node-api").catch((cause: unknown) => {
    throw new FlightsNotReadable("The npm package @duckdb/node-api is not installed. Run `npm install`.", {
      cause,
    });
  });
  const folder = mkdtempSync(join(tmpdir(), "manycore-routes-"));
  const path = join(folder, "routes.csv");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const database = await DuckDBInstance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
  const connection = await database.connect();
  try {
    await connection.run(
      `COPY (SELECT origin, destination, delay FROM read_parquet('${quoted(parquet)}') LIMIT ${rows}) ` +
        `TO '${quoted(path)}' (FORMAT csv, HEADER false)`,
    );
    return { path, [Symbol.dispose]: remove };
  } catch (cause) {
    remove();
    throw new FlightsNotReadable(
      `DuckDB can't write the routes of ${parquet}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

function quoted(path: string): string {
  return path.replaceAll("'", "''");
}
