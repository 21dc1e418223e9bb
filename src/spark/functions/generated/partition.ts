// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Partitions of tables. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import { invoke } from "../arguments.js";

/**
 * For a table's partitions (writeTo): so many of them, by the hash of a column.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.partitioning.bucket.html
 * @deprecated use {@link partitioning.bucket}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bucket(numBuckets: number | Column, col: ColumnOrName): Column {
  return invoke("bucket", lit(numBuckets), toColumn(col));
}

/**
 * For a table's partitions (writeTo): one a day.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.partitioning.days.html
 * @deprecated use {@link partitioning.days}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function days(col: ColumnOrName): Column {
  return invoke("days", toColumn(col));
}

/**
 * For a table's partitions (writeTo): one an hour.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.partitioning.hours.html
 * @deprecated use {@link partitioning.hours}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hours(col: ColumnOrName): Column {
  return invoke("hours", toColumn(col));
}

/**
 * For a table's partitions (writeTo): one a month.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.partitioning.months.html
 * @deprecated use {@link partitioning.months}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function months(col: ColumnOrName): Column {
  return invoke("months", toColumn(col));
}

/**
 * For a table's partitions (writeTo): one a year.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.partitioning.years.html
 * @deprecated use {@link partitioning.years}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function years(col: ColumnOrName): Column {
  return invoke("years", toColumn(col));
}
