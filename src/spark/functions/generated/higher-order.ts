// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Functions of functions. */
import { type Column, type ColumnOrName, toColumn } from "../../api/column.js";
import { invoke } from "../arguments.js";
import { lambda } from "../lambda.js";

/**
 * `merge` of a state and each value of an array in turn, from `initialValue` on; `finish` of the last state.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.aggregate.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function aggregate(
  col: ColumnOrName,
  initialValue: ColumnOrName,
  merge: (acc: Column, x: Column) => Column,
  finish?: (acc: Column) => Column,
): Column {
  return invoke(
    "aggregate",
    toColumn(col),
    toColumn(initialValue),
    lambda("aggregate", merge, 2),
    finish && lambda("aggregate", finish, 1),
  );
}

/**
 * In ascending order, nulls last, or in that of a comparator, which gives a number below, above or equal to zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_sort.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function array_sort(col: ColumnOrName, comparator?: (x: Column, y: Column) => Column): Column {
  return invoke("array_sort", toColumn(col), comparator && lambda("array_sort", comparator, 2));
}

/**
 * Whether `f` is true of a value of an array.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.exists.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function exists(col: ColumnOrName, f: (x: Column) => Column): Column<boolean | null> {
  return invoke("exists", toColumn(col), lambda("exists", f, 1));
}

/**
 * The values of an array of which `f` is true; a second parameter is the index, from 0.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.filter.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function filter(col: ColumnOrName, f: (x: Column, i: Column) => Column): Column {
  return invoke("filter", toColumn(col), lambda("filter", f, 1, 2));
}

/**
 * Whether `f` is true of all values of an array.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.forall.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function forall(col: ColumnOrName, f: (x: Column) => Column): Column<boolean | null> {
  return invoke("forall", toColumn(col), lambda("forall", f, 1));
}

/**
 * The entries of a map of which `f` is true.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_filter.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function map_filter(col: ColumnOrName, f: (k: Column, v: Column) => Column): Column {
  return invoke("map_filter", toColumn(col), lambda("map_filter", f, 2));
}

/**
 * A map of the keys of two, with `f` of the key and its values in both, null where it has none.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.map_zip_with.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function map_zip_with(
  col1: ColumnOrName,
  col2: ColumnOrName,
  f: (k: Column, v1: Column, v2: Column) => Column,
): Column {
  return invoke("map_zip_with", toColumn(col1), toColumn(col2), lambda("map_zip_with", f, 3));
}

/**
 * The same as {@link aggregate}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.reduce.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function reduce(
  col: ColumnOrName,
  initialValue: ColumnOrName,
  merge: (acc: Column, x: Column) => Column,
  finish?: (acc: Column) => Column,
): Column {
  return invoke(
    "reduce",
    toColumn(col),
    toColumn(initialValue),
    lambda("reduce", merge, 2),
    finish && lambda("reduce", finish, 1),
  );
}

/**
 * `f` of each value of an array; a second parameter is the index, from 0.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.transform.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function transform(col: ColumnOrName, f: (x: Column, i: Column) => Column): Column {
  return invoke("transform", toColumn(col), lambda("transform", f, 1, 2));
}

/**
 * A map whose keys are `f` of its keys and values.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.transform_keys.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function transform_keys(col: ColumnOrName, f: (k: Column, v: Column) => Column): Column {
  return invoke("transform_keys", toColumn(col), lambda("transform_keys", f, 2));
}

/**
 * A map whose values are `f` of its keys and values.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.transform_values.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function transform_values(col: ColumnOrName, f: (k: Column, v: Column) => Column): Column {
  return invoke("transform_values", toColumn(col), lambda("transform_values", f, 2));
}

/**
 * `f` of the n-th values of two arrays; nulls fill the shorter one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.zip_with.html
 * @throws ValueError for an argument that is neither a column nor its name, for a function that gives no column
 */
export function zip_with(
  left: ColumnOrName,
  right: ColumnOrName,
  f: (x: Column, y: Column) => Column,
): Column {
  return invoke("zip_with", toColumn(left), toColumn(right), lambda("zip_with", f, 2));
}
