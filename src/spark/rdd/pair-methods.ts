import type { JobOptions } from "./backend.js";
import { checkFraction } from "./element-methods.js";
import { HASH, LayoutMethods } from "./layout-methods.js";
import type { Combine } from "./lineage.js";
import { anySeed } from "./random.js";
import type { RDD } from "./rdd.js";
import { step } from "./steps/index.js";

/** Methods of an RDD of pairs `[key, value]`. Keys are of JSON's types, and equal as in manycore/mapreduce; values are anything that can travel. */
export abstract class PairMethods<T> extends LayoutMethods<T> {
  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.keys.html */
  keys<K, V>(this: RDD<[K, V]>): RDD<K> {
    return this.steps("keys", step("keys"));
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.values.html */
  values<K, V>(this: RDD<[K, V]>): RDD<V> {
    return this.steps("values", step("values"));
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.mapValues.html */
  mapValues<K, V, U>(this: RDD<[K, V]>, f: (value: V) => U): RDD<[K, U]> {
    return this.steps("mapValues", step("mapValues", f));
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.flatMapValues.html */
  flatMapValues<K, V, U>(this: RDD<[K, V]>, f: (value: V) => Iterable<U>): RDD<[K, U]> {
    return this.steps("flatMapValues", step("flatMapValues", f));
  }

  /**
   * The values of each key as one, by a function that joins two; within each partition first.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.reduceByKey.html
   */
  reduceByKey<K, V>(this: RDD<[K, V]>, f: (a: V, b: V) => V, numPartitions?: number): RDD<[K, V]> {
    const combine: Combine = { create: { kind: "itself" }, mergeValue: f, mergeCombiners: f };
    return this.shuffle("reduceByKey", HASH, "pairs", numPartitions, combine);
  }

  /**
   * As `reduceByKey`, beginning with `zeroValue` for each key of each partition.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.foldByKey.html
   */
  foldByKey<K, V>(
    this: RDD<[K, V]>,
    zeroValue: V,
    f: (a: V, b: V) => V,
    numPartitions?: number,
  ): RDD<[K, V]> {
    return this.shuffle("foldByKey", HASH, "pairs", numPartitions, folding(zeroValue, f, f));
  }

  /**
   * As `foldByKey`, into something of another type.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.aggregateByKey.html
   */
  aggregateByKey<K, V, U>(
    this: RDD<[K, V]>,
    zeroValue: U,
    seqFunc: (merged: U, value: V) => U,
    combFunc: (a: U, b: U) => U,
    numPartitions?: number,
  ): RDD<[K, U]> {
    return this.shuffle(
      "aggregateByKey",
      HASH,
      "pairs",
      numPartitions,
      folding(zeroValue, seqFunc, combFunc),
    );
  }

  /**
   * The general form of these. `createCombiner` is called for a key's first value in a partition, also again when what has been merged so far had to make room.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.combineByKey.html
   */
  combineByKey<K, V, U>(
    this: RDD<[K, V]>,
    createCombiner: (value: V) => U,
    mergeValue: (combiner: U, value: V) => U,
    mergeCombiners: (a: U, b: U) => U,
    numPartitions?: number,
  ): RDD<[K, U]> {
    const combine: Combine = { create: { kind: "function", createCombiner }, mergeValue, mergeCombiners };
    return this.shuffle("combineByKey", HASH, "pairs", numPartitions, combine);
  }

  /**
   * All values of each key, as an array. To make one value of them, `reduceByKey` and `aggregateByKey` send far less.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.groupByKey.html
   */
  groupByKey<K, V>(this: RDD<[K, V]>, numPartitions?: number): RDD<[K, V[]]> {
    return this.shuffle("groupByKey", HASH, "groups", numPartitions);
  }

  /** https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.groupBy.html */
  groupBy<K>(f: (element: T) => K, numPartitions?: number): RDD<[K, T[]]> {
    return this.keyBy(f).groupByKey(numPartitions);
  }

  /**
   * A random part of each key's pairs.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.sampleByKey.html
   * @param fractions of keys; those that aren't in it are left out
   */
  sampleByKey<K, V>(
    this: RDD<[K, V]>,
    withReplacement: boolean,
    fractions: ReadonlyMap<K, number>,
    seed: number = anySeed(),
  ): RDD<[K, V]> {
    for (const fraction of fractions.values()) checkFraction(fraction, withReplacement, "sampleByKey");
    return this.steps("sampleByKey", step("sampleByKey", withReplacement, [...fractions], seed));
  }

  /**
   * The values of a key.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.lookup.html
   */
  async lookup<K, V>(this: RDD<[K, V]>, key: K, options: JobOptions = {}): Promise<V[]> {
    const found = await this.steps<V>("lookup", step("lookup", key)).run({ ...options, action: "lookup" });
    return found.flat(1) as V[];
  }

  /**
   * A Map of the pairs; of equal keys the last one counts. Keys that are arrays or objects can't be found in it by `get`.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.collectAsMap.html
   */
  async collectAsMap<K, V>(this: RDD<[K, V]>, options: JobOptions = {}): Promise<Map<K, V>> {
    const partitions = await this.run({ ...options, action: "collectAsMap" });
    return new Map(partitions.flat(1) as [K, V][]);
  }
}

function folding(
  zero: unknown,
  mergeValue: (merged: never, value: never) => unknown,
  mergeCombiners: (a: never, b: never) => unknown,
): Combine {
  return { create: { kind: "zero", zero }, mergeValue, mergeCombiners };
}
