import { type Column, type ColumnOrName, lit, toColumn } from "../api/column.js";
import { invoke } from "./arguments.js";

/**
 * How many seconds there are from the beginning of 1970 in UTC to a moment, which a string may say in a pattern; to now without a column.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unix_timestamp.html
 * @param format of strings, `yyyy-MM-dd HH:mm:ss` if it isn't given
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function unix_timestamp(
  timestamp?: ColumnOrName,
  format: string | Column = "yyyy-MM-dd HH:mm:ss",
): Column<number | null> {
  if (timestamp === undefined) return invoke("unix_timestamp");
  return invoke("unix_timestamp", toColumn(timestamp), lit(format));
}
