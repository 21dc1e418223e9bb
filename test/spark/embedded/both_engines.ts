/** A session of the embedded engine and one of a real Spark, for programs that must have the same answers on both. */
import { afterAll, beforeAll } from "vitest";
import { SparkSession } from "../../../src/spark/index.js";
import { SPARK_START_MILLISECONDS, skipWithoutSpark, sparkServer } from "../../support/spark.js";

/** What programs are about on either engine; it is there when the tests run. */
export interface BothEngines<T> {
  readonly embedded: T;
  readonly real: T;
}

/** Opens the sessions before the tests of a `describe`, and stops them behind. Skips the tests where there is no Spark. */
export function bothEngines<T>(
  tablesOf: (spark: SparkSession) => T | Promise<T>,
  timeZone = "UTC",
): BothEngines<T> {
  skipWithoutSpark();
  const both: { embedded?: T; real?: T } = {};
  const sessions: SparkSession[] = [];
  const opened = async (spark: SparkSession): Promise<T> => {
    sessions.push(spark);
    await spark.conf.set("spark.sql.session.timeZone", timeZone);
    return tablesOf(spark);
  };
  beforeAll(async () => {
    both.embedded = await opened(await SparkSession.builder.create());
    both.real = await opened(await SparkSession.builder.remote((await sparkServer()).url).create());
  }, SPARK_START_MILLISECONDS);
  afterAll(async () => {
    for (const spark of sessions) await spark.stop();
  });
  return both as BothEngines<T>;
}

/** Spares Spark the compiling, which queries of a few rows aren't worth. */
export async function uncompiled(spark: SparkSession): Promise<SparkSession> {
  for (const setting of [
    "codegen.wholeStage=false",
    "codegen.factoryMode=NO_CODEGEN",
    "adaptive.enabled=false",
  ]) {
    await spark.sql(`SET spark.sql.${setting}`);
  }
  return spark;
}
