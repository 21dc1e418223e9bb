import { registerCarrier } from "../../portable/index.js";
import { SparkException } from "../errors/index.js";
import { refuseMembers } from "../errors/refused-members.js";
import type { Lineage } from "./lineage.js";
import { RDD_NOT_OFFERED } from "./not-offered.js";
import { TakeActions } from "./take-actions.js";

/**
 * Elements in partitions, computed in parallel and when an action asks for them. Made by a SparkContext and by the methods of another RDD; these come from
 * classes that each hold one group of them.
 *
 * ```ts
 * const counts = sc.textFile("words.txt").flatMap((line) => line.split(" ")).map((word) => [word, 1]).reduceByKey((a, b) => a + b);
 * await counts.takeOrdered(10, ([, count]) => -count);
 * ```
 *
 * Functions travel to the tasks with what they have captured, read when an action runs. A transformation gives an RDD at once; an action gives a promise.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.RDD.html
 */
export class RDD<T> extends TakeActions<T> {
  static {
    refuseMembers(RDD, "RDD", RDD_NOT_OFFERED.RDD);
  }

  /** @internal */
  override derive<U>(lineage: Lineage): RDD<U> {
    return new RDD<U>(this.context, lineage);
  }

  override toString(): string {
    return `${this.lineage.name ?? this.lineage.method} RDD[${this.lineage.id}]`;
  }
}

registerCarrier<RDD<unknown>, never>({
  tag: "spark.rdd",
  type: RDD,
  pack: (rdd) => {
    throw new SparkException(
      `${String(rdd)} is used inside of a function that runs in tasks, or is broadcast: only the driver can transform RDDs and call actions (SPARK-5063). Collect it first and broadcast the result, or join the two RDDs`,
      { condition: "CONTEXT_ONLY_VALID_ON_DRIVER" },
    );
  },
  unpack: () => {
    throw new SparkException("An RDD can't arrive anywhere (SPARK-5063)");
  },
});
