/** What the tests of RDDs share: contexts of the built package, since their tasks run in workers, and answers in an order of their own. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { compareKeys } from "../../../src/mapreduce/codec/index.js";

const built: string = new URL("../../../dist/spark/rdd/index.js", import.meta.url).href;
export const { EmbeddedBackend, RDD, SparkContext, StatCounter } = (await import(
  built
)) as typeof import("../../../src/spark/rdd/index.js");
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
