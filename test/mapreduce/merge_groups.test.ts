import { truncateSync, writeFileSync } from "node:fs";
import * as np from "manycore/numpy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GroupMerger, type GroupMergerOptions, type Run } from "../../dist/mapreduce/shuffle/index.js";
import { Seeded } from "../support/seeded.js";
import { randomKey, randomValue } from "./codec_support.js";
import { allGroups, expectedGroups, makeRun, type Pair, RunFolder, valueBytes } from "./merge_support.js";

let folder: RunFolder;
let used: number;

beforeEach(() => {
  folder = new RunFolder();
  used = np.memory().used;
});

afterEach(() => folder.remove());

const options = (given: Partial<GroupMergerOptions> = {}): GroupMergerOptions => ({
  memory: 1 << 20,
  sortValues: false,
  spill: folder,
  ...given,
});

/** Runs whose files are made in the test's folder. */
function runsOf(pairs: readonly (readonly Pair[])[], sortValues = false, kind?: "memory" | "file"): Run[] {
  return pairs.map((each, k) =>
    makeRun([each], sortValues, (kind ?? (k % 2 ? "file" : "memory")) === "file" ? folder.next() : undefined),
  );
}

const byBytes = (values: readonly unknown[]): string[] =>
  values.map((value) => valueBytes(value).toString("hex")).sort();

