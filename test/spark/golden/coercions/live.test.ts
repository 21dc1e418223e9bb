/** Whether real Spark still answers what is recorded of coercions: a sample, which a seed chooses. `GOLDEN_SEED=7` chooses another. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { SparkSession } from "../../../../src/spark/index.js";
import { Seeded } from "../../../support/seeded.js";
import {
  SPARK_START_MILLISECONDS,
  SPARK_TEST_MILLISECONDS,
  skipWithoutSpark,
  sparkServer,
} from "../../../support/spark.js";
import { askAll, CASES } from "./asking.js";
import { rowSql, TYPES } from "./asks.js";

const SEED = Number(process.env.GOLDEN_SEED ?? 20_261_123);
/** Each error among them is a question of its own. */
const SAMPLE = 300;

vi.setConfig({ testTimeout: SPARK_TEST_MILLISECONDS });

describe(`what was recorded of coercions is what Spark answers, seed ${SEED}`, () => {
  skipWithoutSpark();
  let spark: SparkSession;
  beforeAll(async () => {
    spark = await SparkSession.builder.remote((await sparkServer()).url).create();
  }, SPARK_START_MILLISECONDS);
  afterAll(() => spark?.stop());

  test(`${SAMPLE} of them`, async () => {
    const seeded = new Seeded(SEED);
    const cases = Array.from({ length: SAMPLE }, () => seeded.pick(CASES));
    const relation = await spark.sql(rowSql(TYPES));
    const answers = await askAll(cases, relation, async () => relation);
    expect(cases.map(({ expression }, i) => ({ expression, answer: answers[i] }))).toEqual(
      cases.map(({ expression, spark: recorded }) => ({ expression, answer: recorded })),
    );
  });
});
