import { afterAll, describe, expect, test } from "vitest";
import { compareKeys, hashBytes } from "../../dist/mapreduce/codec/index.js";
import { dropRun, MapOutputCollector, type ShuffleOptions } from "../../dist/mapreduce/shuffle/index.js";
import { Seeded } from "../support/seeded.js";
import { bag, type Pairs, randomKey, randomPairs, room } from "./shuffle-pairs.js";
import { keyBytes, options, pairsOf, Spills } from "./shuffle-runs.js";

const spills = new Spills();
afterAll(() => spills.remove());

function gather(given: Partial<ShuffleOptions>, pairs: Pairs) {
  const collector = new MapOutputCollector(options({ spill: spills, ...given }));
  try {
    for (const [key, value] of pairs) collector.add(key, value);
    const output = collector.finish();
    const found = pairsOf(output, given.sortValues);
    const { stats } = output;
    expect(stats.records).toBe(pairs.length);
    expect(stats.combinedRecords).toBe(found.length);
    const lengths = output.runs.map(({ partitions }) => partitions.at(-1)?.end ?? 0);
    expect(stats.bytes).toBe(lengths.reduce((sum, length) => sum + length, 0));
    expect(stats.spills).toBe(output.runs.filter(({ kind }) => kind === "file").length);
    expect(spills.files()).toHaveLength(stats.spills);
    for (const run of output.runs) {
      expect(run.partitions).toHaveLength(given.partitions ?? 1);
      dropRun(run);
    }
    return { found, stats };
  } finally {
    collector.dispose();
    expect(spills.files()).toEqual([]);
  }
}

describe("what goes in comes out, in order and in its partition", () => {
  for (let seed = 0; seed < 60; seed++) {
    test(`seed ${seed}`, () => {
      const random = new Seeded(seed);
      const pairs = randomPairs(random);
      const partitions = random.integer(1, 9);
      const { found } = gather({ ...room(random), partitions }, pairs);
      expect(bag(found.map(([, ...pair]) => pair))).toEqual(bag(pairs));
      for (const [partition, key] of found) {
        const bytes = keyBytes(key);
        expect(partition).toBe(hashBytes(bytes, 0, bytes.length) % partitions);
      }
    });
  }
});

describe("values of a key come in the order in which they were added, as long as they are in one run", () => {
  for (const range of [1, 10, 1000, 1_000_000]) {
    test(`${range} keys`, () => {
      const random = new Seeded(range);
      const pairs: Pairs = Array.from({ length: 20_000 }, (_, n) => [random.integer(1, range), n]);
      const { found, stats } = gather({ memory: 1 << 23 }, pairs);
      expect(stats.spills).toBe(0);
      const last = new Map<unknown, number>();
      for (const [, key, value] of found) {
        expect(value).toBeGreaterThan(last.get(key) ?? -1);
        last.set(key, value as number);
      }
    });
  }
});

describe("sorted values", () => {
  for (let seed = 100; seed < 130; seed++) {
    test(`seed ${seed}`, () => {
      const random = new Seeded(seed);
      const pairs = randomPairs(random, random.pick(["integer", "text", "list", "fraction"]));
      const { found } = gather(
        { ...room(random), partitions: random.integer(1, 4), sortValues: true },
        pairs,
      );
      // readRun has looked at the order of composite keys.
      expect(bag(found.map(([, ...pair]) => pair))).toEqual(bag(pairs));
    });
  }

  test("with a combiner: its output is sorted, too", () => {
    const random = new Seeded(7);
    const pairs: Pairs = Array.from({ length: 20_000 }, () => [
      `k${random.integer(0, 50)}`,
      random.integer(-500, 500),
    ]);
    const smallestThree: ShuffleOptions["combine"] = (key, values, emit) => {
      const three = ([...values] as number[]).sort((a, b) => a - b).slice(0, 3);
      for (const value of three.reverse()) emit(key, value);
    };
    const { found } = gather({ memory: 1 << 16, sortValues: true, combine: smallestThree }, pairs);
    expect(found.length).toBeLessThan(pairs.length / 2);
    const least = (all: Iterable<readonly unknown[]>) => {
      const byKey = new Map<string, number[]>();
      for (const [key, value] of all)
        byKey.set(key as string, [...(byKey.get(key as string) ?? []), value as number]);
      return [...byKey].map(([key, values]) => [key, values.sort((a, b) => a - b).slice(0, 3)]).sort();
    };
    expect(least(found.map(([, ...pair]) => pair))).toEqual(least(pairs));
  });

  test("a combiner gets the values in their order", () => {
    const inOrder: boolean[] = [];
    const pairs: Pairs = Array.from({ length: 3000 }, (_, n) => [n % 10, (n * 7919) % 3001]);
    gather(
      {
        sortValues: true,
        combine: (key, values, emit) => {
          const all = [...values] as number[];
          inOrder.push(all.every((value, k) => k === 0 || value >= all[k - 1]));
          for (const value of all) emit(key, value);
        },
      },
      pairs,
    );
    expect(inOrder).toHaveLength(10);
    expect(inOrder).not.toContain(false);
  });
});