describe("a merge of random runs", () => {
  it("gives the groups that sorting all pairs gives", () => {
    let passes = 0;
    for (let seed = 0; seed < 150; seed++) {
      const random = new Seeded(seed);
      const sortValues = random.next() < 0.4;
      const partitions = random.integer(1, 3);
      const partition = random.integer(0, partitions - 1);
      const keys = Array.from({ length: random.integer(1, 30) }, () => randomKey(random));
      const groupingKey =
        random.next() < 0.4
          ? (key: unknown) => (Array.isArray(key) ? key.slice(0, 1) : typeof key)
          : undefined;
      const pairs: Pair[] = [];
      const runs = Array.from({ length: random.integer(0, 14) }, () => {
        const parts = Array.from({ length: partitions }, () =>
          Array.from({ length: random.integer(0, random.pick([0, 3, 60])) }, (): Pair => {
            const large = random.next() < 0.01 ? "large ".repeat(random.integer(1, 4000)) : undefined;
            return [random.pick(keys), large ?? (sortValues ? randomKey(random) : randomValue(random))];
          }),
        );
        pairs.push(...parts[partition]);
        return makeRun(parts, sortValues, random.next() < 0.7 ? folder.next() : undefined);
      });
      const before = np.memory().used;
      const files = folder.files().length;
      const memory = random.pick([100, 2000, 200_000, 1 << 22]);
      const merger = new GroupMerger(
        runs,
        partition,
        options({ memory, sortValues, groupingKey, fanIn: random.pick([undefined, 2, 3, 5]) }),
      );
      const groups = allGroups(merger);
      const expected = expectedGroups(pairs, sortValues, groupingKey);
      expect(
        groups.map(({ key }) => key),
        `seed ${seed}`,
      ).toStrictEqual(expected.map(({ key }) => normal(key)));
      groups.forEach(({ values }, k) => {
        if (sortValues && groupingKey === undefined)
          expect(values).toStrictEqual(expected[k].values.map(normal));
        else
          expect(byBytes(values.map(normal)), `seed ${seed}`).toEqual(
            byBytes(expected[k].values.map(normal)),
          );
      });
      expect(merger.stats.records).toBe(pairs.length);
      expect(merger.stats.recordsRead).toBe(pairs.length);
      expect(merger.stats.groups).toBe(expected.length);
      passes += merger.stats.passes;
      expect(folder.open() ?? []).toEqual([]);
      expect(folder.files().length).toBe(files);
      expect(np.memory().used).toBe(before);
    }
    expect(passes).toBeGreaterThan(50);
  });

  it("loses nothing when values are skipped or read in part", () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = new Seeded(seed);
      const sortValues = random.next() < 0.3;
      const runs: Pair[][] = Array.from({ length: random.integer(1, 6) }, () =>
        Array.from({ length: 80 }, () => [
          random.integer(0, 20),
          random.next() < 0.05 ? "x".repeat(5000) : "y",
        ]),
      );
      const expected = expectedGroups(runs.flat(), sortValues);
      const merger = new GroupMerger(runsOf(runs, sortValues), 0, options({ memory: 4000, sortValues }));
      for (const { key, values } of expected) {
        expect(merger.next()).toBe(true);
        expect(merger.key).toBe(key);
        const wanted = random.integer(0, values.length);
        let read = 0;
        if (wanted > 0) for (const _ of merger.values) if (++read === wanted) break;
        expect(read).toBe(wanted);
      }
      expect(merger.next()).toBe(false);
      expect(merger.stats.recordsRead).toBe(runs.flat().length);
    }
  });

  it("runs the combiner in passes, and sums stay the same", () => {
    let fewer = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = new Seeded(seed);
      const runs: Pair[][] = Array.from({ length: 9 }, () =>
        Array.from({ length: 200 }, () => [`word${random.integer(0, 150)}`, random.integer(1, 1000)]),
      );
      const expected = expectedGroups(runs.flat(), false).map(({ key, values }) => ({
        key,
        sum: sum(values),
      }));
      const style = random.integer(0, 3);
      const merger = new GroupMerger(
        runsOf(runs, false, "file"),
        0,
        options({
          memory: random.pick([1000, 10_000, 1 << 20]),
          fanIn: 3,
          combine(key, values, emit) {
            if (style === 0) emit(key, sum(values));
            // More output than input, a value for each, or of another key: of no use, so all goes on as it was.
            if (style === 1)
              for (const value of values) for (let k = value as number; k > 0; k--) emit(key, 1);
            if (style === 2) for (const value of values) emit(`other ${key}`, value);
            if (style === 3) for (const value of values) emit(key, value);
          },
        }),
      );
      const groups = allGroups(merger).map(({ key, values }) => ({ key, sum: sum(values) }));
      expect(groups, `seed ${seed}`).toEqual(expected);
      expect(merger.stats.passes).toBeGreaterThan(0);
      expect(merger.stats.records).toBe(1800);
      if (style === 0) expect(merger.stats.recordsRead).toBeLessThan(1800);
      if (style === 0) fewer++;
      else if (style > 1) expect(merger.stats.recordsRead).toBe(1800);
    }
    expect(fewer).toBeGreaterThan(0);
  });

  it("drops a key of which the combiner leaves nothing", () => {
    const runs: Pair[][] = Array.from({ length: 4 }, () => [
      ["gone", 1],
      ["kept", 1],
    ]);
    const merger = new GroupMerger(
      runsOf(runs, false, "file"),
      0,
      options({
        fanIn: 2,
        combine(key, values, emit) {
          if (key === "kept") emit(key, sum(values));
        },
      }),
    );
    const groups = allGroups(merger);
    expect(
      groups.find(({ key }) => key === "kept")?.values.reduce((a, b) => (a as number) + (b as number), 0),
    ).toBe(4);
  });
});

