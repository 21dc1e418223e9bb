/** The types that csv's columns are inferred to be: of random mixtures of values, as real Spark infers them, whoever reads the file. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SparkSession } from "../../../src/spark/index.js";
import { Seeded } from "../../support/seeded.js";
import { bothEngines } from "./both_engines.js";

/** What a value may be; each column takes from two or three of these. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  int: ["0", "-7", "+5", "2147483647", "-2147483648", "007", "12"],
  long: ["2147483648", "-2147483649", "9223372036854775807", "-9223372036854775808"],
  big: ["9223372036854775808", "123456789012345678901", "99999999999999999999999999999999999999", "-1e2"],
  huge: ["100000000000000000000000000000000000000", `1${"0".repeat(60)}`],
  exponent: ["1e5", "1E5", "1.50e1", "1.5e0", "10e-1", "1e400", "12e0", "1e-400"],
  decimal: ["1.5", "-.5", "3.", "+0.0", "1.50", "12345678901234567890.5"],
  double: ["NaN", "Infinity", "-Infinity", "Inf", "-Inf", "1.5f", "2D", " 1.5 ", "+NaN", "1d"],
  noNumber: ["nan", "inf", "+Inf", "0x1F", "1_000", "1.5.2", "e5", "--1", "1L", ".", "+", "1e", " 7"],
  date: ["2024-02-29", "0001-01-01", "9999-12-31", "1582-10-10", "2020-12-01"],
  noDate: ["2023-02-29", "2024-13-01", "20240101x", "24-01-01", "2024/01/02"],
  shortDate: ["2024", "2024-1", "2024-1-2", "+2024-01-02", "12024-01-02"],
  timestamp: [
    "2024-01-02 03:04:05",
    "2024-01-02T03:04:05Z",
    "2024-01-02 03:04:05.123456+02:00",
    "2024-01-02 03:04",
  ],
  oddTimestamp: [
    "2024-01-02 3:4",
    "12:30",
    "T12:30:00",
    "2024-01-02 10:00:00 UTC",
    "2024-01-02T10",
    "2024-01-02 24:00:00",
  ],
  zoned: [
    "2024-01-02 10:00:00 Europe/Berlin",
    "2024-01-02 10:00:00.1234567",
    "2024-01-02T10:00:00,5",
    "2024-01-02 10:00:60",
  ],
  boolean: ["true", "False", "TRUE", "false"],
  noBoolean: ["t", "yes", " true", "1.true"],
  nothing: ["", "", '""'],
  text: ["x", "ü", '"a,b"', '"1"', '"2.5"', '"2024-01-01"', "a b"],
};

const COLUMNS = 40;
const ROWS = 9;

/** @param quoting whether values may have quotes within, so that this process reads the file */
function csv(seed: number, quoting: boolean): string {
  const random = new Seeded(seed);
  const names = Object.keys(KINDS);
  const columns = Array.from({ length: COLUMNS }, () => {
    const kinds = Array.from({ length: 1 + random.integer(0, 2) }, () => random.pick(names));
    return Array.from({ length: ROWS }, () => random.pick(KINDS[random.pick(kinds)]!));
  });
  const header = columns.map((_, i) => `c${i}`).join(",");
  const rows = Array.from({ length: ROWS }, (_, row) =>
    [`r${row}`, ...columns.map((column) => column[row]!)].join(","),
  );
  return `id,${header}\n${rows.join("\n")}\n${quoting ? `"a""b"${",".repeat(COLUMNS)}\n` : ""}`;
}

describe("the types of csv", () => {
  const spark = bothEngines((session) => session);
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "manycore-csv-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([1, 2, 3, 4, 5, 6])("of random columns, seed %i", async (seed) => {
    const text = csv(seed, seed % 2 === 0);
    const path = join(folder, `random_${seed}.csv`);
    writeFileSync(path, text);
    const options = {
      ...{ header: true, inferSchema: true },
      ...(seed === 5 ? { preferDate: false } : seed === 6 ? { nullValue: "12" } : {}),
    };
    const types = async (session: SparkSession) =>
      (await session.read.csv(path, options).schema()).fields.map(({ dataType }) => dataType.simpleString());
    const [embedded, real] = await Promise.all([types(spark.embedded), types(spark.real)]);
    const rows = text.split("\n").slice(1, 1 + ROWS);
    const wrong = real.flatMap((type, i) =>
      type === embedded[i]
        ? []
        : [`${embedded[i]}, not ${type}: ${rows.map((row) => cellsOf(row)[i]).join(" | ")}`],
    );
    expect(wrong).toEqual([]);
  });
});

/** The values as they stand. */
function cellsOf(row: string): string[] {
  return row.match(/(?:"(?:[^"]|"")*"|[^,]*)(?:,|$)/g)!.map((cell) => cell.replace(/,$/, ""));
}
