// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** JSON. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import type { DataType } from "../../types/index.js";
import { atLeast, invoke, literals, type Options, optionsMap, schemaArgument } from "../arguments.js";

/**
 * The struct, array or map that JSON says, of a schema; null of what is no JSON.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.from_json.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function from_json(col: ColumnOrName, schema: DataType | string | Column, options?: Options): Column {
  return invoke("from_json", toColumn(col), schemaArgument(schema), optionsMap(options));
}

/**
 * What stands at a path, such as `$.a[0].b`, of JSON, as text.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.get_json_object.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function get_json_object(col: ColumnOrName, path: string | Column): Column<string | null> {
  return invoke("get_json_object", toColumn(col), lit(path));
}

/**
 * How many values a JSON array has; null of what is none.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.json_array_length.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function json_array_length(col: ColumnOrName): Column<number | null> {
  return invoke("json_array_length", toColumn(col));
}

/**
 * The names that a JSON object has; null of what is none.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.json_object_keys.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function json_object_keys(col: ColumnOrName): Column<string[] | null> {
  return invoke("json_object_keys", toColumn(col));
}

/**
 * What a JSON object has at several names, as text, in columns `c0`, `c1`…
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.json_tuple.html
 * @throws ValueError for an argument that is neither a column nor its name, for fewer than it takes
 */
export function json_tuple(col: ColumnOrName, ...fields: readonly (string | Column)[]): Column {
  atLeast(1, "json_tuple", fields);
  return invoke("json_tuple", toColumn(col), ...literals(fields));
}

/**
 * The schema of JSON, in SQL's words.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.schema_of_json.html
 */
export function schema_of_json(json: string | Column, options?: Options): Column<string> {
  return invoke("schema_of_json", lit(json), optionsMap(options));
}

/**
 * A struct, array, map or variant as JSON.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_json.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_json(col: ColumnOrName, options?: Options): Column<string | null> {
  return invoke("to_json", toColumn(col), optionsMap(options));
}
