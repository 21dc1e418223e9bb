import { afterAll, describe, expect, test } from "vitest";
import { leavesNothing } from "../multiprocessing/holdings.js";
import { Seeded } from "../support/seeded.js";
import { type Round, randomRound } from "./local_random.js";
import { scratch } from "./local_support.js";

const { fresh } = scratch();
const rounds: Round[] = [];

describe("a random job, with threads that die: local is inline is the reference", () => {
  test.each(Array.from({ length: 16 }, (_, k) => k + 1))("seed %i", async (seed) => {
    rounds.push(await randomRound(new Seeded(seed), fresh("round"), seed));
  });

  test("and nothing is left", async () => {
    await leavesNothing(async () => {
      rounds.push(await randomRound(new Seeded(17), fresh("round"), 17));
    });
  });

  afterAll(() => {
    expect(rounds.filter(({ deaths }) => deaths > 0).length).toBeGreaterThan(1);
    expect(rounds.filter(({ spilledBytes }) => spilledBytes > 0).length).toBeGreaterThan(1);
  });
}, 60_000);
