import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { ValueError } from "../../dist/errors.js";
import { heap } from "../../dist/memory/index.js";
import { runTeam, runTeamAsync, shutdownTeam } from "../../dist/threads/index.js";
import type { CompiledKernel } from "../../dist/threads/kernel-code.js";
import { team } from "../../dist/threads/team.js";
import { Seeded } from "../support/seeded.js";
import { Probe, TRAP, until, WAIT, warm } from "./probe.js";

process.env.MANYCORE_THREADS = "3";
const ITEMS = 5000;
const probe = await Probe.make(ITEMS);

beforeEach(() => probe.reset());
afterAll(() => shutdownTeam());

describe("runTeamAsync", () => {
  test("before any helper has started, the caller runs slices between turns", async () => {
    await runTeamAsync(probe.kernel, probe.params, ITEMS, 10);
    expect(probe.firstMistake(ITEMS, 10)).toBe("");
  });

  test("the event loop turns while helpers work", async () => {
    await warm(probe);
    probe.reset({ helpers: WAIT });
    let finished = false;
    const job = runTeamAsync(probe.kernel, probe.params, ITEMS, 10).then(() => {
      finished = true;
    });
    // The slices end only after a timer of this thread: a blocked event loop would never get there.
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(finished).toBe(false);
    probe.openGate();
    await job;
    expect(probe.firstMistake(ITEMS, 10)).toBe("");
    expect(probe.helpersSlices).toBe(ITEMS / 10);
  });

  test("jobs are done in the order of the calls; a synchronous one meanwhile works alone", async () => {
    await warm(probe);
    const other = await Probe.make(ITEMS, "other");
    probe.reset({ helpers: WAIT });
    const order: string[] = [];
    const first = runTeamAsync(probe.kernel, probe.params, ITEMS, 10).then(() => order.push("first"));
    const second = runTeamAsync(other.kernel, other.params, ITEMS, 10).then(() => order.push("second"));
    await until(() => probe.helpersSlices > 0);
    const alone = await Probe.make(ITEMS, "alone");
    runTeam(alone.kernel, alone.params, ITEMS, 10);
    expect(alone.firstMistake(ITEMS, 10)).toBe("");
    expect(alone.helpersSlices).toBe(0);
    expect(order).toEqual([]);
    probe.openGate();
    await Promise.all([first, second]);
    expect(order).toEqual(["first", "second"]);
    expect(probe.firstMistake(ITEMS, 10)).toBe("");
    expect(other.firstMistake(ITEMS, 10)).toBe("");
  });

  test("helpers that can't compile the kernel leave it to the caller, blocked or not", async () => {
    await warm(probe);
    const broken = await Probe.make(ITEMS, "broken");
    const kernel = broken.kernel as CompiledKernel;
    heap().u8.fill(0, kernel.codeAddress(), kernel.codeAddress() + kernel.codeBytes);
    runTeam(broken.kernel, broken.params, ITEMS, 10);
    expect(broken.firstMistake(ITEMS, 10)).toBe("");
    broken.reset();
    await runTeamAsync(broken.kernel, broken.params, ITEMS, 10);
    expect(broken.firstMistake(ITEMS, 10)).toBe("");
    expect(broken.helpersSlices).toBe(0);
  });

  test("a trap rejects, and the next job is right", async () => {
    await warm(probe);
    probe.reset({ caller: TRAP, helpers: TRAP });
    await expect(runTeamAsync(probe.kernel, probe.params, ITEMS, 10)).rejects.toThrow(
      WebAssembly.RuntimeError,
    );
    probe.reset();
    await runTeamAsync(probe.kernel, probe.params, ITEMS, 10);
    expect(probe.firstMistake(ITEMS, 10)).toBe("");
  });

  test("many jobs, asynchronous and not, are each right", async () => {
    const random = new Seeded(5);
    for (let round = 0; round < 100; round++) {
      const grain = random.integer(1, 2000);
      probe.reset({ factor: round });
      if (random.integer(0, 1) === 0) runTeam(probe.kernel, probe.params, ITEMS, grain);
      else await runTeamAsync(probe.kernel, probe.params, ITEMS, grain);
      expect(probe.firstMistake(ITEMS, grain, round)).toBe("");
    }
  });

  test("refuses what isn't a count at once", () => {
    expect(() => runTeamAsync(probe.kernel, probe.params, -1, 1)).toThrow(ValueError);
  });
});

describe("shutdownTeam", () => {
  test("waits for asynchronous jobs, ends the helpers, and the next job starts new ones", async () => {
    await warm(probe);
    const job = runTeamAsync(probe.kernel, probe.params, ITEMS, 10);
    await shutdownTeam();
    expect(probe.firstMistake(ITEMS, 10)).toBe("");
    await job;
    expect(team().roster.ready()).toBe(0);
    await warm(probe);
  });
});
