import { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { LOCK, OWNER_PRIMARY, OWNER_THREAD } from "../../dist/threads/control.js";
import { runTeam, shutdownTeam, teamSize } from "../../dist/threads/index.js";
import { team } from "../../dist/threads/team.js";
import { Probe, until, WAIT } from "./probe.js";

process.env.MANYCORE_THREADS = "3";
const ITEMS = 2000;
const probe = await Probe.make(ITEMS);
const code = await Probe.code();
const { control, roster } = team();

function caller(workerData: object): Worker {
  return new Worker(new URL("./caller.mjs", import.meta.url), { workerData: { code, ...workerData } });
}

function answer(worker: Worker): Promise<string> {
  return new Promise((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
    worker.on("exit", (exitCode) => reject(new Error(`the caller ended with ${exitCode} and no answer`)));
  });
}

function runOne(factor: number): void {
  probe.reset({ factor });
  runTeam(probe.kernel, probe.params, ITEMS, 10);
  expect(probe.firstMistake(ITEMS, 10, factor)).toBe("");
}

afterAll(() => shutdownTeam());

// First in this file: nobody has used the team yet.
test("a worker may use the team first; the main thread takes it over and the worker's end hurts nobody", async () => {
  const worker = caller({ jobs: 100_000_000 });
  const ended = new Promise((resolve) => worker.on("exit", resolve));
  await until(() => Atomics.load(control.i32, OWNER_THREAD) !== 0);
  expect(Atomics.load(control.i32, OWNER_PRIMARY)).toBe(0);
  let factor = 0;
  await until(() => {
    runOne(++factor);
    return Atomics.load(control.i32, OWNER_PRIMARY) === 1;
  });
  await worker.terminate();
  await ended;
  await until(() => {
    runOne(++factor);
    return roster.ready() === teamSize() - 1;
  });
  for (let round = 0; round < 50; round++) runOne(round);
});

test("callers in three threads at once: each gets its own right results", async () => {
  const answers = [caller({ jobs: 300 }), caller({ jobs: 300 })].map(answer);
  let going = true;
  const all = Promise.all(answers).finally(() => {
    going = false;
  });
  let factor = 0;
  while (going) {
    for (let round = 0; round < 20; round++) runOne(++factor);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await all).toEqual(["", ""]);
});

test("a leader that is terminated in its job leaves a team that works", async () => {
  await until(() => {
    runOne(1);
    return roster.ready() === teamSize() - 1;
  });
  const doomed = await Probe.make(ITEMS, "doomed");
  doomed.reset({ helpers: WAIT });
  const worker = caller({ params: doomed.params, slices: 100 });
  // All three are in a slice: the two helpers and the leader, to whom this probe is a helper too.
  await until(() => doomed.helpersSlices === 3);
  expect(Atomics.load(control.i32, LOCK)).not.toBe(0);
  await worker.terminate();
  // The helpers are still stuck in the dead leader's job.
  runOne(2);
  doomed.openGate();
  await until(() => {
    runOne(3);
    return probe.helpersSlices > 0;
  });
  for (let round = 0; round < 50; round++) runOne(round);
  expect(Atomics.load(control.i32, LOCK)).toBe(0);
  // Slices that nobody had claimed when the leader died stay undone; none ran twice.
  expect(doomed.counts(100).every((count) => count <= 1)).toBe(true);
});
