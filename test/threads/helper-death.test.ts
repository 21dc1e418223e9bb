import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { WorkerDiedError } from "../../dist/errors.js";
import { subscribe } from "../../dist/events/index.js";
import { type Loss, runTeam, runTeamAsync, shutdownTeam, teamSize } from "../../dist/threads/index.js";
import { team } from "../../dist/threads/team.js";
import { Probe, until, WAIT, WAIT_FOR_HELPER, warm } from "./probe.js";
import { randomDeaths } from "./random-deaths.js";

process.env.MANYCORE_THREADS = "3";
const ITEMS = 1000;
const probe = await Probe.make(ITEMS, "doomed");
const { roster } = team();

function killAll(): void {
  for (let helper = 0; helper < teamSize() - 1; helper++) roster.kill(helper);
}

function outcome(action: () => void): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

// Helpers of an earlier test may be dead without anybody having noticed: the first job after a while notices.
beforeEach(() => warm(probe));
afterAll(() => shutdownTeam());

/** The helpers are stuck in a slice each, the caller kills them from within its own, and is never told by an event. */
function dieInTheMiddle(): unknown {
  probe.reset({ caller: WAIT_FOR_HELPER, helpers: WAIT });
  let killed = false;
  probe.duringCallersSlices(() => {
    if (killed || probe.helpersSlices === 0) return;
    killed = true;
    killAll();
  });
  return outcome(() => runTeam(probe.kernel, probe.params, ITEMS, 10));
}

describe("a helper that dies", () => {
  test("with a slice in hand is an error in the blocked caller within a second", () => {
    const from = performance.now();
    const error = dieInTheMiddle();
    expect(performance.now() - from).toBeLessThan(1000);
    expect(error).toBeInstanceOf(WorkerDiedError);
    const { message, cause } = error as WorkerDiedError & { cause: Loss };
    expect(message).toMatch(/kernel doomed ran, helper \d of the team in slice \d+/);
    expect(cause).toMatchObject({ kernel: "doomed", slices: 100, confirmed: process.platform === "linux" });
    const missing = probe.counts(100).flatMap((count, slice) => (count === 0 ? [slice] : []));
    expect(missing.length).toBe(cause.unfinished);
    // One that died between saying what it would claim and claiming it is named too.
    expect(cause.helpers.map(({ slice }) => slice)).toEqual(expect.arrayContaining(missing));
  });

  test("is replaced, and the next jobs are right", async () => {
    expect(dieInTheMiddle()).toBeInstanceOf(WorkerDiedError);
    for (let round = 0; round < 20; round++) {
      probe.reset({ factor: round });
      runTeam(probe.kernel, probe.params, ITEMS, 10);
      expect(probe.firstMistake(ITEMS, 10, round)).toBe("");
    }
    await warm(probe);
    probe.reset({ caller: WAIT_FOR_HELPER });
    runTeam(probe.kernel, probe.params, ITEMS, 10);
    expect(probe.firstMistake(ITEMS, 10)).toBe("");
  });

  test("asleep is no error", () => {
    killAll();
    for (let round = 0; round < 20; round++) {
      probe.reset();
      runTeam(probe.kernel, probe.params, ITEMS, 10);
      expect(probe.firstMistake(ITEMS, 10)).toBe("");
    }
  });

  test("is told as an event, once", async () => {
    const deaths: number[] = [];
    const subscription = subscribe("team.death", ({ helper }) => deaths.push(helper));
    killAll();
    await until(() => deaths.length >= teamSize() - 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    subscription.unsubscribe();
    expect(deaths.sort()).toEqual([1, 2]);
  });

  test("rejects an asynchronous job", async () => {
    probe.reset({ helpers: WAIT });
    const job = runTeamAsync(probe.kernel, probe.params, ITEMS, 500);
    await until(() => probe.helpersSlices === 2);
    killAll();
    const error = await job.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(WorkerDiedError);
    expect((error as { cause: Loss }).cause).toMatchObject({ unfinished: 2, slices: 2, confirmed: true });
  });

  test("leaves the slices that an asynchronous job has left to the caller, before it is told", async () => {
    probe.reset({ helpers: WAIT });
    const job = runTeamAsync(probe.kernel, probe.params, ITEMS, 10);
    await until(() => probe.helpersSlices === 2);
    killAll();
    expect(await job.catch((reason: unknown) => reason)).toBeInstanceOf(WorkerDiedError);
    expect(probe.counts(100).reduce((sum, count) => sum + count)).toBe(98);
  });
});

test("helpers killed at random moments: an error or the right result, never a hang", async () => {
  const { jobs, errors } = await randomDeaths(probe, ITEMS, 3000, 1);
  expect(jobs).toBeGreaterThan(10);
  expect(errors).toBeLessThan(jobs);
});
