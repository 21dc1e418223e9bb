// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Variants. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import { atLeast, invoke, literals } from "../arguments.js";

/**
 * Whether the bytes of a variant are well formed.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.is_valid_variant.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function is_valid_variant(v: ColumnOrName): Column<boolean | null> {
  return invoke("is_valid_variant", toColumn(v));
}

/**
 * Whether a variant is JSON's null; SQL's null isn't.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.is_variant_null.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function is_variant_null(v: ColumnOrName): Column<boolean> {
  return invoke("is_variant_null", toColumn(v));
}

/**
 * The variant that JSON says; an error for what is no JSON.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.parse_json.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function parse_json(col: ColumnOrName): Column {
  return invoke("parse_json", toColumn(col));
}

/**
 * The schema of a variant, in SQL's words.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.schema_of_variant.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function schema_of_variant(v: ColumnOrName): Column<string | null> {
  return invoke("schema_of_variant", toColumn(v));
}

/**
 * The schema that all variants of a column fit, in SQL's words.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.schema_of_variant_agg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function schema_of_variant_agg(v: ColumnOrName): Column<string> {
  return invoke("schema_of_variant_agg", toColumn(v));
}

/**
 * A struct, array or map as a variant; structs and maps become objects.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_variant_object.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_variant_object(col: ColumnOrName): Column {
  return invoke("to_variant_object", toColumn(col));
}

/**
 * {@link parse_json} that gives null for what is no JSON.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_parse_json.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_parse_json(col: ColumnOrName): Column {
  return invoke("try_parse_json", toColumn(col));
}

/**
 * {@link variant_array_append} that gives null for what can't be done.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_variant_array_append.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_variant_array_append(
  v: ColumnOrName,
  path: string | Column,
  value: ColumnOrName,
): Column {
  return invoke("try_variant_array_append", toColumn(v), lit(path), toColumn(value));
}

/**
 * {@link variant_get} that gives null for what the type can't hold.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_variant_get.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_variant_get(v: ColumnOrName, path: string | Column, targetType: string | Column): Column {
  return invoke("try_variant_get", toColumn(v), lit(path), lit(targetType));
}

/**
 * {@link variant_insert} that gives null for what can't be done.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_variant_insert.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_variant_insert(v: ColumnOrName, path: string | Column, value: ColumnOrName): Column {
  return invoke("try_variant_insert", toColumn(v), lit(path), toColumn(value));
}

/**
 * {@link variant_set} that gives null for what can't be done.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_variant_set.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_variant_set(
  v: ColumnOrName,
  path: string | Column,
  value: ColumnOrName,
  create_if_missing?: boolean | Column,
): Column {
  return invoke(
    "try_variant_set",
    toColumn(v),
    lit(path),
    toColumn(value),
    create_if_missing === undefined ? lit(true) : lit(create_if_missing),
  );
}

/**
 * A variant with a value more at the end of the array at a path.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_array_append.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function variant_array_append(v: ColumnOrName, path: string | Column, value: ColumnOrName): Column {
  return invoke("variant_array_append", toColumn(v), lit(path), toColumn(value));
}

/**
 * A variant without what stands at these paths.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_delete.html
 * @throws ValueError for an argument that is neither a column nor its name, for fewer than it takes
 */
export function variant_delete(v: ColumnOrName, ...paths: readonly (string | Column)[]): Column {
  atLeast(1, "variant_delete", paths);
  return invoke("variant_delete", toColumn(v), ...literals(paths));
}

/**
 * What stands at a path, such as `$.a[0]`, of a variant, as a type in SQL's words; null for nothing.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_get.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function variant_get(v: ColumnOrName, path: string | Column, targetType: string | Column): Column {
  return invoke("variant_get", toColumn(v), lit(path), lit(targetType));
}

/**
 * A variant with a value more at a path where there is none.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_insert.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function variant_insert(v: ColumnOrName, path: string | Column, value: ColumnOrName): Column {
  return invoke("variant_insert", toColumn(v), lit(path), toColumn(value));
}

/**
 * A variant with a value at a path, in the place of what stands there; where nothing does too unless told not to.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_set.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function variant_set(
  v: ColumnOrName,
  path: string | Column,
  value: ColumnOrName,
  create_if_missing?: boolean | Column,
): Column {
  return invoke(
    "variant_set",
    toColumn(v),
    lit(path),
    toColumn(value),
    create_if_missing === undefined ? lit(true) : lit(create_if_missing),
  );
}

/**
 * A variant without the nulls in its objects, and in its arrays unless told not to.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variant_strip_nulls.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function variant_strip_nulls(v: ColumnOrName, include_arrays?: boolean | Column): Column {
  return invoke(
    "variant_strip_nulls",
    toColumn(v),
    include_arrays === undefined ? lit(true) : lit(include_arrays),
  );
}
