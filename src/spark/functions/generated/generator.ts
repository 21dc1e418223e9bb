// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Rows of a value. */
import { type Column, type ColumnOrName, toColumn } from "../../api/column.js";
import { columns, invoke } from "../arguments.js";

/**
 * A row for each value of an array, or for each entry of a map.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.explode.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function explode(col: ColumnOrName): Column {
  return invoke("explode", toColumn(col));
}

/**
 * {@link explode} that keeps the row, with null, of an empty array and of null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.explode_outer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function explode_outer(col: ColumnOrName): Column {
  return invoke("explode_outer", toColumn(col));
}

/**
 * A row for each struct of an array, its fields as columns.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.inline.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function inline(col: ColumnOrName): Column {
  return invoke("inline", toColumn(col));
}

/**
 * {@link inline} that keeps the row, with nulls, of an empty array and of null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.inline_outer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function inline_outer(col: ColumnOrName): Column {
  return invoke("inline_outer", toColumn(col));
}

/**
 * {@link explode} with the position, from 0, in a column before it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.posexplode.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function posexplode(col: ColumnOrName): Column {
  return invoke("posexplode", toColumn(col));
}

/**
 * {@link posexplode} that keeps the row, with nulls, of an empty array and of null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.posexplode_outer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function posexplode_outer(col: ColumnOrName): Column {
  return invoke("posexplode_outer", toColumn(col));
}

/**
 * As many rows as the first, a literal, says, of all the others' values in turn.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.stack.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function stack(...cols: readonly ColumnOrName[]): Column {
  return invoke("stack", ...columns(cols));
}
