import type { RecordBatch } from "apache-arrow";
import type { GivenRows } from "../../own-functions/runner/index.js";
import type { Row, StructType } from "../../types/index.js";
import type { RowOptions } from "../batch-rows.js";
import type { ActionOptions } from "../deadline.js";
import { nameOfFunction, ownCall, schemaGiven } from "../own-call.js";
import type { DataFrame } from "./data-frame.js";
import { Combinations } from "./joins.js";

/** A function over the batches of a partition. */
export type BatchFunction = (batches: Iterable<RecordBatch>) => Iterable<GivenRows>;

/** Functions of one's own over whole partitions. */
export abstract class Mappings<T> extends Combinations<T> {
  /**
   * The rows that a function makes of each partition's. It runs where the rows are: on a cluster's executors, or in a worker; with what it captured and what
   * it imports. The batches are Arrow's; it gives batches, tables, or objects of columns.
   *
   * ```ts
   * df.mapInArrow(function* (batches) {
   *   for (const batch of batches) yield { double: batch.getChild("id")!.toArray().map((n) => 2n * n) };
   * }, "double bigint");
   * ```
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.mapInArrow.html
   * @param schema what it gives, in SQL's words or as a type
   * @param barrier starts the function on all partitions at once, or not at all
   * @throws ValueError, ParseException for what is no function or schema. When it runs: FunctionException when the function throws or gives something else;
   *   NotPortableError when it can't travel; NotSupportedError without apache-arrow, and on a cluster without esbuild
   */
  mapInArrow(func: BatchFunction, schema: StructType | string, barrier = false): DataFrame<Row> {
    const name = nameOfFunction("mapInArrow", func);
    const own = { kind: "mapInArrow", name, body: func } as const;
    return this.derive("mapPartitions", {
      input: this.relation,
      func: ownCall(own, schemaGiven("mapInArrow", schema)),
      ...(barrier && { isBarrier: true }),
    });
  }

  /**
   * Calls a function once for each partition, with its rows, for what it does and not for what it gives. It runs where the rows are, as that of {@link mapInArrow}
   * does, and so changes nothing here. An engine may call it for partitions without rows as well.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.foreachPartition.html
   * @throws ValueError for what is no function; else as mapInArrow throws when it runs
   */
  async foreachPartition(
    f: (rows: Iterable<T>) => void,
    { bigint = false, ...options }: ActionOptions & RowOptions = {},
  ): Promise<void> {
    const own = {
      kind: "foreachPartition",
      name: nameOfFunction("foreachPartition", f),
      body: f,
      bigint,
    } as const;
    const func = ownCall(own, schemaGiven("foreachPartition", "nothing string"));
    await this.derive("mapPartitions", { input: this.relation, func }).collect(options);
  }
}
