/** What tasks may do to their workers: each early and late in the job, once (the job goes on) and always (the job says why it can't). */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { leavesNothing } from "../multiprocessing/holdings.js";
import { Seeded } from "../support/seeded.js";
import { Faulty } from "./local_jobs.mjs";
import { child, countWords, failure, scratch, sorted, wordLines, writeLines } from "./local_support.js";

const { path, fresh } = scratch();
const LINES = 2000;

/** Words with one line that is `bad`, and its place in the file. */
function badInput(late: boolean): { input: string; lines: string[]; offset: number } {
  const lines = wordLines(new Seeded(late ? 2 : 3), LINES);
  const at = late ? LINES - 1 : 0;
  lines[at] = `bad ${lines[at]}`.trim();
  const input = writeLines(path(`bad-${late}.txt`), lines);
  return { input, lines, offset: Buffer.byteLength(lines.slice(0, at).join("\n")) + (at > 0 ? 1 : 0) };
}

const phases = [
  ["early", false],
  ["late", true],
] as const;
const settings = { workers: 2, splitSize: 4000 };
const words = (lines: readonly string[]): number => lines.flatMap((line) => line.split(" ")).length;

describe.each(phases)("a mapper, %s in the job,", (_, late) => {
  const options = { at: "bad", late };

  test.each([
    ["throws", "throw"],
    ["ends its thread", "exit"],
    ["ends its thread without a goodbye", "die"],
  ])("that %s three times: a fourth attempt does it, and what was counted counts once", async (_, how) => {
    const { input, lines } = badInput(late);
    const marks = fresh("marks");
    const result = await Faulty.run({ ...settings, input, options: { ...options, how, marks, times: 3 } });
    expect(sorted(result.output as [string, number][])).toEqual(countAll(lines));
    expect(readdirSync(marks)).toHaveLength(3);
    const { map } = result.stats.steps[0]!;
    expect(map.attempts).toBe(map.tasks + 3);
    expect(map.recordsIn).toBe(LINES);
    expect(result.counters.count("words", "mapped")).toBe(words(lines));
    expect(result.counters.count("words", "reduced")).toBe(countAll(lines).length);
  });

  test("that always throws ends the job with its error, the file, the bytes and the record", async () => {
    const { input, offset } = badInput(late);
    const output = path(`out-throw-${late}`);
    const error = await failure(
      Faulty.run({ ...settings, input, output, options: { ...options, how: "throw" } }),
    );
    expect(error.name).toBe("JobFailedError");
    expect(error.message).toMatch(
      /^Faulty, mapper: map task \d+ of \d+ \(.*bad-.*\.txt, bytes \d+ to \d+\) failed 4 times/,
    );
    expect(error.message).toContain(`the record at byte ${offset} of ${input} ("bad`);
    expect(error.message).toContain("RangeError: this one is out of range");
    expect(error.message).toContain("--bad-records");
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(readdirSync(path())).not.toContain(`out-throw-${late}`);
  });

  test("that always ends its thread ends the job alike", async () => {
    const { input, offset } = badInput(late);
    const error = await failure(Faulty.run({ ...settings, input, options: { ...options, how: "exit" } }));
    expect(error.message).toContain(`the record at byte ${offset} of ${input}`);
    expect(error.cause).toMatchObject({ name: "WorkerDiedError" });
  });

  test.each(["loop", "hang"])(
    "that never ends (%s) is ended",
    async (how) => {
      const { input, lines, offset } = badInput(late);
      const marks = fresh("marks");
      const once = { ...options, how, marks, times: 1 };
      const mapper = how === "hang" ? { in: "mapperFinal" as const } : {};
      const result = await Faulty.run({
        ...settings,
        input,
        taskTimeout: 2,
        options: { ...once, ...mapper },
      });
      expect(sorted(result.output as [string, number][])).toEqual(countAll(lines));
      expect(result.stats.steps[0]!.map.attempts).toBeGreaterThan(result.stats.steps[0]!.map.tasks);
      if (how === "hang") return;
      const error = await failure(
        Faulty.run({ ...settings, input, taskTimeout: 2, attempts: 2, options: { ...options, how } }),
      );
      expect(error.message).toMatch(/failed 2 times/);
      expect(error.message).toContain(`the record at byte ${offset} of ${input}`);
      expect(error.cause).toMatchObject({ name: "TimeoutError", message: expect.stringContaining("2 s") });
    },
    60_000,
  );

  test("that fills the memory ends the job with a MemoryError", async () => {
    const { input, offset } = badInput(late);
    const run = { ...settings, input, attempts: 2, options: { ...options, how: "memory" } };
    const { code, stdout } = await child({ job: "Faulty", run }, { node: ["--max-old-space-size=60"] });
    expect(code).toBe(1);
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({ name: "JobFailedError", cause: "MemoryError" });
    expect(told.message).toContain(`the record at byte ${offset} of ${input}`);
  }, 60_000);
});

describe.each(phases)("a reducer, %s in a group,", (_, late) => {
  test.each(["throw", "exit"])("that fails (%s) twice: another attempt does it", async (how) => {
    const { input, lines } = badInput(false);
    const marks = fresh("marks");
    const options = { in: "reducer" as const, late, how, marks, times: 2 };
    const result = await Faulty.run({ ...settings, input, reducers: 3, options });
    expect(sorted(result.output as [string, number][])).toEqual(countAll(lines));
    expect(result.stats.steps[0]!.reduce!.attempts).toBe(5);
    expect(result.counters.count("words", "reduced")).toBe(countAll(lines).length);
  });

  test.each([
    ["throw", "RangeError"],
    ["exit", "WorkerDiedError"],
  ])("that always fails (%s) ends the job, which names its key", async (how, name) => {
    const { input } = badInput(false);
    const options = { in: "reducer" as const, late, how };
    const error = await failure(Faulty.run({ ...settings, input, reducers: 3, options }));
    expect(error.message).toMatch(
      /reduce task \d of 3 failed 4 times, the last time at the group of the key 'bad'/,
    );
    expect(error.cause).toMatchObject({ name });
  });
});

test.each(["mapperInit", "mapperFinal", "combiner", "reducerInit"] as const)(
  "an error says that it comes from %s",
  async (where) => {
    const { input } = badInput(false);
    const options = { in: where, at: "w0" };
    const error = await failure(Faulty.run({ ...settings, input, options }));
    expect(error.message).toMatch(new RegExp(`^Faulty, ${where}: `));
    // Records are left out only when it was their doing.
    const skipping = await failure(Faulty.run({ ...settings, input, badRecords: 100, options }));
    expect(skipping.message).toMatch(new RegExp(`^Faulty, ${where}: `));
  },
  60_000,
);

test("a job that failed has left nothing, and one with dead workers neither", async () => {
  const { input } = badInput(true);
  const temp = fresh("temp");
  const run = (how: string) => failure(Faulty.run({ ...settings, input, temp, options: { at: "bad", how } }));
  await run("exit");
  await leavesNothing(async () => {
    await run("throw");
    await run("exit");
  });
  expect(readdirSync(temp)).toEqual([]);
}, 60_000);

/** As the job counts: with empty words. */
function countAll(lines: readonly string[]): [string, number][] {
  const empty = lines.filter((line) => line === "").length;
  return sorted([...countWords(lines), ...(empty > 0 ? [["", empty] as [string, number]] : [])]);
}