describe("groups", () => {
  it("larger than the memory are streamed, and so are values larger than the buffer", () => {
    const long = "long ".repeat(100_000);
    const runs: Pair[][] = Array.from({ length: 3 }, (_, r) => [
      ...Array.from({ length: 30_000 }, (_, n): Pair => ["hot", 3 * n + r]),
      ["large", long + r],
      ["large", [long, { long }]],
      ["large", 7],
    ]);
    const merger = new GroupMerger(runsOf(runs, false, "file"), 0, options({ memory: 10_000 }));
    const before = np.memory().used;
    expect(merger.next()).toBe(true);
    expect(np.memory().used - before).toBeLessThanOrEqual(10_000);
    let total = 0;
    for (const value of merger.values) total += value as number;
    expect(total).toBe((90_000 * 89_999) / 2);
    expect(merger.next()).toBe(true);
    expect(byBytes([...merger.values])).toEqual(
      byBytes(runs.flatMap((run) => run.slice(30_000).map(([, value]) => value))),
    );
    expect(merger.next()).toBe(false);
  });

  it("have keys larger than the buffer", () => {
    const keys = ["a", "b".repeat(9000), "b".repeat(9001), "c"];
    const runs = [keys, keys.slice(1), keys].map((some) => some.map((key): Pair => [key, 1]));
    for (const sortValues of [false, true]) {
      const merger = new GroupMerger(
        runsOf(runs, sortValues, "file"),
        0,
        options({ memory: 100, fanIn: 2, sortValues }),
      );
      expect(allGroups(merger).map(({ key, values }) => [key, values.length])).toEqual([
        ["a", 2],
        [keys[1], 3],
        [keys[2], 3],
        ["c", 3],
      ]);
    }
  });

  it("come from runs in the runs' order when there are no passes", () => {
    const runs: Pair[][] = Array.from({ length: 7 }, (_, r) => [
      ["a", `${r} first`],
      ["a", `${r} second`],
    ]);
    const merger = new GroupMerger(runsOf(runs), 0, options());
    expect(allGroups(merger)).toEqual([
      { key: "a", values: runs.flatMap((run) => run.map(([, value]) => value)) },
    ]);
  });

  it("made by a grouping key have the first full key, and with sorted values come in the order of the full keys", () => {
    const pairs: Pair[] = [];
    for (let day = 9; day > 0; day--)
      for (const station of ["north", "south"]) pairs.push([[station, day], day * 10], [[station, day], day]);
    const merger = new GroupMerger(
      runsOf([pairs.slice(0, 15), pairs.slice(15)], true),
      0,
      options({ sortValues: true, groupingKey: (key) => (key as string[])[0] }),
    );
    const days = Array.from({ length: 9 }, (_, k) => [k + 1, 10 * (k + 1)]).flat();
    expect(allGroups(merger)).toEqual([
      { key: ["north", 1], values: days },
      { key: ["south", 1], values: days },
    ]);
  });

  it("that have the most records are named, five of them", () => {
    const counts = [3, 9, 1, 7, 7, 2, 8];
    const pairs = counts.flatMap((count, k) => Array.from({ length: count }, (): Pair => [`k${k}`, null]));
    const merger = new GroupMerger(runsOf([pairs, pairs]), 0, options());
    // Skipped values count, too.
    while (merger.next());
    expect(merger.stats.hottest).toEqual([
      { key: "k1", records: 18 },
      { key: "k6", records: 16 },
      { key: "k3", records: 14 },
      { key: "k4", records: 14 },
      { key: "k0", records: 6 },
    ]);
  });

  it("can be read while the reducer awaits", async () => {
    const merger = new GroupMerger(runsOf([[["a", 1]], [["a", 2]], [["b", 3]]]), 0, options());
    const seen: unknown[] = [];
    while (merger.next()) {
      const { key, values } = merger;
      for (const value of values) {
        await Promise.resolve();
        seen.push([key, value]);
      }
    }
    expect(seen).toEqual([
      ["a", 1],
      ["a", 2],
      ["b", 3],
    ]);
  });

  it("are none when there are no runs or nothing in the partition", () => {
    for (const runs of [[], runsOf([[]]), runsOf([[], []])]) {
      const merger = new GroupMerger(runs, 0, options());
      expect(merger.next()).toBe(false);
      expect(merger.next()).toBe(false);
      expect(merger.stats).toMatchObject({ groups: 0, records: 0, bytes: 0, hottest: [] });
    }
  });
});

describe("the values of a group", () => {
  it("go on where a loop was left, and are refused when read a second time or too late", () => {
    const merger = new GroupMerger(
      runsOf([
        [
          ["a", 1],
          ["a", 2],
          ["a", 3],
          ["b", 4],
        ],
      ]),
      0,
      options(),
    );
    merger.next();
    const { values } = merger;
    for (const value of values) {
      expect(value).toBe(1);
      break;
    }
    expect([...values]).toEqual([2, 3]);
    expect(() => [...values]).toThrow(/can be read once/);
    merger.next();
    const kept = merger.values[Symbol.iterator]();
    merger.next();
    expect(() => kept.next()).toThrow(/only until its reducer or combiner is done/);
  });
});

