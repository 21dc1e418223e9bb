import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { BadCommandLine, readOptions } from "../../examples/flights/options.js";
import { FlightsNotReadable, flightsFile, readFlights } from "../../examples/flights/read_flights.js";
import { typedLoop } from "../../examples/flights/typed_loop.js";

const ROWS = 20_000;

async function query(sql: string): Promise<number[]> {
  const database = await DuckDBInstance.create(":memory:");
  const connection = await database.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRows().flat().map(Number);
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

describe("reading the flights", () => {
  it("reads all 3,000,000 and tells how far it is", async () => {
    const told: number[] = [];
    const flights = await readFlights(flightsFile(), Infinity, (done) => told.push(done));
    expect(flights.delay).toHaveLength(3_000_000);
    expect(flights.inFile).toBe(3_000_000);
    expect([flights.from, flights.to]).toEqual(["2001-01-01", "2001-07-01"]);
    expect(told.at(-1)).toBe(3_000_000);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  it("gives the columns from which the loop finds what SQL finds", async () => {
    const flights = await readFlights(flightsFile(), ROWS);
    const prepared = await typedLoop.prepare(flights);
    const some = `(SELECT * FROM read_parquet('${flightsFile()}') LIMIT ${ROWS})`;
    const statistics = await prepared.statistics();
    const [count, mean, std, min, max, late] = await query(
      `SELECT count(*), avg(delay), stddev_pop(delay), min(delay), max(delay), avg((delay > 15)::INT) FROM ${some}`,
    );
    expect(statistics).toMatchObject({ count, min, max });
    expect(statistics.mean).toBeCloseTo(mean as number, 9);
    expect(statistics.std).toBeCloseTo(std as number, 9);
    expect(statistics.late).toBeCloseTo(late as number, 12);

    const line = await prepared.line();
    const [slope, intercept, r2] = await query(
      `SELECT regr_slope(delay, distance), regr_intercept(delay, distance), regr_r2(delay, distance) FROM ${some}`,
    );
    expect(line.slope).toBeCloseTo((slope as number) * 1000, 8);
    expect(line.intercept).toBeCloseTo(intercept as number, 8);
    expect(line.r2).toBeCloseTo(r2 as number, 10);

    const hours = await query(`SELECT hour(date), count(*), avg(delay) FROM ${some} GROUP BY 1 ORDER BY 1`);
    const byHour = (await prepared.byHour()).flatMap(({ count, mean }, hour) =>
      count > 0 ? [hour, count, mean] : [],
    );
    expect(byHour).toHaveLength(hours.length);
    byHour.forEach((value, index) => {
      expect(value).toBeCloseTo(hours[index] as number, 9);
    });
    const [near] = await query(`SELECT avg(delay) FROM ${some} WHERE distance >= 250 AND distance < 500`);
    expect((await prepared.byDistance())[1]?.mean).toBeCloseTo(near as number, 9);
  });

  it("names a file that is not there or not Parquet", async () => {
    await expect(readFlights("no/such/flights.parquet")).rejects.toThrow(FlightsNotReadable);
    await expect(readFlights("package.json")).rejects.toThrow(/DuckDB can't read package\.json/);
  });
});

describe("the command line", () => {
  it("has defaults", () => {
    expect(readOptions([])).toEqual({
      embedded: false,
      json: false,
      help: false,
      rows: Infinity,
      runs: 5,
    });
  });

  it("takes whole numbers alone", () => {
    expect(readOptions(["--rows", "1000", "--json"])).toMatchObject({ rows: 1000, json: true });
    for (const rows of ["12.5", "-1", "all", "", "99"]) {
      expect(() => readOptions([`--rows=${rows}`])).toThrow(BadCommandLine);
    }
  });

  it("refuses what it doesn't know and shows what it does", () => {
    expect(() => readOptions(["--row", "1000"])).toThrow(/--rows N/);
    expect(() => readOptions(["extra"])).toThrow(BadCommandLine);
  });
});
