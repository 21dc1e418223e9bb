/** `--overwrite`: the old output stays whole until the new one is there, whatever becomes of the job; and `--resume` of such a job. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Pool } from "manycore/multiprocessing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { setKillPoint } from "../../dist/events/index.js";
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

const { Faulty, Killed, WordCount } = jobs;
const { path, fresh } = scratch();
const settings = { workers: 2, reducers: 3, splitSize: 8000 };
/** Another input, more parts: of another job altogether. */
const OLD_PARTS = 5;
let input = "";
let oldInput = "";
let oldParts: Record<string, string[]> = {};
let newParts: Record<string, string[]> = {};
/** Of most jobs here: threads take longer to start than the jobs do. */
let pool: Pool;

beforeAll(async () => {
  pool = new Pool(settings.workers);
  input = writeLines(path("words.txt"), wordLines(new Seeded(21), 2000));
  oldInput = writeLines(path("old.txt"), wordLines(new Seeded(22), 300));
  await WordCount.run({ ...settings, pool, input: oldInput, reducers: OLD_PARTS, output: path("old") });
  oldParts = partsOf(path("old"));
  await Killed.run({ ...settings, pool, input, output: path("undisturbed") });
  newParts = partsOf(path("undisturbed"));
  expect(oldParts["part-00000"]).not.toEqual(newParts["part-00000"]);
}, 60_000);

afterAll(() => pool.terminate());
afterEach(() => setKillPoint(undefined));

/** A finished output. */
function old(): { output: string; success: string } {
  const output = fresh("out");
  cpSync(path("old"), output, { recursive: true });
  return { output, success: readFileSync(`${output}/_SUCCESS`, "utf8") };
}

/** As if nobody had tried. @param temporary whether a job has left what can be gone on with */
function expectOld({ output, success }: { output: string; success: string }, temporary = false): void {
  expect(partsOf(output)).toEqual(oldParts);
  expect(readFileSync(`${output}/_SUCCESS`, "utf8")).toBe(success);
  expect(existsSync(`${output}/_temporary`)).toBe(temporary);
}

function expectNew(output: string): void {
  expectFinished(output, settings.reducers);
  expect(partsOf(output)).toEqual(newParts);
}

describe.each(["local", "inline"])("with %s, the old output", (runner) => {
  const run = {
    ...settings,
    runner,
    overwrite: true,
    get pool() {
      return runner === "local" ? pool : undefined;
    },
  };

  test("is there and whole while the job runs, and then the new one is, with nothing of the old", async () => {
    const before = old();
    let looks = 0;
    setKillPoint((point) => {
      if (!/^(job\.folder|task\.done|part\.committed|swap\.whole)$/.test(point)) return;
      looks++;
      expectOld(before, true);
    });
    await Killed.run({ ...run, input, output: before.output });
    expect(looks).toBeGreaterThan(3);
    expectNew(before.output);
  });

  test("stays as it was when the job fails", async () => {
    const before = old();
    for (const where of ["mapper", "reducer"] as const) {
      const options = { in: where, at: "w0" };
      const error = await failure(Faulty.run({ ...run, input, output: before.output, options, attempts: 1 }));
      expect(error.message).toContain("this one is out of range");
      expectOld(before);
    }
    await failure(WordCount.run({ ...run, input: path("nowhere"), output: before.output }));
    expectOld(before);
  });

  test.each(["swap.whole", "swap.leaving", "swap.left", "swap.entering"])(
    "comes back when its place can't be taken (%s)",
    async (place) => {
      const before = old();
      let passes = 0;
      setKillPoint((point) => {
        if (point === place && ++passes === (place === "swap.whole" || place === "swap.left" ? 1 : 2))
          throw new Error("input/output error");
      });
      const error = await failure(WordCount.run({ ...run, input, output: before.output }));
      expect(error.message).toContain("input/output error");
      setKillPoint(undefined);
      expectOld(before);
    },
  );

  test("or what is left of both stays where it is when that fails, too, until another job goes on", async () => {
    const { output } = old();
    setKillPoint((point) => {
      if (point !== "swap.entering") return;
      rmSync(`${output}/_temporary/old/part-00002`);
      throw new Error("input/output error");
    });
    const error = await failure(WordCount.run({ ...run, input, output }));
    expect(error.message).toMatch(/neither the old output nor the new one/);
    setKillPoint(undefined);
    expect(existsSync(`${output}/_SUCCESS`)).toBe(false);
    expect(existsSync(`${output}/_temporary/new/_SUCCESS`)).toBe(true);
    await failure(Faulty.run({ ...run, input, output, options: { at: "w0" }, attempts: 1 }));
    expectNew(output);
  });

  test("may be an empty folder, or none", async () => {
    const output = fresh("empty");
    await WordCount.run({ ...run, input, output });
    expectNew(output);
    await WordCount.run({ ...run, input, output: path(`none-${runner}`) });
    expectNew(path(`none-${runner}`));
  });

  test("isn't touched where something lies in it that no job has written", async () => {
    const before = old();
    writeFileSync(`${before.output}/thesis.txt`, "mine\n");
    await expect(WordCount.run({ ...run, input, output: before.output })).rejects.toThrow(/thesis\.txt/);
    expectOld(before);
  });
});

