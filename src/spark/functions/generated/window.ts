// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Windows. */
import { type Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from "../../api/column.js";
import { given, invoke } from "../arguments.js";

/**
 * By how much a counter that only grows has grown since the row before; a new start of it, told by `startTime`, counts from 0.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.counter_diff.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function counter_diff(value: ColumnOrName, startTime?: ColumnOrName): Column {
  return invoke("counter_diff", toColumn(value), given(startTime, toColumn));
}

/**
 * Which part of the partition's rows, from 0 to 1, comes before the row or equals it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cume_dist.html
 */
export function cume_dist(): Column<number> {
  return invoke("cume_dist");
}

/**
 * The row's rank, from 1, equal rows having the same and no rank being left out.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.dense_rank.html
 */
export function dense_rank(): Column<number> {
  return invoke("dense_rank");
}

/**
 * The value `offset` rows before, or `default` if there is no such row.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lag.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function lag(col: ColumnOrName, offset?: number | Column, defaultValue?: ColumnOrValue): Column {
  return invoke("lag", toColumn(col), offset === undefined ? lit(1) : lit(offset), given(defaultValue, lit));
}

/**
 * The value `offset` rows behind, or `default` if there is no such row.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lead.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function lead(col: ColumnOrName, offset?: number | Column, defaultValue?: ColumnOrValue): Column {
  return invoke("lead", toColumn(col), offset === undefined ? lit(1) : lit(offset), given(defaultValue, lit));
}

/**
 * The value of the frame's row of that number, from 1; null if it has fewer.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nth_value.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function nth_value(
  col: ColumnOrName,
  offset: number | Column,
  ignoreNulls?: boolean | Column,
): Column {
  return invoke(
    "nth_value",
    toColumn(col),
    lit(offset),
    ignoreNulls === undefined ? lit(false) : lit(ignoreNulls),
  );
}

/**
 * The number, from 1, of the row's part when the partition is cut into `n` of equal size.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ntile.html
 */
export function ntile(n: number | Column): Column<number> {
  return invoke("ntile", lit(n));
}

/**
 * The row's rank as a part, from 0 to 1, of the ranks there are.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.percent_rank.html
 */
export function percent_rank(): Column<number> {
  return invoke("percent_rank");
}

/**
 * The row's rank, from 1, equal rows having the same and as many ranks behind them being left out.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rank.html
 */
export function rank(): Column<number> {
  return invoke("rank");
}

/**
 * The row's number in its partition, from 1.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.row_number.html
 */
export function row_number(): Column<number> {
  return invoke("row_number");
}
