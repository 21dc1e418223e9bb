/** Jobs that go wrong on Spark say what they say inline, and leave nothing. */
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { JobFailedError } from "manycore/mapreduce";
import { describe, expect, test } from "vitest";
import { scratchFolder } from "../../setup/scratch-folder.js";
import { SPARK_TEST_MILLISECONDS } from "../../support/spark.js";
import { agrees, failure, onSpark } from "./spark_support.js";

/** As Node itself loads them, so that a line of theirs is the same one wherever they run. */
const { Choosy, Endless, Files, Later } = createRequire(import.meta.url)(
  "./jobs.mjs",
) as typeof import("./jobs.mjs");

onSpark();

describe("on Spark", { timeout: SPARK_TEST_MILLISECONDS }, () => {
  test.each(["mapper", "reducer"])("what a %s throws is the cause, and the place is named", async (where) => {
    const folder = scratchFolder({ "in.txt": "a b\nc bad\n" });
    const options = { input: folder, options: { bad: "bad", where }, reducers: 2 };
    const inline = await failure(Choosy.run({ ...options, runner: "inline" }));
    const output = join(folder, "..", `${where}-out`);
    const spark = await failure(Choosy.run({ ...options, output, runner: "spark" }));
    expect(spark).toBeInstanceOf(JobFailedError);
    expect(spark.message).toBe(inline.message);
    expect(spark.cause).toBeInstanceOf(RangeError);
    expect(existsSync(output)).toBe(false);
  });

  test("bad records are left out as far as allowed, with what they had yielded", async () => {
    const folder = scratchFolder({ "in.txt": "a b\nbad\nc bad a\nd\n" });
    const options = { input: folder, options: { bad: "bad" }, badRecords: 2, reducers: 1 };
    await agrees(Choosy, options);
    const { skipped } = await Choosy.run({ ...options, runner: "spark" });
    expect(skipped.map(({ offset, error }) => [offset, error])).toEqual([
      [4, "RangeError: not bad"],
      [8, "RangeError: not bad"],
    ]);
    const error = await failure(Choosy.run({ ...options, badRecords: 1, runner: "spark" }));
    expect(error).toBeInstanceOf(JobFailedError);
    expect(error.message).toContain("more bad records than the 1 that --bad-records allows");
  });

  test("a signal ends it", async () => {
    const folder = scratchFolder({ "in.txt": "a\n" });
    const controller = new AbortController();
    const output = join(folder, "out");
    const running = Endless.run({
      input: join(folder, "in.txt"),
      output,
      runner: "spark",
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(new Error("enough")), 3000);
    expect((await failure(running)).message).toBe("enough");
    expect(readdirSync(folder)).toEqual(["in.txt"]);
  });

  test("resume is refused", async () => {
    const folder = scratchFolder({ "in.txt": "a\n" });
    const resumed = Choosy.run({ input: folder, output: join(folder, "out"), resume: true, runner: "spark" });
    expect((await failure(resumed)).name).toBe("NotSupportedError");
  });

  test("async functions and steps of maps alone are as inline", async () => {
    const folder = scratchFolder({ "in.txt": "a\nbb\nccc\ndddd\n" });
    expect(await agrees(Later, { input: folder, reducers: 2 })).toHaveLength(4);
  });

  test("whole files, and values that are changed later", async () => {
    const folder = scratchFolder({ "a.txt": "1", "b.txt": "2" });
    expect(await agrees(Files, { input: folder, reducers: 1 })).toEqual([
      ["a.txt", [{ name: "a.txt" }]],
      ["again", [{ name: "again" }, { name: "again" }]],
      ["b.txt", [{ name: "b.txt" }]],
    ]);
  });
});
