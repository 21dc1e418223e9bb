// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Maps. */
import { type Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from "../../api/column.js";
import { inList, invoke } from "../arguments.js";

/**
 * A map of keys and values in turn.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.create_map.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function create_map(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column {
  return invoke("map", ...inList(cols));
}

/**
 * The entries of several maps in one; a key that two have is an error.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_concat.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function map_concat(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column {
  return invoke("map_concat", ...inList(cols));
}

/**
 * Whether a map has a key.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_contains_key.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function map_contains_key(col: ColumnOrName, value: ColumnOrValue): Column<boolean | null> {
  return invoke("map_contains_key", toColumn(col), lit(value));
}

/**
 * The entries of a map as an array of structs of `key` and `value`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_entries.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function map_entries(col: ColumnOrName): Column {
  return invoke("map_entries", toColumn(col));
}

/**
 * A map of an array of keys and an array of values.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_from_arrays.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function map_from_arrays(col1: ColumnOrName, col2: ColumnOrName): Column {
  return invoke("map_from_arrays", toColumn(col1), toColumn(col2));
}

/**
 * A map of an array of structs of two fields.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_from_entries.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function map_from_entries(col: ColumnOrName): Column {
  return invoke("map_from_entries", toColumn(col));
}

/**
 * The keys of a map as an array.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_keys.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function map_keys(col: ColumnOrName): Column {
  return invoke("map_keys", toColumn(col));
}

/**
 * The values of a map as an array.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_values.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function map_values(col: ColumnOrName): Column {
  return invoke("map_values", toColumn(col));
}

/**
 * A map of what a string says, such as `a:1,b:2`; the delimiters are regular expressions.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.str_to_map.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function str_to_map(
  text: ColumnOrName,
  pairDelim?: ColumnOrName,
  keyValueDelim?: ColumnOrName,
): Column<Map<string, string | null> | null> {
  return invoke(
    "str_to_map",
    toColumn(text),
    pairDelim === undefined ? lit(",") : toColumn(pairDelim),
    keyValueDelim === undefined ? lit(":") : toColumn(keyValueDelim),
  );
}
