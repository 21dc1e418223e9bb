import { ValueError } from "../../errors.js";

/** A DataFrame, as far as {@link broadcast} needs to know of one. */
export interface TakesHints<D> {
  hint(name: string): D;
}

/**
 * Says that a DataFrame is small, so that a join should bring it to every executor whole.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.broadcast.html
 * @throws ValueError for what is no DataFrame
 */
export function broadcast<D>(df: TakesHints<D>): D {
  if (typeof df?.hint !== "function") {
    throw new ValueError(`F.broadcast takes a DataFrame, not ${String(df)}`);
  }
  return df.hint("broadcast");
}
