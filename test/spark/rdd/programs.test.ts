/** Random programs, by seed: ours against plain arrays, and against classic PySpark where there is one. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { findJavaHome, pysparkPython } from "../../../scripts/pyspark-venv.mjs";
import { Seeded } from "../../support/seeded.js";
import { skipWithoutSpark } from "../../support/spark.js";
import { type Program, referenceOf } from "./programs_reference.js";
import { type SparkContext, scene } from "./rdd_support.js";

/** As Node itself loads it: the functions travel to the workers as they are written. */
const { makeProgram, runProgram } = createRequire(import.meta.url)("./programs.mjs") as {
  makeProgram(random: Seeded): Program;
  runProgram(sc: InstanceType<typeof SparkContext>, program: Program): Promise<unknown>;
};

const shared = scene();
/** More workers than CPUs, and so little memory that shuffles and blocks go to files. */
const small = scene({ workers: 3, memory: 16 * 2 ** 20 });

test.each(Array.from({ length: 60 }, (_, seed) => seed))("program %i is as on arrays", async (seed) => {
  const program = makeProgram(new Seeded(seed));
  const { sc } = seed % 3 === 0 ? small : shared;
  expect(await runProgram(sc, program), JSON.stringify(program)).toEqual(referenceOf(program));
});

describe("PySpark", () => {
  skipWithoutSpark();
  const programs = Array.from({ length: 16 }, (_, i) => makeProgram(new Seeded(1000 + i)));
  let answers: unknown[] = [];

  beforeAll(async () => {
    const script = fileURLToPath(new URL("programs.py", import.meta.url));
    const env = {
      ...process.env,
      JAVA_HOME: findJavaHome(),
      SPARK_LOCAL_IP: "127.0.0.1",
      PYSPARK_PYTHON: pysparkPython(),
    };
    const python = spawn(pysparkPython()!, [script], { env, stdio: ["pipe", "pipe", "ignore"] });
    const closed = once(python, "close");
    python.stdin.end(programs.map((program) => `${JSON.stringify(program)}\n`).join(""));
    answers = [];
    for await (const line of createInterface({ input: python.stdout })) answers.push(JSON.parse(line));
    await closed;
  }, 240_000);

  test.each(programs.map((_, i) => i))("program %i is as there", async (i) => {
    const program = programs[i]!;
    expect(await runProgram(shared.sc, program), JSON.stringify(program)).toEqual(answers[i]);
  });
});
