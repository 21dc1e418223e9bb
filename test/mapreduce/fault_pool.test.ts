/** A job that fails in a pool of its caller's, whose workers live on. */
import { existsSync, readdirSync } from "node:fs";
import { Pool } from "manycore/multiprocessing";
import { expect, test } from "vitest";
import { failure, jobs, scratch, writeLines } from "./local_support.js";

const { GoesOn, WordCount } = jobs;
const { path, fresh } = scratch();

test.each([
  ["the temporary folder", 120],
  ["the output folder", 120],
  // Longer than the pool waits before it ends a worker.
  ["the temporary folder", 400],
  ["the output folder", 400],
])("what a task that goes on writes to %s after %i ms isn't there afterwards", async (where, millis) => {
  const [temp, marks] = [fresh("temp"), fresh("marks")];
  const output = where.includes("output") ? path(`out-${millis}`) : undefined;
  const input = [writeLines(path("bad.txt"), ["bad"]), writeLines(path("good.txt"), ["good"])];
  await using pool = new Pool(2);
  await pool.map((x: number) => x, [1, 2]);
  const run = { splitSize: 1, memory: "16MiB", temp, pool, ...(output === undefined ? {} : { output }) };
  const error = await failure(GoesOn.run({ ...run, input, attempts: 1, options: { marks, millis } }));
  expect(error.message).toContain("out of range");
  const gone = (): void => {
    expect(readdirSync(temp)).toEqual([]);
    if (output !== undefined) expect(existsSync(output)).toBe(false);
  };
  gone();
  await new Promise((resolve) => setTimeout(resolve, 500));
  gone();
  // And the pool is as good as it was.
  await WordCount.run({ ...run, input });
  expect(readdirSync(temp)).toEqual([]);
});
