/** The engines on which the API's tests run; each file's answers must be the same on all of them. */
import { afterAll, beforeAll, describe, expect } from "vitest";
import { NotSupportedError } from "../../../src/errors.js";
import type { DataFrame, SparkSession } from "../../../src/spark/index.js";
import * as source from "../../../src/spark/index.js";
import { SPARK_START_MILLISECONDS, skipWithoutSpark, sparkServer } from "../../support/spark.js";

/** manycore/spark, as its sources or as it was built: the built one alone has workers. */
type Package = typeof source;

type EngineName = "spark" | "embedded";

interface TestedEngine {
  readonly open: (spark: Package) => Promise<SparkSession>;
  /** Skips the engine's tests where what it needs isn't installed. */
  readonly skip: () => void;
  /** SQL of an expression that takes a minute, and stops when the query is interrupted (Spark's compiled loops over numbers don't). */
  readonly slow: string;
}

const ENGINES: Readonly<Record<EngineName, TestedEngine>> = {
  spark: {
    open: async ({ SparkSession }) => SparkSession.builder.remote((await sparkServer()).url).create(),
    skip: skipWithoutSpark,
    slow: "java_method('java.lang.Thread', 'sleep', 60000L)",
  },
  embedded: {
    open: ({ SparkSession }) => SparkSession.builder.config("spark.sql.session.timeZone", "UTC").create(),
    // DuckDB is a development dependency: it is here.
    skip: () => undefined,
    slow: "(SELECT sum(a.id % (b.id + 1)) FROM range(1000000) a CROSS JOIN range(1000000) b)",
  },
};

/** The engine whose tests run: a file's tests run one after the other. */
let running: EngineName | undefined;
let loaded: Package = source;

/** Runs the tests of `body` on each engine, with a session for all of them. */
export function onEngines(
  body: (session: () => SparkSession, slow: string) => void,
  spark: Package = source,
): void {
  describe.each(Object.keys(ENGINES) as EngineName[])("on %s", (name) => {
    const { open, skip, slow } = ENGINES[name];
    let session: SparkSession;
    skip();
    beforeAll(async () => {
      running = name;
      loaded = spark;
      session = await open(spark);
      // The first query of a Spark that has just started takes its time.
      await session.range(1).collect();
    }, SPARK_START_MILLISECONDS);
    afterAll(async () => {
      await session?.stop();
      running = undefined;
    });
    body(() => session, slow);
  });
}

/**
 * What one engine lacks: on it, `part` must end with a NotSupportedError whose operation is `what`; on the others it runs as it stands.
 * When the engine has learnt it, or refuses for another reason, the test fails, and the declaration goes.
 */
export async function lacking(engine: EngineName, what: string, part: () => Promise<unknown>): Promise<void> {
  if (running === undefined) throw new Error("lacking() is for the tests of onEngines()");
  if (running !== engine) {
    await part();
    return;
  }
  const ended = await part().then(
    () => `the ${engine} engine has ${what} by now: take the declaration away`,
    (error: unknown) => error,
  );
  if (!(ended instanceof NotSupportedError)) throw ended instanceof Error ? ended : new Error(String(ended));
  expect(ended.operation).toBe(what);
}

/** The values of all rows. */
export async function valuesOf(df: DataFrame<unknown>): Promise<(readonly unknown[])[]> {
  return (await df.collect()).map((row) => loaded.Row.values(row as object));
}

/** {@link valuesOf}, for rows that come in any order. */
export async function sorted(df: DataFrame<unknown>): Promise<(readonly unknown[])[]> {
  const text = (row: readonly unknown[]) => JSON.stringify(row);
  return (await valuesOf(df)).sort((a, b) => (text(a) < text(b) ? -1 : 1));
}
