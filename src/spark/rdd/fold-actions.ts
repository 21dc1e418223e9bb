import { ValueError } from "../../errors.js";
import type { JobOptions } from "./backend.js";
import { copyOf } from "./copy.js";
import { KeyMap } from "./key-map.js";
import { firstOf, orderBy } from "./order.js";
import type { RDD } from "./rdd.js";
import { checkCount } from "./rdd-core.js";
import { SetMethods } from "./set-methods.js";
import { atOnce, step } from "./steps/index.js";

/** Actions that make one value of all elements: of each partition in its task, of the partitions' values here, in their order. */
export abstract class FoldActions<T> extends SetMethods<T> {
  /**
   * All elements as one, by a function that joins two and for which their grouping makes no difference.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.reduce.html
   * @throws ValueError for an RDD without elements; as every action: SparkException when a task failed for good, with what it failed with as the cause,
   *   NotPortableError for a function that can't travel, and the signal's reason
   */
  async reduce(f: (a: T, b: T) => T, options: JobOptions = {}): Promise<T> {
    const parts = await this.#parts<T>("reduce", options, step("reduce", f));
    if (parts.length === 0) throw new ValueError("Can not reduce() empty RDD");
    return parts.reduce((a, b) => atOnce(f(a, b), "reduce"));
  }

  /**
   * As `reduce`, beginning with `zeroValue` in each partition and once more here.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.fold.html
   */
  fold(zeroValue: T, op: (a: T, b: T) => T, options: JobOptions = {}): Promise<T> {
    return this.#folded("fold", zeroValue, op, op, options);
  }

  /**
   * As `fold`, into something of another type.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.aggregate.html
   */
  aggregate<U>(
    zeroValue: U,
    seqOp: (merged: U, element: T) => U,
    combOp: (a: U, b: U) => U,
    options: JobOptions = {},
  ): Promise<U> {
    return this.#folded("aggregate", zeroValue, seqOp, combOp, options);
  }

  /**
   * As `reduce`, but the partitions' values are joined by tasks, in a tree of about so many levels.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.treeReduce.html
   */
  async treeReduce(f: (a: T, b: T) => T, depth = 2, options: JobOptions = {}): Promise<T> {
    checkCount(depth, "treeReduce", "depth", 1);
    return tree(this.steps<T>("treeReduce", step("reduce", f)), f, depth, options);
  }

  /**
   * As `aggregate`, but the partitions' values are joined by tasks, in a tree of about so many levels.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.treeAggregate.html
   */
  async treeAggregate<U>(
    zeroValue: U,
    seqOp: (merged: U, element: T) => U,
    combOp: (a: U, b: U) => U,
    depth = 2,
    options: JobOptions = {},
  ): Promise<U> {
    checkCount(depth, "treeAggregate", "depth", 1);
    if ((await this.getNumPartitions(options)) === 0) return zeroValue;
    const parts = this.steps<U>("treeAggregate", step("fold", zeroValue, seqOp, "treeAggregate"));
    return tree(parts, combOp, depth, options);
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.count.html */
  async count(options: JobOptions = {}): Promise<number> {
    const counts = await this.#parts<number>("count", options, step("count"));
    return counts.reduce((a, b) => a + b, 0);
  }

  /**
   * How many pairs each key has.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.countByKey.html
   */
  async countByKey<K, V>(this: RDD<[K, V]>, options: JobOptions = {}): Promise<Map<K, number>> {
    const counted = this.steps<[K, number][]>("countByKey", step("countByKey"));
    return merged(await counted.run({ ...options, action: "countByKey" }));
  }

  /**
   * How often each element is there. Elements are of JSON's types, and equal as keys are.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.countByValue.html
   */
  async countByValue(options: JobOptions = {}): Promise<Map<T, number>> {
    const counted = this.steps<[T, number][]>("countByValue", step("countByValue"));
    return merged(await counted.run({ ...options, action: "countByValue" }));
  }

  /**
   * The first element in descending order.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.max.html
   * @param key what is compared in an element's place
   * @throws ValueError for an RDD without elements
   */
  max(key?: (element: T) => unknown, options: JobOptions = {}): Promise<T> {
    return this.#extreme("max", key, true, options);
  }

  /** As `max`, in ascending order. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.min.html */
  min(key?: (element: T) => unknown, options: JobOptions = {}): Promise<T> {
    return this.#extreme("min", key, false, options);
  }

  /**
   * The first elements in descending order.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.top.html
   */
  top(count: number, key?: (element: T) => unknown, options: JobOptions = {}): Promise<T[]> {
    return this.#first("top", count, key, true, options);
  }

  /**
   * The first elements in ascending order: that of JSON's types, as in manycore/mapreduce.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.takeOrdered.html
   */
  takeOrdered(count: number, key?: (element: T) => unknown, options: JobOptions = {}): Promise<T[]> {
    return this.#first("takeOrdered", count, key, false, options);
  }

  async #extreme(
    method: string,
    key: ((element: T) => unknown) | undefined,
    descending: boolean,
    options: JobOptions,
  ): Promise<T> {
    const found = await this.#first(method, 1, key, descending, options);
    if (found.length === 0) throw new ValueError(`Can not ${method}() empty RDD`);
    return found[0]!;
  }

  async #first(
    method: string,
    count: number,
    key: ((element: T) => unknown) | undefined,
    descending: boolean,
    options: JobOptions,
  ): Promise<T[]> {
    checkCount(count, method, "num", 0);
    const parts = await this.#parts<T[]>(method, options, step("takeOrdered", count, key, descending));
    return firstOf(parts.flat(1), count, orderBy(key as (element: never) => unknown, descending)) as T[];
  }

  async #folded<U>(
    method: string,
    zeroValue: U,
    seqOp: (merged: U, element: T) => U,
    combOp: (a: U, b: U) => U,
    options: JobOptions,
  ): Promise<U> {
    const parts = await this.#parts<U>(method, options, step("fold", zeroValue, seqOp, method));
    return parts.reduce((a, b) => atOnce(combOp(a, b), method), copyOf(zeroValue));
  }

  /** What a step makes of the partitions. */
  async #parts<U>(action: string, options: JobOptions, folding: ReturnType<typeof step>): Promise<U[]> {
    return (await this.steps<U>(action, folding).run({ ...options, action })).flat(1) as U[];
  }
}

/** As Spark: each level has so many fewer values that `depth` levels are about enough. */
async function tree<U>(
  parts: RDD<U>,
  join: (a: U, b: U) => U,
  depth: number,
  options: JobOptions,
): Promise<U> {
  let partitions = await parts.getNumPartitions(options);
  const scale = Math.max(Math.ceil(partitions ** (1 / depth)), 2);
  let level = parts;
  while (partitions > scale + partitions / scale) {
    partitions = Math.floor(partitions / scale);
    const keyed = level.steps<[number, U]>("treeReduce", step("spread", partitions));
    level = keyed.reduceByKey(join, partitions).values();
  }
  return level.reduce(join, options);
}

function merged<K>(parts: readonly (readonly [K, number][])[][]): Map<K, number> {
  const counts = new KeyMap<number>();
  for (const [key, count] of parts.flat(2) as unknown as [K, number][])
    counts.entry(key, () => 0)[1] += count;
  return new Map(counts.entries() as IterableIterator<[K, number]>);
}
