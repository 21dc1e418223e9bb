/** `kill -9` of the whole job at each place of its protocol, and `--resume`; threads that die at each place of theirs. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";
import { CountOfCounts, Faulty, Grep, Killed, WordCount } from "./local_jobs.mjs";
import {
  child,
  countWords,
  type Ended,
  expectFinished,
  failure,
  partsOf,
  scratch,
  sorted,
  wordLines,
  writeLines,
} from "./local_support.js";

const { path, fresh } = scratch();
const lines = wordLines(new Seeded(5), 2000);
const settings = { workers: 2, reducers: 3, splitSize: 8000 };
let input = "";
let undisturbed: Record<string, string[]> = {};
let told: {
  counters: unknown;
  stats: { steps: { map: { recordsIn: number; tasks: number }; reduce: { recordsIn: number } }[] };
};

beforeAll(async () => {
  input = writeLines(path("words.txt"), lines);
  const output = path("undisturbed");
  const result = await Killed.run({ ...settings, input, output });
  undisturbed = partsOf(output);
  told = JSON.parse(JSON.stringify({ counters: result.counters, stats: result.stats }));
}, 60_000);

/** Parts are whole or not there; nothing else lies in the output but the temporary folder. */
function expectWhole(output: string): void {
  if (!existsSync(output)) return;
  for (const [name, part] of Object.entries(partsOf(output))) expect(part).toEqual(undisturbed[name]);
  for (const name of readdirSync(output)) expect(name).toMatch(/^(part-\d{5}|_temporary|_SUCCESS)$/);
}

function manifestLines(output: string, phase: string): Set<number> {
  const manifest = `${output}/_temporary/manifest.jsonl`;
  if (!existsSync(manifest)) return new Set();
  const whole = readFileSync(manifest, "utf8").split("\n").slice(0, -1);
  const tasks = whole
    .map((line) => JSON.parse(line))
    .filter((line) => line.kind === "task" && line.phase === phase);
  return new Set(tasks.map(({ task }) => task));
}

/** Runs it again as the child was run, to its end. */
async function resume(output: string, options: object): Promise<void> {
  const { code, stdout, stderr } = await child({
    job: "Killed",
    run: { ...settings, input, output, resume: true, options },
  });
  expect(stderr).toBe("");
  expect(code, stdout).toBe(0);
  const result = JSON.parse(stdout);
  expectFinished(output, 3);
  expect(partsOf(output)).toEqual(undisturbed);
  expect(result.counters).toEqual(told.counters);
  const [step] = result.stats.steps;
  expect(step.map.recordsIn).toBe(told.stats.steps[0]!.map.recordsIn);
  expect(sorted(result.output)).toEqual(countWords(lines));
}

function expectKilled(ended: Ended): void {
  expect(ended.signal, `${ended.stdout}${ended.stderr}`).toBe("SIGKILL");
}

/** Places of the driver. Those that aren't in the shorter list are the same whether runs lie in memory or in files. */
const someDriverPlaces: [string, number][] = [
  ["manifest.written", 2],
  ["task.done", 4],
  ["part.written", 1],
  ["part.committed", 3],
];
const driverPlaces: [string, number][] = [
  ["job.folder", 1],
  ["manifest.write", 1],
  ["manifest.written", 1],
  ["manifest.written", 2],
  ["task.done", 1],
  ["task.done", 4],
  ["manifest.write", 5],
  ["map.phase", 1],
  ["part.written", 1],
  ["part.committed", 1],
  ["part.written", 3],
  ["part.committed", 3],
  ["reduce.phase", 1],
  ["job.done", 1],
  ["job.succeeded", 1],
];

