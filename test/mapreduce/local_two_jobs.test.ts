/** Two jobs that want the same output folder: one works in it, the other is told so and touches nothing. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { Pool } from "manycore/multiprocessing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { setKillPoint } from "../../dist/events/index.js";
import { FolderLock } from "../../dist/mapreduce/runners/local/folder-lock.js";
import { JobFolder } from "../../dist/mapreduce/runners/local/job-folder.js";
import { Seeded } from "../support/seeded.js";
import {
  child,
  expectFinished,
  failure,
  jobs,
  partsOf,
  scratch,
  wordLines,
  writeLines,
} from "./local_support.js";

const { Faulty, WordCount } = jobs;
const { path, fresh } = scratch();
const settings = { workers: 2, reducers: 2, splitSize: 4000 };
const inputs: string[] = [];
const whole: Record<string, string[]>[] = [];
let pool: Pool;

beforeAll(async () => {
  pool = new Pool(2);
  for (const seed of [31, 32]) {
    const input = writeLines(path(`words-${seed}.txt`), wordLines(new Seeded(seed), 500));
    inputs.push(input);
    await WordCount.run({ ...settings, pool, input, output: path(`whole-${seed}`) });
    whole.push(partsOf(path(`whole-${seed}`)));
  }
}, 60_000);
afterAll(() => pool.terminate());
afterEach(() => setKillPoint(undefined));

/** @returns the winner's place in `ended` */
function expectOneWinner(
  ended: readonly { message?: string }[],
  output: string,
  told = /exists: another job works in it/,
): number {
  const messages = ended.map(({ message }) => message);
  const winner = messages.indexOf(undefined);
  expect(winner, messages.join("\n")).toBeGreaterThanOrEqual(0);
  const lost = messages.filter((message) => message !== undefined);
  expect(lost).toHaveLength(messages.length - 1);
  for (const message of lost) expect(message).toMatch(told);
  expectFinished(output, 2);
  return winner;
}

async function together(runs: readonly Promise<unknown>[]): Promise<{ message?: string }[]> {
  const ended = await Promise.allSettled(runs);
  return ended.map((one) => (one.status === "fulfilled" ? {} : { message: (one.reason as Error).message }));
}

describe.each(["local", "inline"])("two jobs at once in one process, with %s,", (runner) => {
  test.each([
    ["a new folder", false, false],
    ["a new folder and --overwrite", false, true],
    ["an empty folder and --overwrite", true, true],
  ])("%s: one wins", async (_, isThere, overwrite) => {
    const output = path(`two-${runner}-${isThere}-${overwrite}`);
    if (isThere) mkdirSync(output);
    const run = { ...settings, runner, output, overwrite, ...(runner === "local" ? { pool } : {}) };
    const ended = await together(inputs.map((input) => WordCount.run({ ...run, input })));
    expect(partsOf(output)).toEqual(whole[expectOneWinner(ended, output)]);
  });
});

test("two resumes of one folder at once: one goes on, the other is refused", async () => {
  const output = path("resumed");
  const killAt = { point: "part.committed", pass: 1 };
  const run = { ...settings, input: inputs[0]!, output, resume: true };
  expect((await child({ job: "WordCount", run, killAt })).signal).toBe("SIGKILL");
  const ended = await together([0, 1, 2].map(() => WordCount.run({ ...run, pool })));
  expectOneWinner(ended, output);
  expect(partsOf(output)).toEqual(whole[0]);
}, 60_000);

test.each([
  { overwrite: false, resume: false },
  { overwrite: true, resume: false },
  { overwrite: false, resume: true },
])("a folder that appears while the input is listed isn't touched (%o)", (allowed) => {
  const output = fresh("appears");
  rmSync(output, { recursive: true });
  const folder = new JobFolder(output, "");
  const found = folder.look(allowed);
  mkdirSync(output);
  writeFileSync(join(output, "part-00000"), "mine\n");
  expect(() => folder.begin(found, [])).toThrow(/exists: another job works in it/);
  folder.removeAll();
  expect(readdirSync(output)).toEqual(["part-00000"]);
});

test("nor is one that has changed meanwhile", () => {
  const output = fresh("changes");
  const folder = new JobFolder(output, "");
  const found = folder.look({ overwrite: false, resume: true });
  mkdirSync(join(output, "_temporary"));
  writeFileSync(join(output, "_temporary", "manifest.jsonl"), "{}\n");
  expect(() => folder.begin(found, [])).toThrow(/has changed/);
  folder.removeAll();
  expect(readdirSync(join(output, "_temporary"))).toEqual(["manifest.jsonl"]);
});

