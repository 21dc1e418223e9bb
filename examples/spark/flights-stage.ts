import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuCount } from "manycore/multiprocessing";
import { functions as F, SparkConnectException, SparkSession } from "manycore/spark";
import { AnswersDiffer } from "../flights/compare.js";
import type { Flights } from "../flights/question.js";
import { flightsFile } from "../flights/read_flights.js";
import type { Circumstances, Report, Stage } from "../flights/stage.js";
import { textTable } from "../flights/text_table.js";
import { type InstalledSpark, installedSpark } from "./installed-spark.js";

interface Origin {
  readonly origin: string;
  readonly flights: number;
  readonly mean: number;
  readonly deviation: number | null;
  readonly median: number;
}

interface Outcome {
  readonly title: string;
  /** The release of Spark whose answers these are. */
  readonly version: string;
  readonly origins: readonly Origin[];
  /** Milliseconds: until the session is there, and of the question's first time and its second. */
  readonly start: number;
  readonly first: number;
  readonly again: number;
}

const MOST = 10;
/** Engines add numbers up in orders of their own. */
const TOLERANCE = 1e-9;

/**
 * Flights and delays of each origin by a DataFrame: on the embedded engine, and, where there is one, on a real Spark, from the same lines of code.
 *
 * @param findSpark a Spark that is installed, or why there is none
 */
export function sparkStage(findSpark: () => InstalledSpark | string = installedSpark): Stage {
  return {
    name: "spark",
    title: "flights by origin by Spark",
    async run(flights: Flights, { progress, embedded: alone }: Circumstances): Promise<Report> {
      progress.begin("origins, Spark embedded");
      const folder = mkdtempSync(join(tmpdir(), "manycore-origins-"));
      try {
        const builder = () => SparkSession.builder.config("spark.sql.shuffle.partitions", cpuCount());
        const file = await fileOf(flights, folder);
        const embedded = await time("embedded", () => builder().create(), file);
        assertSums(embedded.origins, flights);
        progress.end(`${embedded.origins.length} origins`);
        const found = alone ? "it wasn't asked for" : findSpark();
        if (typeof found === "string") return report(flights, embedded, found);
        progress.begin("origins, a real Spark");
        const real = await onSpark(found, () => builder().master(`local[${cpuCount()}]`).create(), file);
        progress.end(typeof real === "string" ? "not started" : `${real.origins.length} origins`);
        if (typeof real !== "string") assertSame(embedded.origins, real.origins);
        return report(flights, embedded, real);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** The file of the flights, or a new one where only the first of them are asked about: Spark's limit may take any. */
async function fileOf({ delay, inFile }: Flights, folder: string): Promise<string> {
  if (delay.length === inFile) return flightsFile();
  await using spark = await SparkSession.builder.create();
  const file = join(folder, "flights");
  // The embedded engine's are the first.
  await spark.read.parquet(flightsFile()).limit(delay.length).write.parquet(file);
  return file;
}

function byOrigin(spark: SparkSession, file: string): Promise<Origin[]> {
  const origins = spark.read
    .parquet(file)
    .groupBy("origin")
    .agg(
      F.count("*").alias("flights"),
      F.avg("delay").alias("mean"),
      F.stddev("delay").alias("deviation"),
      F.median("delay").alias("median"),
    )
    .orderBy(F.desc("flights"), "origin");
  return origins.as<Origin>().collect();
}

async function time(title: string, open: () => Promise<SparkSession>, file: string): Promise<Outcome> {
  const begin = performance.now();
  await using spark = await open();
  const opened = performance.now();
  await byOrigin(spark, file);
  const once = performance.now();
  const origins = await byOrigin(spark, file);
  const [start, first, again] = [opened - begin, once - opened, performance.now() - once];
  return { title, version: spark.version, origins, start, first, again };
}

/** @returns why it didn't start, where it didn't */
async function onSpark(
  { environment }: InstalledSpark,
  open: () => Promise<SparkSession>,
  file: string,
): Promise<Outcome | string> {
  const before = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]));
  Object.assign(process.env, environment);
  try {
    const outcome = await time("Spark", open, file);
    return { ...outcome, title: `Spark ${outcome.version}, local[${cpuCount()}]` };
  } catch (error) {
    if (!(error instanceof SparkConnectException)) throw error;
    return error.message.split("\n", 1)[0] as string;
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** Every flight is in one origin, so that their sums are those of all. */
function assertSums(origins: readonly Origin[], { delay }: Flights): void {
  const flights = origins.reduce((sum, { flights }) => sum + flights, 0);
  if (flights !== delay.length)
    throw new AnswersDiffer(`the origins have ${flights} of ${delay.length} flights`);
  const minutes = delay.reduce((sum, one) => sum + one, 0);
  const found = origins.reduce((sum, { flights, mean }) => sum + flights * mean, 0);
  if (!near(found, minutes)) throw new AnswersDiffer(`the origins are ${found} minutes late, all ${minutes}`);
}

function assertSame(expected: readonly Origin[], found: readonly Origin[]): void {
  for (let index = 0; index < Math.max(expected.length, found.length); index++) {
    const [one, other] = [expected[index], found[index]];
    const isSame =
      one?.origin === other?.origin &&
      one?.flights === other?.flights &&
      near(one?.mean, other?.mean) &&
      near(one?.deviation, other?.deviation) &&
      one?.median === other?.median;
    if (!isSame) {
      throw new AnswersDiffer(`embedded says ${JSON.stringify(one)}, Spark ${JSON.stringify(other)}`);
    }
  }
}

function near(a: number | null | undefined, b: number | null | undefined): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b));
}

function report({ delay }: Flights, embedded: Outcome, real: Outcome | string): Report {
  const ways = typeof real === "string" ? [embedded] : [embedded, real];
  return {
    text: [
      `How late are ${delay.length.toLocaleString("en-US")} flights, from each of ${embedded.origins.length} origins?`,
      "",
      ...textTable([
        ["", "flights", "mean", "deviation", "median"],
        ...embedded.origins
          .slice(0, MOST)
          .map(({ origin, flights, mean, deviation, median }) => [
            origin,
            flights.toLocaleString("en-US"),
            mean.toFixed(1),
            deviation?.toFixed(1) ?? "",
            `${median}`,
          ]),
      ]),
      "",
      "Milliseconds until the session is there, and of the first time and the second:",
      ...textTable([
        ["", "start", "first", "again"],
        ...ways.map(({ title, start, first, again }) => [
          title,
          ...[start, first, again].map((milliseconds) => milliseconds.toFixed(0)),
        ]),
      ]),
      ...(typeof real === "string" ? ["", `Without a real Spark: ${real}`] : []),
    ],
    json: {
      rows: delay.length,
      origins: embedded.origins,
      ways: ways.map(({ title, start, first, again }) => ({ title, milliseconds: { start, first, again } })),
      ...(typeof real === "string" ? { withoutSpark: real } : {}),
    },
  };
}
