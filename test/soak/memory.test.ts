import { describe, expect, it } from "vitest";
import { soak } from "../memory/soak.js";

/** Seconds a round; `MANYCORE_SOAK_SECONDS` overrides. */
const SECONDS = Number(process.env.MANYCORE_SOAK_SECONDS ?? 60);

describe("the heap under load from many threads", () => {
  it.each([
    { threads: 2, largest: 1_000_000 },
    { threads: 4, largest: 20_000_000 },
    { threads: 8, largest: 5_000_000 },
  ])("$threads threads, blocks up to $largest bytes", async ({ threads, largest }) => {
    const { counts, before, after } = await soak({
      threads,
      largest,
      milliseconds: SECONDS * 1000,
      seed: threads * 1000 + Math.floor(Math.random() * 1000),
    });
    const sum = (key: keyof (typeof counts)[0]): number =>
      counts.reduce((total, each) => total + each[key], 0);
    console.log(`${threads} threads: ${JSON.stringify(counts)}, peak ${after.peak}`);
    expect(sum("received")).toBe(sum("sent"));
    expect(after).toMatchObject({ used: before.used, reserved: before.reserved, arenas: before.arenas });
  });
});
