/** Random jobs by seed: on Spark as inline. */
import type { Pair } from "manycore/mapreduce";
import { expect, test } from "vitest";
import { compareKeys } from "../../../src/mapreduce/codec/index.js";
import { KEYS, RandomJob } from "../../mapreduce/local_random_job.mjs";
import { scratchFolder } from "../../setup/scratch-folder.js";
import { Seeded } from "../../support/seeded.js";
import { SPARK_TEST_MILLISECONDS } from "../../support/spark.js";
import { all, onSpark } from "./spark_support.js";

onSpark();

function randomOptions(random: Seeded) {
  const fold = random.pick(["sum", "sum", "list", "list", "none"] as const);
  const yes = (part: number): boolean => random.next() < part;
  return {
    keys: random.pick(Object.keys(KEYS) as (keyof typeof KEYS)[]),
    fold,
    combiner: yes(0.6),
    sorted: fold === "list" && yes(0.5),
    grouped: yes(0.3),
    parted: yes(0.3),
    total: yes(0.4),
    second: random.pick(["none", "none", "mapper", "identity"] as const),
    wide: fold === "list" ? random.pick([0, 20, 300]) : 0,
  };
}

const sorted = (pairs: readonly Pair[]): Pair[] => [...pairs].sort((a, b) => compareKeys(a, b));

test.each(Array.from({ length: 20 }, (_, k) => k + 1))(
  "seed %i",
  async (seed) => {
    const random = new Seeded(seed);
    const options = randomOptions(random);
    const distinct = random.pick([3, 60, 2000]);
    const lines = Array.from(
      { length: random.pick([0, 1, 300, 6000]) },
      () => `${random.integer(0, distinct)} ${random.integer(0, 99)}`,
    );
    const folder = scratchFolder({ "in.txt": lines.map((line) => `${line}\n`).join("") });
    const common = { input: folder, reducers: random.integer(1, 5), options };
    const spark = await RandomJob.run({
      ...common,
      runner: "spark",
      splitSize: random.pick([2000, 9000, 100_000]),
    });
    const inline = await RandomJob.run({ ...common, runner: "inline" });
    const what = `seed ${seed}: ${JSON.stringify({ ...common, lines: lines.length, distinct })}`;
    const [ours, theirs] = [await all(spark.output), await all(inline.output)];
    expect(spark.counters.toJSON(), what).toEqual(inline.counters.toJSON());
    expect(sorted(ours), what).toEqual(sorted(theirs));
    // Where a total order is cut depends on the sample; what a second step gets is in the order of its keys, and values in that of the first one's reducers.
    const isCut = options.total && !options.parted;
    if (options.fold !== "none" && (!isCut || options.second === "none")) expect(ours, what).toEqual(theirs);
  },
  SPARK_TEST_MILLISECONDS,
);
