import { ValueError } from "../../errors.js";
import { Column, type ColumnOrValue, lit } from "../api/column.js";
import { invoke } from "./arguments.js";

/**
 * The value where a condition is true, and null elsewhere; `.when(…)` adds a case and `.otherwise(…)` what is given when none is true.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.when.html
 * @throws ValueError for a condition that is no column, or a value that has no literal
 */
export function when(condition: Column, value: ColumnOrValue): Column {
  if (!(condition instanceof Column)) {
    throw new ValueError(
      `F.when takes a column as condition, such as F.col("a").gt(1), not ${String(condition)}`,
    );
  }
  return invoke("when", condition, lit(value));
}
