/** From pairs to a reducer's groups: several map tasks' collectors, and a merge for each partition. */
import { afterAll, describe, expect, test } from "vitest";
import { compareKeys, encodeKey } from "../../dist/mapreduce/codec/index.js";
import {
  dropRun,
  GroupMerger,
  MapOutputCollector,
  type Run,
  type ShuffleOptions,
} from "../../dist/mapreduce/shuffle/index.js";
import { memoryStats } from "../../dist/memory/index.js";
import { Seeded } from "../support/seeded.js";
import { bag, type Pairs, randomPairs, room, shown } from "./shuffle-pairs.js";
import { keyBytes, options, Spills } from "./shuffle-runs.js";

const spills = new Spills();
afterAll(() => spills.remove());

interface Reduced {
  readonly partition: number;
  readonly key: unknown;
  readonly values: unknown[];
}

/** What reducers see of the output of map tasks. */
function shuffle(
  tasks: readonly Pairs[],
  given: Partial<ShuffleOptions>,
  merge: { memory: number; fanIn?: number },
) {
  const runs: Run[] = [];
  for (const pairs of tasks) {
    const collector = new MapOutputCollector(options({ spill: spills, ...given }));
    try {
      for (const [key, value] of pairs) collector.add(key, value);
      runs.push(...collector.finish().runs);
    } finally {
      collector.dispose();
    }
  }
  const { partitions = 1, sortValues = false, groupingKey, combine } = given;
  const reduced: Reduced[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    const merger = new GroupMerger(runs, partition, {
      sortValues,
      groupingKey,
      combine,
      spill: spills,
      ...merge,
    });
    try {
      while (merger.next()) reduced.push({ partition, key: merger.key, values: [...merger.values] });
    } finally {
      merger.close();
    }
  }
  runs.forEach(dropRun);
  expect(spills.files()).toEqual([]);
  return reduced;
}

const inTasks = (random: Seeded, pairs: Pairs): Pairs[] => {
  const tasks: Pairs[] = Array.from({ length: random.integer(1, 5) }, () => []);
  for (const pair of pairs) random.pick(tasks).push(pair);
  return tasks;
};

const pairsIn = (reduced: readonly Reduced[]): Pairs =>
  reduced.flatMap(({ key, values }) => values.map((value): [unknown, unknown] => [key, value]));

const mergeRoom = (random: Seeded) => ({
  memory: random.pick([4096, 1 << 16, 1 << 20]),
  fanIn: random.pick([2, 3, undefined]),
});

describe("every pair meets the others of its key, in order", () => {
  for (let seed = 0; seed < 40; seed++) {
    test(`seed ${seed}`, () => {
      const random = new Seeded(seed);
      const pairs = randomPairs(random);
      const given = { ...room(random), partitions: random.integer(1, 5) };
      const reduced = shuffle(inTasks(random, pairs), given, mergeRoom(random));
      expect(bag(pairsIn(reduced))).toEqual(bag(pairs));
      expect(new Set(reduced.map(({ key }) => shown(key))).size).toBe(reduced.length);
      reduced.forEach(({ partition, key }, n) => {
        const before = reduced[n - 1];
        if (before?.partition === partition) expect(compareKeys(before.key, key)).toBeLessThan(0);
      });
    });
  }
});

describe("sorted values", () => {
  for (let seed = 50; seed < 70; seed++) {
    test(`seed ${seed}`, () => {
      const random = new Seeded(seed);
      const pairs = randomPairs(random, random.pick(["integer", "text", "list", "fraction"]));
      const given = { ...room(random), partitions: random.integer(1, 3), sortValues: true };
      const reduced = shuffle(inTasks(random, pairs), given, mergeRoom(random));
      expect(bag(pairsIn(reduced))).toEqual(bag(pairs));
      expect(new Set(reduced.map(({ key }) => shown(key))).size).toBe(reduced.length);
      for (const { values } of reduced) expect(values).toEqual([...values].sort(compareKeys));
    });
  }
});

