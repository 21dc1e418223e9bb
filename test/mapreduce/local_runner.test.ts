import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { Pool } from "manycore/multiprocessing";
import { describe, expect, test } from "vitest";
import { holdings, leavesNothing } from "../multiprocessing/holdings.js";
import { Seeded } from "../support/seeded.js";
import { CountOfCounts, Ends, Grep, SortFiles, SortLines, WithoutHeader, WordCount } from "./local_jobs.mjs";
import { LITTLE_MEMORY } from "./local_random.js";
import {
  countWords,
  expectEmpty,
  expectFinished,
  failure,
  outputOf,
  partsOf,
  scratch,
  sorted,
  wordLines,
  writeLines,
} from "./local_support.js";

const { path, fresh } = scratch();
const random = new Seeded(1);
const lines = wordLines(random, 5000);
const words = (): string =>
  existsSync(path("words.txt")) ? path("words.txt") : writeLines(path("words.txt"), lines);
const parse = (parts: Record<string, string[]>): [string, number][] =>
  Object.values(parts)
    .flat()
    .map((line) => line.split("\t").map((text) => JSON.parse(text)) as [string, number]);

describe("a job on two workers", () => {
  test("gives its output back as an array and touches no disk", async () => {
    const temp = fresh("temp");
    const result = await WordCount.run({ input: words(), workers: 2, splitSize: 4000, temp });
    expect(Array.isArray(result.output)).toBe(true);
    expect(sorted(await outputOf(result))).toEqual(countWords(lines));
    expectEmpty(temp);
    expect(result.stats.spilledBytes).toBe(0);
    expect(result.summary).toContain("temporary data on disk: nothing");
  });

  test("uses a pool that it is given, also after a job in it failed, and leaves it open", async () => {
    await using pool = new Pool(2);
    const run = () => WordCount.run({ input: words(), pool, splitSize: 4000 });
    const first = await run();
    expect(first.stats.workers).toBe(2);
    expect(sorted(await outputOf(first))).toEqual(countWords(lines));
    await failure(Ends.run({ input: path("not there"), pool }));
    const several = async () => {
      for (let k = 0; k < 4; k++) expect(sorted(await outputOf(await run()))).toEqual(countWords(lines));
      return holdings();
    };
    // A worker keeps what its last task sent until the next one begins: so much stays, and no more however many runs there are. (Small
    // blocks lie in a worker's slabs until it collects its garbage, so bytes would say less.)
    const before = await several();
    expect((await several()).leases).toBeLessThanOrEqual(before.leases + 2);
    expect(await pool.apply((x: number) => x + 1, [1])).toBe(2);
  });

  test.each(["inline", "local"])("gives a shell command a file as a whole: %s", async (runner) => {
    const { output } = await WithoutHeader.run({ input: words(), runner, workers: 2, splitSize: 4000 });
    expect((output as [string, number][]).map(([line]) => line)).toEqual(lines.slice(1));
  });

  test("refuses a pool of child processes", async () => {
    await using pool = new Pool(1, { context: "process" });
    await expect(WordCount.run({ input: words(), pool })).rejects.toThrow(/Pool of threads/);
  });

  test("a standard input that another run has read is refused", async () => {
    const stdin = Readable.from(["a b\n"]);
    await WordCount.run({ input: "-", stdin, workers: 1 });
    await expect(WordCount.run({ input: "-", stdin, workers: 1 })).rejects.toThrow(/read to its end before/);
  });

  test("writes a part a reducer, _SUCCESS, and nothing else", async () => {
    const output = path("out-1");
    const result = await WordCount.run({ input: words(), output, workers: 2, reducers: 3, splitSize: 4000 });
    expectFinished(output, 3);
    const parts = partsOf(output);
    expect(sorted(parse(parts))).toEqual(countWords(lines));
    for (const part of Object.values(parts)) expect(part).toEqual([...part].sort());
    expect(sorted(await outputOf(result))).toEqual(countWords(lines));
  });

  test("without a reducer writes a part a split, in the order of the input", async () => {
    const output = path("out-2");
    await Grep.run({ input: words(), output, workers: 2, options: { word: "w1" }, splitSize: 20000 });
    const expected = lines
      .filter((line) => line.includes("w1"))
      .map((line) => `${line.length}\t${JSON.stringify(line)}`);
    expect(Object.values(partsOf(output)).flat()).toEqual(expected);
    const { output: pairs } = await Grep.run({
      input: words(),
      workers: 2,
      options: { word: "w1" },
      splitSize: 20000,
    });
    expect((pairs as [number, string][]).map(([, line]) => line)).toEqual(
      lines.filter((line) => line.includes("w1")),
    );
  });

  test("hands a step's output to the next one", async () => {
    const { output, stats } = await CountOfCounts.run({
      input: words(),
      workers: 2,
      reducers: 2,
      splitSize: 5000,
    });
    const counts = new Map<number, number>();
    const all = [...countWords(lines)];
    const empty = lines.filter((line) => line === "").length;
    if (empty > 0) all.push(["", empty]);
    for (const [, n] of all) counts.set(n, (counts.get(n) ?? 0) + 1);
    expect(sorted(output as [number, number][])).toEqual(sorted([...counts]));
    expect(stats.steps).toHaveLength(2);
    expect(stats.steps[1]!.map.recordsIn).toBe(all.length);
  });

  test("sorts over all parts", async () => {
    const output = path("out-3");
    await SortLines.run({ input: words(), output, workers: 2, reducers: 4, splitSize: 20000 });
    const parts = Object.values(partsOf(output));
    expect(parts.flat().map((line) => JSON.parse(line.split("\t")[0]!))).toEqual([...lines].sort());
    // A quarter each, about.
    for (const part of parts) expect(part.length).toBeGreaterThan(lines.length / 10);
  });

  test("reads compressed files, folders and standard input", async () => {
    const folder = fresh("in");
    writeFileSync(`${folder}/a.txt.gz`, gzipSync(`${lines.slice(0, 1000).join("\n")}\n`));
    writeLines(`${folder}/b.txt`, lines.slice(1000, 3000));
    const temp = fresh("temp");
    const stdin = Readable.from([Buffer.from(lines.slice(3000).join("\n"))]);
    const { output } = await WordCount.run({ input: [folder, "-"], stdin, workers: 2, temp });
    expect(sorted(output as [string, number][])).toEqual(countWords(lines));
    expectEmpty(temp);
  });

  test("has nothing to do with empty input, but writes its parts", async () => {
    writeFileSync(path("empty"), "");
    const output = path("out-4");
    await WordCount.run({ input: path("empty"), output, workers: 2, reducers: 2 });
    expectFinished(output, 2);
    expect(Object.values(partsOf(output)).flat()).toEqual([]);
  });

  test("asks init and final functions also about empty input, as inline does", async () => {
    writeFileSync(path("empty"), "");
    for (const runner of ["inline", "local"]) {
      const { output } = await Ends.run({ input: path("empty"), runner, workers: 2, reducers: 1 });
      expect(output).toEqual([
        ["mapperFinal", 1],
        ["mapperInit", 1],
      ]);
    }
  });

  test("sorts what mappers make of whole files, over all parts", async () => {
    const folder = fresh("files");
    for (let k = 0; k < 40; k++) writeLines(`${folder}/${k}.txt`, lines.slice(k * 10, k * 10 + 10));
    const output = path("out-9");
    await SortFiles.run({ input: folder, output, workers: 2, reducers: 3 });
    const names = Array.from({ length: 40 }, (_, k) => `${k}.txt`).sort();
    const parts = Object.values(partsOf(output));
    expect(parts.flat().map((line) => JSON.parse(line.split("\t")[0]!))).toEqual(names);
    expect(parts.filter((part) => part.length > 0).length).toBe(3);
  });

  test("leaves nothing behind", async () => {
    await WordCount.run({ input: words(), workers: 2, splitSize: 20000 });
    await leavesNothing(async () => {
      await WordCount.run({ input: words(), workers: 2, splitSize: 20000 });
    });
    await leavesNothing(async () => {
      await WordCount.run({ input: words(), output: path("out-5"), workers: 2, splitSize: 20000 });
    });
    expect(holdings().children).toBe(0);
  });
});

