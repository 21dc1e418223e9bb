import { ValueError } from "../../errors.js";
import { compareKeys } from "../../mapreduce/for-rdds.js";
import type { JobOptions } from "./backend.js";
import { FoldActions } from "./fold-actions.js";
import type { RDD } from "./rdd.js";
import { StatCounter, type StatParts } from "./stat-counter.js";
import { added, step } from "./steps/index.js";

/** Actions on numbers. */
export abstract class NumberActions<T> extends FoldActions<T> {
  /**
   * The sum; 0 of nothing. Of bigints it is one.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.sum.html
   */
  async sum<N extends number | bigint>(
    this: RDD<N>,
    options: JobOptions = {},
  ): Promise<number extends N ? number : N> {
    const parts = await this.steps<number | bigint>("sum", step("sum")).run({ ...options, action: "sum" });
    let sum: number | bigint = 0;
    for (const [part] of parts) sum = added(sum, part, "sum");
    return sum as number extends N ? number : N;
  }

  /**
   * Count, mean, variance and extremes in one pass.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.stats.html
   */
  async stats(this: RDD<number>, options: JobOptions = {}): Promise<StatCounter> {
    const parts = await this.steps<StatParts>("stats", step("stats")).run({ ...options, action: "stats" });
    const stats = new StatCounter();
    for (const [part] of parts) stats.mergeStats(StatCounter.unpacked(part!));
    return stats;
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.mean.html */
  async mean(this: RDD<number>, options: JobOptions = {}): Promise<number> {
    return (await this.stats(options)).mean();
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.variance.html */
  async variance(this: RDD<number>, options: JobOptions = {}): Promise<number> {
    return (await this.stats(options)).variance();
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.stdev.html */
  async stdev(this: RDD<number>, options: JobOptions = {}): Promise<number> {
    return (await this.stats(options)).stdev();
  }

  /** With n - 1 in the denominator. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.sampleStdev.html */
  async sampleStdev(this: RDD<number>, options: JobOptions = {}): Promise<number> {
    return (await this.stats(options)).sampleStdev();
  }

  /** With n - 1 in the denominator. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.sampleVariance.html */
  async sampleVariance(this: RDD<number>, options: JobOptions = {}): Promise<number> {
    return (await this.stats(options)).sampleVariance();
  }

  /**
   * How many elements are in each bucket: `[bounds, counts]`. A number of buckets makes them equally wide, from the least number to the greatest; an array has
   * their bounds, ascending. All but the last bucket leave their upper bound to the next one.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.histogram.html
   * @throws ValueError for less than one bucket, bounds that don't ascend, an RDD without elements, and numbers that aren't finite
   */
  async histogram(
    buckets: number | readonly T[],
    options: JobOptions = {},
  ): Promise<[bounds: T[], counts: number[]]> {
    const bounds =
      typeof buckets === "number" ? await this.#evenBounds(buckets, options) : checkedBounds([...buckets]);
    const counted = this.steps<number[]>("histogram", step("histogram", bounds));
    const counts = new Array<number>(bounds.length - 1).fill(0);
    for (const [part] of await counted.run({ ...options, action: "histogram" }))
      part!.forEach((count, i) => {
        counts[i]! += count;
      });
    return [bounds as T[], counts];
  }

  async #evenBounds(buckets: number, options: JobOptions): Promise<unknown[]> {
    if (!(Number.isSafeInteger(buckets) && buckets >= 1))
      throw new ValueError(`number of buckets must be >= 1, got ${buckets}`);
    const spans = this.steps<[number, number]>("histogram", step("bounds"));
    const parts = (await spans.run({ ...options, action: "histogram" })).flat(1) as [number, number][];
    const least = Math.min(...parts.map(([low]) => low));
    const most = Math.max(...parts.map(([, high]) => high));
    if (parts.length === 0 || least > most) throw new ValueError("can not generate buckets from empty RDD");
    if (!Number.isFinite(least) || !Number.isFinite(most))
      throw new ValueError("Can't generate buckets with infinite value");
    if (least === most || buckets === 1) return [least, most];
    const width = (most - least) / buckets;
    return [...Array.from({ length: buckets }, (_, i) => least + i * width), most];
  }
}

function checkedBounds(bounds: unknown[]): unknown[] {
  if (bounds.length < 2) throw new ValueError("buckets should have more than one value");
  for (let i = 1; i < bounds.length; i++) {
    if (compareKeys(bounds[i - 1], bounds[i]) >= 0)
      throw new ValueError("buckets should be sorted, and not contain duplicated values");
  }
  return bounds;
}
