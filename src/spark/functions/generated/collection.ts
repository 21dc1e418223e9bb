// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Arrays and maps alike. */
import { type Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from "../../api/column.js";
import { columns, invoke } from "../arguments.js";

/**
 * The same as {@link size}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cardinality.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function cardinality(col: ColumnOrName): Column<number | null> {
  return invoke("cardinality", toColumn(col));
}

/**
 * Strings, binary or arrays joined; null if one is null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.concat.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function concat(...cols: readonly ColumnOrName[]): Column {
  return invoke("concat", ...columns(cols));
}

/**
 * The value at a position of an array, from 1, or from −1 at the end, an error beyond them; the value of a key of a map, or null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.element_at.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function element_at(col: ColumnOrName, extraction: ColumnOrValue): Column {
  return invoke("element_at", toColumn(col), lit(extraction));
}

/**
 * A string or an array backwards.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.reverse.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function reverse(col: ColumnOrName): Column {
  return invoke("reverse", toColumn(col));
}

/**
 * How many values an array has, or entries a map.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.size.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function size(col: ColumnOrName): Column<number | null> {
  return invoke("size", toColumn(col));
}

/**
 * {@link element_at} that gives null beyond the ends; the position or key is a column.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_element_at.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_element_at(col: ColumnOrName, extraction: ColumnOrName): Column {
  return invoke("try_element_at", toColumn(col), toColumn(extraction));
}
