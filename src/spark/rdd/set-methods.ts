import { HASH } from "./layout-methods.js";
import type { Combine } from "./lineage.js";
import { PairMethods } from "./pair-methods.js";
import type { RDD } from "./rdd.js";
import { newNode } from "./rdd-core.js";
import { type JoinKind, step } from "./steps/index.js";

/** Several RDDs together. */
export abstract class SetMethods<T> extends PairMethods<T> {
  /** All elements of both. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.union.html */
  union(other: RDD<T>): RDD<T> {
    return this.derive({ ...newNode("union"), op: "union", parents: [this.lineage, other.lineage] });
  }

  /**
   * Each element once. Elements are of JSON's types, and equal as keys are.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.distinct.html
   * @throws SparkException in the action, with a ValueError as its cause, for an element that can't be a key
   */
  distinct(numPartitions?: number): RDD<T> {
    const keyed = this.steps<[T, null]>("distinct", step("asKeys"));
    return keyed.shuffle<[T, null]>("distinct", HASH, "pairs", numPartitions, FIRST).keys();
  }

  /** Elements that are in both, each once. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.intersection.html */
  intersection(other: RDD<T>): RDD<T> {
    const [left, right] = [this, other].map((each) => each.steps<[T, null]>("intersection", step("asKeys")));
    return left!.cogroup(right!).steps("intersection", step("inBoth"));
  }

  /** Elements that aren't in the other. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.subtract.html */
  subtract(other: RDD<T>, numPartitions?: number): RDD<T> {
    const [left, right] = [this, other].map((each) => each.steps<[T, null]>("subtract", step("asKeys")));
    return left!.subtractByKey(right!, numPartitions).keys();
  }

  /** Pairs whose keys the other doesn't have. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.subtractByKey.html */
  subtractByKey<K, V>(this: RDD<[K, V]>, other: RDD<[K, unknown]>, numPartitions?: number): RDD<[K, V]> {
    return this.cogroup(other, numPartitions).steps("subtractByKey", step("onlyLeft"));
  }

  /** Pairs of each element with each of the other's. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.cartesian.html */
  cartesian<U>(other: RDD<U>): RDD<[T, U]> {
    return this.derive({
      ...newNode("cartesian"),
      op: "cartesian",
      left: this.lineage,
      right: other.lineage,
    });
  }

  /**
   * Pairs of what stands at the same place in both.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.zip.html
   * @throws ValueError in the action when they don't have the same number of partitions; SparkException when two partitions don't have the same number of elements
   */
  zip<U>(other: RDD<U>): RDD<[T, U]> {
    return this.derive({ ...newNode("zip"), op: "zip", left: this.lineage, right: other.lineage });
  }

  /**
   * For each key the values of both, as two arrays.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.cogroup.html
   */
  cogroup<K, V, W>(this: RDD<[K, V]>, other: RDD<[K, W]>, numPartitions?: number): RDD<[K, [V[], W[]]]> {
    return groupTogether([this, other], numPartitions);
  }

  /**
   * For each key the values of all, an array each.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.groupWith.html
   */
  groupWith<K, V, O extends readonly RDD<[K, unknown]>[]>(
    this: RDD<[K, V]>,
    ...others: O
  ): RDD<[K, [V[], ...{ [I in keyof O]: O[I] extends RDD<[K, infer W]> ? W[] : never }]]> {
    return groupTogether([this, ...others], undefined);
  }

  /**
   * Pairs of values that have the same key, a pair for each combination.
   * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.join.html
   */
  join<K, V, W>(this: RDD<[K, V]>, other: RDD<[K, W]>, numPartitions?: number): RDD<[K, [V, W]]> {
    return joined("join", this, other, numPartitions);
  }

  /** As `join`; null where the other has no value. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.leftOuterJoin.html */
  leftOuterJoin<K, V, W>(
    this: RDD<[K, V]>,
    other: RDD<[K, W]>,
    numPartitions?: number,
  ): RDD<[K, [V, W | null]]> {
    return joined("leftOuterJoin", this, other, numPartitions);
  }

  /** As `join`; null where this one has no value. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.rightOuterJoin.html */
  rightOuterJoin<K, V, W>(
    this: RDD<[K, V]>,
    other: RDD<[K, W]>,
    numPartitions?: number,
  ): RDD<[K, [V | null, W]]> {
    return joined("rightOuterJoin", this, other, numPartitions);
  }

  /** As `join`; null where one of them has no value. https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.fullOuterJoin.html */
  fullOuterJoin<K, V, W>(
    this: RDD<[K, V]>,
    other: RDD<[K, W]>,
    numPartitions?: number,
  ): RDD<[K, [V | null, W | null]]> {
    return joined("fullOuterJoin", this, other, numPartitions);
  }
}

const FIRST: Combine = { create: { kind: "itself" }, mergeValue: undefined, mergeCombiners: undefined };

function joined<R>(
  kind: JoinKind,
  left: RDD<[unknown, unknown]>,
  right: RDD<[unknown, unknown]>,
  numPartitions: number | undefined,
): RDD<R> {
  return left.cogroup(right, numPartitions).steps(kind, step("joinGroups", kind));
}

/** All RDDs' pairs, tagged, through one shuffle. */
function groupTogether<R>(
  rdds: readonly RDD<[unknown, unknown]>[],
  numPartitions: number | undefined,
): RDD<R> {
  const tagged = rdds.map((rdd, tag) =>
    rdd.steps<[unknown, unknown]>("cogroup", step("tagValues", tag, "cogroup")),
  );
  const [first] = tagged;
  const parents = tagged.map(({ lineage }) => lineage);
  const all = first!.derive<[unknown, unknown]>({ ...newNode("cogroup"), op: "union", parents });
  // As PySpark: as many as the first has, and not as many as all of them together.
  const grouped = all.shuffle("cogroup", HASH, "groups", numPartitions ?? first!.lineage);
  return grouped.steps("cogroup", step("untagGroups", rdds.length));
}