describe("with little memory", () => {
  test("runs go to files, and the output is a stream that can be read again, until it is disposed of", async () => {
    const temp = fresh("temp");
    const run = { input: words(), runner: LITTLE_MEMORY, workers: 2, splitSize: 20_000, temp };
    const result = await SortLines.run(run);
    expect(Array.isArray(result.output)).toBe(false);
    expect(result.stats.spilledBytes).toBeGreaterThan(0);
    const [folder] = readdirSync(temp);
    expect(statSync(`${temp}/${folder}`).mode & 0o777).toBe(0o700);
    for (let k = 0; k < 2; k++) {
      expect((await outputOf(result)).map(([line]) => line)).toEqual([...lines].sort());
    }
    await result[Symbol.asyncDispose]();
    expectEmpty(temp);
  });

  test("a pair that is too large ends the job, which names its size and the record", async () => {
    const input = writeLines(path("long.txt"), ["short", "x".repeat(200_000)]);
    const error = await failure(SortLines.run({ input, runner: LITTLE_MEMORY, workers: 2 }));
    expect(error.message).toMatch(/mapper.*the record at byte 6 of .*long.txt.*MemoryError/);
    const { skipped } = await SortLines.run({ input, runner: LITTLE_MEMORY, workers: 2, badRecords: 1 });
    expect(skipped).toMatchObject([{ path: input, offset: 6 }]);
  });
});

