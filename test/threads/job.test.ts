/** The claim protocol alone, on words of its own: no team, no kernels. */
import { Worker } from "node:worker_threads";
import { beforeEach, describe, expect, test } from "vitest";
import { FINISHED, TeamControl } from "../../dist/threads/control.js";
import {
  cancelRest,
  claim,
  complete,
  type JobDescription,
  openJob,
  publish,
  readJob,
  unfinished,
} from "../../dist/threads/job.js";
import { Seeded } from "../support/seeded.js";

const BYTES = 65536;

function describeJob(params: number, slices: number): JobDescription {
  return { kernel: 1, codeAddress: 2, codeBytes: 3, params, total: slices * 10, grain: 10, slices };
}

let control: TeamControl;
beforeEach(() => {
  control = new TeamControl({
    memory: new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true }),
    base: 0,
    bytes: BYTES,
  });
});

describe("a job", () => {
  test("gives each slice once, in order, and is over when all are counted", () => {
    const job = publish(control, describeJob(64, 3), 0);
    expect(openJob(control)).toBe(job);
    expect(readJob(control)).toEqual(describeJob(64, 3));
    expect([0, 1, 2, 3].map(() => claim(control, job, 3, -1))).toEqual([0, 1, 2, -1]);
    expect(openJob(control)).toBe(0);
    expect(unfinished(control, job)).toBe(3);
    complete(control, job, 1);
    complete(control, job, 1);
    const before = Atomics.load(control.i32, FINISHED);
    complete(control, job, 1);
    expect(unfinished(control, job)).toBe(0);
    expect(Atomics.load(control.i32, FINISHED)).toBe(before + 1);
  });

  test("can't be claimed from, counted for or cancelled once another is published", () => {
    const old = publish(control, describeJob(64, 8), 0);
    expect(claim(control, old, 8, -1)).toBe(0);
    const job = publish(control, describeJob(128, 2), 0);
    expect(claim(control, old, 8, -1)).toBe(-1);
    complete(control, old, 1);
    cancelRest(control, old);
    expect(unfinished(control, old)).toBe(0);
    expect(unfinished(control, job)).toBe(2);
    expect([claim(control, job, 2, -1), claim(control, job, 2, -1)]).toEqual([0, 1]);
  });

  test("cancelled gives no more slices, and waits only for those that were given", () => {
    const job = publish(control, describeJob(64, 100), 0);
    claim(control, job, 100, -1);
    cancelRest(control, job);
    expect(claim(control, job, 100, -1)).toBe(-1);
    expect(unfinished(control, job)).toBe(1);
    complete(control, job, 1);
    expect(unfinished(control, job)).toBe(0);
  });

  test("says which slice before it is claimed", () => {
    const job = publish(control, describeJob(64, 2), 0);
    claim(control, job, 2, 100);
    expect(claim(control, job, 2, 100)).toBe(1);
    expect(control.i32[100]).toBe(1);
  });

  test("numbers wrap, and skip 0, which means none", () => {
    Atomics.store(control.u64, 0, 0x7fffffffn << 32n);
    expect(publish(control, describeJob(64, 2), 0)).toBe(1);
  });
});

test("threads that dawdle between reading a job and claiming from it never mix two jobs", async () => {
  const random = new Seeded(11);
  const marks = BYTES / 4;
  const words = new Int32Array(control.region.memory.buffer);
  const stop = marks + 4096;
  const workers = [1, 2, 3].map(
    (seed) =>
      new Worker(new URL("./dawdler.mjs", import.meta.url), {
        workerData: { region: control.region, marks, stop, seed },
      }),
  );
  const reports = workers.map(
    (worker) =>
      new Promise<{ claimed: number; missed: number; mixed: number }>((resolve, reject) => {
        worker.on("message", resolve);
        worker.on("error", reject);
      }),
  );
  const end = performance.now() + 2000;
  let jobs = 0;
  while (performance.now() < end) {
    const slices = random.integer(1, 40);
    // A dawdler knows what slices belong to these parameters.
    const job = publish(control, describeJob(slices * 64, slices), slices);
    for (let n = random.integer(0, slices); n > 0; n--) {
      const slice = claim(control, job, slices, -1);
      if (slice < 0) break;
      Atomics.add(words, marks + slice, 1);
      complete(control, job, 1);
    }
    const deadline = performance.now() + 10_000;
    while (unfinished(control, job) > 0 && performance.now() < deadline) {
      const seen = Atomics.load(control.i32, FINISHED);
      if (unfinished(control, job) > 0) Atomics.wait(control.i32, FINISHED, seen, 50);
    }
    expect(unfinished(control, job)).toBe(0);
    for (let slice = 0; slice < slices; slice++) {
      if (words[marks + slice] !== 1)
        throw new Error(`job ${job}: slice ${slice} ran ${words[marks + slice]} times`);
      words[marks + slice] = 0;
    }
    jobs++;
  }
  Atomics.store(words, stop, 1);
  const told = await Promise.all(reports);
  expect(jobs).toBeGreaterThan(100);
  expect(told.reduce((sum, { claimed }) => sum + claimed, 0)).toBeGreaterThan(100);
  // Claims refused because the job had changed or run out in between: what this test is about did happen.
  expect(told.reduce((sum, { missed }) => sum + missed, 0)).toBeGreaterThan(0);
  expect(told.map(({ mixed }) => mixed)).toEqual([0, 0, 0]);
});
