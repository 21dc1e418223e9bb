/** What the tests of functions on the embedded engine share. The package is the built one, since functions run in workers. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { built } from "./built.js";

export const { functions: F, Row, SparkSession, types, Window } = built;
export type Session = InstanceType<typeof SparkSession>;

export interface Scene {
  readonly spark: Session;
  /** A file to which functions add a line for each call: {@link note}. */
  calls(name: string): string;
  counted(path: string): string[];
}

/** A session for a test file, and a folder for what its functions write. */
export function scene(config: Readonly<Record<string, string>> = {}): Scene {
  let root = "";
  let session: Session | undefined;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "manycore-test-"));
    session = await openSession(config);
  });
  afterAll(async () => {
    await session?.stop();
    rmSync(root, { recursive: true, force: true });
  });
  return {
    get spark() {
      return session!;
    },
    calls: (name) => {
      const path = join(root, name);
      appendFileSync(path, "");
      return path;
    },
    counted: (path) => readFileSync(path, "utf8").split("\n").slice(0, -1),
  };
}

export function openSession(config: Readonly<Record<string, string>> = {}): Promise<Session> {
  const builder = SparkSession.builder
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.default.parallelism", "2");
  for (const [key, value] of Object.entries(config)) builder.config(key, value);
  return builder.create();
}

/** The values of all rows. */
export async function valuesOf(df: { collect(): Promise<readonly unknown[]> }): Promise<unknown[][]> {
  return (await df.collect()).map((row) => [...Row.values(row as object)]);
}

/** What a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { readonly cause?: unknown }> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) throw new Error(`it went well: ${JSON.stringify(outcome.value)?.slice(0, 200)}`);
  return outcome.error as Error;
}
