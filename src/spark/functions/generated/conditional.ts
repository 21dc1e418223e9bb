// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Conditions and predicates. */
import { type Column, type ColumnOrName, toColumn } from "../../api/column.js";
import { columns, given, invoke } from "../arguments.js";

/**
 * The first value that isn't null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.coalesce.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function coalesce(...cols: readonly ColumnOrName[]): Column {
  return invoke("coalesce", ...columns(cols));
}

/**
 * Equality in which null equals null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.equal_null.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function equal_null(col1: ColumnOrName, col2: ColumnOrName): Column<boolean> {
  return invoke("equal_null", toColumn(col1), toColumn(col2));
}

/**
 * `col1`, or `col2` where it is null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ifnull.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function ifnull(col1: ColumnOrName, col2: ColumnOrName): Column {
  return invoke("ifnull", toColumn(col1), toColumn(col2));
}

/**
 * {@link like} without regard to case.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ilike.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function ilike(
  str: ColumnOrName,
  pattern: ColumnOrName,
  escapeChar?: ColumnOrName,
): Column<boolean | null> {
  return invoke("ilike", toColumn(str), toColumn(pattern), given(escapeChar, toColumn));
}

/**
 * Whether it is NaN; null isn't.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.isnan.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function isnan(col: ColumnOrName): Column<boolean> {
  return invoke("isnan", toColumn(col));
}

/**
 * Whether it isn't null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.isnotnull.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function isnotnull(col: ColumnOrName): Column<boolean> {
  return invoke("isnotnull", toColumn(col));
}

/**
 * Whether it is null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.isnull.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function isnull(col: ColumnOrName): Column<boolean> {
  return invoke("isnull", toColumn(col));
}

/**
 * Whether a whole string fits a pattern of SQL's, in which `_` is any character and `%` any number of them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.like.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function like(
  str: ColumnOrName,
  pattern: ColumnOrName,
  escapeChar?: ColumnOrName,
): Column<boolean | null> {
  return invoke("like", toColumn(str), toColumn(pattern), given(escapeChar, toColumn));
}

/**
 * `col1`, or `col2` where it is NaN.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nanvl.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function nanvl(col1: ColumnOrName, col2: ColumnOrName): Column {
  return invoke("nanvl", toColumn(col1), toColumn(col2));
}

/**
 * `col1`, or null where both are equal.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nullif.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function nullif(col1: ColumnOrName, col2: ColumnOrName): Column {
  return invoke("nullif", toColumn(col1), toColumn(col2));
}

/**
 * The number, or null where it is zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nullifzero.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function nullifzero(col: ColumnOrName): Column {
  return invoke("nullifzero", toColumn(col));
}

/**
 * The same as {@link ifnull}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nvl.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function nvl(col1: ColumnOrName, col2: ColumnOrName): Column {
  return invoke("nvl", toColumn(col1), toColumn(col2));
}

/**
 * `col2` where `col1` isn't null, `col3` where it is.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.nvl2.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function nvl2(col1: ColumnOrName, col2: ColumnOrName, col3: ColumnOrName): Column {
  return invoke("nvl2", toColumn(col1), toColumn(col2), toColumn(col3));
}

/**
 * The same as {@link rlike}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regexp(str: ColumnOrName, regexp: ColumnOrName): Column<boolean | null> {
  return invoke("regexp", toColumn(str), toColumn(regexp));
}

/**
 * The same as {@link rlike}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_like.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regexp_like(str: ColumnOrName, regexp: ColumnOrName): Column<boolean | null> {
  return invoke("regexp_like", toColumn(str), toColumn(regexp));
}

/**
 * Whether a part of the string fits a regular expression of Java's.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rlike.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function rlike(str: ColumnOrName, regexp: ColumnOrName): Column<boolean | null> {
  return invoke("rlike", toColumn(str), toColumn(regexp));
}

/**
 * The number, or zero where it is null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.zeroifnull.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function zeroifnull(col: ColumnOrName): Column {
  return invoke("zeroifnull", toColumn(col));
}
