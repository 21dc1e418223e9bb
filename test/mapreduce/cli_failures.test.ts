import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MapReduce, option, pair, ValueError } from "manycore/mapreduce";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readCommandLine } from "../../dist/mapreduce/job/command-line.js";
import { skipOnWindows } from "../support/systems.js";
import { Program, program, words } from "./cli_support.js";
import { Words } from "./cli_words.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "manycore-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a command line that can't be understood", { timeout: 120_000 }, () => {
  test("is told in a line, with the usage; exit code 2", async () => {
    const { code, stdout, stderr } = await words(["--bogus"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^UsageError: Unknown option '--bogus'/);
    expect(stderr).toContain("Usage: npx tsx cli_words.ts");
    expect(stderr).not.toContain("    at ");
  });

  test("also where a value is found wrong by the job", async () => {
    expect(await words(["--memory", "16MB"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        "UsageError: --memory is 16MB, that is 16000000 bytes a worker; the least is 16777216 (16MiB).",
      ),
    });
    const { code, stderr } = await words(["--list", join(folder, "missing")]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/option list of Words is .*missing, but there is no such file/);
  });

  test.each<[string[], RegExp]>([
    [["-r", "hadoop"], /--runner is "hadoop"; it takes one of inline, local, spark\./],
    [["--workers", "two"], /--workers is "two"; it takes a number/],
    [["--workers"], /--workers/],
    [["--memory", "lots"], /--memory is "lots"/],
    [["--least", "1.5"], /--least is "1\.5"; it takes a whole number/],
    [["--upper-case", "--no-upper-case"], /--upper-case and --no-upper-case are both given/],
    [["--cat-output", "--no-output"], /--cat-output and --no-output are both given/],
    [["-o", "a", "--output-dir", "b"], /--output-dir and --output are both given/],
    [["--quiet=yes"], /--quiet/],
  ])("%o", (args, message) => {
    expect(() => readCommandLine(Words as never, args)).toThrow(message);
    expect(() => readCommandLine(Words as never, args)).toThrow(
      expect.objectContaining({ name: "UsageError" }),
    );
  });

  test("an option of the job's mustn't have the name of another", () => {
    class Job extends MapReduce<null, string, typeof Job.options> {
      static override options = { badRecords: option.integer() };
      override *mapper(_: null, line: string) {
        yield pair(line, 1);
      }
    }
    expect(() => readCommandLine(Job as never, [])).toThrow(
      /option badRecords of Job is --bad-records on the command line/,
    );
  });

  test.each([
    ["q", /The option many of Job is -q on the command line, which is taken/],
    ["f", /The option many of Job is -f on the command line, which is taken/],
    ["no", /The short name of the option many of Job is "no"; it takes one letter/],
    ["-", /it takes one letter/],
  ])("nor its letter, %o", (short, message) => {
    class Job extends MapReduce<null, string, typeof Job.options> {
      static override options = {
        few: option.boolean({ short: "f" }),
        many: option.list(option.integer(), { short }),
      };
      override *mapper(_: null, line: string) {
        yield pair(line, 1);
      }
    }
    expect(() => readCommandLine(Job as never, [])).toThrow(ValueError);
    expect(() => readCommandLine(Job as never, [])).toThrow(message);
  });

  test("a number that won't do is told with the option's name there", async () => {
    expect((await words(["--workers", "0"])).stderr).toMatch(/^UsageError: --workers is 0; it takes a whole/);
    expect((await words(["--max-record", "1TB"])).stderr).toMatch(
      /^UsageError: --max-record is 1TB; the longest/,
    );
  });

  test("what is understood", () => {
    const args = [
      "a",
      "--workers",
      "2",
      "b*",
      "--memory=1MiB",
      "--bad-records",
      "3",
      "--task-timeout",
      "0.5",
      "--",
      "-c",
    ];
    const { run, catOutput, quiet } = readCommandLine(Words as never, args);
    expect(run).toMatchObject({
      input: ["a", "b*", "-c"],
      runner: "local",
      workers: 2,
      memory: "1MiB",
      badRecords: 3,
      taskTimeout: 0.5,
      options: {},
    });
    expect({ catOutput, quiet }).toEqual({ catOutput: true, quiet: false });
  });
});

describe("a job that fails", { timeout: 120_000 }, () => {
  test("is told in a line; exit code 1", async () => {
    const { code, stdout, stderr } = await words([], "a\nbad\n");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      'JobFailedError: Words failed in mapper, byte 2 of standard input, record "bad": TypeError: no bad lines at test/mapreduce/cli_words.ts:13:31\n',
    );
  });

  test.each(["inline", "local"])("--verbose: with the stack of the user's error, -r %s", async (runner) => {
    const { code, stderr } = await words(["--verbose", "-r", runner, "--workers=1"], "bad\n");
    expect(code).toBe(1);
    const lines = stderr.split("\n");
    expect(lines[0]).toMatch(/^JobFailedError: Words.*TypeError: no bad lines/);
    expect(lines[1]).toBe("Caused by: TypeError: no bad lines");
    expect(lines[2]).toMatch(/^ +at Words\.mapper .*cli_words\.ts/);
  });

  test("--bad-records: what was left out is told", async () => {
    const { code, stdout, stderr } = await words(["--bad-records", "1"], "a\nbad\n");
    expect({ code, stdout }).toEqual({ code: 0, stdout: '"a"\t1\n' });
    expect(stderr).toContain("left out: byte 2 of standard input: TypeError: no bad lines\n");
  });

  test.each(["inline", "local"])("--bad-records: a line is named once, with -r %s", async (runner) => {
    const path = join(folder, "latin.txt");
    writeFileSync(path, Buffer.from([0x61, 0x0a, 0xff, 0x0a]));
    const args = ["-r", runner, "--workers", "1", "--bad-records", "1", path];
    const { code, stderr } = await new Program(program, args, "").ended;
    expect(code).toBe(0);
    const told = stderr.split("\n").filter((line) => line.includes(path));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^left out: byte 2 of [^ ]*latin\.txt: BadRecordError: the line is not UTF-8/);
    expect(told[0]!.split("latin.txt")).toHaveLength(2);
  });

  test("an input that is missing", async () => {
    const { code, stderr } = await words([join(folder, "missing.txt")]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^InputError: .*missing\.txt doesn't exist/);
  });
});

describe("a job that is ended from outside", { timeout: 120_000 }, () => {
  beforeEach(skipOnWindows);

  test("a reader that goes away ends it quietly", () => {
    const path = join(folder, "many.txt");
    writeFileSync(path, Array.from({ length: 100_000 }, (_, i) => `word${i}`).join("\n"));
    const command = '"$0" --import tsx "$1" -r inline -q "$2" | head -n 1; echo $PIPESTATUS';
    const printed = execFileSync("bash", ["-c", `{ ${command}; } 2>&1`, process.execPath, program, path], {
      encoding: "utf8",
    });
    expect(printed).toBe('"word0"\t1\n0\n');
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s: nothing stays", async (signal) => {
    const temp = join(folder, signal);
    const running = new Program(program, ["-r", "inline", "--temp", temp, "-"]);
    running.write("a\n");
    await until(() => spooled(temp));
    running.kill(signal);
    expect(await running.ended).toMatchObject({ code: null, signal, stdout: "" });
    expect(readdirSync(temp)).toEqual([]);
  });
});

/** Whether standard input has begun to go into a file. */
function spooled(temp: string): boolean {
  try {
    return readdirSync(temp).some((name) => readdirSync(join(temp, name)).length > 0);
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error("waited for 60 s");
    await sleep(10);
  }
}