describe("partitions", () => {
  test("by the grouping key", () => {
    const random = new Seeded(1);
    const pairs: Pairs = Array.from({ length: 5000 }, (_, n) => [[`user${random.integer(0, 40)}`, n], n]);
    for (const sortValues of [false, true]) {
      const { found } = gather(
        { partitions: 5, sortValues, groupingKey: (key) => (key as unknown[])[0], memory: 1 << 16 },
        pairs,
      );
      expect(found).toHaveLength(pairs.length);
      for (const [partition, key] of found) {
        const bytes = keyBytes((key as unknown[])[0]);
        expect(partition).toBe(hashBytes(bytes, 0, bytes.length) % 5);
      }
    }
  });

  test("a long grouping key", () => {
    const pairs: Pairs = Array.from({ length: 50 }, (_, n) => [n, n]);
    const { found } = gather(
      { partitions: 3, groupingKey: (key) => "long".repeat(500 + (key as number)) },
      pairs,
    );
    expect(found).toHaveLength(50);
  });

  test("by the user's partitioner, once a key in the table", () => {
    let calls = 0;
    const partition = (key: unknown) => {
      calls++;
      return (key as number) % 3;
    };
    const { found } = gather(
      { partitions: 3, partition },
      Array.from({ length: 1000 }, (_, n) => [n % 10, n]),
    );
    expect(calls).toBe(10);
    for (const [at, key] of found) expect(at).toBe((key as number) % 3);
  });

  test.each([-1, 3, 0.5, Number.NaN, "1", undefined])("a partitioner that gives %s", (wrong) => {
    const collector = new MapOutputCollector(
      options({
        spill: spills,
        partitions: 3,
        partition: (key) => (key === "wrong" ? (wrong as number) : 1),
      }),
    );
    collector.add("right", 1);
    expect(() => collector.add("wrong", 1)).toThrow(/partitioner gave .* for the key 'wrong'.* from 0 to 2/);
    collector.add("right", 2);
    expect(pairsOf(collector.finish())).toEqual([
      [1, "right", 1],
      [1, "right", 2],
    ]);
  });

  test("total order: each partition's keys are below the next one's", () => {
    const random = new Seeded(3);
    const pairs: Pairs = Array.from({ length: 8000 }, () => [randomKey(random, 500, "mixed"), 1]);
    const boundaries = [-20, "", "w2", ["x"]];
    const { found } = gather({ partitions: 5, boundaries: boundaries.map(keyBytes), memory: 1 << 16 }, pairs);
    expect(bag(found.map(([, ...pair]) => pair))).toEqual(bag(pairs));
    for (const [partition, key] of found) {
      expect(boundaries.filter((boundary) => compareKeys(boundary, key) <= 0)).toHaveLength(partition);
    }
  });

  test("more partitions than keys, and fewer boundaries than partitions", () => {
    const { found } = gather({ partitions: 1000, boundaries: [keyBytes(5)] }, [
      [4, "a"],
      [5, "b"],
    ]);
    expect(found).toEqual([
      [0, 4, "a"],
      [1, 5, "b"],
    ]);
  });
});

