import { relation, withSubqueries } from "../plan/index.js";
import { type Column, lit } from "./column.js";
import { DataFrame } from "./data-frame/data-frame.js";
import type { SparkSession } from "./session/spark-session.js";

/**
 * Functions that give a table: `spark.tvf.explode(F.array(F.lit(1), F.lit(2)))`. In a `lateralJoin` their arguments may be columns of the other side
 * (`F.col("a").outer()`).
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/tvf.html
 */
export class TableValuedFunction {
  readonly #session: SparkSession;

  constructor(session: SparkSession) {
    this.#session = session;
  }

  /** As {@link SparkSession.range}. */
  range(
    start: number | bigint,
    end?: number | bigint,
    step?: number | bigint,
    numPartitions?: number,
  ): DataFrame<{ id: number }> {
    return this.#session.range(start, end, step, numPartitions);
  }

  /** A row for each element of an array, in a column `col`, or for each entry of a map, in `key` and `value`. */
  explode(collection: Column): DataFrame {
    return this.#call("explode", collection);
  }

  /** {@link explode} that gives a row of null for an empty collection. */
  explode_outer(collection: Column): DataFrame {
    return this.#call("explode_outer", collection);
  }

  /** {@link explode} with the place of each element, from 0, in a column `pos`. */
  posexplode(collection: Column): DataFrame {
    return this.#call("posexplode", collection);
  }

  /** {@link posexplode} that gives a row of null for an empty collection. */
  posexplode_outer(collection: Column): DataFrame {
    return this.#call("posexplode_outer", collection);
  }

  /** A row for each struct of an array, its fields as columns. */
  inline(input: Column): DataFrame {
    return this.#call("inline", input);
  }

  /** {@link inline} that gives a row of null for an empty array. */
  inline_outer(input: Column): DataFrame {
    return this.#call("inline_outer", input);
  }

  /** Fields of a JSON text, as columns of strings. */
  json_tuple(input: Column, ...fields: readonly Column[]): DataFrame {
    return this.#call("json_tuple", input, ...fields);
  }

  /** Values dealt out to `n` rows. */
  stack(n: Column | number, ...fields: readonly Column[]): DataFrame {
    return this.#call("stack", lit(n), ...fields);
  }

  /** The collations that strings can have. */
  collations(): DataFrame {
    return this.#call("collations");
  }

  /** The words that SQL keeps to itself. */
  sql_keywords(): DataFrame {
    return this.#call("sql_keywords");
  }

  /** A row for each element of a variant that is an object or an array. */
  variant_explode(input: Column): DataFrame {
    return this.#call("variant_explode", input);
  }

  /** {@link variant_explode} that gives a row of null for an empty one. */
  variant_explode_outer(input: Column): DataFrame {
    return this.#call("variant_explode_outer", input);
  }

  #call(functionName: string, ...args: readonly Column[]): DataFrame {
    const value = { functionName, arguments: args.map((column) => column.expression) };
    return new DataFrame(withSubqueries(relation("unresolvedTableValuedFunction", value)), this.#session);
  }
}
