import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { ValueError } from "../../dist/errors.js";
import { defineKernel, runTeam, shutdownTeam } from "../../dist/threads/index.js";
import { team } from "../../dist/threads/team.js";
import { Seeded } from "../support/seeded.js";
import { assemble, Probe, TRAP, WAIT, WAIT_FOR_HELPER, warm } from "./probe.js";

process.env.MANYCORE_THREADS = "3";
const ITEMS = 20_000;
const probe = await Probe.make(ITEMS);

beforeEach(() => probe.reset());
afterAll(() => shutdownTeam());

describe("runTeam", () => {
  test("works before any helper has started", () => {
    runTeam(probe.kernel, probe.params, ITEMS, 100);
    expect(probe.firstMistake(ITEMS, 100)).toBe("");
  });

  test("runs each slice exactly once, whatever the grain, with the job's own parameters", async () => {
    await warm(probe);
    const random = new Seeded(3);
    for (let round = 0; round < 300; round++) {
      const total = random.integer(0, ITEMS);
      const grain = random.integer(1, random.pick([3, 100, 30_000]));
      const factor = random.integer(1, 1000);
      probe.reset({ factor });
      runTeam(probe.kernel, probe.params, total, grain);
      expect(probe.firstMistake(total, grain, factor), `round ${round}: ${total} by ${grain}`).toBe("");
    }
  });

  test("helpers take part", async () => {
    await warm(probe);
    // The caller's first slice waits until a helper is in one: without helpers this would never end.
    probe.reset({ caller: WAIT_FOR_HELPER });
    runTeam(probe.kernel, probe.params, 1000, 10);
    expect(probe.helpersSlices).toBeGreaterThan(0);
    expect(probe.firstMistake(1000, 10)).toBe("");
  });

  test("does nothing for no items, and one slice without the team", () => {
    runTeam(probe.kernel, probe.params, 0, 10);
    expect(probe.firstMistake(0, 10)).toBe("");
    runTeam(probe.kernel, probe.params, 7, 10);
    expect(probe.firstMistake(7, 10)).toBe("");
  });

  test("many kernels: helpers learn each, and forget without harm", async () => {
    await warm(probe);
    const text = (n: number): string => `
      (module (import "env" "memory" (memory 1 65536 shared))
        (func (export "run") (param $p i32) (param i32) (param i32) (param $slice i32)
          (drop (i32.atomic.rmw.add (i32.add (i32.load (local.get $p)) (i32.shl (local.get $slice) (i32.const 2)))
            (i32.const ${n})))))`;
    const kernels = await Promise.all(
      Array.from({ length: 50 }, async (_, n) => defineKernel(await assemble(text(n)), `adds ${n}`)),
    );
    for (const round of [1, 2]) {
      for (const kernel of kernels) runTeam(kernel, probe.params, 40, 1);
      expect(probe.counts(40)).toEqual(Array.from({ length: 40 }, () => (round * 49 * 50) / 2));
    }
    expect(new Set(kernels.map(({ id }) => id)).size).toBe(50);
  });

  test.each([
    [-1, 10],
    [2 ** 32, 10],
    [10, 0],
    [10, 1.5],
    [Number.NaN, 1],
  ])("refuses %d items in slices of %d", (total, grain) => {
    expect(() => runTeam(probe.kernel, probe.params, total, grain)).toThrow(ValueError);
  });
});

describe("a kernel that traps", () => {
  test("in the caller's slice: the trap is thrown, the team goes on", async () => {
    await warm(probe);
    // The helpers hold a slice each until the caller has one, else they might be done before it comes.
    probe.reset({ caller: TRAP, helpers: WAIT });
    probe.duringCallersSlices(() => probe.openGate());
    expect(() => runTeam(probe.kernel, probe.params, 1000, 10)).toThrow(WebAssembly.RuntimeError);
    // How far the helpers get before the rest is cancelled is up to the scheduler; no slice runs twice, and the caller's never ends.
    const counts = probe.counts(100);
    expect(Math.max(...counts)).toBeLessThanOrEqual(1);
    expect(counts.reduce((sum, count) => sum + count)).toBeLessThan(100);
    probe.reset();
    runTeam(probe.kernel, probe.params, 1000, 10);
    expect(probe.firstMistake(1000, 10)).toBe("");
  });

  test("on a helper: its message, kernel and slice are told, the helper lives", async () => {
    await warm(probe);
    probe.reset({ caller: WAIT_FOR_HELPER, helpers: TRAP });
    expect(() => runTeam(probe.kernel, probe.params, 1000, 10)).toThrow(
      /unreachable.*kernel probe, slice \d+, on helper [12] of the team/,
    );
    expect(team().roster.ready()).toBe(2);
    probe.reset({ caller: WAIT_FOR_HELPER });
    runTeam(probe.kernel, probe.params, 1000, 10);
    expect(probe.firstMistake(1000, 10)).toBe("");
  });

  test("doesn't run the slices that nobody had begun", async () => {
    await warm(probe);
    probe.reset({ caller: WAIT_FOR_HELPER, helpers: TRAP });
    expect(() => runTeam(probe.kernel, probe.params, ITEMS, 1)).toThrow(WebAssembly.RuntimeError);
    expect(probe.counts(ITEMS).filter((count) => count > 0).length).toBeLessThan(ITEMS);
  });
});
