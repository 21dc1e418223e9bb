import { describe, expect, it } from "vitest";
import { bytesText, countText, percentText, secondsText } from "../../dist/mapreduce/report/amounts.js";
import {
  type JobStats,
  type PartitionStats,
  type PhaseStats,
  type StepStats,
  skewOf,
  summarize,
} from "../../dist/mapreduce/report/index.js";

const phase: PhaseStats = {
  seconds: 1.5,
  tasks: 4,
  attempts: 4,
  busySeconds: 2.25,
  recordsIn: 81_234,
  recordsOut: 3_240_118,
  bytesIn: 32_500_000,
  spilledBytes: 0,
  skippedRecords: 0,
};

const partition = (bytes: number, hottest: PartitionStats["hottest"] = []): PartitionStats => ({
  bytes,
  records: bytes / 10,
  hottest,
});

const step: StepStats = {
  map: phase,
  reduce: {
    ...phase,
    seconds: 0.5,
    tasks: 2,
    attempts: 2,
    busySeconds: 0.75,
    recordsIn: 402_113,
    recordsOut: 1,
  },
  shuffledBytes: 5_100_000,
  shuffledRecords: 402_113,
  mapOutputRecords: 3_240_118,
  partitions: [
    partition(1000),
    partition(3000, [
      { key: "the", records: 100 },
      { key: ["a", 1], records: 50 },
    ]),
  ],
};

const job: JobStats = { steps: [step], seconds: 2.1, workers: 2, bytesRead: 32_500_000, spilledBytes: 0 };

