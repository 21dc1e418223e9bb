/** What a resumed job says of itself: bad records of before count, the time of tasks that it has taken over doesn't. */
import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import { Seeded } from "../support/seeded.js";
import { child, failure, jobs, scratch, wordLines, writeLines } from "./local_support.js";

const { BadTwice } = jobs;
const { path } = scratch();

/** Killed in its second step, whose input is what the first one gave; run again so. */
async function resumed(name: string, badRecords: number) {
  const input = writeLines(path(`${name}.txt`), ["bad 1", "a", "bad 2", "b", "worse", "c"]);
  const armed = writeLines(path(`${name}.armed`), []);
  const run = { input, output: path(name), workers: 1, reducers: 1, badRecords, options: { armed } };
  const killed = await child({ job: "BadTwice", run: { ...run, resume: true } });
  expect(killed.signal, `${killed.stdout}${killed.stderr}`).toBe("SIGKILL");
  rmSync(armed);
  return BadTwice.run({ ...run, resume: true });
}

test("bad records of steps that are done count among those that are allowed", async () => {
  expect((await failure(resumed("two", 2))).message).toMatch(/worse is out of range.*2 bad records.*used up/);
  const { skipped, summary } = await resumed("three", 3);
  expect(skipped.map(({ error }) => error)).toEqual([
    expect.stringContaining("bad 1"),
    expect.stringContaining("bad 2"),
    expect.stringContaining("worse"),
  ]);
  expect(summary).toContain("3 bad records skipped in all");
}, 60_000);

test("tasks that were taken over are told, and not in the time that one thread would need", async () => {
  const input = writeLines(path("words.txt"), wordLines(new Seeded(12), 2000));
  const run = { input, output: path("words"), workers: 2, reducers: 3, splitSize: 8000, resume: true };
  const killAt = { point: "part.committed", pass: 2 };
  expect((await child({ job: "WordCount", run, killAt })).signal).toBe("SIGKILL");
  const { stats, summary } = await jobs.WordCount.run(run);
  const { map, reduce } = stats.steps[0]!;
  expect(map).toMatchObject({ takenOver: map.tasks, busySeconds: 0 });
  expect(reduce).toMatchObject({ tasks: 3, takenOver: 1 });
  expect(reduce!.busySeconds).toBeGreaterThan(0);
  expect(summary).toContain(`${map.tasks} of ${map.tasks} map tasks taken over`);
  expect(summary).toContain("1 of 3 reduce tasks taken over");
  expect(summary).toMatch(/one thread would need about .* s for the 2 tasks that ran \(/);
}, 60_000);
