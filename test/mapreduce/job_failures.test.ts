/** What a caller is told of a job that fails, the same in every runner. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  BadRecordError,
  InputError,
  JobFailedError,
  type RunOptions,
  ValueError,
  WorkerDiedError,
} from "manycore/mapreduce";
import { describe, expect, test } from "vitest";
import { scratchFolder } from "../setup/scratch-folder.js";
import { Lines, Sums, Twice } from "./failing_jobs.mjs";

/** @returns what the job was rejected with */
async function failureOf(Job: typeof Lines, options: RunOptions): Promise<JobFailedError> {
  const error: unknown = await Job.run({ workers: 1, reducers: 1, ...options }).catch((each) => each);
  expect(error).toBeInstanceOf(JobFailedError);
  return error as JobFailedError;
}

describe.each(["inline", "local"])("with -r %s", { timeout: 60_000 }, (runner) => {
  const of = (text: string, rest: RunOptions = {}): RunOptions => ({ runner, stdin: [text], ...rest });

  test("what a record counted before it failed goes with it", async () => {
    const { counters, skipped } = await Twice.run({ ...of("a\nx\nb\n", { badRecords: 1 }), workers: 1 });
    expect(counters.toJSON()).toEqual({ lines: { seen: 2 }, tasks: { begun: 1 } });
    expect(skipped).toMatchObject([{ offset: 2, error: "TypeError: x is no line" }]);
  });

  test("a line that can't be read: JobFailedError, whose cause is a BadRecordError", async () => {
    const input = join(scratchFolder(), "latin.txt");
    writeFileSync(input, Buffer.from([0x61, 0x0a, 0xff, 0x0a]));
    const error = await failureOf(Lines, { runner, input });
    expect(error.cause).toBeInstanceOf(BadRecordError);
    expect(error.cause).toMatchObject({ path: input, offset: 2 });
    expect(error.message).toMatch(
      /^Lines[ ,:].*latin\.txt: the line at byte 2 is not UTF-8\. .* or skip such lines with --bad-records\.$/,
    );
    const more = await failureOf(Lines, { runner, input: [input, input], badRecords: 1 });
    expect(more.message).toMatch(/--bad-records allows/);
  });

  test("an input that can't be read: JobFailedError, whose cause is an InputError", async () => {
    const input = join(scratchFolder(), "short.gz");
    writeFileSync(input, gzipSync("a\nb\n".repeat(10_000)).subarray(0, 60));
    const error = await failureOf(Lines, { runner, input });
    expect(error.cause).toBeInstanceOf(InputError);
    expect(error.cause).toMatchObject({ path: input });
    expect(error.message).toMatch(/^Lines[ ,:].*InputError: .*short\.gz can't be decompressed as gzip/);
  });

  test("an input that isn't there: InputError, before the job begins", async () => {
    const run = Lines.run({ runner, input: join(scratchFolder(), "missing") });
    await expect(run).rejects.toThrow(InputError);
  });

  test("a function that throws: with the place in the user's file", async () => {
    const error = await failureOf(Lines, of("a\nx\n"));
    expect(error.message).toMatch(
      /^Lines[ ,].*mapper.* TypeError: x is no line at test\/mapreduce\/failing_jobs\.mjs:\d+:\d+(?:$|\. )/,
    );
    expect(error.cause).toBeInstanceOf(TypeError);
    const ours = await failureOf(Sums, of("a\n"));
    expect(ours.message).toMatch(/reducer.* at test\/mapreduce\/failing_jobs\.mjs:\d+:\d+$/);
  });

  test("what is found wrong by us has no place, and no stop is doubled", async () => {
    const { message, cause } = await failureOf(Lines, of("three\n"));
    expect(cause).toBeInstanceOf(ValueError);
    expect(message).toMatch(
      /ValueError: Lines, mapper yields the number 3; it has to yield pairs: yield pair\(key, value\)/,
    );
    expect(message).not.toMatch(/\.\.| at \S+:\d+:\d+/);
  });

  test("a pair that can't be written: JobFailedError that names job and function", async () => {
    const text =
      /Lines.* reducer.*ValueError: The pair with the key "big" can't be written with the protocol "json"/;
    const error = await failureOf(Lines, of("big\n", { output: join(scratchFolder(), "out") }));
    expect(error.message).toMatch(text);
    expect(error.cause).toBeInstanceOf(ValueError);
    await using printed = new Lines().makeRunner({ ...of("big\n"), workers: 1 });
    await printed.run();
    const chunks = printed.catOutput();
    await expect(chunks.next()).rejects.toThrow(text);
    await using second = new Twice().makeRunner({ ...of("big\n"), workers: 1 });
    await second.run();
    const error2: unknown = await second
      .catOutput()
      .next()
      .catch((each) => each);
    expect(error2).toBeInstanceOf(JobFailedError);
    expect((error2 as Error).message).toMatch(/Twice.* step 2 of 2.* reducer/);
  });
});

describe("local", { timeout: 60_000 }, () => {
  const local = { runner: "local", stdin: ["a\nexit\n"] };

  test("a worker that dies again and again: told once, by the task's name", async () => {
    const error = await failureOf(Lines, local);
    expect(error.message).toMatch(
      /^Lines: map task 1 of 1 \(.*\) failed 4 times, the last time at the record at byte 2 of standard input \("exit"\): WorkerDiedError: \S+ \(a worker thread\) ended with exit code 3: something in it called process\.exit\(3\)\. A record that can't be processed is left out with --bad-records N\.$/,
    );
    expect(error.errors).toHaveLength(1);
    expect(error.cause).toBeInstanceOf(WorkerDiedError);
    expect((error.cause as Error).message).toMatch(/^map task 1 of 1 \(.*\) didn't finish: /);
    expect((error.cause as Error).stack).not.toContain("runMapTask() didn't");
  });

  test("one bad record is one, in words", async () => {
    const { message } = await failureOf(Lines, { runner: "local", stdin: ["x\nx\n"], badRecords: 1 });
    expect(message).toMatch(/\. The 1 bad record that --bad-records allows is used up\.$/);
  });
});
