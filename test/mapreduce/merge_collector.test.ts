import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  dropRun,
  GroupMerger,
  LEAST_MEMORY,
  MapOutputCollector,
  type Run,
  type ShuffleOptions,
} from "../../dist/mapreduce/shuffle/index.js";
import { Seeded } from "../support/seeded.js";
import { allGroups, expectedGroups, type Group, type Pair, RunFolder } from "./merge_support.js";

let folder: RunFolder;

beforeEach(() => {
  folder = new RunFolder();
});

afterEach(() => folder.remove());

/** A map task for each list, and the groups of all partitions. */
function shuffle(lists: readonly (readonly Pair[])[], given: Partial<ShuffleOptions>): Group[][] {
  const runs: Run[] = [];
  const options = {
    partitions: 3,
    sortValues: false,
    memory: LEAST_MEMORY,
    keep: 0,
    spill: folder,
    ...given,
  };
  for (const pairs of lists) {
    const collector = new MapOutputCollector(options);
    try {
      for (const [key, value] of pairs) collector.add(key, value);
      runs.push(...collector.finish().runs);
    } finally {
      collector.dispose();
    }
  }
  const { partitions, sortValues, groupingKey, combine } = options;
  const groups = Array.from({ length: partitions }, (_, partition) => {
    const merger = new GroupMerger(runs, partition, {
      memory: 100_000,
      fanIn: 3,
      sortValues,
      groupingKey,
      combine,
      spill: folder,
    });
    return allGroups(merger);
  });
  for (const run of runs) dropRun(run);
  expect(folder.files()).toEqual([]);
  return groups;
}

function lists(seed: number, value: (random: Seeded) => unknown): Pair[][] {
  const random = new Seeded(seed);
  const distinct = random.pick([20, 3000]);
  return Array.from({ length: 3 }, () =>
    Array.from({ length: 3000 }, (): Pair => [`word ${random.integer(0, distinct)}`, value(random)]),
  );
}

const sorted = (groups: readonly Group[][]): Group[] =>
  groups.flat().sort((a, b) => ((a.key as string) < (b.key as string) ? -1 : 1));

const total = (values: readonly unknown[]): number =>
  values.reduce<number>((sum, value) => sum + (value as number), 0);

describe("what map tasks collect and spill", () => {
  for (const keep of [0, 1 << 24]) {
    const where = keep === 0 ? "through files" : "through memory";

    it(`comes to the reducers complete, ${where}`, () => {
      for (let seed = 0; seed < 4; seed++) {
        const pairs = lists(seed, (random) => random.integer(0, 1000));
        const expected = sorted([expectedGroups(pairs.flat(), false)]);
        const groups = sorted(shuffle(pairs, { keep }));
        expect(groups.map(({ key, values }) => [key, values.length, total(values)])).toEqual(
          expected.map(({ key, values }) => [key, values.length, total(values)]),
        );
      }
    });

    it(`comes with the same sums when it was combined, ${where}`, () => {
      for (let seed = 0; seed < 4; seed++) {
        const pairs = lists(seed, (random) => random.integer(0, 1000));
        const expected = sorted([expectedGroups(pairs.flat(), false)]);
        const groups = sorted(
          shuffle(pairs, { keep, combine: (key, values, emit) => emit(key, total([...values])) }),
        );
        expect(groups.map(({ key, values }) => [key, total(values)])).toEqual(
          expected.map(({ key, values }) => [key, total(values)]),
        );
      }
    });

    it(`comes with sorted values, ${where}`, () => {
      for (let seed = 0; seed < 4; seed++) {
        const pairs = lists(seed, (random) => [random.integer(0, 50), `v${random.integer(0, 9)}`]);
        const groups = shuffle(pairs, { keep, sortValues: true });
        expect(sorted(groups)).toEqual(sorted([expectedGroups(pairs.flat(), true)]));
        // Within a partition keys are in order.
        for (const part of groups) expect(part).toEqual(sorted([part]));
      }
    });
  }
});
