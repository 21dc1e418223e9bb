import type { JobOptions } from "./backend.js";
import { ElementMethods } from "./element-methods.js";
import type { RDD } from "./rdd.js";
import { checkCount, newNode } from "./rdd-core.js";
import { step } from "./steps/index.js";

export interface SaveAsTextOptions extends JobOptions {
  /** `gzip`: each part is a .gz file. `none` if not given. */
  readonly compression?: "none" | "gzip";
}

/** Which partition elements are in, and in which order. */
export abstract class LayoutMethods<T> extends ElementMethods<T> {
  /**
   * The elements shared out anew, evenly, over so many partitions.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.repartition.html
   */
  repartition(numPartitions: number): RDD<T> {
    checkCount(numPartitions, "repartition", "numPartitions", 1);
    const dealt = this.steps("repartition", step("dealOut", numPartitions));
    return dealt.shuffle("repartition", { kind: "number" }, "values", numPartitions);
  }

  /**
   * Fewer partitions, of neighbours that are read by one task; with `shuffle` as `repartition`.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.coalesce.html
   */
  coalesce(numPartitions: number, shuffle = false): RDD<T> {
    checkCount(numPartitions, "coalesce", "numPartitions", 1);
    if (shuffle) return this.repartition(numPartitions);
    return this.derive({
      ...newNode("coalesce"),
      op: "coalesce",
      parent: this.lineage,
      partitions: numPartitions,
    });
  }

  /**
   * In the order of what the function gives: that of JSON's types, as in manycore/mapreduce. Equal ones keep their order. The parent is computed once more
   * before, to see where the range is to be cut.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.sortBy.html
   */
  sortBy<K>(keyfunc: (element: T) => K, ascending = true, numPartitions?: number): RDD<T> {
    return this.keyBy(keyfunc).sortByKey(ascending, numPartitions).values();
  }

  /**
   * Pairs in the order of their keys: over all partitions, one after the other.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.sortByKey.html
   * @param keyfunc what is compared in a key's place
   */
  sortByKey<K, V>(
    this: RDD<[K, V]>,
    ascending = true,
    numPartitions?: number,
    keyfunc?: (key: K) => unknown,
  ): RDD<[K, V]> {
    const keyed = this.steps("sortByKey", step("sortKeys", keyfunc, ascending));
    return keyed.shuffle("sortByKey", { kind: "range" }, "values", numPartitions);
  }

  /**
   * Pairs by the partition that the function gives of their key (modulo the number of partitions), or by the key's hash. Within a partition they are in the order
   * of their keys.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.partitionBy.html
   */
  partitionBy<K, V>(
    this: RDD<[K, V]>,
    numPartitions?: number,
    partitionFunc?: (key: K) => number,
  ): RDD<[K, V]> {
    const by = partitionFunc === undefined ? HASH : ({ kind: "function", partitionFunc } as const);
    return this.shuffle("partitionBy", by, "pairs", numPartitions);
  }

  /**
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.repartitionAndSortWithinPartitions.html
   */
  repartitionAndSortWithinPartitions<K, V>(
    this: RDD<[K, V]>,
    numPartitions?: number,
    partitionFunc?: (key: K) => number,
  ): RDD<[K, V]> {
    return this.partitionBy(numPartitions, partitionFunc);
  }

  /**
   * Writes a line an element and a file a partition into a new folder. Strings are written as they are, what else there is as JSON. All parts are there or
   * none.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.saveAsTextFile.html
   * @throws SparkException when the folder exists, or a task fails for good; ValueError, as its cause, for an element that JSON would change
   */
  saveAsTextFile(path: string, { compression = "none", signal }: SaveAsTextOptions = {}): Promise<void> {
    return this.context.backend.saveAsTextFile(this.lineage, { path, compression, signal });
  }
}

export const HASH = { kind: "hash" } as const;
