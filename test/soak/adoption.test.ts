/** Threads that allocate, free and pass blocks for minutes, and are terminated at random moments all the while. */
import { expect, it } from "vitest";
import { deaths } from "../memory/deaths.js";

/** Seconds a round; `MANYCORE_SOAK_SECONDS` overrides. */
const SECONDS = Number(process.env.MANYCORE_SOAK_SECONDS ?? 60);

it.each([2, 4, 8])("%i threads", async (threads) => {
  const seed = Number(process.env.MANYCORE_SOAK_SEED ?? Date.now() % 1_000_000);
  console.log(`${threads} threads, seed ${seed}`);
  const found = await deaths({ threads, milliseconds: SECONDS * 1000, seed });
  const { random, stopped, freed, truth, own } = found;
  console.log(`${random} ended at random moments, ${stopped} at a transition; ${freed} bytes freed for them`);
  expect(random + stopped).toBeGreaterThan(SECONDS);
  expect(truth).toMatchObject({ dying: 0, leases: 0, mistakes: [], used: own });
  // What is left are this thread's own slabs.
  expect(truth.arenas.length).toBeLessThanOrEqual(1);
});