describe("a signal", () => {
  test("that aborts the job leaves the old output", async () => {
    const before = old();
    const controller = new AbortController();
    const marks = fresh("marks");
    const options = { how: "loop", at: "w1", marks };
    const { signal } = controller;
    const running = failure(
      Faulty.run({ ...settings, input, output: before.output, overwrite: true, options, signal }),
    );
    while (readdirSync(marks).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expectOld(before, true);
    controller.abort(new Error("enough"));
    expect((await running).message).toBe("enough");
    expectOld(before);
  });

  test.runIf(process.platform === "linux")(
    "Ctrl-C leaves it, too",
    async () => {
      const before = old();
      const marks = fresh("marks");
      const controller = new AbortController();
      const options = { how: "loop", at: "w1", marks };
      const run = { ...settings, input, output: before.output, overwrite: true, options };
      const ending = child({ job: "Faulty", run }, { signal: controller.signal });
      while (readdirSync(marks).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      controller.abort("SIGINT");
      expect((await ending).signal).toBe("SIGINT");
      expectOld(before);
    },
    60_000,
  );

  test("a full disk leaves it, too", async () => {
    const before = old();
    const run = { ...settings, input, output: before.output, overwrite: true, options: { large: true } };
    const { code, stdout } = await child({ job: "Wide", run }, { shell: "ulimit -f 16" });
    expect(code, stdout).toBe(1);
    expect(JSON.parse(stdout).message).toMatch(/disk is full/);
    expectOld(before);
  }, 60_000);
});

describe("kill -9 of a job that overwrites", () => {
  /** Places of the driver, and what lies in the output folder then beside what is temporary. */
  const places: [point: string, pass: number, there: "old" | "mixed" | "new"][] = [
    ["job.folder", 1, "old"],
    ["manifest.write", 1, "old"],
    ["part.committed", 2, "old"],
    ["job.done", 1, "old"],
    ["swap.whole", 1, "old"],
    ["swap.leaving", 1, "mixed"],
    ["swap.leaving", 3, "mixed"],
    ["swap.leaving", 6, "mixed"],
    ["swap.left", 1, "mixed"],
    ["swap.entering", 1, "mixed"],
    ["swap.entering", 3, "mixed"],
    ["swap.entering", 4, "new"],
    ["job.succeeded", 1, "new"],
  ];

  /** What is left at each place by a job that replaces what `old` gives: one run makes the copies of all. */
  const left = (name: string, point: string, pass: number): string => path(`left-${name}-${point}-${pass}`);
  const leave = async (name: string, resume: boolean): Promise<void> => {
    const { output } = old();
    const copies = places.map(([point, pass]) => ({ point, pass, to: left(name, point, pass) }));
    const run = { ...settings, input, output, overwrite: true, resume };
    const { code, stdout } = await child({ job: "Killed", run, copies });
    expect(code, stdout).toBe(0);
    for (const { to } of copies) expect(existsSync(`${to}/_temporary/lock`), to).toBe(true);
  };
  let success = "";
  beforeAll(async () => {
    success = readFileSync(path("old", "_SUCCESS"), "utf8");
    await leave("resumable", true);
    await leave("plain", false);
  }, 60_000);

  test.each(places)(
    "at %s, pass %i: what is there is %s, and --resume brings the new one",
    async (point, pass, there) => {
      const output = left("resumable", point, pass);
      if (there === "old") expectOld({ output, success }, true);
      if (there === "new") expect(partsOf(output)).toEqual(newParts);
      if (there === "mixed") {
        expect(existsSync(`${output}/_SUCCESS`)).toBe(false);
        for (const [name, part] of Object.entries(partsOf(output)))
          expect([oldParts[name], newParts[name]]).toContainEqual(part);
      }
      // Without being told, nothing is done.
      const names = readdirSync(output);
      expect((await failure(Killed.run({ ...settings, pool, input, output }))).message).toMatch(/exists/);
      // Another job goes on with nothing of it.
      if (point !== "job.folder" && point !== "manifest.write") {
        const other = { ...settings, pool, reducers: 2, input: oldInput, output, resume: true };
        expect((await failure(WordCount.run(other))).message).toContain("another job");
      }
      expect(readdirSync(output)).toEqual(names);
      const { counters } = await Killed.run({ ...settings, pool, input, output, resume: true });
      expectNew(output);
      expect(counters.count("words", "different")).toBeGreaterThan(0);
    },
  );

  test.each(places.filter(([point]) => point.startsWith("swap")))(
    "at %s, pass %i: --overwrite replaces what is %s; if it fails, one of both is whole",
    async (point, pass, there) => {
      const output = left("plain", point, pass);
      const run = { ...settings, pool, input, output, overwrite: true };
      await failure(Faulty.run({ ...run, options: { at: "w0" }, attempts: 1 }));
      if (there === "old") expectOld({ output, success });
      else expectNew(output);
      await Killed.run(run);
      expectNew(output);
    },
  );

  // The copies are what a process leaves that is killed in earnest.
  test.each(
    places.filter(([point, pass]) => /^(part\.committed|swap\.leaving)$/.test(point) && pass < 4 && pass > 1),
  )(
    "in earnest, at %s, pass %i, and --resume in a process of its own",
    async (point, pass) => {
      const { output } = old();
      const run = { ...settings, input, output, resume: true };
      const killAt = { point, pass };
      const ended = await child({ job: "Killed", run: { ...run, overwrite: true }, killAt });
      expect(ended.signal, ended.stdout).toBe("SIGKILL");
      const { code, stdout } = await child({ job: "Killed", run });
      expect(code, stdout).toBe(0);
      expectNew(output);
      expect(JSON.parse(stdout).counters.words).toBeDefined();
    },
    60_000,
  );
});

describe("--overwrite and --resume together", () => {
  const run = () => ({ ...settings, pool, input, overwrite: true, resume: true });

  test("replace what is finished, and go on with what isn't", async () => {
    const before = old();
    const { output } = before;
    const marks = fresh("marks");
    const tasks = fresh("tasks");
    const options = { place: "reduce.end", pass: 1, marks, tasks };
    // A failure keeps both: the old output, and what of the new one is done.
    await failure(Killed.run({ ...run(), output, options, attempts: 1 }));
    expectOld(before, true);
    const begun = (kind: string) => readdirSync(tasks).filter((name) => name.startsWith(kind)).length;
    const maps = begun("map");
    const first = await Killed.run({ ...run(), output, options });
    expectNew(output);
    expect(begun("map")).toBe(maps);
    // And once more: it is finished, so it is replaced.
    const again = await Killed.run({ ...run(), output, options });
    expectNew(output);
    expect(begun("map")).toBe(2 * maps);
    expect(again.counters.toJSON()).toEqual(first.counters.toJSON());
  }, 60_000);

  test("begin where there is nothing, and refuse another job's unfinished work", async () => {
    const output = path("begun-by-both");
    await failure(Faulty.run({ ...run(), output, options: { at: "w0", in: "reducer" }, attempts: 1 }));
    expect(existsSync(`${output}/_temporary/manifest.jsonl`)).toBe(true);
    const other = await failure(WordCount.run({ ...run(), output }));
    expect(other.message).toMatch(/another job.*--overwrite without --resume/);
    mkdirSync(path("foreign"));
    writeFileSync(path("foreign", "thesis.txt"), "mine\n");
    const foreign = await failure(WordCount.run({ ...run(), output: path("foreign") }));
    expect(foreign.message).toContain("thesis.txt");
    await WordCount.run({ ...settings, pool, input, output, overwrite: true });
    expectNew(output);
  }, 60_000);
});
