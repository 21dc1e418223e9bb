import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlightsNotReadable, quoted, withDuckDB } from "../flights/read_flights.js";

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
  const folder = mkdtempSync(join(tmpdir(), "manycore-routes-"));
  const path = join(folder, "routes.csv");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await withDuckDB((connection) =>
      connection.run(
        `COPY (SELECT origin, destination, delay FROM read_parquet(${quoted(parquet)}) LIMIT ${rows}) ` +
          `TO ${quoted(path)} (FORMAT csv, HEADER false)`,
      ),
    );
    return { path, [Symbol.dispose]: remove };
  } catch (cause) {
    remove();
    if (cause instanceof FlightsNotReadable) throw cause;
    throw new FlightsNotReadable(
      `DuckDB can't write the routes of ${parquet}: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}
