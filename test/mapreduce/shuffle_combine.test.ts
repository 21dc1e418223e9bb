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

type Combine = NonNullable<ShuffleOptions["combine"]>;

const sum = (values: Iterable<unknown>): number => {
  let total = 0;
  for (const value of values) total += value as number;
  return total;
};

/** Combiners after which the sum of the values of a key, or of what `group` makes of it, is still the same. */
const COMBINERS: Record<string, { combine: Combine; group?: (key: unknown) => unknown }> = {
  sum: { combine: (key, values, emit) => emit(key, sum(values)) },
  identity: {
    combine: (key, values, emit) => {
      for (const value of values) emit(key, value);
    },
  },
  "two pairs": {
    combine: (key, values, emit) => {
      const total = sum(values);
      emit(key, Math.floor(total / 2));
      emit(key, Math.ceil(total / 2));
    },
  },
  "a pair before the last value is read": {
    combine: (key, values, emit) => {
      for (const value of values) if ((value as number) % 3 !== 0) emit(key, value);
      emit(key, 0);
    },
    group: () => "not compared",
  },
  "nothing when it is 0": {
    combine: (key, values, emit) => {
      const total = sum(values);
      if (total !== 0) emit(key, total);
    },
  },
  "another key": {
    combine: (key, values, emit) => emit(String(key).toLowerCase(), sum(values)),
    group: (key) => String(key).toLowerCase(),
  },
  "own and other keys": {
    combine: (key, values, emit) => {
      for (const value of values) emit((value as number) % 2 === 0 ? key : String(key).toLowerCase(), value);
    },
    group: (key) => String(key).toLowerCase(),
  },
  "a key changed in place": {
    combine: (key, values, emit) => {
      const total = sum(values);
      if (Array.isArray(key)) key[0] = String(key[0]).toLowerCase();
      emit(key, total);
    },
    group: (key) => (Array.isArray(key) ? JSON.stringify([String(key[0]).toLowerCase(), key[1]]) : key),
  },
};

const same = (key: unknown): unknown => key;

const totals = (
  pairs: Iterable<readonly unknown[]>,
  group: (key: unknown) => unknown,
): Map<string, number> => {
  const found = new Map<string, number>();
  for (const [key, value] of pairs) {
    const name = JSON.stringify(group(key));
    found.set(name, (found.get(name) ?? 0) + (value as number));
  }
  for (const [key, total] of found) if (total === 0) found.delete(key);
  return found;
};

function run(given: Partial<ShuffleOptions>, pairs: readonly (readonly [unknown, unknown])[]) {
  const collector = new MapOutputCollector(options({ spill: spills, ...given }));
  try {
    for (const [key, value] of pairs) collector.add(key, value);
    const output = collector.finish();
    const found = pairsOf(output, given.sortValues);
    output.runs.forEach(dropRun);
    return { stats: output.stats, found };
  } finally {
    collector.dispose();
  }
}

describe("combining keeps what a reducer will see", () => {
  for (const [name, { combine, group = same }] of Object.entries(COMBINERS)) {
    for (let seed = 0; seed < 10; seed++) {
      test(`${name}, seed ${seed}`, () => {
        const random = new Seeded(seed);
        const keys = random.pick([1, 40, 2000, 100_000]);
        const skewed = random.next() < 0.5;
        const pairs = Array.from({ length: random.pick([10, 3000, 20_000]) }, (): [unknown, unknown] => {
          const n = Math.floor(keys * (skewed ? random.next() ** 4 : random.next()));
          const word = `${random.pick(["Key", "KEY", "key"])}${n}`;
          const key = name === "a key changed in place" ? [word, n % 2] : word;
          return [key, random.integer(0, random.pick([1, 1000, 1e6]))];
        });
        const memory = random.pick([64, 80, 150, 3000]) * 1024;
        const given = { memory, combine, keep: random.pick([0, 1 << 22]), partitions: random.integer(1, 5) };
        const { found, stats } = run({ ...given, sortValues: random.next() < 0.2 }, pairs);
        expect(stats.records).toBe(pairs.length);
        expect(stats.combinedRecords).toBe(found.length);
        if (name.startsWith("a pair before")) return;
        expect(
          totals(
            found.map(([, ...pair]) => pair),
            group,
          ),
        ).toEqual(totals(pairs, group));
      });
    }
  }
});

test("one record a key and run is left of sums", () => {
  const pairs = Array.from({ length: 50_000 }, (_, n): [unknown, unknown] => [`word${n % 1000}`, 1]);
  const { found, stats } = run({ memory: 1 << 20, combine: COMBINERS.sum.combine }, pairs);
  expect(stats).toMatchObject({ combinedRecords: 1000, distinctKeys: 1000, spills: 0 });
  expect(found.map(([, , value]) => value)).toEqual(new Array(1000).fill(50));
});

test("a key with many values needs little memory: it is combined while they come", () => {
  let most = 0;
  const combine: Combine = (key, values, emit) => {
    const all = [...values];
    most = Math.max(most, all.length);
    emit(key, sum(all));
  };
  const pairs = Array.from({ length: 200_000 }, (_, n): [unknown, unknown] => [n % 3, 1]);
  const { stats } = run({ memory: 1 << 16, combine }, pairs);
  expect(stats).toMatchObject({ spills: 0, combinedRecords: 3 });
  expect(most).toBeLessThan(1000);
});

