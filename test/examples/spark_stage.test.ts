import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { silence } from "../../examples/flights/progress.js";
import { flightsFile, quoted, readFlights, withDuckDB } from "../../examples/flights/read_flights.js";
import { sparkStage } from "../../examples/spark/flights-stage.js";
import { installedSpark } from "../../examples/spark/installed-spark.js";
import { scratchFolder } from "../setup/scratch-folder.js";
import { skipWithout } from "../support/parts.js";
import { runProgram } from "./spark_program.js";

const circumstances = { progress: silence, patience: { runs: 1, milliseconds: 1000 } };

interface Document {
  readonly rows: number;
  readonly origins: readonly { readonly origin: string; readonly flights: number }[];
  readonly ways: readonly { readonly title: string }[];
  readonly withoutSpark?: string;
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("manycore-origins-"));

describe("the stage of the origins", { timeout: 400_000 }, () => {
  it("asks the embedded engine, says why no Spark was asked, and leaves nothing behind", async () => {
    const before = leftovers();
    const flights = await readFlights(flightsFile(), 20_000);
    const { text, json } = await sparkStage(() => "there is none").run(flights, circumstances);
    const { rows, origins, ways, withoutSpark } = json as Document;
    expect(rows).toBe(20_000);
    expect(origins.reduce((sum, { flights }) => sum + flights, 0)).toBe(20_000);
    expect(ways.map(({ title }) => title)).toEqual(["embedded"]);
    expect(withoutSpark).toBe("there is none");
    expect(text[0]).toBe(`How late are 20,000 flights, from each of ${origins.length} origins?`);
    expect(text.at(-1)).toBe("Without a real Spark: there is none");
    expect(leftovers()).toEqual(before);
  });

  it("asks no Spark when it is told so", async () => {
    const flights = await readFlights(flightsFile(), 1000);
    const refuse = () => {
      throw new Error("looked for a Spark");
    };
    const { json } = await sparkStage(refuse).run(flights, { ...circumstances, embedded: true });
    expect((json as Document).ways).toHaveLength(1);
  });

  it("goes on without a Spark that doesn't start, and puts the environment back", async () => {
    const home = scratchFolder();
    const { JAVA_HOME, SPARK_HOME } = process.env;
    const flights = await readFlights(flightsFile(), 1000);
    const broken = () => ({ environment: { JAVA_HOME: home, PYSPARK_PYTHON: join(home, "python") } });
    const path = process.env.PATH;
    process.env.PATH = home;
    try {
      const { json } = await sparkStage(broken).run(flights, circumstances);
      expect((json as Document).withoutSpark).toMatch(/no Spark was found|needs Java/);
    } finally {
      process.env.PATH = path;
    }
    expect(process.env.JAVA_HOME).toBe(JAVA_HOME);
    expect(process.env.SPARK_HOME).toBe(SPARK_HOME);
    expect(process.env.PYSPARK_PYTHON).toBeUndefined();
  });

  describe("with a Spark", () => {
    skipWithout("java", "pyspark");

    it("asks it the same, and has the same answers", async () => {
      const flights = await readFlights(flightsFile(), 50_000);
      const { json } = await sparkStage().run(flights, circumstances);
      const { ways, withoutSpark } = json as Document;
      expect(withoutSpark).toBeUndefined();
      expect(ways.map(({ title }) => title.replace(/\d+\.\d+\.\d+.*local.*/, "…"))).toEqual([
        "embedded",
        "Spark …",
      ]);
    });
  });
});

describe("a Spark that is installed", () => {
  afterEach(() => vi.unstubAllEnvs());

  skipWithout("java");

  it("is that of SPARK_HOME, where there is one", () => {
    const home = scratchFolder();
    vi.stubEnv("SPARK_HOME", home);
    const otherwise = installedSpark();
    mkdirSync(join(home, "bin"));
    writeFileSync(join(home, "bin", "spark-submit"), "");
    const found = installedSpark();
    if (typeof found === "string") throw new Error(found);
    expect(found.environment).not.toHaveProperty("PYSPARK_PYTHON");
    expect(existsSync(found.environment.JAVA_HOME as string)).toBe(true);
    if (typeof otherwise !== "string") expect(otherwise.environment).toHaveProperty("PYSPARK_PYTHON");
  });
});

/** The same, by SQL of DuckDB's own. */
async function reference() {
  return withDuckDB(async (connection) => {
    const flights = `read_parquet(${quoted(flightsFile())})`;
    const asked = await connection.runAndReadAll(`
      SELECT origin, count(*)::DOUBLE AS flights, regr_slope(delay::DOUBLE, date::DATE - DATE '1970-01-01') AS slope,
        avg(delay) FILTER (month(date) = 6) - avg(delay) FILTER (month(date) = 1) AS difference
      FROM ${flights} GROUP BY origin HAVING count(*) >= 1000`);
    return asked.getRowObjects() as unknown as {
      readonly origin: string;
      readonly flights: number;
      readonly slope: number;
      readonly difference: number | null;
    }[];
  });
}

describe("late origins", { timeout: 400_000 }, () => {
  it("are those that DuckDB finds", async () => {
    const { status, stderr, answers } = runProgram("late-origins", "-w", "2");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const of = (question: string) =>
      answers.filter(([asked]) => asked === question).map(([, answer]) => answer);
    const close = (found: unknown, expected: unknown): void => {
      if (Array.isArray(found) && Array.isArray(expected)) {
        expect(found).toHaveLength(expected.length);
        for (const [index, one] of found.entries()) close(one, expected[index]);
      } else if (typeof found === "number") expect(found).toBeCloseTo(Number(expected), 9);
      else expect(found).toBe(expected);
    };
    const origins = await reference();
    const most = <T extends { readonly value: number }>(all: readonly T[]) =>
      [...all].sort((a, b) => b.value - a.value).slice(0, 5);
    const slopes = origins.map(({ slope }) => slope);
    close(
      of("Grows most"),
      most(origins.map(({ slope, ...origin }) => ({ ...origin, value: slope }))).map(
        ({ origin, flights, value }) => [origin, flights, value],
      ),
    );
    close(of("Growing")[0], slopes.filter((slope) => slope > 0).length / slopes.length);
    close(
      (of("Slopes")[0] as number[]).filter((_, index) => index % 4 === 0),
      [Math.min(...slopes), Math.max(...slopes)],
    );
    const differences = origins.flatMap(({ origin, difference }) =>
      difference === null ? [] : [{ origin, value: difference }],
    );
    close(
      of("June is later"),
      most(differences).map(({ origin, value }) => [origin, value]),
    );
  });
});
