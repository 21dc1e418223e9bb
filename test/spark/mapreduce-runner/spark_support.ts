/** What the tests of the runner `spark` share. */
import { SparkSession } from "manycore/spark";
import { afterAll, beforeAll, expect } from "vitest";
import { SPARK_START_MILLISECONDS, skipWithoutSpark, sparkServer } from "../../support/spark.js";

/** Has jobs of this file run on the tests' Spark: here in one session, in programs that are started by what the environment says. */
export function onSpark(): void {
  skipWithoutSpark();
  const before = process.env.SPARK_REMOTE;
  let session: SparkSession | undefined;
  beforeAll(async () => {
    const { url } = await sparkServer();
    process.env.SPARK_REMOTE = url;
    session = await SparkSession.builder.remote(url).create();
  }, SPARK_START_MILLISECONDS);
  afterAll(async () => {
    await session?.stop();
    if (before === undefined) delete process.env.SPARK_REMOTE;
    else process.env.SPARK_REMOTE = before;
  });
}

/** All of an output, whether it is a list or a stream. */
export async function all<T>(output: Iterable<T> | AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of output) items.push(item);
  return items;
}

interface Runnable {
  run(options: object): Promise<{
    readonly output: unknown[] | AsyncIterable<unknown>;
    readonly counters: { toJSON(): unknown };
  }>;
}

/** Runs a job inline and on Spark: what it gives, in which order, and what it counts must be the same. @returns its pairs */
export async function agrees(Job: unknown, options: object): Promise<unknown[]> {
  const job = Job as Runnable;
  const inline = await job.run({ ...options, runner: "inline" });
  const spark = await job.run({ ...options, runner: "spark" });
  const pairs = await all(spark.output);
  expect(pairs).toEqual(await all(inline.output));
  expect(spark.counters.toJSON()).toEqual(inline.counters.toJSON());
  return pairs;
}

/** What a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { readonly cause?: unknown }> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) throw new Error("it went well");
  return outcome.error as Error;
}