describe("the summary", () => {
  it("has phases, shuffle, skew, disk and the one-thread estimate", () => {
    expect(summarize(job).split("\n")).toEqual([
      "  map      1.50 s, 4 tasks; 81,234 records in, 3,240,118 out",
      "  shuffle  5.1 MB: 402,113 records, combined from 3,240,118",
      "  reduce   0.50 s, 2 tasks; 402,113 records in, 1 out",
      "  skew     largest of 2 partitions (1): 1.50 × the mean, 3.0 kB",
      '           its hottest keys: "the" 33 %, ["a",1] 17 % of its records',
      "read 32.5 MB; temporary data on disk: nothing",
      "2.10 s with 2 workers; one thread would need about 3.00 s (1.43 × as long)",
    ]);
  });

  it("says what was tried again, skipped and spilled", () => {
    const text = summarize({
      ...job,
      spilledBytes: 2_000_000_000,
      workers: 1,
      steps: [{ ...step, map: { ...phase, attempts: 6, skippedRecords: 3, spilledBytes: 1_500_000_000 } }],
    });
    expect(text).toContain(
      "4 tasks (2 more attempts); 81,234 records in, 3,240,118 out; 3 bad records skipped; 1.5 GB spilled",
    );
    expect(text).toContain("temporary data on disk: 2.0 GB");
    expect(text).toContain("with 1 worker;");
    expect(text).toMatch(/\n3 bad records skipped in all$/);
  });

  it("says what was taken over from an earlier run, and counts one thread's time without it", () => {
    const reduce = { ...step.reduce!, takenOver: 0 };
    const text = summarize({
      ...job,
      steps: [{ ...step, map: { ...phase, takenOver: 3, attempts: 5 }, reduce }],
    });
    expect(text).toContain("1.50 s, 3 of 4 map tasks taken over (1 more attempts); 81,234 records in");
    expect(text).toContain("0.50 s, 2 tasks;");
    expect(text).toMatch(/one thread would need about 3\.00 s for the 3 tasks that ran \(1\.43 × as long\)$/);
    const all = summarize({
      ...job,
      steps: [{ ...step, map: { ...phase, takenOver: 4 }, reduce: { ...reduce, takenOver: 2 } }],
    });
    expect(all).toMatch(/with 2 workers; all tasks were taken over$/);
  });

  it("names the steps when there are several, and speaks of no shuffle where there is none", () => {
    const { reduce: _, ...mapOnly } = step;
    const text = summarize({ ...job, steps: [step, { ...mapOnly, partitions: [], shuffledRecords: 0 }] });
    expect(text.split("\n").filter((line) => line.startsWith("step"))).toEqual([
      "step 1 of 2",
      "step 2 of 2",
    ]);
    expect(text.match(/shuffle/g)).toHaveLength(1);
  });

  it("gives advice when one reducer has the most", () => {
    const uneven = (records: number, bytes = 9_000_000) =>
      summarize({
        ...job,
        steps: [
          {
            ...step,
            partitions: [
              { ...partition(bytes, [{ key: Infinity, records }]), records: 900 },
              partition(0),
              partition(0),
            ],
          },
        ],
      });
    expect(uneven(600)).toContain("3.00 × the mean, 9.0 MB, 2 of 3 empty");
    expect(uneven(600)).toMatch(/Infinity 67 % of its records\n +one key has most of it/);
    expect(uneven(10)).toMatch(/more reducers, or a partitioner/);
    expect(uneven(600, 900_000)).not.toContain("evens it out");
  });

  it("tells keys that explain something, and no others", () => {
    const hottest = [
      { key: "often", records: 14 },
      { key: "rare", records: 9 },
    ];
    const text = (records: number) =>
      summarize({ ...job, steps: [{ ...step, partitions: [partition(1), { bytes: 9, records, hottest }] }] });
    expect(text(1000)).toContain('its hottest keys: "often" 1.4 % of its records');
    expect(text(1401)).not.toContain("hottest");
  });

  it("keeps keys short and on their line", () => {
    const keys = ["x".repeat(1000), "\u001b[31m\n\u009b", null, { deep: "漢".repeat(99) }];
    const hottest = keys.map((key) => ({ key, records: 1 }));
    const lines = summarize({
      ...job,
      steps: [{ ...step, partitions: [partition(1), partition(2, hottest)] }],
    });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(lines).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u0080-\u009f]/);
    for (const line of lines.split("\n")) expect(line.length).toBeLessThan(200);
    expect(lines.split("\n")).toHaveLength(7);
  });

  it("stands a job of nothing", () => {
    const none: PhaseStats = {
      ...phase,
      seconds: 0,
      tasks: 0,
      attempts: 0,
      busySeconds: 0,
      recordsIn: 0,
      recordsOut: 0,
    };
    const nothing = { map: none, reduce: none, shuffledBytes: 0, shuffledRecords: 0, mapOutputRecords: 0 };
    const text = summarize({
      steps: [{ ...nothing, partitions: [partition(0), partition(0)] }],
      seconds: 0,
      workers: 1,
      bytesRead: 0,
      spilledBytes: 0,
    });
    expect(text).not.toMatch(/NaN|Infinity|undefined|skew/);
  });
});

describe("skew", () => {
  it("is the largest partition against the mean", () => {
    expect(skewOf([partition(10), partition(30), partition(0), partition(0)])).toEqual({
      largest: 1,
      ratio: 3,
      empty: 2,
    });
    expect(skewOf([partition(10)])).toBeUndefined();
    expect(skewOf([])).toBeUndefined();
  });
});

describe("amounts", () => {
  it("are short and exact enough", () => {
    expect([0, 999, 1000, 999_949, 999_950, 1.5e9, 2e18].map(bytesText)).toEqual([
      ...["0 B", "999 B", "1.0 kB", "999.9 kB", "1.0 MB", "1.5 GB", "2000.0 PB"],
    ]);
    expect([0, 999, 1000, 1234567.6].map(countText)).toEqual(["0", "999", "1,000", "1,234,568"]);
    expect([0, 9.99, 9.996, 59.94, 59.96, 185, 3599.7, 7380].map(secondsText)).toEqual([
      ...["0.00 s", "9.99 s", "10.0 s", "59.9 s", "1 min 00 s", "3 min 05 s", "1 h 00 min", "2 h 03 min"],
    ]);
    expect([-1, 0, 0.29, 0.999, 1, 2].map(percentText)).toEqual([
      "0 %",
      "0 %",
      "29 %",
      "99 %",
      "100 %",
      "100 %",
    ]);
  });
});
