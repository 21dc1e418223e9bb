import { expect, it } from "vitest";
import { deaths } from "./deaths.js";

it.each([1, 2])("threads that die at any moment lose and leak nothing (seed %i)", async (seed) => {
  const { random, stopped, freed, truth, own } = await deaths({ threads: 3, milliseconds: 2500, seed });
  expect(random + stopped).toBeGreaterThan(3);
  expect(freed).toBeGreaterThan(0);
  expect(truth).toMatchObject({ dying: 0, leases: 0, mistakes: [], used: own });
  // What is left are this thread's own slabs.
  expect(truth.arenas.length).toBeLessThanOrEqual(1);
});