test("processes that begin in the same moment: one wins", async () => {
  for (const overwrite of [false, true]) {
    const output = path(`processes-${overwrite}`);
    if (overwrite) cpSync(path("whole-31"), output, { recursive: true });
    const at = Date.now() + 1500;
    const ended = await Promise.all(
      inputs.map((input) =>
        child({ job: "WordCount", run: { ...settings, workers: 1, input, output, overwrite }, at }),
      ),
    );
    const told = ended.map(({ code, stdout }) => (code === 0 ? {} : (JSON.parse(stdout) as object)));
    // With --overwrite a job that begins when the other is done may replace what that has written.
    if (overwrite && ended.every(({ code }) => code === 0)) expectFinished(output, 2);
    // A process that was slow to start comes to what the other has written.
    else expect(partsOf(output)).toEqual(whole[expectOneWinner(told, output, / exists/)]);
  }
}, 60_000);

test("a job whose folder was taken from it fails and leaves it to the other", async () => {
  const output = path("taken");
  let passes = 0;
  setKillPoint((point) => {
    if (point !== "task.done" || ++passes !== 2) return;
    rmSync(output, { recursive: true });
    cpSync(path("whole-32"), output, { recursive: true });
    mkdirSync(join(output, "_temporary"));
    new FolderLock(join(output, "_temporary", "lock"), output).take();
  });
  const error = await failure(WordCount.run({ ...settings, input: inputs[0]!, output, pool }));
  expect(error.message).toMatch(/another job/);
  expect(partsOf(output)).toEqual(whole[1]);
  expect(existsSync(join(output, "_temporary", "lock"))).toBe(true);
});

describe("a job that fails in its beginning", () => {
  test("lets the folder go", async () => {
    const output = path("begins");
    mkdirSync(output);
    const input = writeLines(join(output, "part-00000"), ["a b"]);
    const run = { ...settings, input, output, pool };
    expect((await failure(WordCount.run({ ...run, overwrite: true }))).message).toMatch(/lies in it/);
    expect(readdirSync(output)).toEqual(["part-00000"]);
  });

  test("or later, removes what it has written", async () => {
    const output = path("fails");
    const options = { at: "w0" };
    await failure(Faulty.run({ ...settings, input: inputs[0]!, output, options, attempts: 1, pool }));
    expect(existsSync(output)).toBe(false);
  });
});

describe("the lock", () => {
  const lockIn = (folder: string): FolderLock => new FolderLock(join(folder, "lock"), folder);

  test("has one owner, who alone can let it go", () => {
    const folder = fresh("lock");
    const [one, two] = [lockIn(folder), lockIn(folder)];
    one.take();
    expect(() => two.take()).toThrow(/exists: another job works in it.*process \d+/);
    expect(() => two.check()).toThrow(/another job/);
    two.letGo();
    expect([one.isHeld, two.isHeld]).toEqual([true, false]);
    one.letGo();
    expect(readdirSync(folder)).toEqual([]);
    two.take();
    expect([one.isHeld, two.isHeld]).toEqual([false, true]);
    two.letGo();
  });

  test("of another thread counts as taken", async () => {
    const folder = fresh("lock");
    const module = new URL("../../dist/mapreduce/runners/local/folder-lock.js", import.meta.url);
    const worker = new Worker(
      `import("${module}").then(({ FolderLock }) => {
         new FolderLock(${JSON.stringify(join(folder, "lock"))}, "out").take();
         require("node:worker_threads").parentPort.postMessage("taken");
         setInterval(() => {}, 1000);
       });`,
      { eval: true },
    );
    await new Promise((resolve) => worker.once("message", resolve));
    expect(() => lockIn(folder).take()).toThrow(/another job works in it/);
    await worker.terminate();
  });

  test.each([
    ["a process that is gone", JSON.stringify({ pid: 2 ** 30, host: hostname(), began: "1", token: "t" })],
    [
      "one whose number another has now",
      JSON.stringify({ pid: process.pid, host: hostname(), began: "1", token: "t" }),
    ],
    ["one that can't be read", "{"],
  ])("of %s is put aside, and no later one in its place", (_, owner) => {
    const folder = fresh("lock");
    mkdirSync(join(folder, "lock"));
    writeFileSync(join(folder, "lock", "owner"), owner);
    const lock = lockIn(folder);
    lock.check();
    lock.take();
    expect(lock.isHeld).toBe(true);
    expect(() => lockIn(folder).take()).toThrow(/another job works in it/);
    expect(lock.isHeld).toBe(true);
    lock.letGo();
  });

  test("of another machine counts as taken", () => {
    const folder = fresh("lock");
    mkdirSync(join(folder, "lock"));
    const owner = { pid: process.pid, host: `${hostname()}.elsewhere`, began: "1", token: "t" };
    writeFileSync(join(folder, "lock", "owner"), JSON.stringify(owner));
    expect(() => lockIn(folder).take()).toThrow(/elsewhere/);
    expect(JSON.parse(readFileSync(join(folder, "lock", "owner"), "utf8"))).toEqual(owner);
    expect(readdirSync(folder)).toEqual(["lock"]);
  });

  test("that is taken away isn't let go by who had it", () => {
    const folder = fresh("lock");
    const [one, two] = [lockIn(folder), lockIn(folder)];
    one.take();
    renameSync(join(folder, "lock"), join(folder, "away"));
    two.take();
    one.letGo();
    expect(two.isHeld).toBe(true);
    two.letGo();
  });
});
