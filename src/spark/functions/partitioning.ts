/** How a table is cut into partitions: `df.writeTo("t").partitionedBy(F.partitioning.years("day"))`. */
import { type Column, type ColumnOrName, lit, toColumn } from "../api/column.js";
import { invoke } from "./arguments.js";

/**
 * A partition a year.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.partitioning.years.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function years(col: ColumnOrName): Column {
  return invoke("years", toColumn(col));
}

/**
 * A partition a month.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.partitioning.months.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function months(col: ColumnOrName): Column {
  return invoke("months", toColumn(col));
}

/**
 * A partition a day.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.partitioning.days.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function days(col: ColumnOrName): Column {
  return invoke("days", toColumn(col));
}

/**
 * A partition an hour.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.partitioning.hours.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hours(col: ColumnOrName): Column {
  return invoke("hours", toColumn(col));
}

/**
 * So many partitions, by the hash of a column.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.partitioning.bucket.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bucket(numBuckets: number | Column, col: ColumnOrName): Column {
  return invoke("bucket", lit(numBuckets), toColumn(col));
}