describe("nothing stays", () => {
  const many = (): Run[] =>
    runsOf(
      Array.from({ length: 8 }, (_, r) =>
        Array.from({ length: 300 }, (_, n): Pair => [`key ${n}`, `${r}.${n}`.repeat(20)]),
      ),
      false,
      "file",
    );

  it("after close in the middle", () => {
    const runs = many();
    const files = folder.files();
    const merger = new GroupMerger(runs, 0, options({ memory: 5000, fanIn: 3 }));
    merger.next();
    const { values } = merger;
    expect(folder.open() ?? ["?"]).not.toEqual([]);
    merger.close();
    merger.close();
    expect(() => [...values]).toThrow(/only until/);
    expect(merger.next()).toBe(false);
    expect(folder.open() ?? []).toEqual([]);
    expect(folder.files()).toEqual(files);
    expect(np.memory().used).toBe(used);
  });

  it("after a combiner, a grouping key, or the disk failed", () => {
    const runs = many();
    const files = folder.files();
    const full = { next: () => `${folder.folder}/missing/run` };
    const throws = (): never => {
      throw new RangeError("by the user");
    };
    const cases: [Partial<GroupMergerOptions>, RegExp][] = [
      [{ combine: throws }, /by the user/],
      [{ groupingKey: throws }, /by the user/],
      [{ groupingKey: () => undefined }, /undefined can't be a key/],
      [{ spill: full }, /ENOENT/],
    ];
    for (const [given, message] of cases) {
      const merger = new GroupMerger(runs, 0, options({ memory: 5000, fanIn: 3, ...given }));
      expect(() => allGroups(merger)).toThrow(message);
      expect(folder.open() ?? []).toEqual([]);
      expect(folder.files()).toEqual(files);
      expect(np.memory().used).toBe(used);
    }
  });

  it("after a run turned out to be missing, cut or damaged", () => {
    const damage: [(run: Run & { kind: "file" }) => void, RegExp][] = [
      [({ path }) => truncateSync(path, 20_000), /ends at byte 20000 and not at \d+/],
      [({ path }) => writeFileSync(path, Buffer.alloc(200_000, 0xff)), /damaged|No (key|value) begins/],
      [({ path }) => writeFileSync(path, Buffer.alloc(200_000, 0x02)), /damaged|No (key|value) begins/],
      [({ path }) => writeFileSync(path, ""), /ends at byte 0/],
    ];
    for (const [spoil, message] of damage) {
      const runs = many();
      spoil(runs[5] as Run & { kind: "file" });
      const merger = new GroupMerger(runs, 0, options({ memory: 50_000 }));
      expect(() => allGroups(merger)).toThrow(message);
      expect(folder.open() ?? []).toEqual([]);
      expect(np.memory().used).toBe(used);
    }
    const missing: Run = {
      kind: "file",
      path: `${folder.folder}/none`,
      partitions: [{ start: 0, end: 9, records: 1 }],
    };
    expect(() => new GroupMerger([...many(), missing], 0, options()).next()).toThrow(/ENOENT/);
    expect(folder.open() ?? []).toEqual([]);
    expect(np.memory().used).toBe(used);
  });
});

function sum(values: Iterable<unknown>): number {
  let total = 0;
  for (const value of values) total += value as number;
  return total;
}

/** Keys come back with 0 for -0 and their names sorted: `toStrictEqual` looks at the first only. */
function normal(key: unknown): unknown {
  if (key === 0) return 0;
  if (Array.isArray(key)) return key.map(normal);
  if (Object.prototype.toString.call(key) !== "[object Object]") return key;
  return Object.fromEntries(
    Object.entries(key as object)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, normal(value)]),
  );
}
