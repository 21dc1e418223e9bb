/** `combinerInit` and `combinerFinal`: once a map task, around all that its combiner does. */
import { describe, expect, test } from "vitest";
import { leavesNothing } from "../multiprocessing/holdings.js";
import { Seeded } from "../support/seeded.js";
import { Tally } from "./local_jobs.mjs";
import { LITTLE_MEMORY } from "./local_random.js";
import { countWords, failure, outputOf, scratch, wordLines, writeLines } from "./local_support.js";

const { fresh } = scratch();

describe.each(["inline", "local", LITTLE_MEMORY])("with %s", (runner) => {
  test.each([
    [1, false],
    [2, true],
  ])(
    "what a combiner says at its end agrees with what it did (seed %i, sorted values: %s)",
    async (seed, isSorted) => {
      const lines = wordLines(new Seeded(seed), 6000);
      const input = writeLines(`${fresh("in")}/words.txt`, lines);
      const options = { sorted: isSorted };
      const result = await Tally.run({ runner, input, workers: 2, reducers: 3, splitSize: 30_000, options });
      const output = new Map(await outputOf(result));
      const { tasks } = result.stats.steps[0]!.map;
      expect(output.get("#calls")).toBe(result.counters.count("combiner", "calls"));
      expect(output.get("#calls")).toBeGreaterThan(tasks);
      expect(output.get("#init")).toBe(tasks);
      // In each task, once, and nothing after it.
      expect(result.counters.toJSON().order).toEqual({ "init fold final": tasks });
      for (const name of ["#calls", "#init"]) output.delete(name);
      expect(output).toEqual(new Map(countWords(lines)));
      await result[Symbol.asyncDispose]();
    },
  );

  test("they run where there is nothing to combine", async () => {
    const { output, counters } = await Tally.run({
      runner,
      input: "-",
      stdin: [""],
      workers: 2,
      reducers: 1,
    });
    expect(output).toEqual([
      ["#calls", 0],
      ["#init", 1],
    ]);
    expect(counters.toJSON()).toEqual({ order: { "init final": 1 } });
  });

  test("more than fits in memory may be said", async () => {
    const options = { last: 100_000 };
    const result = await Tally.run({
      runner,
      input: "-",
      stdin: ["a a\n"],
      workers: 1,
      reducers: 2,
      options,
    });
    const output = new Map(await outputOf(result));
    expect(output.get("#last")).toBe(options.last);
    expect(output.get("a")).toBe(2);
    await result[Symbol.asyncDispose]();
  });

  test("an error at the end is told, and nothing stays", async () => {
    const run = () =>
      Tally.run({ runner, input: "-", stdin: ["a a\n"], workers: 1, options: { fail: true } });
    expect((await failure(run())).message).toMatch(/Tally.*combinerFinal.*RangeError: no end of it/);
    await leavesNothing(async () => {
      await failure(run());
    });
  });
});