describe.each([
  [false, someDriverPlaces],
  [true, driverPlaces],
] as const)("kill -9 of a job (resumable from the first run on: %s)", (resumable, places) => {
  test.each(places)(
    "at %s, pass %i",
    async (point, pass) => {
      const output = path(`killed-${resumable}-${point}-${pass}`);
      const tasks = fresh("tasks");
      const options = { tasks };
      const ended = await child({
        job: "Killed",
        killAt: { point, pass },
        run: { ...settings, input, output, resume: resumable, options },
      });
      expectKilled(ended);
      expectWhole(output);
      const maps = manifestLines(output, "map");
      const reduces = manifestLines(output, "reduce");
      const began = (): string[] => readdirSync(tasks);
      const before = new Set(began());
      await resume(output, options);
      const later = began().filter((name) => !before.has(name));
      const { tasks: mapTasks } = told.stats.steps[0]!.map;
      // What is on the disk isn't made again.
      expect(later.filter((name) => name.startsWith("reduce"))).toHaveLength(
        point === "job.succeeded" ? 0 : 3 - reduces.size,
      );
      if (resumable && point !== "job.succeeded") {
        expect(later.filter((name) => name.startsWith("map"))).toHaveLength(
          reduces.size === 3 ? 0 : mapTasks - maps.size,
        );
      }
    },
    60_000,
  );
});

describe.each([false, true])(
  "kill -9 of a job of two steps (resumable from the first run on: %s)",
  (resumable) => {
    test.each([
      ["reduce.phase", 1],
      ["map.phase", 2],
      ["manifest.written", 12],
      ["task.done", 10],
      ["part.committed", 2],
    ])(
      "at %s, pass %i",
      async (point, pass) => {
        const whole = path("steps-whole");
        const run = { ...settings, input };
        if (!existsSync(whole)) await CountOfCounts.run({ ...run, output: whole });
        const output = path(`steps-${resumable}-${point}-${pass}`);
        const killAt = { point, pass };
        expectKilled(
          await child({ job: "CountOfCounts", killAt, run: { ...run, output, resume: resumable } }),
        );
        const { code, stdout } = await child({
          job: "CountOfCounts",
          run: { ...run, output, resume: true, workers: 3 },
        });
        expect(code, stdout).toBe(0);
        expectFinished(output, 3);
        expect(partsOf(output)).toEqual(partsOf(whole));
        const { stats } = JSON.parse(stdout);
        expect(stats.steps[0].map.recordsIn).toBe(lines.length);
        expect(stats.steps[1].map.recordsIn).toBe(stats.steps[0].reduce.recordsOut);
      },
      60_000,
    );
  },
);

describe("kill -9 from a thread", () => {
  test.each([
    ["map.batch", 2],
    ["map.end", 2],
    ["task.file", 1],
    ["reduce.merged", 1],
    ["reduce.end", 1],
  ])(
    "at %s, pass %i",
    async (place, pass) => {
      const output = path(`killed-thread-${place}`);
      const marks = fresh("marks");
      const options = { place, pass, process: true, marks };
      expectKilled(
        await child({ job: "Killed", run: { ...settings, input, output, resume: true, options } }),
      );
      expectWhole(output);
      await resume(output, options);
    },
    60_000,
  );
});

describe("a thread that dies", () => {
  test.each([
    ["map.batch", 1],
    ["map.read", 1],
    ["map.end", 1],
    ["map.end", 2],
    ["reduce.merged", 1],
    ["task.file", 1],
    ["reduce.end", 1],
  ])(
    "at %s, pass %i, is made good",
    async (place, pass) => {
      const output = path(`dead-${place}-${pass}`);
      const marks = fresh("marks");
      const result = await Killed.run({ ...settings, input, output, options: { place, pass, marks } });
      expect(readdirSync(marks)).toEqual(["killed"]);
      expectFinished(output, 3);
      expect(partsOf(output)).toEqual(undisturbed);
      expect(JSON.parse(JSON.stringify(result.counters))).toEqual(told.counters);
      const { map, reduce } = result.stats.steps[0]!;
      expect(map.attempts + reduce!.attempts).toBe(map.tasks + reduce!.tasks + 1);
    },
    60_000,
  );
});

