/** Short keys that come again and again, with values that wait beside them: each value arrives once, in its order. */
import { afterAll, describe, expect, test } from "vitest";
import {
  dropRun,
  type Emit,
  MapOutputCollector,
  type ShuffleOptions,
} from "../../dist/mapreduce/shuffle/index.js";
import { Seeded } from "../support/seeded.js";
import { options, pairsOf, Spills } from "./shuffle-runs.js";

const spills = new Spills();
afterAll(() => spills.remove());

/** Of all lengths around the longest that has a place; with characters that have none. */
const ODD = ["", "\0", "\x01", "a\0", "a\x01", "\0a", "\x02", "\x7f", "\x80", "é", "aé", "ab\ud800", "😀"];

function keysOf(random: Seeded, count: number): string[] {
  const words = Array.from({ length: count }, () =>
    Array.from({ length: random.integer(1, 18) }, () => random.pick([..."ab01.~"])).join(""),
  );
  return [...ODD, ...words];
}

function outputOf(given: Partial<ShuffleOptions>, pairs: readonly (readonly [string, unknown])[]) {
  const collector = new MapOutputCollector(options({ spill: spills, ...given }));
  try {
    for (const [key, value] of pairs) collector.add(key, value);
    const output = collector.finish();
    const found = pairsOf(output);
    output.runs.forEach(dropRun);
    return { stats: output.stats, found };
  } finally {
    collector.dispose();
  }
}

describe("without a combiner each key has its values in their order", () => {
  for (let seed = 0; seed < 20; seed++) {
    test(`seed ${seed}`, () => {
      const random = new Seeded(seed);
      const keys = keysOf(random, random.pick([5, 300, 20_000]));
      const one = random.next();
      const pairs = Array.from({ length: 30_000 }, (): [string, unknown] => {
        const key = keys[Math.floor(keys.length * random.next() ** 3)]!;
        const value =
          random.next() < one ? 1 : random.pick([1, 2, 0, -0, 127, 128, -1, 1.5, "x", null, true]);
        return [key, value];
      });
      const memory = random.pick([1 << 16, 1 << 18, 1 << 21]);
      const { found, stats } = outputOf({ memory, partitions: random.integer(1, 4) }, pairs);
      expect(stats.records).toBe(pairs.length);
      const values = (all: Iterable<readonly [unknown, unknown]>) => {
        const lists = new Map<unknown, unknown[]>();
        for (const [key, value] of all) {
          const list = lists.get(key);
          if (list === undefined) lists.set(key, [value]);
          else list.push(value);
        }
        return new Map([...lists].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
      };
      expect(values(found.map(([, key, value]) => [key, value] as const))).toEqual(values(pairs));
    });
  }
});

/** It also says, under another key, how many values it had: that pair goes to entries for which values may wait. */
const tally = (key: unknown, values: Iterable<unknown>, emit: Emit): void => {
  let total = 0;
  let count = 0;
  for (const value of values) {
    total += value as number;
    count++;
  }
  emit(key, total);
  if (String(key).startsWith("n")) return;
  for (let n = 0; n < count; n++) emit(`n${String(key).length}`, 1);
};

describe("with a combiner that has other keys to add", () => {
  for (let seed = 0; seed < 10; seed++) {
    test(`seed ${seed}`, () => {
      const random = new Seeded(seed);
      const keys = [...keysOf(random, random.pick([3, 500])), ..."0123456789".split("").map((n) => `n${n}`)];
      const pairs = Array.from({ length: 40_000 }, (): [string, number] => [
        keys[Math.floor(keys.length * random.next() ** 2)]!,
        random.pick([1, 1, 1, 3, 1000]),
      ]);
      const combine = random.next() < 0.3 ? undefined : tally;
      const memory = random.pick([1 << 16, 1 << 20]);
      const { found } = outputOf({ memory, combine, partitions: 2 }, pairs);
      const totals = (all: Iterable<readonly [unknown, unknown]>) => {
        const sums = new Map<unknown, number>();
        for (const [key, value] of all) {
          if (!String(key).startsWith("n")) sums.set(key, (sums.get(key) ?? 0) + (value as number));
        }
        return new Map([...sums].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
      };
      expect(totals(found.map(([, key, value]) => [key, value] as const))).toEqual(totals(pairs));
    });
  }
});
