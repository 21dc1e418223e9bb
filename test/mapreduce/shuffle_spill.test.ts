/** What stays when something goes wrong, and how much memory is taken: nothing, and no more than was given. */
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { MemoryError } from "../../dist/errors.js";
import { setKillPoint } from "../../dist/events/index.js";
import { dropRun, MapOutputCollector, type ShuffleOptions } from "../../dist/mapreduce/shuffle/index.js";
import { memoryStats } from "../../dist/memory/index.js";
import * as np from "../../dist/numpy/index.js";
import { Seeded } from "../support/seeded.js";
import { options, pairsOf, Spills } from "./shuffle-runs.js";

/** The heap's budget: it is read when the heap is first used. */
const HEAP_BYTES = 1 << 24;
process.env.MANYCORE_MEMORY = String(HEAP_BYTES);

const spills = new Spills();
afterAll(() => spills.remove());
afterEach(() => setKillPoint(undefined));

const sum: ShuffleOptions["combine"] = (key, values, emit) => {
  let total = 0;
  for (const value of values) total += value as number;
  emit(key, total);
};

/** Fills a collector until it has spilled some times. */
function fill(collector: MapOutputCollector, records = 30_000, seed = 1): void {
  const random = new Seeded(seed);
  for (let n = 0; n < records; n++) collector.add(`key ${random.integer(0, 100_000)}`, n);
}

describe("a file that can't be written", () => {
  test("the folder is gone", () => {
    const collector = new MapOutputCollector(
      options({ spill: { next: () => join(spills.folder, "gone", "run") }, memory: 1 << 16 }),
    );
    expect(() => fill(collector)).toThrow(/ENOENT/);
    collector.dispose();
  });

  test.each(["spill.opened", "spill.written", "spill.closed", "map.spilled"])("it ends at %s", (point) => {
    const before = memoryStats().used;
    for (const after of [1, 3]) {
      let passed = 0;
      setKillPoint((at) => {
        if (at === point && ++passed === after) throw new Error("no space left on device");
      });
      const collector = new MapOutputCollector(options({ spill: spills, memory: 1 << 16, keep: 0 }));
      expect(() => {
        fill(collector);
        collector.finish();
      }).toThrow("no space left on device");
      // What was complete before is removed with the collector, what wasn't at once.
      collector.dispose();
      expect(spills.files()).toEqual([]);
    }
    expect(memoryStats().used).toBe(before);
  });

  test("what a path is given for stays as it is", () => {
    const path = join(spills.folder, "somebody's");
    writeFileSync(path, "precious");
    const collector = new MapOutputCollector(options({ spill: { next: () => path }, memory: 1 << 16 }));
    expect(() => fill(collector)).toThrow(/EEXIST/);
    collector.dispose();
    expect(statSync(path).size).toBe(8);
    dropRun({ kind: "file", path, partitions: [] });
  });

  test("the giver of paths throws", () => {
    const collector = new MapOutputCollector(
      options({
        spill: {
          next: () => {
            throw new Error("no folder");
          },
        },
        memory: 1 << 16,
      }),
    );
    expect(() => fill(collector)).toThrow("no folder");
    collector.dispose();
  });
});

test("runs are files that only this user can read", () => {
  const collector = new MapOutputCollector(options({ spill: spills, keep: 0 }));
  collector.add("a", 1);
  const { runs } = collector.finish();
  expect(runs).toHaveLength(1);
  for (const run of runs) {
    if (run.kind !== "file") throw new Error("it wasn't to stay in memory");
    expect(statSync(run.path).mode & 0o777).toBe(0o600);
    dropRun(run);
    dropRun(run);
  }
  expect(spills.files()).toEqual([]);
});

test("without a spill nobody asks for a path", () => {
  const collector = new MapOutputCollector(
    options({
      spill: {
        next: () => {
          throw new Error("touched the disk");
        },
      },
    }),
  );
  fill(collector, 1000);
  expect(collector.finish().stats).toMatchObject({ spills: 0, spilledBytes: 0 });
});

test.each([1, 2, 3, 17])(
  "what may stay in memory is %i bytes: less than a file's buffer, so it is a file",
  (keep) => {
    const collector = new MapOutputCollector(options({ spill: spills, memory: 1 << 16, keep, combine: sum }));
    for (let n = 0; n < 50; n++) collector.add(`${"long ".repeat(200)}${n % 7}`, 1);
    const output = collector.finish();
    expect(output.runs.map(({ kind }) => kind)).toEqual(["file"]);
    expect(pairsOf(output).reduce((total, [, , value]) => total + (value as number), 0)).toBe(50);
    for (const run of output.runs) dropRun(run);
  },
);

test("a run in memory is a part of the heap that goes back at once", () => {
  const before = memoryStats().used;
  const collector = new MapOutputCollector(options({ spill: spills, memory: 1 << 22 }));
  fill(collector);
  const { runs, stats } = collector.finish();
  expect(memoryStats().used - before).toBeGreaterThanOrEqual(stats.bytes);
  expect(memoryStats().used - before).toBeLessThan(1.4 * stats.bytes);
  runs.forEach(dropRun);
  expect(memoryStats().used).toBe(before);
});

describe("the heap's part is as large as was said, from first to last", () => {
  for (const memory of [1 << 16, 100_000, 1 << 18, 3_000_000]) {
    for (const combine of [undefined, sum]) {
      for (const sortValues of [false, true]) {
        const way = `${combine === undefined ? "not combined" : "combined"}${sortValues ? ", sorted" : ""}`;
        test(`${memory} bytes, ${way}`, () => {
          const before = memoryStats();
          let most = 0;
          let mostPages = 0;
          const look = () => {
            const { used, reserved } = memoryStats();
            most = Math.max(most, used - before.used);
            mostPages = Math.max(mostPages, reserved - before.reserved);
          };
          setKillPoint(look);
          const collector = new MapOutputCollector(
            options({ spill: spills, memory, keep: 0, combine, sortValues, partitions: 3 }),
          );
          look();
          const random = new Seeded(memory);
          for (let n = 0; n < 40_000; n++) {
            collector.add(random.integer(0, n < 20_000 ? 200 : 1e6), n);
            if (n % 1000 === 0) look();
          }
          const output = collector.finish();
          look();
          expect(most).toBeLessThanOrEqual(memory);
          expect(mostPages).toBeLessThanOrEqual(memory);
          expect(most).toBeGreaterThan(memory - 17_000);
          expect(memoryStats().used).toBe(before.used);
          expect(pairsOf(output, sortValues)).toHaveLength(output.stats.combinedRecords);
          output.runs.forEach(dropRun);
        });
      }
    }
  }
});

describe("a heap that has no room", () => {
  test("for the collector: it says so", () => {
    const before = memoryStats().used;
    expect(() => new MapOutputCollector(options({ spill: spills, memory: HEAP_BYTES }))).toThrow(MemoryError);
    expect(memoryStats().used).toBe(before);
  });

  test("for the run: it becomes a file", () => {
    const memory = HEAP_BYTES / 2;
    const collector = new MapOutputCollector(options({ spill: spills, memory, keep: 2 ** 40 }));
    for (let n = 0; n < 100_000; n++) collector.add(`key ${n}`, "value");
    const others = HEAP_BYTES - memoryStats().reserved - (1 << 18);
    const rest = np.empty([others], { dtype: "uint8" });
    const { runs, stats } = collector.finish();
    expect(rest.data).toHaveLength(others);
    expect(runs.map(({ kind }) => kind)).toEqual(["file"]);
    expect(stats.spilledBytes).toBe(stats.bytes);
    runs.forEach(dropRun);
  });
});
