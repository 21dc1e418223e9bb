// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Sketches. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import { double, given, invoke, type Seed, seedOf } from "../arguments.js";

/**
 * A count-min sketch of how often values occur, up to a relative error of `eps` with probability `confidence`; as binary.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.count_min_sketch.html
 * @throws ValueError for an argument that is neither a column nor its name, for a seed that isn't whole
 */
export function count_min_sketch(
  col: ColumnOrName,
  eps: number | Column,
  confidence: number | Column,
  seed?: Seed,
): Column<Uint8Array> {
  return invoke("count_min_sketch", toColumn(col), double(eps), double(confidence), seedOf(seed));
}

/**
 * A HyperLogLog sketch of the distinct values, with 2 to the power of `lgConfigK` buckets.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hll_sketch_agg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hll_sketch_agg(col: ColumnOrName, lgConfigK?: number | Column): Column<Uint8Array | null> {
  return invoke("hll_sketch_agg", toColumn(col), given(lgConfigK, lit));
}

/**
 * About how many distinct values a HyperLogLog sketch has seen.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hll_sketch_estimate.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hll_sketch_estimate(col: ColumnOrName): Column<number | null> {
  return invoke("hll_sketch_estimate", toColumn(col));
}

/**
 * Two HyperLogLog sketches as one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hll_union.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hll_union(
  col1: ColumnOrName,
  col2: ColumnOrName,
  allowDifferentLgConfigK?: boolean | Column,
): Column<Uint8Array | null> {
  return invoke("hll_union", toColumn(col1), toColumn(col2), given(allowDifferentLgConfigK, lit));
}

/**
 * All HyperLogLog sketches as one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hll_union_agg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hll_union_agg(
  col: ColumnOrName,
  allowDifferentLgConfigK?: boolean | Column,
): Column<Uint8Array | null> {
  return invoke("hll_union_agg", toColumn(col), given(allowDifferentLgConfigK, lit));
}

/**
 * All KLL sketches of whole numbers as one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_merge_agg_bigint.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_merge_agg_bigint(col: ColumnOrName, k?: number | Column): Column<Uint8Array | null> {
  return invoke("kll_merge_agg_bigint", toColumn(col), given(k, lit));
}

/**
 * All KLL sketches of doubles as one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_merge_agg_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_merge_agg_double(col: ColumnOrName, k?: number | Column): Column<Uint8Array | null> {
  return invoke("kll_merge_agg_double", toColumn(col), given(k, lit));
}

/**
 * All KLL sketches of floats as one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_merge_agg_float.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_merge_agg_float(col: ColumnOrName, k?: number | Column): Column<Uint8Array | null> {
  return invoke("kll_merge_agg_float", toColumn(col), given(k, lit));
}

/**
 * A KLL sketch of whole numbers, for quantiles; the greater `k`, the more exact.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_agg_bigint.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_agg_bigint(col: ColumnOrName, k?: number | Column): Column<Uint8Array | null> {
  return invoke("kll_sketch_agg_bigint", toColumn(col), given(k, lit));
}

/**
 * A KLL sketch of doubles, for quantiles; the greater `k`, the more exact.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_agg_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_agg_double(col: ColumnOrName, k?: number | Column): Column<Uint8Array | null> {
  return invoke("kll_sketch_agg_double", toColumn(col), given(k, lit));
}

/**
 * A KLL sketch of floats, for quantiles; the greater `k`, the more exact.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_agg_float.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_agg_float(col: ColumnOrName, k?: number | Column): Column<Uint8Array | null> {
  return invoke("kll_sketch_agg_float", toColumn(col), given(k, lit));
}

/**
 * How many values a KLL sketch of whole numbers has seen.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_n_bigint.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_get_n_bigint(col: ColumnOrName): Column<number | null> {
  return invoke("kll_sketch_get_n_bigint", toColumn(col));
}

/**
 * How many values a KLL sketch of doubles has seen.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_n_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_get_n_double(col: ColumnOrName): Column<number | null> {
  return invoke("kll_sketch_get_n_double", toColumn(col));
}

/**
 * How many values a KLL sketch of floats has seen.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_n_float.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_get_n_float(col: ColumnOrName): Column<number | null> {
  return invoke("kll_sketch_get_n_float", toColumn(col));
}

/**
 * About which value of a KLL sketch of whole numbers stands at a rank from 0 to 1, or at each of an array of them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_quantile_bigint.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_get_quantile_bigint(sketch: ColumnOrName, rank: ColumnOrName): Column {
  return invoke("kll_sketch_get_quantile_bigint", toColumn(sketch), toColumn(rank));
}

/**
 * About which value of a KLL sketch of doubles stands at a rank from 0 to 1, or at each of an array of them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_quantile_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_get_quantile_double(sketch: ColumnOrName, rank: ColumnOrName): Column {
  return invoke("kll_sketch_get_quantile_double", toColumn(sketch), toColumn(rank));
}

/**
 * About which value of a KLL sketch of floats stands at a rank from 0 to 1, or at each of an array of them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_quantile_float.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_get_quantile_float(sketch: ColumnOrName, rank: ColumnOrName): Column {
  return invoke("kll_sketch_get_quantile_float", toColumn(sketch), toColumn(rank));
}

/**
 * About which part, from 0 to 1, of the values of a KLL sketch of whole numbers is at most a value, or each of an array of them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_rank_bigint.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_get_rank_bigint(sketch: ColumnOrName, quantile: ColumnOrName): Column {
  return invoke("kll_sketch_get_rank_bigint", toColumn(sketch), toColumn(quantile));
}

/**
 * About which part, from 0 to 1, of the values of a KLL sketch of doubles is at most a value, or each of an array of them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_rank_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_get_rank_double(sketch: ColumnOrName, quantile: ColumnOrName): Column {
  return invoke("kll_sketch_get_rank_double", toColumn(sketch), toColumn(quantile));
}

/**
 * About which part, from 0 to 1, of the values of a KLL sketch of floats is at most a value, or each of an array of them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_get_rank_float.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_get_rank_float(sketch: ColumnOrName, quantile: ColumnOrName): Column {
  return invoke("kll_sketch_get_rank_float", toColumn(sketch), toColumn(quantile));
}

/**
 * Two KLL sketches of whole numbers as one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_merge_bigint.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_merge_bigint(left: ColumnOrName, right: ColumnOrName): Column<Uint8Array | null> {
  return invoke("kll_sketch_merge_bigint", toColumn(left), toColumn(right));
}

/**
 * Two KLL sketches of doubles as one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_merge_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_merge_double(left: ColumnOrName, right: ColumnOrName): Column<Uint8Array | null> {
  return invoke("kll_sketch_merge_double", toColumn(left), toColumn(right));
}

/**
 * Two KLL sketches of floats as one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_merge_float.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_merge_float(left: ColumnOrName, right: ColumnOrName): Column<Uint8Array | null> {
  return invoke("kll_sketch_merge_float", toColumn(left), toColumn(right));
}

/**
 * What a KLL sketch of whole numbers says of itself, to be read by people.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_to_string_bigint.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_to_string_bigint(col: ColumnOrName): Column<string | null> {
  return invoke("kll_sketch_to_string_bigint", toColumn(col));
}

/**
 * What a KLL sketch of doubles says of itself, to be read by people.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_to_string_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_to_string_double(col: ColumnOrName): Column<string | null> {
  return invoke("kll_sketch_to_string_double", toColumn(col));
}

/**
 * What a KLL sketch of floats says of itself, to be read by people.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kll_sketch_to_string_float.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kll_sketch_to_string_float(col: ColumnOrName): Column<string | null> {
  return invoke("kll_sketch_to_string_float", toColumn(col));
}

/**
 * A theta sketch of the values of one that the other has not.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_difference.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function theta_difference(col1: ColumnOrName, col2: ColumnOrName): Column<Uint8Array | null> {
  return invoke("theta_difference", toColumn(col1), toColumn(col2));
}

/**
 * A theta sketch of the values that both have.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_intersection.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function theta_intersection(col1: ColumnOrName, col2: ColumnOrName): Column<Uint8Array | null> {
  return invoke("theta_intersection", toColumn(col1), toColumn(col2));
}

/**
 * A theta sketch of the values that all have.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_intersection_agg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function theta_intersection_agg(col: ColumnOrName): Column<Uint8Array | null> {
  return invoke("theta_intersection_agg", toColumn(col));
}

/**
 * A theta sketch of the distinct values, of nominally 2 to the power of `lgNomEntries` entries.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_sketch_agg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function theta_sketch_agg(
  col: ColumnOrName,
  lgNomEntries?: number | Column,
): Column<Uint8Array | null> {
  return invoke("theta_sketch_agg", toColumn(col), given(lgNomEntries, lit));
}

/**
 * About how many distinct values a theta sketch has seen.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_sketch_estimate.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function theta_sketch_estimate(col: ColumnOrName): Column<number | null> {
  return invoke("theta_sketch_estimate", toColumn(col));
}

/**
 * A theta sketch of the values that either has.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_union.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function theta_union(
  col1: ColumnOrName,
  col2: ColumnOrName,
  lgNomEntries?: number | Column,
): Column<Uint8Array | null> {
  return invoke("theta_union", toColumn(col1), toColumn(col2), given(lgNomEntries, lit));
}

/**
 * A theta sketch of the values that any has.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.theta_union_agg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function theta_union_agg(
  col: ColumnOrName,
  lgNomEntries?: number | Column,
): Column<Uint8Array | null> {
  return invoke("theta_union_agg", toColumn(col), given(lgNomEntries, lit));
}

/**
 * A tuple sketch, with summaries that are doubles, of the keys of one that the other has not.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_difference_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_difference_double(col1: ColumnOrName, col2: ColumnOrName): Column<Uint8Array | null> {
  return invoke("tuple_difference_double", toColumn(col1), toColumn(col2));
}

/**
 * A tuple sketch, with summaries that are whole numbers, of the keys of one that the other has not.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_difference_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_difference_integer(col1: ColumnOrName, col2: ColumnOrName): Column<Uint8Array | null> {
  return invoke("tuple_difference_integer", toColumn(col1), toColumn(col2));
}

/**
 * A tuple sketch, with summaries that are doubles, without the keys of a theta sketch.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_difference_theta_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_difference_theta_double(
  col1: ColumnOrName,
  col2: ColumnOrName,
): Column<Uint8Array | null> {
  return invoke("tuple_difference_theta_double", toColumn(col1), toColumn(col2));
}

/**
 * A tuple sketch, with summaries that are whole numbers, without the keys of a theta sketch.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_difference_theta_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_difference_theta_integer(
  col1: ColumnOrName,
  col2: ColumnOrName,
): Column<Uint8Array | null> {
  return invoke("tuple_difference_theta_integer", toColumn(col1), toColumn(col2));
}

/**
 * A tuple sketch, with summaries that are doubles, of the keys that all have.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_agg_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_intersection_agg_double(
  col: ColumnOrName,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke("tuple_intersection_agg_double", toColumn(col), given(mode, lit));
}

/**
 * A tuple sketch, with summaries that are whole numbers, of the keys that all have.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_agg_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_intersection_agg_integer(
  col: ColumnOrName,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke("tuple_intersection_agg_integer", toColumn(col), given(mode, lit));
}

/**
 * A tuple sketch, with summaries that are doubles, of the keys that both have.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_intersection_double(
  col1: ColumnOrName,
  col2: ColumnOrName,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke("tuple_intersection_double", toColumn(col1), toColumn(col2), given(mode, lit));
}

/**
 * A tuple sketch, with summaries that are whole numbers, of the keys that both have.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_intersection_integer(
  col1: ColumnOrName,
  col2: ColumnOrName,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke("tuple_intersection_integer", toColumn(col1), toColumn(col2), given(mode, lit));
}

/**
 * A tuple sketch, with summaries that are doubles, of the keys that a theta sketch has too.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_theta_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_intersection_theta_double(
  col1: ColumnOrName,
  col2: ColumnOrName,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke("tuple_intersection_theta_double", toColumn(col1), toColumn(col2), given(mode, lit));
}

/**
 * A tuple sketch, with summaries that are whole numbers, of the keys that a theta sketch has too.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_intersection_theta_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_intersection_theta_integer(
  col1: ColumnOrName,
  col2: ColumnOrName,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke("tuple_intersection_theta_integer", toColumn(col1), toColumn(col2), given(mode, lit));
}

/**
 * A tuple sketch of distinct keys, each with a summary of its doubles: `sum`, `min`, `max` or `alwaysone`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_agg_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_sketch_agg_double(
  key: ColumnOrName,
  summary: ColumnOrName,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke(
    "tuple_sketch_agg_double",
    toColumn(key),
    toColumn(summary),
    lgNomEntries === undefined ? lit(12) : lit(lgNomEntries),
    mode === undefined ? lit("sum") : lit(mode),
  );
}

/**
 * A tuple sketch of distinct keys, each with a summary of its whole numbers: `sum`, `min`, `max` or `alwaysone`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_agg_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_sketch_agg_integer(
  key: ColumnOrName,
  summary: ColumnOrName,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke(
    "tuple_sketch_agg_integer",
    toColumn(key),
    toColumn(summary),
    lgNomEntries === undefined ? lit(12) : lit(lgNomEntries),
    mode === undefined ? lit("sum") : lit(mode),
  );
}

/**
 * About how many distinct keys a tuple sketch, with summaries that are doubles, has seen.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_estimate_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_sketch_estimate_double(col: ColumnOrName): Column<number | null> {
  return invoke("tuple_sketch_estimate_double", toColumn(col));
}

/**
 * About how many distinct keys a tuple sketch, with summaries that are whole numbers, has seen.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_estimate_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_sketch_estimate_integer(col: ColumnOrName): Column<number | null> {
  return invoke("tuple_sketch_estimate_integer", toColumn(col));
}

/**
 * About what the summaries, which are doubles, of all keys of a tuple sketch come to: `sum`, `min`, `max` or `alwaysone`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_summary_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_sketch_summary_double(
  col: ColumnOrName,
  mode?: string | Column,
): Column<number | null> {
  return invoke("tuple_sketch_summary_double", toColumn(col), given(mode, lit));
}

/**
 * About what the summaries, which are whole numbers, of all keys of a tuple sketch come to: `sum`, `min`, `max` or `alwaysone`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_summary_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_sketch_summary_integer(
  col: ColumnOrName,
  mode?: string | Column,
): Column<number | null> {
  return invoke("tuple_sketch_summary_integer", toColumn(col), given(mode, lit));
}

/**
 * The part, from 0 to 1, of keys that a tuple sketch, with summaries that are doubles, keeps.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_theta_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_sketch_theta_double(col: ColumnOrName): Column<number | null> {
  return invoke("tuple_sketch_theta_double", toColumn(col));
}

/**
 * The part, from 0 to 1, of keys that a tuple sketch, with summaries that are whole numbers, keeps.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_sketch_theta_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_sketch_theta_integer(col: ColumnOrName): Column<number | null> {
  return invoke("tuple_sketch_theta_integer", toColumn(col));
}

/**
 * A tuple sketch, with summaries that are doubles, of the keys that any has.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_agg_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_union_agg_double(
  col: ColumnOrName,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke(
    "tuple_union_agg_double",
    toColumn(col),
    lgNomEntries === undefined ? lit(12) : lit(lgNomEntries),
    mode === undefined ? lit("sum") : lit(mode),
  );
}

/**
 * A tuple sketch, with summaries that are whole numbers, of the keys that any has.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_agg_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_union_agg_integer(
  col: ColumnOrName,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke(
    "tuple_union_agg_integer",
    toColumn(col),
    lgNomEntries === undefined ? lit(12) : lit(lgNomEntries),
    mode === undefined ? lit("sum") : lit(mode),
  );
}

/**
 * A tuple sketch, with summaries that are doubles, of the keys that either has.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_union_double(
  col1: ColumnOrName,
  col2: ColumnOrName,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke(
    "tuple_union_double",
    toColumn(col1),
    toColumn(col2),
    lgNomEntries === undefined ? lit(12) : lit(lgNomEntries),
    mode === undefined ? lit("sum") : lit(mode),
  );
}

/**
 * A tuple sketch, with summaries that are whole numbers, of the keys that either has.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_union_integer(
  col1: ColumnOrName,
  col2: ColumnOrName,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke(
    "tuple_union_integer",
    toColumn(col1),
    toColumn(col2),
    lgNomEntries === undefined ? lit(12) : lit(lgNomEntries),
    mode === undefined ? lit("sum") : lit(mode),
  );
}

/**
 * A tuple sketch, with summaries that are doubles, of its keys and those of a theta sketch.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_theta_double.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_union_theta_double(
  col1: ColumnOrName,
  col2: ColumnOrName,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke(
    "tuple_union_theta_double",
    toColumn(col1),
    toColumn(col2),
    lgNomEntries === undefined ? lit(12) : lit(lgNomEntries),
    mode === undefined ? lit("sum") : lit(mode),
  );
}

/**
 * A tuple sketch, with summaries that are whole numbers, of its keys and those of a theta sketch.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tuple_union_theta_integer.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tuple_union_theta_integer(
  col1: ColumnOrName,
  col2: ColumnOrName,
  lgNomEntries?: number | Column,
  mode?: string | Column,
): Column<Uint8Array | null> {
  return invoke(
    "tuple_union_theta_integer",
    toColumn(col1),
    toColumn(col2),
    lgNomEntries === undefined ? lit(12) : lit(lgNomEntries),
    mode === undefined ? lit("sum") : lit(mode),
  );
}
