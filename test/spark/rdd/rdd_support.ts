/** What the tests of RDDs share: contexts of the built package, since their tasks run in workers, and answers in an order of their own. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { compareKeys } from "../../../src/mapreduce/codec/index.js";
import { SPARK_START_MILLISECONDS, skipWithoutSpark, sparkServer } from "../../support/spark.js";

const built = (room: string): string => new URL(`../../../dist/spark/${room}`, import.meta.url).href;
export const { ClusterBackend, EmbeddedBackend, RDD, SparkContext, StatCounter } = (await import(
  built("rdd/index.js")
)) as typeof import("../../../src/spark/rdd/index.js");
export const { SparkSession } = (await import(
  built("index.js")
)) as typeof import("../../../src/spark/index.js");
type Context = InstanceType<typeof SparkContext>;
type Options = Partial<import("../../../src/spark/rdd/index.js").EmbeddedOptions>;

export interface Scene {
  readonly sc: Context;
  /** Where the contexts' temporary files lie. */
  readonly temp: string;
  path(...names: string[]): string;
  /** Another context, stopped at the end. */
  another(options?: Options): Context;
}

/** A context for a test file. At the end it is stopped, and nothing may be left of it. */
export function scene(options: Options = {}): Scene {
  let root = "";
  let sc: Context | undefined;
  const others: Context[] = [];
  const another = (more: Options = {}): Context =>
    new SparkContext(new EmbeddedBackend({ workers: 2, temp: join(root, "temp"), ...options, ...more }));
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "manycore-test-"));
    sc = another();
  });
  afterAll(async () => {
    for (const each of [sc!, ...others]) await each.stop();
    try {
      expect(left(join(root, "temp"))).toEqual([]);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
  return {
    get sc() {
      return sc!;
    },
    get temp() {
      return join(root, "temp");
    },
    path: (...names) => join(root, ...names),
    another: (more) => {
      const made = another(more);
      others.push(made);
      return made;
    },
  };
}

/** A context of a session on a real Spark. */
export function clusterScene(): Scene {
  skipWithoutSpark();
  let root = "";
  let session: InstanceType<typeof SparkSession> | undefined;
  const others: Context[] = [];
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), "manycore-test-"));
    session = await SparkSession.builder.remote((await sparkServer()).url).create();
    // Executors start Python and node for the first one.
    await session.sparkContext.range(2).count();
  }, SPARK_START_MILLISECONDS);
  afterAll(async () => {
    for (const each of others) await each.stop();
    await session?.stop();
    rmSync(root, { recursive: true, force: true });
  });
  return {
    get sc() {
      return session!.sparkContext;
    },
    get temp() {
      return join(root, "temp");
    },
    path: (...names) => join(root, ...names),
    another: () => {
      const backend = new ClusterBackend(session!.engine as never, 2);
      const made = new SparkContext(backend);
      others.push(made);
      return made;
    },
  };
}

/** Runs the tests of `body` on both backends: what they say must be the same. */
export function onBackends(body: (at: Scene) => void): void {
  describe("embedded", () => body(scene()));
  describe("on a cluster", () => body(clusterScene()));
}

export function left(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** In the order of keys. */
export function sorted<T>(elements: Iterable<T>): T[] {
  return [...elements].sort(compareKeys);
}

/** What a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { readonly cause?: unknown }> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!("error" in outcome)) throw new Error(`it went well: ${JSON.stringify(outcome.value)}`);
  return outcome.error as Error;
}
