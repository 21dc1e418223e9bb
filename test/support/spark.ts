/** One real Spark for all test files: test/setup/spark-server.ts starts it when the first test asks for it, and stops it at the end. */
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, inject } from "vitest";
import { skipWithout } from "./parts.js";

/** A Connect server with Spark on two threads, `local[2]`, with ANSI on as it is by default and the time zone UTC. */
export interface SparkServer {
  /** `sc://127.0.0.1:…/;token=…`: what `connectEngine` and `SparkSession.builder.remote` take. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
}

declare module "vitest" {
  interface ProvidedContext {
    /** The socket that gives the server, once it has been started. */
    sparkServer: string;
  }
}

/** Skips the tests of the file (or `describe`) where there is no Java or no PySpark; with CI set, they fail. */
export function skipWithoutSpark(): void {
  skipWithout("java", "pyspark");
  // After a Spark that hangs each further test would wait as long as it may.
  beforeEach(() => {
    if (lost) throw new Error("Spark hung in an earlier test of this file: the run's output has SPARK HANGS");
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail" || given === undefined || lost) return;
    const before = given;
    lost = (await sparkServer()).url !== before;
  }, SPARK_START_MILLISECONDS);
}

/** The server that this file's tests were given, and whether it hung since. */
let given: string | undefined;
let lost = false;

/** What a test of Spark may take where several test files ask it at once: its first plan of a kind takes seconds even on an idle machine. */
export const SPARK_TEST_MILLISECONDS = 120_000;

/** What a test waits at most for the server to start. */
export const SPARK_START_MILLISECONDS = 150_000;

/**
 * The server. The first one in a run takes some seconds: ask in a `beforeAll` with {@link SPARK_START_MILLISECONDS}.
 *
 * @throws {Error} when it can't be started
 */
export async function sparkServer(): Promise<SparkServer> {
  const answer = await text(connect(inject("sparkServer")));
  const told = JSON.parse(answer) as SparkServer | { error: string };
  if ("error" in told) throw new Error(told.error);
  given = told.url;
  return told;
}
