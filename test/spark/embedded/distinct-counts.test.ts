/** approx_count_distinct of so many values that each way of counting has its turn: empty registers, measured biases, the raw estimate. */
import { describe, expect, test } from "vitest";
import { Row, type SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";

const RELATIVE_SIZES = [0.3, 1.3, 1.8, 2.3, 2.6, 2.8, 3, 3.3, 3.6, 4, 4.3, 4.6, 4.9, 5, 5.2, 9];

describe("about how many distinct values there are is Spark's", () => {
  const both = bothEngines(async (spark: SparkSession) => spark);

  test.each([
    { deviation: 0.39, bits: 4 },
    { deviation: 0.25, bits: 5 },
    { deviation: 0.15, bits: 6 },
    { deviation: 0.1, bits: 7 },
    { deviation: 0.05, bits: 9 },
    { deviation: 0.03, bits: 11 },
  ])("with a deviation of $deviation", async ({ deviation, bits }) => {
    const sizes = RELATIVE_SIZES.map((size) => Math.round(size * 2 ** bits));
    const counts = sizes.map(
      (size, i) =>
        `approx_count_distinct(CASE WHEN id < ${size} THEN id * ${7 * bits + i} END, ${deviation}) AS s${i}`,
    );
    const query = `SELECT ${counts.join(", ")} FROM range(${Math.max(...sizes)})`;
    const [theirs, ours] = await Promise.all(
      [both.real, both.embedded].map(async (spark) =>
        (await (await spark.sql(query)).collect()).map((row) => Row.values(row as object)),
      ),
    );
    expect(theirs![0]).toHaveLength(sizes.length);
    expect(ours).toEqual(theirs);
  });
});
