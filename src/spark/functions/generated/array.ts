// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Arrays. */
import { type Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from "../../api/column.js";
import { columnOrNumber, columns, given, inList, invoke, type Seed, seedOf } from "../arguments.js";

/**
 * An array of several columns' values.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): Column {
  return invoke("array", ...inList(cols));
}

/**
 * With a value more at the end.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_append.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function array_append(col: ColumnOrName, value: ColumnOrValue): Column {
  return invoke("array_append", toColumn(col), lit(value));
}

/**
 * Without its nulls.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_compact.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_compact(col: ColumnOrName): Column {
  return invoke("array_compact", toColumn(col));
}

/**
 * Whether the value is in it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_contains.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function array_contains(col: ColumnOrName, value: ColumnOrValue): Column<boolean | null> {
  return invoke("array_contains", toColumn(col), lit(value));
}

/**
 * Each value once, in the order of their first places.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_distinct.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_distinct(col: ColumnOrName): Column {
  return invoke("array_distinct", toColumn(col));
}

/**
 * The values of `col1` that aren't in `col2`, each once.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_except.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_except(col1: ColumnOrName, col2: ColumnOrName): Column {
  return invoke("array_except", toColumn(col1), toColumn(col2));
}

/**
 * With a value more at a position, from 1, or from −1 at the end; nulls fill what is missing before it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_insert.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function array_insert(arr: ColumnOrName, pos: ColumnOrName | number, value: ColumnOrValue): Column {
  return invoke("array_insert", toColumn(arr), columnOrNumber(pos), lit(value));
}

/**
 * The values that both have, each once.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_intersect.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_intersect(col1: ColumnOrName, col2: ColumnOrName): Column {
  return invoke("array_intersect", toColumn(col1), toColumn(col2));
}

/**
 * Its strings with `delimiter` between them; nulls are passed over, or replaced.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_join.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_join(
  col: ColumnOrName,
  delimiter: string | Column,
  null_replacement?: string | Column,
): Column<string | null> {
  return invoke("array_join", toColumn(col), lit(delimiter), given(null_replacement, lit));
}

/**
 * The greatest value; nulls are passed over.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_max.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_max(col: ColumnOrName): Column {
  return invoke("array_max", toColumn(col));
}

/**
 * The least value; nulls are passed over.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_min.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_min(col: ColumnOrName): Column {
  return invoke("array_min", toColumn(col));
}

/**
 * Where the value stands first, from 1; 0 is nowhere.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_position.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function array_position(col: ColumnOrName, value: ColumnOrValue): Column<number | null> {
  return invoke("array_position", toColumn(col), lit(value));
}

/**
 * With a value more at the beginning.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_prepend.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function array_prepend(col: ColumnOrName, value: ColumnOrValue): Column {
  return invoke("array_prepend", toColumn(col), lit(value));
}

/**
 * Without all that equals a value.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_remove.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function array_remove(col: ColumnOrName, element: ColumnOrValue): Column {
  return invoke("array_remove", toColumn(col), lit(element));
}

/**
 * The value `count` times.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_repeat.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_repeat(col: ColumnOrName, count: ColumnOrName | number): Column {
  return invoke("array_repeat", toColumn(col), columnOrNumber(count));
}

/**
 * How many values it has; null of null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_size.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_size(col: ColumnOrName): Column<number | null> {
  return invoke("array_size", toColumn(col));
}

/**
 * The values of both, each once.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_union.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_union(col1: ColumnOrName, col2: ColumnOrName): Column {
  return invoke("array_union", toColumn(col1), toColumn(col2));
}

/**
 * Whether both have a value in common that isn't null; null if they have none, both aren't empty and one has a null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.arrays_overlap.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function arrays_overlap(a1: ColumnOrName, a2: ColumnOrName): Column<boolean | null> {
  return invoke("arrays_overlap", toColumn(a1), toColumn(a2));
}

/**
 * An array of structs, the n-th of the n-th values of all; nulls fill the shorter ones.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.arrays_zip.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function arrays_zip(...cols: readonly ColumnOrName[]): Column {
  return invoke("arrays_zip", ...columns(cols));
}

/**
 * The values of the arrays in it, in one array.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.flatten.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function flatten(col: ColumnOrName): Column {
  return invoke("flatten", toColumn(col));
}

/**
 * The value at an index, from 0; null beyond its ends.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.get.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function get(col: ColumnOrName, index: ColumnOrName | number): Column {
  return invoke("get", toColumn(col), columnOrNumber(index));
}

/**
 * The values from `start` to `stop`, both among them, `step` apart; also of dates, with an interval.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sequence.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sequence(start: ColumnOrName, stop: ColumnOrName, step?: ColumnOrName): Column {
  return invoke("sequence", toColumn(start), toColumn(stop), given(step, toColumn));
}

/**
 * Its values in a random order.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.shuffle.html
 * @throws ValueError for an argument that is neither a column nor its name, for a seed that isn't whole
 */
export function shuffle(col: ColumnOrName, seed?: Seed): Column {
  return invoke("shuffle", toColumn(col), seedOf(seed));
}

/**
 * `length` values from `start` on, which counts from 1, or from −1 at the end.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.slice.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function slice(x: ColumnOrName, start: ColumnOrName | number, length: ColumnOrName | number): Column {
  return invoke("slice", toColumn(x), columnOrNumber(start), columnOrNumber(length));
}

/**
 * Its values in ascending order, nulls first, or in descending order, nulls last.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sort_array.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sort_array(col: ColumnOrName, asc?: boolean | Column): Column {
  return invoke("sort_array", toColumn(col), asc === undefined ? lit(true) : lit(asc));
}
