import { Worker } from "node:worker_threads";
import { afterAll, expect, test } from "vitest";
import { runTeam, shutdownTeam, threadSettled } from "../../dist/threads/index.js";
import { openJob } from "../../dist/threads/job.js";
import { team } from "../../dist/threads/team.js";
import { skipUnlessLinux } from "../support/systems.js";
import { GO, Probe, until, WAIT, warm } from "./probe.js";

process.env.MANYCORE_THREADS = "3";
const ITEMS = 2000;
const probe = await Probe.make(ITEMS);
const code = await Probe.code();

afterAll(() => shutdownTeam());

test("of a thread that led nothing it is settled at once", async () => {
  await threadSettled(12_345);
  await expect(threadSettled(0)).rejects.toThrowError(/still running/);
});

test("helpers that work for a dead leader are waited for; what they haven't begun is called off", async (context) => {
  skipUnlessLinux(context);
  await warm(probe);
  // The leader and the helpers wait in their slices until the gate is open.
  probe.reset({ caller: WAIT, helpers: WAIT });
  const worker = new Worker(new URL("./caller.mjs", import.meta.url), {
    workerData: { code, params: probe.params, slices: 1000 },
  });
  const { threadId } = worker;
  const ended = new Promise((resolve) => worker.on("exit", resolve));
  // In the worker nobody is the probe's caller: it counts as a helper.
  await until(() => probe.helpersSlices >= 3);
  const begun = probe.helpersSlices;
  await worker.terminate();
  await ended;
  let settled = false;
  const settling = threadSettled(threadId).then(() => {
    settled = true;
  });
  await until(() => openJob(team().control) === 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(settled).toBe(false);
  probe.openGate();
  await settling;
  // The helpers have written their slices by now, and nobody runs another one.
  const written = probe.counts(1000).reduce((sum, count) => sum + count, 0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(probe.counts(1000).reduce((sum, count) => sum + count, 0)).toBe(written);
  expect(written).toBe(begun - 1);
  // The team works on.
  probe.reset({ caller: GO, helpers: GO, factor: 3 });
  runTeam(probe.kernel, probe.params, ITEMS, 10);
  expect(probe.firstMistake(ITEMS, 10, 3)).toBe("");
});
