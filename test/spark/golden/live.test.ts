/**
 * Whether real Spark still answers what is recorded (answers/*.jsonl): some queries of every family, which a seed chooses, are asked again, of another
 * Spark than the one that was recorded: the tests' Connect server, with two threads. `GOLDEN_SEED=7` chooses others, `GOLDEN_SAMPLE=1000000` all.
 */
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { partPath } from "../../support/parts.js";
import { Seeded } from "../../support/seeded.js";
import {
  SPARK_START_MILLISECONDS,
  SPARK_TEST_MILLISECONDS,
  skipWithoutSpark,
  sparkServer,
} from "../../support/spark.js";
import { type Answer, failingRows } from "./duckdb.js";
import type { GoldenGroup } from "./family.js";
import { Recorder } from "./recorder.js";

const SEED = Number(process.env.GOLDEN_SEED ?? 20_261_123);
/** Of each family. Some are asked again for each row of a table. */
const SAMPLE = Number(process.env.GOLDEN_SAMPLE ?? 1);

vi.setConfig({ testTimeout: Math.max(SPARK_TEST_MILLISECONDS, SAMPLE * 3_000) });

type Recorded = Answer & { readonly query: string };

function recordedOf(family: string): Recorded[] {
  const lines = readFileSync(new URL(`answers/${family}.jsonl`, import.meta.url), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => JSON.parse(line) as Recorded);
}

/** Places of queries in a family, in order. */
function chosen(count: number, family: string): Set<number> {
  const seeded = new Seeded([...family].reduce((seed, letter) => seed * 31 + letter.charCodeAt(0), SEED));
  const places = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = seeded.integer(0, i);
    [places[i], places[j]] = [places[j]!, places[i]!];
  }
  return new Set(places.slice(0, SAMPLE));
}

describe(`what was recorded is what Spark answers, seed ${SEED}`, () => {
  skipWithoutSpark();
  let recorder: Recorder;
  beforeAll(async () => {
    const { port, token } = await sparkServer();
    recorder = new Recorder({
      python: partPath("pyspark"),
      javaHome: partPath("java"),
      // PySpark sends a token in the clear to a machine of this name alone.
      remote: `sc://localhost:${port}/;token=${token};use_ssl=false`,
      timeout: 100,
      isLoud: process.env.GOLDEN_DEBUG !== undefined,
    });
  }, SPARK_START_MILLISECONDS);
  afterAll(() => recorder?.end());

  const families = readdirSync(new URL("queries/", import.meta.url)).map((file) => file.replace(/\.ts$/, ""));
  test.each(families)("%s", async (family) => {
    const { default: groups } = (await import(new URL(`queries/${family}.ts`, import.meta.url).href)) as {
      default: readonly GoldenGroup[];
    };
    const recorded = recordedOf(family);
    const places = chosen(recorded.length, family);
    let first = 0;
    let asked = 0;
    for (const group of groups) {
      const answers = recorded
        .slice(first, first + group.queries.length)
        .filter((_, i) => places.has(first + i));
      first += group.queries.length;
      if (answers.length === 0) continue;
      const queries = answers.map(({ query }) => query);
      const live = await recorder.ask({ ...group, queries }, answers.map(failingRows));
      expect(live.map((answer, i) => ({ query: queries[i], ...answer }))).toEqual(answers);
      asked += queries.length;
    }
    expect(asked).toBe(Math.min(SAMPLE, recorded.length));
  });
});
