/** Executors that lack what functions of one's own need. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Server, startServer } from "../../../src/spark/connect/index.js";
import { functions as F, FunctionException, SparkException, SparkSession } from "../../../src/spark/index.js";
import { partPath } from "../../support/parts.js";
import { SPARK_START_MILLISECONDS, SPARK_TEST_MILLISECONDS, skipWithoutSpark } from "../../support/spark.js";
import { failureOf } from "../connect/ask.js";

skipWithoutSpark();
const given = process.env.PYSPARK_PYTHON;
let folder: string;
let server: Server;
let spark: SparkSession;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "manycore-test-"));
  // A Python that finds another pyarrow first, which can't be imported.
  writeFileSync(join(folder, "pyarrow.py"), "raise ModuleNotFoundError(\"No module named 'pyarrow'\")\n");
  const python = join(folder, "python");
  writeFileSync(python, `#!/bin/sh\nPYTHONPATH="${folder}:$PYTHONPATH" exec "${partPath("pyspark")}" "$@"\n`);
  chmodSync(python, 0o755);
  process.env.PYSPARK_PYTHON = python;
  server = await startServer({ master: "local[1]", python: partPath("pyspark"), javaHome: partPath("java") });
  spark = await SparkSession.builder.remote(server.url).create();
}, SPARK_START_MILLISECONDS);
afterAll(async () => {
  await spark?.stop();
  await server?.stop();
  if (given === undefined) delete process.env.PYSPARK_PYTHON;
  else process.env.PYSPARK_PYTHON = given;
  rmSync(folder, { recursive: true, force: true });
});

test("a Python without pyarrow is an error that says what to install", {
  timeout: SPARK_TEST_MILLISECONDS,
}, async () => {
  const f = F.udf((x: number) => x, "long");
  const runs = [
    () => spark.range(1).select(f("id")).collect(),
    () =>
      spark
        .range(1)
        .mapInArrow((batches) => batches, "id long")
        .collect(),
    () =>
      spark
        .range(1)
        .groupBy("id")
        .applyInArrow((table) => table, "id long")
        .collect(),
    () =>
      spark.sparkContext
        .range(3)
        .map((x) => x)
        .collect(),
  ];
  for (const run of runs) {
    const error = await failureOf(run());
    expect(error).toBeInstanceOf(SparkException);
    expect(error).not.toBeInstanceOf(FunctionException);
    expect((error as Error).message).toMatch(/Python has no pyarrow .* pip install pyarrow/);
  }
  expect(await spark.range(3).count()).toBe(3);
});
