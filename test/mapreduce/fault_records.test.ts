/** `--bad-records N`: exactly the bad ones are left out, whatever they do, and all others are there. */
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";
import { Faulty } from "./local_jobs.mjs";
import { countWords, failure, partsOf, scratch, sorted, wordLines, writeLines } from "./local_support.js";

const { path, fresh } = scratch();
const LINES = 1500;

/** Lines of which some are bad, among them the first and the last. */
function badInput(bad: number): { input: string; good: string[]; offsets: number[] } {
  const random = new Seeded(bad);
  const lines = wordLines(random, LINES).map((line) => `x ${line}`.trim());
  const places = new Set([0, LINES - 1]);
  while (places.size < bad) places.add(random.integer(0, LINES - 1));
  for (const at of places) lines[at] = `${lines[at]} bad`;
  const input = writeLines(path(`bad-${bad}.txt`), lines);
  const offsets: number[] = [];
  let at = 0;
  for (const [i, line] of lines.entries()) {
    if (places.has(i)) offsets.push(at);
    at += Buffer.byteLength(line) + 1;
  }
  return { input, good: lines.filter((_, i) => !places.has(i)), offsets };
}

const settings = { workers: 2, splitSize: 8000 };

describe.each([
  ["throw", 12],
  ["exit", 3],
  ["loop", 2],
])("records whose mapper does this: %s", (how, bad) => {
  test.each([false, true])(
    "are left out, counted and listed (after some of its pairs: %s)",
    async (late) => {
      const { input, good, offsets } = badInput(bad);
      const timeout = how === "loop" ? { taskTimeout: 1.5 } : {};
      const result = await Faulty.run({
        ...settings,
        ...timeout,
        input,
        badRecords: bad,
        options: { how, late },
      });
      expect(sorted(result.output as [string, number][])).toEqual(countWords(good));
      expect(result.skipped.map(({ path, offset }) => [path, offset])).toEqual(
        offsets.map((offset) => [input, offset]),
      );
      for (const { error } of result.skipped)
        expect(error).toMatch(/RangeError|WorkerDiedError|TimeoutError/);
      expect(result.stats.steps[0]!.map).toMatchObject({ skippedRecords: bad, recordsIn: good.length });
      expect(result.counters.count("words", "mapped")).toBe(good.flatMap((line) => line.split(" ")).length);
    },
    120_000,
  );
});

test("one more than allowed ends the job, with the record and its error", async () => {
  const { input } = badInput(5);
  const error = await failure(Faulty.run({ ...settings, input, badRecords: 4, options: {} }));
  expect(error.message).toMatch(/--bad-records/);
  expect(error.message).toContain("RangeError: this one is out of range");
  const none = await failure(Faulty.run({ ...settings, input, options: {} }));
  expect(none.message).toContain("--bad-records N");
}, 60_000);

test("a record that failed once by chance isn't left out", async () => {
  const { input, good } = badInput(2);
  const marks = fresh("marks");
  const result = await Faulty.run({ ...settings, input, badRecords: 10, options: { marks, times: 1 } });
  expect(result.skipped).toEqual([]);
  expect(result.stats.steps[0]!.map.recordsIn).toBe(good.length + 2);
}, 60_000);

test("lines that can't be read are counted together with the others", async () => {
  const lines = ["a b", "bad", "c"];
  const bytes = Buffer.concat([
    Buffer.from(`${lines.join("\n")}\n`),
    Buffer.from([0x61, 0xff, 0xfe, 0x0a]),
    Buffer.from("d a\n"),
  ]);
  writeFileSync(path("latin.txt"), bytes);
  const input = path("latin.txt");
  const output = path("out-latin");
  const result = await Faulty.run({ workers: 2, input, output, badRecords: 2, options: {} });
  const pairs = Object.values(partsOf(output)).flat();
  expect(pairs.sort()).toEqual(['"a"\t2', '"b"\t1', '"c"\t1', '"d"\t1']);
  expect(result.skipped.map(({ offset }) => offset)).toEqual([4, 10]);
  const error = await failure(Faulty.run({ workers: 2, input, badRecords: 1, options: {} }));
  expect(error.message).toMatch(
    /failed once.*BadRecordError.*byte 10.*the 1 bad record that --bad-records allows is used up/i,
  );
}, 60_000);
