import { expect } from "vitest";
import { WorkerDiedError } from "../../dist/errors.js";
import { runTeam, runTeamAsync, teamSize } from "../../dist/threads/index.js";
import { team } from "../../dist/threads/team.js";
import { Seeded } from "../support/seeded.js";
import type { Probe } from "./probe.js";

/**
 * Runs jobs for some time while helpers are killed at random: before a job, from within one of the caller's slices, in the
 * middle of an asynchronous one. A job either says that a helper died, or each of its slices ran exactly once.
 */
export async function randomDeaths(
  probe: Probe,
  items: number,
  milliseconds: number,
  seed: number,
): Promise<{ jobs: number; errors: number; kills: number }> {
  const random = new Seeded(seed);
  const { roster } = team();
  const end = performance.now() + milliseconds;
  let jobs = 0;
  let errors = 0;
  let kills = 0;
  const kill = (): void => {
    const first = random.integer(0, teamSize() - 2);
    for (let n = random.integer(1, teamSize() - 1); n > 0; n--) {
      if (roster.kill((first + n) % (teamSize() - 1))) kills++;
    }
  };
  while (performance.now() < end) {
    const total = random.integer(1, items);
    const grain = random.integer(1, random.pick([2, 50]));
    const factor = random.integer(1, 100);
    const fate = random.pick(["peace", "peace", "peace", "dies before", "dies during", "dies during"]);
    const asynchronous = random.integer(0, 3) === 0;
    // Helpers wake up and kills arrive within a millisecond or so: slices that together take some tens, for both to hit.
    const spins = fate === "dies during" ? Math.floor(50_000_000 / (total / grain)) : 0;
    probe.reset({ factor, spins });
    if (fate === "dies before") kill();
    if (fate === "dies during") {
      let slices = random.integer(1, Math.ceil(total / grain / 2));
      probe.duringCallersSlices(() => {
        if (--slices === 0) kill();
      });
    }
    const from = performance.now();
    let died: unknown;
    try {
      if (asynchronous) {
        const job = runTeamAsync(probe.kernel, probe.params, total, grain);
        if (fate === "dies during") setTimeout(kill, random.integer(0, 5));
        await job;
      } else {
        runTeam(probe.kernel, probe.params, total, grain);
      }
    } catch (error) {
      died = error;
    }
    expect(performance.now() - from, `job ${jobs} of seed ${seed} took too long`).toBeLessThan(5000);
    if (died === undefined) {
      expect(probe.firstMistake(total, grain, factor), `job ${jobs} of seed ${seed}`).toBe("");
    } else {
      expect(died).toBeInstanceOf(WorkerDiedError);
      errors++;
    }
    jobs++;
    // Some jobs follow a death at once, before anything is told of it; others find new helpers ready.
    if (fate === "dies during" && random.integer(0, 3) > 0) {
      await new Promise((resolve) => setTimeout(resolve, random.integer(0, 60)));
    }
  }
  return { jobs, errors, kills };
}