describe("the output folder", () => {
  test("is refused if it exists, and stays as it was", async () => {
    const output = fresh("out");
    writeFileSync(`${output}/part-00000`, "mine\n");
    const error = await failure(WordCount.run({ input: words(), output, workers: 2 }));
    expect(error).toMatchObject({
      name: "ValueError",
      message: expect.stringMatching(/exists.*--overwrite/),
    });
    expect(readdirSync(output)).toEqual(["part-00000"]);
    await WordCount.run({ input: words(), output, workers: 2, reducers: 1, overwrite: true });
    expectFinished(output, 1);
    expect(sorted(parse(partsOf(output)))).toEqual(countWords(lines));
  });

  test("isn't overwritten if something else lies in it, or the input", async () => {
    const output = fresh("out");
    writeFileSync(`${output}/thesis.txt`, "mine\n");
    const error = await failure(WordCount.run({ input: words(), output, workers: 2, overwrite: true }));
    expect(error.message).toContain("thesis.txt");
    expect(readdirSync(output)).toEqual(["thesis.txt"]);
    const input = fresh("out");
    writeLines(`${input}/part-00000`, lines);
    const inside = await failure(WordCount.run({ input, output: input, workers: 2, overwrite: true }));
    expect(inside.message).toContain("lies in it");
    expect(readdirSync(input)).toEqual(["part-00000"]);
  });

  test("is only the user's to read while the job runs, in its temporary part", async () => {
    const output = path("out-6");
    let mode = 0;
    const onProgress = (): void => {
      if (existsSync(`${output}/_temporary`)) mode = statSync(`${output}/_temporary`).mode & 0o777;
    };
    await WordCount.run({ input: words(), output, workers: 2, onProgress });
    expect(mode).toBe(0o700);
  });

  test("of a job that failed is gone", async () => {
    const output = path("out-7");
    await failure(WordCount.run({ input: [words(), path("nowhere")], output, workers: 2 }));
    expect(existsSync(output)).toBe(false);
  });
});

describe("bad settings", () => {
  test.each([
    [{ memory: "15MiB" }, /16 ?MiB/],
    [{ resume: true }, /output/],
    [{ input: [] as string[] }, /input/],
  ])("%o", async (settings, message) => {
    const run = async () => WordCount.run({ input: words(), workers: 2, ...settings });
    expect((await failure(run())).message).toMatch(message);
  });

  test("an aborted signal", async () => {
    const output = path("out-8");
    const controller = new AbortController();
    const reason = new Error("enough");
    const running = WordCount.run({ input: words(), output, workers: 2, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 20);
    expect(await failure(running)).toBe(reason);
    expect(existsSync(output)).toBe(false);
  });
});

describe("what is told", () => {
  test("of the progress: records, parts that are done", async () => {
    const told: { map: number; reduce?: number; records: number }[] = [];
    const { stats } = await WordCount.run({
      input: words(),
      workers: 2,
      onProgress: (progress) => void told.push(progress),
    });
    const last = told.at(-1)!;
    expect(last).toMatchObject({ map: 1, reduce: 1 });
    const { map, reduce } = stats.steps[0]!;
    expect(map).toMatchObject({ recordsIn: lines.length, skippedRecords: 0 });
    expect(map.attempts).toBe(map.tasks);
    expect(last.records).toBe(map.recordsIn + reduce!.recordsIn);
    expect(reduce!.recordsOut).toBe(countWords(lines).length);
    expect(stats.bytesRead).toBe(statSync(words()).size);
    expect(stats.steps[0]!.partitions.reduce((n, { records }) => n + records, 0)).toBe(reduce!.recordsIn);
  });
});
