/** How a column sorts. */
import { type Column, type ColumnOrName, toColumn } from "../api/column.js";

/**
 * For orderBy: ascending, nulls first.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.asc.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function asc(col: ColumnOrName): Column {
  return toColumn(col).asc();
}

/**
 * For orderBy: ascending, nulls first.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.asc_nulls_first.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function asc_nulls_first(col: ColumnOrName): Column {
  return toColumn(col).asc_nulls_first();
}

/**
 * For orderBy: ascending, nulls last.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.asc_nulls_last.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function asc_nulls_last(col: ColumnOrName): Column {
  return toColumn(col).asc_nulls_last();
}

/**
 * For orderBy: descending, nulls last.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.desc.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function desc(col: ColumnOrName): Column {
  return toColumn(col).desc();
}

/**
 * For orderBy: descending, nulls first.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.desc_nulls_first.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function desc_nulls_first(col: ColumnOrName): Column {
  return toColumn(col).desc_nulls_first();
}

/**
 * For orderBy: descending, nulls last.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.desc_nulls_last.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function desc_nulls_last(col: ColumnOrName): Column {
  return toColumn(col).desc_nulls_last();
}