describe("pairs that can't be added leave the others as they are", () => {
  test.each([undefined, 1n, Number.NaN, () => 1, Symbol(), new Date(0), [undefined]])("the key %s", (key) => {
    const collector = new MapOutputCollector(options({ spill: spills }));
    collector.add("a", 1);
    expect(() => collector.add(key, 1)).toThrow();
    collector.add("b", 2);
    expect(pairsOf(collector.finish()).map(([, ...pair]) => pair)).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
  });

  test("a value that can't travel", () => {
    const collector = new MapOutputCollector(options({ spill: spills }));
    for (let n = 0; n < 100; n++) {
      collector.add("a", n);
      expect(() => collector.add("a", new WeakMap())).toThrow(/can't travel/);
      expect(() => collector.add(`new ${n}`, new WeakMap())).toThrow(/can't travel/);
    }
    expect(pairsOf(collector.finish()).map(([, , value]) => value)).toEqual(
      Array.from({ length: 100 }, (_, n) => n),
    );
  });

  test.each([false, true])("a pair that is larger than the memory (sorted values: %s)", (sortValues) => {
    const collector = new MapOutputCollector(options({ spill: spills, memory: 1 << 16, sortValues }));
    collector.add("a", "b");
    expect(() => collector.add("k".repeat(100_000), 1)).toThrow(
      /a pair of 10000\d bytes is too large.*65536 bytes/,
    );
    expect(() => collector.add("k", "v".repeat(200_000))).toThrow(/a pair of 20000\d bytes is too large/);
    expect(() => collector.add("a", "v".repeat(1 << 21))).toThrow(/more than \d+ bytes is too large/);
    collector.add("c", "d");
    const output = collector.finish();
    expect(pairsOf(output, sortValues).map(([, ...pair]) => pair)).toEqual([
      ["a", "b"],
      ["c", "d"],
    ]);
    output.runs.forEach(dropRun);
  });

  test("pairs about as large as the memory", () => {
    for (const sortValues of [false, true]) {
      const pairs: Pairs = Array.from({ length: 30 }, (_, n) => [
        n % 3,
        String.fromCharCode(97 + n).repeat((n % 3) * 20_000),
      ]);
      const { found } = gather({ memory: 1 << 16, keep: 0, sortValues }, pairs);
      expect(bag(found.map(([, ...pair]) => pair))).toEqual(bag(pairs));
    }
  });
});

test("nothing in, nothing out", () => {
  for (const sortValues of [false, true]) {
    const collector = new MapOutputCollector(options({ spill: spills, sortValues }));
    expect(collector.finish()).toEqual({
      runs: [],
      stats: { records: 0, combinedRecords: 0, bytes: 0, spilledBytes: 0, spills: 0, distinctKeys: 0 },
    });
  }
});

test("a run stays in memory while it has at most `keep` bytes", () => {
  const pairs: Pairs = Array.from({ length: 1000 }, (_, n) => [n, "value"]);
  const { bytes } = gather({}, pairs).stats;
  expect(gather({ keep: 2 * bytes }, pairs).stats.spilledBytes).toBe(0);
  expect(gather({ keep: bytes - 1 }, pairs).stats.spilledBytes).toBe(bytes);
  expect(gather({ keep: 0 }, pairs).stats.spilledBytes).toBe(bytes);
});

test("options that can't be", () => {
  const wrong: [Partial<ShuffleOptions>, RegExp][] = [
    [{ partitions: 0 }, /1 to \d+ partitions, got 0/],
    [{ partitions: 1.5 }, /got 1.5/],
    [{ memory: 1000 }, /at least 65536 bytes of memory.*got 1000/],
    [{ memory: Number.NaN }, /got NaN/],
    [{ keep: -1 }, /keep .* got -1/],
    [{ partitions: 2, boundaries: [keyBytes(1), keyBytes(2)] }, /at most 1 boundaries, got 2/],
  ];
  for (const [given, message] of wrong) {
    expect(() => new MapOutputCollector(options({ spill: spills, ...given }))).toThrow(message);
  }
});

test("what is finished or disposed of takes nothing more", () => {
  const finished = new MapOutputCollector(options({ spill: spills }));
  finished.add(1, 2);
  finished.finish();
  const disposed = new MapOutputCollector(options({ spill: spills }));
  disposed.add(1, 2);
  disposed.dispose();
  disposed.dispose();
  for (const collector of [finished, disposed]) {
    expect(() => collector.add(1, 2)).toThrow(/finished or was disposed of/);
    expect(() => collector.finish()).toThrow(/finished or was disposed of/);
  }
});