describe("resume", () => {
  /** A job that was killed in its reduce phase. */
  async function killed(name: string): Promise<string> {
    const output = path(name);
    const killAt = { point: "part.committed", pass: 2 };
    expectKilled(
      await child({ job: "WordCount", killAt, run: { ...settings, input, output, resume: true } }),
    );
    return output;
  }

  test("refuses another job, other options, other input, and changes nothing", async () => {
    const output = await killed("refused");
    const before = readdirSync(output).sort();
    const manifest = readFileSync(`${output}/_temporary/manifest.jsonl`, "utf8");
    const run = { ...settings, input, output, resume: true };
    expect((await failure(Grep.run(run))).message).toMatch(/another job.*job/);
    expect((await failure(WordCount.run({ ...run, reducers: 2 }))).message).toContain("reducers");
    expect((await failure(WordCount.run({ ...run, encoding: "latin1" }))).message).toContain("encoding");
    const other = writeLines(path("other.txt"), lines);
    expect((await failure(WordCount.run({ ...run, input: other }))).message).toContain("input");
    expect((await failure(WordCount.run({ ...settings, input, output }))).message).toContain("--resume");
    expect(readdirSync(output).sort()).toEqual(before);
    expect(readFileSync(`${output}/_temporary/manifest.jsonl`, "utf8")).toBe(manifest);
    const { code, stdout } = await child({ job: "WordCount", run: { ...run, workers: 1 } });
    expect(code, stdout).toBe(0);
    expectFinished(output, 3);
    expect(partsOf(output)).toEqual(undisturbed);
  }, 60_000);

  test("of a finished job gives its counters again, and of what no job has written is refused", async () => {
    const output = path("finished");
    const first = await Killed.run({ ...settings, input, output });
    const again = await Killed.run({ ...settings, input, output, resume: true });
    expect(again.counters.toJSON()).toEqual(first.counters.toJSON());
    expect((await failure(WordCount.run({ ...settings, input, output, resume: true }))).message).toMatch(
      /another job/,
    );
    mkdirSync(path("strange"));
    writeFileSync(path("strange", "part-00000"), "");
    expect(
      (await failure(WordCount.run({ ...settings, input, output: path("strange"), resume: true }))).message,
    ).toMatch(/no job to go on with/);
  }, 60_000);

  test("and overwriting are refused while the job runs", async () => {
    const output = path("running");
    const controller = new AbortController();
    const marks = fresh("marks");
    const options = { how: "loop", at: "w1", marks };
    const running = failure(Faulty.run({ ...settings, input, output, options, signal: controller.signal }));
    while (readdirSync(marks).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const again of [{ resume: true }, { overwrite: true }]) {
      const here = await failure(Faulty.run({ ...settings, input, output, options, ...again }));
      expect(here.message).toContain(`process ${process.pid}`);
      const { stdout } = await child({
        job: "Faulty",
        run: { ...settings, input, output, options, ...again },
      });
      expect(JSON.parse(stdout).message).toContain(`process ${process.pid}`);
    }
    expect(existsSync(`${output}/_temporary/manifest.jsonl`)).toBe(true);
    controller.abort(new Error("enough"));
    expect((await running).message).toBe("enough");
    expect(existsSync(output)).toBe(false);
  }, 60_000);

  test("begins anew where there is nothing yet, and keeps what is done when the job fails", async () => {
    const output = path("failed-once");
    const marks = fresh("marks");
    const options = { place: "reduce.end", pass: 1, marks };
    const run = { ...settings, input, output, resume: true, options };
    const error = await failure(Killed.run({ ...run, attempts: 1 }));
    expect(error.name).toBe("JobFailedError");
    expect(manifestLines(output, "map").size).toBeGreaterThan(0);
    const { stats } = await Killed.run(run);
    expect(partsOf(output)).toEqual(undisturbed);
    expect(stats.steps[0]!.map.spilledBytes).toBeGreaterThan(0);
  }, 60_000);

  test("a last line that was cut off counts for nothing", async () => {
    const output = await killed("cut");
    const manifest = `${output}/_temporary/manifest.jsonl`;
    const whole = readFileSync(manifest, "utf8");
    writeFileSync(manifest, whole.slice(0, -10));
    const { code, stdout } = await child({
      job: "WordCount",
      run: { ...settings, input, output, resume: true },
    });
    expect(code, stdout).toBe(0);
    expect(partsOf(output)).toEqual(undisturbed);
  }, 60_000);
});
