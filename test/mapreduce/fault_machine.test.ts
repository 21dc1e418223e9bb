/** What the machine may do to a job: a full disk, files that go or change, Ctrl-C. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";
import { Interfering } from "./local_jobs.mjs";
import { child, failure, scratch, wordLines, writeLines } from "./local_support.js";

const { path, fresh } = scratch();
const lines = wordLines(new Seeded(9), 3000);
const settings = { workers: 2, reducers: 2, splitSize: 8000 };
const words = (): string =>
  existsSync(path("words.txt")) ? path("words.txt") : writeLines(path("words.txt"), lines);

/** A mount of 64 KiB that goes with the process, where this user may make one. */
const mayMount =
  spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", "/mnt"]).status === 0;
if (!mayMount)
  console.log(
    "fault_machine: no full disk, only a limit on files: unshare and mount of tmpfs aren't allowed here",
  );

describe("a full disk", () => {
  const told = (stdout: string) =>
    JSON.parse(stdout) as { name: string; message: string; causeMessage: string };

  test("as a limit on the size of files: an error that says so, and the space is given back", async () => {
    const output = path("out-full");
    const run = { ...settings, input: words(), output, resume: false, options: { large: true } };
    const { code, stdout } = await child({ job: "Wide", run }, { shell: "ulimit -f 16" });
    expect(code, stdout).toBe(1);
    expect(told(stdout)).toMatchObject({
      name: "JobFailedError",
      message: expect.stringMatching(/disk is full.*EFBIG.*--temp/is),
    });
    expect(existsSync(output)).toBe(false);
  }, 60_000);

  test("while runs are spilled", async () => {
    const output = path("out-spill");
    // Resumable: all runs are files.
    const run = { ...settings, input: words(), output, resume: true, options: { large: true } };
    const { code, stdout } = await child({ job: "Wide", run }, { shell: "ulimit -f 8" });
    expect(code, stdout).toBe(1);
    expect(told(stdout).message).toMatch(/map task.*disk is full/i);
    // What is finished is kept, what failed isn't.
    const left = readdirSync(`${output}/_temporary`).filter((name) => name !== "manifest.jsonl");
    const again = await child({ job: "Wide", run });
    expect(again.code, again.stdout).toBe(0);
    expect(left.length).toBeLessThan(10);
    expect(told(stdout).message).toMatch(/finished is kept.*--resume/);
    expect(told(stdout).message).not.toContain("removed");
  }, 60_000);

  test("with inline: in the same words", async () => {
    const output = path("out-inline");
    const run = { runner: "inline", input: words(), output, options: { large: true } };
    const { code, stdout } = await child({ job: "Wide", run }, { shell: "ulimit -f 16" });
    expect(code, stdout).toBe(1);
    expect(told(stdout)).toMatchObject({
      name: "JobFailedError",
      message: expect.stringMatching(/^Wide failed\. The disk is full.*EFBIG.*--output.*is removed/),
    });
    expect(existsSync(output)).toBe(false);
  });

  test.runIf(mayMount)(
    "of its own",
    async () => {
      const temp = fresh("temp");
      const run = {
        ...settings,
        input: words(),
        temp: `${temp}/mnt`,
        output: `${temp}/mnt/out`,
        options: { large: true },
      };
      mkdirSync(`${temp}/mnt`);
      const script = `mount -t tmpfs -o size=64k tmpfs ${temp}/mnt || exit 77; "$0" "$@"; code=$?; ls -A ${temp}/mnt >&2; exit $code`;
      const { code, stdout, stderr } = await child({ job: "Wide", run }, { unshare: script });
      expect(code, stdout + stderr).toBe(1);
      expect(told(stdout).message).toMatch(/disk is full.*ENOSPC/i);
      expect(stderr).toBe("");
    },
    60_000,
  );
});

describe("an input file", () => {
  test.each(["vanishes", "changes", "grows"])(
    "that %s between two attempts ends the job, which names it",
    async (how) => {
      const input = writeLines(path(`${how}.txt`), lines);
      const marks = fresh("marks");
      const error = await failure(
        Interfering.run({ ...settings, input, options: { how, file: input, marks } }),
      );
      expect(error.name).toBe("JobFailedError");
      expect(error.message).toContain(input);
      expect(error.message).toMatch(
        how === "vanishes" ? /has disappeared/ : /has changed|has been written to/,
      );
    },
    60_000,
  );
});

describe.runIf(process.platform === "linux")("Ctrl-C", () => {
  test.each([
    ["SIGINT", "loop", false],
    ["SIGTERM", "loop", true],
    ["SIGHUP", "loop", true],
  ] as const)(
    "%s while its tasks %s: the temporary folder is gone (output folder: %s)",
    async (signal, how, hasOutput) => {
      const temp = fresh("temp");
      const marks = fresh("marks");
      const controller = new AbortController();
      const output = path(`out-${signal}`);
      const run = {
        ...settings,
        input: words(),
        temp,
        ...(hasOutput ? { output } : {}),
        options: { how, at: "w1", marks },
      };
      const ending = child({ job: "Faulty", run, stdin: !hasOutput }, { signal: controller.signal });
      while (readdirSync(marks).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      if (hasOutput) expect(existsSync(`${output}/_temporary`)).toBe(true);
      controller.abort(signal);
      const { signal: by, stdout, stderr } = await ending;
      expect(stdout + stderr).toBe("");
      expect(by).toBe(signal);
      expect(readdirSync(temp)).toEqual([]);
      expect(existsSync(output)).toBe(false);
    },
    60_000,
  );

  test.each(["SIGINT", "SIGTERM"])(
    "%s while the output is read from files: they are gone",
    async (signal) => {
      const temp = fresh("temp");
      const run = {
        ...settings,
        input: words(),
        temp,
        memory: "16MiB",
        workers: 1,
        options: { large: true, times: 40 },
      };
      const ended = await child({ job: "Wide", run, signalAt: { pair: 10, signal } });
      expect(ended.stdout + ended.stderr).toBe("");
      expect(ended.signal).toBe(signal);
      expect(readdirSync(temp)).toEqual([]);
    },
  );
});
