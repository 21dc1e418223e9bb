/** A job's class that can't be loaded where its tasks run: no second attempt would change that. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { scratch } from "./local_support.js";

const { fresh } = scratch();
const mapreduce = new URL("../../dist/mapreduce/index.js", import.meta.url).href;

const JOB = (imports: string, body = "") => `
  import { MapReduce, pair } from ${JSON.stringify(mapreduce)};
  ${imports}
  export class Job extends MapReduce {
    *mapper(_, line) { yield pair(line, 1); ${body} }
    *reducer(line) { yield pair(line, 1); }
  }`;

const RUN = `
  try {
    const { stats } = await Job.run({ input: "-", stdin: ["a\\n"], workers: 2 });
    console.log(JSON.stringify({ attempts: stats.steps[0].map.attempts }));
  } catch ({ name, message, cause }) {
    console.log(JSON.stringify({ name, message, cause: cause?.cause?.message }));
  }`;

/** What a program prints that is made of these files; the first is the one that is run. */
function printed(files: Record<string, string>): { name?: string; message?: string; cause?: string } {
  const folder = fresh("program");
  for (const [name, text] of Object.entries(files)) writeFileSync(`${folder}/${name}`, text);
  const { stdout, stderr } = spawnSync(process.execPath, [`${folder}/${Object.keys(files)[0]}`], {
    encoding: "utf8",
    timeout: 60_000,
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const ONLY_HERE = `
  import { isMainThread } from "node:worker_threads";
  if (!isMainThread) throw new RangeError("no such setting in a worker");
  export const setting = 1;`;

describe("a job that can't be loaded in a worker fails at once, with the module and the cause:", {
  timeout: 120_000,
}, () => {
  test("its own module imports one that throws", () => {
    const { name, message, cause } = printed({
      "main.mjs": `import { Job } from "./job.mjs"; ${RUN}`,
      "job.mjs": JOB('import { setting } from "./setting.mjs";', "setting;"),
      "setting.mjs": ONLY_HERE,
    });
    expect(name).toBe("JobFailedError");
    expect(message).toMatch(
      /^Job: the job couldn't be brought to a worker: .*job\.mjs.*no such setting in a worker/,
    );
    expect(cause).toBe("no such setting in a worker");
  });

  test("it is the program's own, and a module that it imports throws", () => {
    const { message } = printed({
      "main.mjs": `${JOB('import { setting } from "./setting.mjs";', "setting;")} ${RUN}`,
      "setting.mjs": ONLY_HERE,
    });
    expect(message).toMatch(/couldn't be brought to a worker: .*setting\.mjs.*no such setting in a worker/);
  });

  test("a module is missing", () => {
    const { message } = printed({
      "main.mjs": `import { rmSync } from "node:fs"; import { Job } from "./job.mjs"; rmSync(new URL("job.mjs", import.meta.url)); ${RUN}`,
      "job.mjs": JOB(""),
    });
    expect(message).toMatch(/couldn't be brought to a worker: .*Cannot find module .*job\.mjs/);
  });

  test("something of it can't travel", () => {
    const { message } = printed({
      "main.mjs": `const held = new WeakMap(); ${JOB("", "held;")} ${RUN}`,
    });
    expect(message).toMatch(/couldn't be brought to a worker: NotPortableError: .*held/);
  });
});

test("a module that a mapper loads itself is the mapper's error, as any", () => {
  const { message } = printed({
    "main.mjs": `${JOB("").replace("*mapper", "async *mapper").replace("yield pair(line, 1);", 'yield pair(line, 1); await import("./missing.mjs");')} ${RUN}`,
  });
  expect(message).toMatch(/mapper: map task 1 of 1 .* failed 4 times.*missing\.mjs/);
}, 120_000);

test("a module that never ends loading is given up", () => {
  const { message } = printed({
    "main.mjs": `import { Job } from "./job.mjs"; ${RUN.replace("workers: 2", "workers: 1, taskTimeout: 1, attempts: 1")}`,
    "job.mjs": JOB(
      'import { isMainThread } from "node:worker_threads"; if (!isMainThread) await new Promise(() => {});',
    ),
  });
  expect(message).toMatch(/failed once: TimeoutError: the task didn't begin within 31 s/);
}, 120_000);

test("a worker that dies while it loads is no fault of the module's", () => {
  const folder = fresh("marks");
  const once = `
    import { isMainThread } from "node:worker_threads";
    import { existsSync, writeFileSync } from "node:fs";
    if (!isMainThread && !existsSync("${folder}/once")) { writeFileSync("${folder}/once", ""); process.exit(7); }
    export const setting = 1;`;
  expect(
    printed({
      "main.mjs": `import { Job } from "./job.mjs"; ${RUN}`,
      "job.mjs": JOB('import { setting } from "./once.mjs";', "setting;"),
      "once.mjs": once,
    }),
  ).toEqual({ attempts: 2 });
}, 120_000);
