import { expect, test } from "vitest";
import { runTeam, runTeamAsync, shutdownTeam, teamSize } from "../../dist/threads/index.js";
import { team } from "../../dist/threads/team.js";
import { Probe } from "./probe.js";

process.env.MANYCORE_THREADS = "1";
const ITEMS = 1000;
const probe = await Probe.make(ITEMS);

test("a team of one has no helpers and is right", async () => {
  expect(teamSize()).toBe(1);
  runTeam(probe.kernel, probe.params, ITEMS, 10);
  expect(probe.firstMistake(ITEMS, 10)).toBe("");
  expect(team().roster.ready()).toBe(0);
  await shutdownTeam();
});

test("an asynchronous job alone lets the event loop turn between batches of slices", async () => {
  probe.reset();
  // 1 ms a slice: 100 slices are many batches.
  probe.duringCallersSlices(() => {
    const end = performance.now() + 1;
    while (performance.now() < end);
  });
  let turns = 0;
  let going = true;
  const count = (): void => {
    turns++;
    if (going) setImmediate(count);
  };
  setImmediate(count);
  await runTeamAsync(probe.kernel, probe.params, ITEMS, 10);
  going = false;
  expect(probe.firstMistake(ITEMS, 10)).toBe("");
  expect(turns).toBeGreaterThan(10);
});
