import {
  MapReduce,
  pair,
  type Runner,
  type RunOptions,
  registerRunner,
  sum,
  ValueError,
} from "manycore/mapreduce";
import { describe, expect, test } from "vitest";
import { planJob } from "../../dist/mapreduce/job/job-plan.js";
import { parseSize } from "../../dist/mapreduce/job/size.js";

class Words extends MapReduce {
  override *mapper(_: null, line: string) {
    for (const word of line.split(" ")) yield pair(word, 1);
  }
  override *reducer(word: string, counts: Iterable<number>) {
    yield pair(word, sum(counts));
  }
}

const LINES = ["b a\n", "a é\n"];

describe("a run", () => {
  test("gives output, counters and a summary", async () => {
    const { output, counters, stats, summary, skipped } = await Words.run({ runner: "inline", stdin: LINES });
    expect(output).toEqual([
      ["a", 2],
      ["b", 1],
      ["é", 1],
    ]);
    expect(counters.isEmpty).toBe(true);
    expect(skipped).toEqual([]);
    expect(stats).toMatchObject({ workers: 1, bytesRead: 9 });
    expect(stats.steps).toMatchObject([
      {
        map: { tasks: 1, recordsIn: 2, recordsOut: 4, bytesIn: 9 },
        reduce: { recordsIn: 4, recordsOut: 3 },
        mapOutputRecords: 4,
      },
    ]);
    expect(stats.steps[0]?.partitions[0]?.hottest[0]).toEqual({ key: "a", records: 2 });
    expect(summary).toContain("2 records in");
  });

  test("by a runner object: its output as lines, and read back", async () => {
    const job = new Words();
    await using runner = job.makeRunner({ runner: "inline", stdin: LINES });
    expect(() => runner.counters).toThrow(/Words hasn't run to its end/);
    await runner.run();
    const chunks: Uint8Array[] = [];
    for await (const chunk of runner.catOutput()) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('"a"\t2\n"b"\t1\n"é"\t1\n');
    // Cut within é.
    const bytes = Buffer.concat(chunks);
    const cut = bytes.indexOf("é") + 1;
    const pairs: unknown[] = [];
    for await (const each of job.parseOutput([bytes.subarray(0, cut), bytes.subarray(cut, -1)]))
      pairs.push(each);
    expect(pairs).toEqual([
      ["a", 2],
      ["b", 1],
      ["é", 1],
    ]);
    await expect(runner.run()).rejects.toThrow(/has been run by this runner; make another/);
  });

  test("a runner that is registered gets the plan", async () => {
    const plans: unknown[] = [];
    const runner: Runner = {
      name: "noting",
      async run(plan) {
        plans.push(plan);
        return (await import("../../dist/mapreduce/runners/inline/index.js")).inlineRunner.run(plan);
      },
    };
    registerRunner("noting", async () => runner);
    const { output } = await Words.run({ runner: "noting", stdin: ["x"], workers: 3, memory: "32MiB" });
    expect(output).toEqual([["x", 1]]);
    expect(plans).toMatchObject([
      {
        Job: Words,
        name: "Words",
        input: ["-"],
        workers: 3,
        memory: 2 ** 25,
        attempts: 4,
        taskTimeout: 600,
        badRecords: 0,
        encoding: "utf-8",
      },
    ]);
  });

  test("unknown runners are refused", async () => {
    await expect(Words.run({ runner: "hadoop", stdin: [] })).rejects.toThrow(
      /no runner "hadoop"; there are: inline, local(, .+)?, spark/,
    );
  });

  test("no input at all is an error", async () => {
    await expect(Words.run({ runner: "inline" })).rejects.toThrow(/input is empty/);
    await expect(Words.run({ runner: "inline", input: [] })).rejects.toThrow(/input is empty/);
  });

  test("a signal ends it", async () => {
    const reason = new Error("enough");
    await expect(
      Words.run({ runner: "inline", stdin: LINES, signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
    const controller = new AbortController();
    const onProgress = () => controller.abort(reason);
    await expect(
      Words.run({ runner: "inline", stdin: LINES, signal: controller.signal, onProgress }),
    ).rejects.toBe(reason);
  });
});

describe("options of a run", () => {
  test.each<[RunOptions, RegExp]>([
    [{ workers: 0 }, /workers is 0; it takes a whole number from 1/],
    [{ reducers: 1.5 }, /reducers is 1\.5/],
    [{ memory: "1kB" }, /memory is 1kB, that is 1000 bytes a worker; the least is 16777216/],
    [{ memory: "much" }, /memory is "much"; .*256MB or 1GiB/],
    [{ badRecords: -1 }, /badRecords is -1/],
    [{ taskTimeout: -1 }, /taskTimeout is -1; it takes seconds/],
    [{ taskTimeout: Number.NaN }, /taskTimeout is NaN/],
    [{ attempts: 0 }, /attempts is 0/],
    [{ encoding: "utf8" as "utf-8" }, /encoding is "utf8"; it takes one of utf-8, latin1/],
    [{ output: "" }, /output is ""/],
    [{ resume: true }, /resume is given without an output/],
    [{ splitSize: 0 }, /splitSize is 0/],
    [{ memory: 16e6 }, /memory is 16000000 bytes a worker; the least is 16777216/],
    [
      { nope: 1 } as RunOptions,
      /A run of Words takes no nope; it takes input, stdin, output, runner, .*signal\./,
    ],
  ])("%o is refused", (options, message) => {
    expect(() => planJob(Words as never, options)).toThrow(ValueError);
    expect(() => planJob(Words as never, options)).toThrow(message);
  });

  test("protocols are looked at before the job begins", () => {
    class Odd extends Words {
      override inputProtocol = "yaml" as "json";
    }
    expect(() => planJob(Odd as never, {})).toThrow(/"yaml" is no protocol/);
  });

  test("the job's encoding holds unless the run says another", async () => {
    class Latin extends Words {
      static override inputEncoding = "latin1" as const;
    }
    const stdin = () => [Uint8Array.of(0xe9)];
    expect((await Latin.run({ runner: "inline", stdin: stdin() })).output).toEqual([["é", 1]]);
    await expect(Latin.run({ runner: "inline", stdin: stdin(), encoding: "utf-8" })).rejects.toThrow(/UTF-8/);
  });
});

describe("sizes", () => {
  test.each<[number | string, number]>([
    [1000, 1000],
    ["1000", 1000],
    ["256MB", 256e6],
    ["1GiB", 2 ** 30],
    ["1.5 kB", 1500],
    ["64KiB", 2 ** 16],
    ["2g", 2e9],
    ["7b", 7],
  ])("%s", (size, bytes) => expect(parseSize("memory", size)).toBe(bytes));

  test.each(["", "MB", "-1", "0", "1XB", "1e3", "1,5MB", "NaN", 0.5, Number.NaN, -1, 2 ** 60])(
    "%s is refused",
    (size) => {
      expect(() => parseSize("memory", size)).toThrow(ValueError);
    },
  );
});
