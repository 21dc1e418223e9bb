import { ValueError } from "../../errors.js";
import type { JobOptions } from "./backend.js";
import { NumberActions } from "./number-actions.js";
import { anySeed, Random, shuffled } from "./random.js";
import { checkCount } from "./rdd-core.js";
import { step } from "./steps/index.js";

/** When what `take` has found isn't enough, it looks at so many times the partitions that it has seen. */
const SCALE_UP = 4;

/** A sample without replacement is at least so large with this probability (PySpark's numStDev for a chance of 0.9999). */
const DEVIATIONS = 5;
const DEVIATIONS_WHEN_FEW = 9;
const FEW = 12;

/** Actions that bring elements, and those that bring nothing. */
export abstract class TakeActions<T> extends NumberActions<T> {
  /**
   * All elements, in the order of the partitions.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.collect.html
   */
  async collect(options: JobOptions = {}): Promise<T[]> {
    return flat(await this.run({ ...options, action: "collect" }));
  }

  /**
   * The first elements. Looks at one partition first and then at more, and computes no more elements than it needs.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.take.html
   */
  async take(num: number, options: JobOptions = {}): Promise<T[]> {
    checkCount(num, "take", "num", 0);
    const found: T[] = [];
    const partitions = await this.getNumPartitions(options);
    for (let seen = 0, next = 1; found.length < num && seen < partitions; ) {
      const some = Array.from({ length: Math.min(next, partitions - seen) }, (_, i) => seen + i);
      const limit = num - found.length;
      for (const part of await this.run({ ...options, action: "take", partitions: some, limit })) {
        for (const element of part) if (found.length < num) found.push(element);
      }
      seen += some.length;
      next = seen * SCALE_UP;
    }
    return found;
  }

  /**
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.first.html
   * @throws ValueError for an RDD without elements
   */
  async first(options: JobOptions = {}): Promise<T> {
    const found = await this.take(1, options);
    if (found.length === 0) throw new ValueError("RDD is empty");
    return found[0]!;
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.isEmpty.html */
  async isEmpty(options: JobOptions = {}): Promise<boolean> {
    return (await this.take(1, options)).length === 0;
  }

  /**
   * Exactly so many elements by chance, or all if there aren't more.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.takeSample.html
   */
  async takeSample(
    withReplacement: boolean,
    num: number,
    seed: number = anySeed(),
    options: JobOptions = {},
  ): Promise<T[]> {
    checkCount(num, "takeSample", "num", 0);
    if (num === 0) return [];
    const count = await this.count(options);
    if (count === 0) return [];
    const random = new Random(seed, -2);
    if (!withReplacement && num >= count) return shuffled(await this.collect(options), random);
    const fraction = sampleFraction(num, count, withReplacement);
    for (let attempt = seed; ; attempt++) {
      const sample = await this.sample(withReplacement, fraction, attempt).collect(options);
      if (sample.length >= num) return shuffled(sample, random).slice(0, num);
    }
  }

  /**
   * The elements one after the other, a partition at a time: only one is in memory, and one that nobody gets to isn't computed.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.toLocalIterator.html
   */
  async *toLocalIterator(options: JobOptions = {}): AsyncGenerator<T, void, undefined> {
    const partitions = await this.getNumPartitions(options);
    for (let partition = 0; partition < partitions; partition++) {
      const [part] = await this.run({ ...options, action: "toLocalIterator", partitions: [partition] });
      yield* part!;
    }
  }

  /**
   * Calls the function with each element, in the tasks. A promise is waited for before the next element.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.foreach.html
   */
  async foreach(f: (element: T) => unknown, options: JobOptions = {}): Promise<void> {
    await this.steps("foreach", step("foreach", f)).run({ ...options, action: "foreach" });
  }

  /**
   * Calls the function with each partition's elements, in the tasks. A promise is waited for.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.foreachPartition.html
   */
  async foreachPartition(f: (elements: Iterable<T>) => unknown, options: JobOptions = {}): Promise<void> {
    const steps = this.steps("foreachPartition", step("foreachPartition", f));
    await steps.run({ ...options, action: "foreachPartition" });
  }
}

/** Without a call with as many arguments. */
function flat<T>(parts: readonly (readonly T[])[]): T[] {
  return parts.length === 1 ? (parts[0] as T[]) : (parts.flat(1) as T[]);
}

/** A fraction that gives a sample of at least `num` almost always: the bounds that PySpark uses. */
function sampleFraction(num: number, count: number, withReplacement: boolean): number {
  const fraction = num / count;
  if (withReplacement) {
    const deviations = num < FEW ? DEVIATIONS_WHEN_FEW : DEVIATIONS;
    return fraction + deviations * Math.sqrt(fraction / count);
  }
  // A tail bound of the binomial distribution for a chance of 0.00005.
  const gamma = -Math.log(0.00005) / count;
  return Math.min(1, fraction + gamma + Math.sqrt(gamma * gamma + 2 * gamma * fraction));
}