test("keys that are mostly distinct are combined where they meet", () => {
  const random = new Seeded(5);
  const pairs = Array.from({ length: 60_000 }, (): [unknown, unknown] => [random.integer(0, 400_000), 1e9]);
  const { found, stats } = run({ memory: 1 << 18, combine: COMBINERS.sum.combine }, pairs);
  expect(stats.spills).toBeGreaterThan(1);
  expect(found.length).toBeLessThan(pairs.length);
  expect(
    totals(
      found.map(([, ...pair]) => pair),
      same,
    ),
  ).toEqual(totals(pairs, same));
});

test("few bytes of values aren't worth the call", () => {
  let calls = 0;
  const combine: Combine = (key, values, emit) => {
    calls++;
    emit(key, sum(values));
  };
  const eight = Array.from({ length: 80 }, (_, n): [unknown, unknown] => [n % 10, 1]);
  expect(run({ combine }, eight).stats.combinedRecords).toBe(80);
  expect(calls).toBe(0);
  const nine = [...eight, ...eight.slice(0, 10)];
  expect(run({ combine }, nine).stats.combinedRecords).toBe(10);
  expect(calls).toBe(10);
});

test("more output than there is room for: the group goes on as it was", () => {
  let calls = 0;
  const combine: Combine = (key, values, emit) => {
    calls++;
    for (const value of values) emit(key, `${value}${"+".repeat(1000)}`.slice(0, 1000));
  };
  const pairs = Array.from({ length: 5000 }, (_, n): [unknown, unknown] => [n % 2, `${n}`]);
  const { found } = run({ memory: 1 << 16, keep: 0, combine }, pairs);
  expect(calls).toBeGreaterThan(0);
  expect(found.map(([, , value]) => Number.parseInt(value as string, 10)).sort((a, b) => a - b)).toEqual(
    pairs.map(([, value]) => Number(value)),
  );
});

test("lists that grow", () => {
  const combine: Combine = (key, values, emit) => emit(key, ([...values] as number[][]).flat());
  const random = new Seeded(11);
  const pairs = Array.from({ length: 20_000 }, (_, n): [unknown, unknown] => [
    Math.floor(30 * random.next() ** 3),
    [n],
  ]);
  for (const memory of [1 << 16, 1 << 18, 1 << 22]) {
    const { found } = run({ memory, combine }, pairs);
    const all = found.flatMap(([, key, list]) => (list as number[]).map((n) => `${key} ${n}`));
    expect(all.sort()).toEqual(pairs.map(([key, list]) => `${key} ${(list as number[])[0]}`).sort());
  }
});

test("only some of the values are read", () => {
  const combine: Combine = (key, values, emit) => {
    for (const value of values) {
      emit(key, value);
      break;
    }
  };
  const pairs = Array.from({ length: 30_000 }, (_, n): [unknown, unknown] => [n % 100, n]);
  for (const sortValues of [false, true]) {
    const { found, stats } = run({ memory: 1 << 16, combine, sortValues }, pairs);
    expect(new Set(found.map(([, key]) => key)).size).toBe(100);
    expect(stats.combinedRecords).toBe(found.length);
  }
});

test("values are read once, and only while the combiner runs", () => {
  let kept: Iterable<unknown> | undefined;
  let keptEmit: Emit | undefined;
  let calls = 0;
  const combine: Combine = (key, values, emit) => {
    const total = sum(values);
    expect(() => [...values]).toThrow(/can be read once/);
    calls++;
    kept = values;
    keptEmit = emit;
    emit(key, total);
  };
  const pairs = Array.from({ length: 1000 }, (_, n): [unknown, unknown] => [n % 10, 1]);
  const { found } = run({ combine }, pairs);
  expect(found).toHaveLength(10);
  expect(calls).toBeGreaterThan(9);
  expect(() => kept?.[Symbol.iterator]()).toThrow(/can be read once/);
  expect(() => keptEmit?.(1, 1)).toThrow(/after it had returned/);
});

describe("a combiner that throws", () => {
  for (const sortValues of [false, true]) {
    for (const after of [1, 5, 40]) {
      test(`the ${after}. time (sorted values: ${sortValues})`, () => {
        let calls = 0;
        const combine: Combine = (key, values, emit) => {
          emit(key, sum(values));
          if (++calls === after) throw new RangeError("the combiner's own");
        };
        const collector = new MapOutputCollector(
          options({ spill: spills, memory: 1 << 16, keep: 0, combine, sortValues }),
        );
        expect(() => {
          for (let n = 0; n < 100_000; n++) collector.add(n % 700, n);
          collector.finish();
        }).toThrow(new RangeError("the combiner's own"));
        collector.dispose();
        expect(spills.files()).toEqual([]);
      });
    }
  }
});

test("a combiner's pair that can't be encoded says so", () => {
  const combine: Combine = (_, values, emit) => emit(new Date(), sum(values));
  const collector = new MapOutputCollector(options({ spill: spills, combine }));
  collector.add("a", 1e9);
  collector.add("a", 2e9);
  expect(() => collector.finish()).toThrow(/Date/);
  collector.dispose();
});