describe("secondary sort with a grouping key", () => {
  for (const sortValues of [false, true]) {
    test(`sorted values: ${sortValues}`, () => {
      const random = new Seeded(9);
      const pairs: Pairs = Array.from({ length: 9000 }, (_, n) => [
        [`station ${random.integer(0, 60)}`, random.integer(0, 500)],
        n,
      ]);
      const groupingKey = (key: unknown) => (key as [string, number])[0];
      const reduced = shuffle(
        inTasks(random, pairs),
        { memory: 1 << 16, keep: 10_000, partitions: 3, sortValues, groupingKey },
        { memory: 1 << 15 },
      );
      const stations = new Map<string, [number, number][]>();
      for (const [key, value] of pairs as [[string, number], number][]) {
        stations.set(key[0], [...(stations.get(key[0]) ?? []), [key[1], value]]);
      }
      expect(reduced).toHaveLength(stations.size);
      for (const { key, values } of reduced) {
        const [station, least] = key as [string, number];
        const expected = (stations.get(station) ?? []).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(least).toBe(expected[0][0]);
        const times = new Map(expected.map(([time, value]) => [value, time]));
        const order = values.map((value) => times.get(value as number) as number);
        expect(order).toEqual(expected.map(([time]) => time));
        if (sortValues) expect(values).toEqual(expected.map(([, value]) => value));
      }
    });
  }
});

describe("combiners", () => {
  const combine: ShuffleOptions["combine"] = (key, values, emit) => {
    let total = 0;
    for (const value of values) total += value as number;
    emit(key, total);
  };
  for (let seed = 80; seed < 100; seed++) {
    test(`sums, seed ${seed}`, () => {
      const random = new Seeded(seed);
      const pairs = randomPairs(random, random.pick(["one", "integer"]));
      const sortValues = random.next() < 0.3;
      const reduced = shuffle(
        inTasks(random, pairs),
        { ...room(random), partitions: random.integer(1, 4), combine, sortValues },
        mergeRoom(random),
      );
      const totals = new Map<string, number>();
      for (const [key, value] of pairs)
        totals.set(shown(key), (totals.get(shown(key)) ?? 0) + (value as number));
      const found = reduced.map(({ key, values }) => [
        shown(key),
        (values as number[]).reduce((sum, value) => sum + value, 0),
      ]);
      expect(new Map(found as [string, number][])).toEqual(totals);
      expect(found).toHaveLength(totals.size);
    });
  }
});

test("total order: the partitions one after the other are sorted", () => {
  const random = new Seeded(4);
  const pairs: Pairs = Array.from({ length: 6000 }, (_, n) => [random.integer(-3000, 3000) / 4, n]);
  const reduced = shuffle(
    inTasks(random, pairs),
    { memory: 1 << 16, keep: 1000, partitions: 4, boundaries: [-400, 0.25, 300].map(keyBytes) },
    { memory: 1 << 16 },
  );
  const keys = reduced.map(({ key }) => key as number);
  expect(keys).toEqual([...keys].sort((a, b) => a - b));
  expect(new Set(reduced.map(({ partition }) => partition)).size).toBe(4);
  expect(bag(pairsIn(reduced))).toEqual(bag(pairs));
});

test("groups that aren't read, or not to their end, are skipped", () => {
  const pairs: Pairs = Array.from({ length: 4000 }, (_, n) => [n % 40, `value ${n}`]);
  for (const keep of [0, 1 << 20]) {
    const collector = new MapOutputCollector(options({ spill: spills, memory: 1 << 16, keep }));
    for (const [key, value] of pairs) collector.add(key, value);
    const { runs } = collector.finish();
    const merger = new GroupMerger(runs, 0, { memory: 1 << 14, sortValues: false, spill: spills });
    const keys: unknown[] = [];
    while (merger.next()) {
      keys.push(merger.key);
      let left = (merger.key as number) % 3;
      if (left > 0) for (const _ of merger.values) if (--left === 0) break;
    }
    merger.close();
    expect(keys).toEqual(Array.from({ length: 40 }, (_, n) => n));
    runs.forEach(dropRun);
  }
});

test("nothing is left of the heap's memory", () => {
  const random = new Seeded(12);
  const before = memoryStats().used;
  for (let k = 0; k < 5; k++) {
    const pairs: Pairs = Array.from({ length: 20_000 }, (_, n) => [random.integer(0, 1e5), `value ${n}`]);
    shuffle(
      [pairs, pairs],
      { memory: 1 << 18, keep: k * 200_000, partitions: 2 },
      { memory: 1 << 17, fanIn: 2 },
    );
  }
  expect(memoryStats().used).toBe(before);
});

test("the bytes of keys decide, as everywhere", () => {
  const u8 = new Uint8Array(16);
  expect(encodeKey(u8, 0, 16, "a")).toBe(3);
  const pairs: Pairs = [
    "b",
    "a",
    "\u{10000}",
    "\uffff",
    "é",
    10,
    9,
    -1,
    null,
    [1],
    ["a"],
    { a: 1 },
    true,
  ].map((key) => [key, 1]);
  const reduced = shuffle([pairs], {}, { memory: 1 << 16 });
  expect(reduced.map(({ key }) => key)).toEqual(pairs.map(([key]) => key).sort(compareKeys));
});
