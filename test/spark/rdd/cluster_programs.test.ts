/** Random programs, by seed, on a cluster: against plain arrays. */
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { Seeded } from "../../support/seeded.js";
import { SPARK_TEST_MILLISECONDS } from "../../support/spark.js";
import { type Program, referenceOf } from "./programs_reference.js";
import { clusterScene, type SparkContext } from "./rdd_support.js";

/** As Node itself loads it: the functions travel to the executors as they are written. */
const { makeProgram, runProgram } = createRequire(import.meta.url)("./programs.mjs") as {
  makeProgram(random: Seeded): Program;
  runProgram(sc: InstanceType<typeof SparkContext>, program: Program): Promise<unknown>;
};

const at = clusterScene();

test.each(Array.from({ length: 40 }, (_, seed) => seed))(
  "program %i is as on arrays",
  async (seed) => {
    const program = makeProgram(new Seeded(seed));
    expect(await runProgram(at.sc, program), JSON.stringify(program)).toEqual(referenceOf(program));
  },
  SPARK_TEST_MILLISECONDS,
);
