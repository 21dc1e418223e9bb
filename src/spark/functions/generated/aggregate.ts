// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Aggregates. */
import { type Column, type ColumnOrName, type ColumnOrValue, lit, toColumn } from "../../api/column.js";
import { columns, double, doubles, given, invoke, invokeDistinct } from "../arguments.js";

/**
 * One of the values, whichever.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.any_value.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function any_value(col: ColumnOrName, ignoreNulls?: boolean | Column): Column {
  return invoke("any_value", toColumn(col), given(ignoreNulls, lit));
}

/**
 * The same as {@link approx_count_distinct}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.approx_count_distinct.html
 * @deprecated use {@link approx_count_distinct}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function approxCountDistinct(col: ColumnOrName, rsd?: number | Column): Column<number> {
  return invoke("approx_count_distinct", toColumn(col), given(rsd, double));
}

/**
 * About how many distinct values there are, with a relative standard deviation of at most `rsd`, 0.05 if it isn't given.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.approx_count_distinct.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function approx_count_distinct(col: ColumnOrName, rsd?: number | Column): Column<number> {
  return invoke("approx_count_distinct", toColumn(col), given(rsd, double));
}

/**
 * The same as {@link percentile_approx}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.approx_percentile.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function approx_percentile(
  col: ColumnOrName,
  percentage: number | readonly number[] | Column,
  accuracy?: number | Column,
): Column {
  return invoke(
    "approx_percentile",
    toColumn(col),
    doubles(percentage),
    accuracy === undefined ? lit(10000) : lit(accuracy),
  );
}

/**
 * The same as {@link collect_list}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.array_agg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function array_agg(col: ColumnOrName): Column {
  return invoke("array_agg", toColumn(col));
}

/**
 * The mean.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.avg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function avg(col: ColumnOrName): Column {
  return invoke("avg", toColumn(col));
}

/**
 * The bits that all values have.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_and.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bit_and(col: ColumnOrName): Column {
  return invoke("bit_and", toColumn(col));
}

/**
 * The bits that any value has.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_or.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bit_or(col: ColumnOrName): Column {
  return invoke("bit_or", toColumn(col));
}

/**
 * The bits that an odd number of values has.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_xor.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bit_xor(col: ColumnOrName): Column {
  return invoke("bit_xor", toColumn(col));
}

/**
 * Whether all values are true.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bool_and.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bool_and(col: ColumnOrName): Column<boolean | null> {
  return invoke("bool_and", toColumn(col));
}

/**
 * Whether any value is true.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bool_or.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bool_or(col: ColumnOrName): Column<boolean | null> {
  return invoke("bool_or", toColumn(col));
}

/**
 * The values as an array, without nulls and in no order that is promised.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.collect_list.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function collect_list(col: ColumnOrName): Column {
  return invoke("collect_list", toColumn(col));
}

/**
 * The distinct values as an array, without nulls and in no order that is promised.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.collect_set.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function collect_set(col: ColumnOrName): Column {
  return invoke("collect_set", toColumn(col));
}

/**
 * The distinct values of all arrays as one array.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.collect_union.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function collect_union(col: ColumnOrName): Column {
  return invoke("collect_union", toColumn(col));
}

/**
 * Pearson's coefficient of correlation.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.corr.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function corr(col1: ColumnOrName, col2: ColumnOrName): Column<number | null> {
  return invoke("corr", toColumn(col1), toColumn(col2));
}

/**
 * The same as {@link count_distinct}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.count_distinct.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function countDistinct(col: ColumnOrName, ...cols: readonly ColumnOrName[]): Column<number> {
  return invokeDistinct("count", toColumn(col), ...columns(cols));
}

/**
 * How many distinct rows of these columns there are, without those that have a null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.count_distinct.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function count_distinct(col: ColumnOrName, ...cols: readonly ColumnOrName[]): Column<number> {
  return invokeDistinct("count", toColumn(col), ...columns(cols));
}

/**
 * How many values are true.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.count_if.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function count_if(col: ColumnOrName): Column<number> {
  return invoke("count_if", toColumn(col));
}

/**
 * The covariance of a whole population.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.covar_pop.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function covar_pop(col1: ColumnOrName, col2: ColumnOrName): Column<number | null> {
  return invoke("covar_pop", toColumn(col1), toColumn(col2));
}

/**
 * The covariance of a sample.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.covar_samp.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function covar_samp(col1: ColumnOrName, col2: ColumnOrName): Column<number | null> {
  return invoke("covar_samp", toColumn(col1), toColumn(col2));
}

/**
 * The same as {@link bool_and}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.every.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function every(col: ColumnOrName): Column<boolean | null> {
  return invoke("every", toColumn(col));
}

/**
 * The first value, or the first that isn't null; of rows in no order it is any.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.first.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function first(col: ColumnOrName, ignorenulls?: boolean | Column): Column {
  return invoke("first", toColumn(col), ignorenulls === undefined ? lit(false) : lit(ignorenulls));
}

/**
 * The same as {@link first}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.first_value.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function first_value(col: ColumnOrName, ignoreNulls?: boolean | Column): Column {
  return invoke("first_value", toColumn(col), given(ignoreNulls, lit));
}

/**
 * For cube and rollup: 1 in rows in which the column is of all its values together, else 0.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.grouping.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function grouping(col: ColumnOrName): Column<number> {
  return invoke("grouping", toColumn(col));
}

/**
 * For cube and rollup: the {@link grouping} of several columns as the bits of a number.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.grouping_id.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function grouping_id(...cols: readonly ColumnOrName[]): Column<number> {
  return invoke("grouping_id", ...columns(cols));
}

/**
 * About how the values are spread, as an array of `nBins` structs of `x` and `y`, a value and how many are near it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.histogram_numeric.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function histogram_numeric(col: ColumnOrName, nBins: ColumnOrName): Column {
  return invoke("histogram_numeric", toColumn(col), toColumn(nBins));
}

/**
 * The excess kurtosis.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.kurtosis.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function kurtosis(col: ColumnOrName): Column<number | null> {
  return invoke("kurtosis", toColumn(col));
}

/**
 * The last value, or the last that isn't null; of rows in no order it is any.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.last.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function last(col: ColumnOrName, ignorenulls?: boolean | Column): Column {
  return invoke("last", toColumn(col), ignorenulls === undefined ? lit(false) : lit(ignorenulls));
}

/**
 * The same as {@link last}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.last_value.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function last_value(col: ColumnOrName, ignoreNulls?: boolean | Column): Column {
  return invoke("last_value", toColumn(col), given(ignoreNulls, lit));
}

/**
 * The strings joined, with `delimiter` between them; nulls are passed over.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.listagg.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function listagg(col: ColumnOrName, delimiter?: ColumnOrValue): Column {
  return invoke("listagg", toColumn(col), given(delimiter, lit));
}

/**
 * The distinct strings joined, with `delimiter` between them; nulls are passed over.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.listagg_distinct.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function listagg_distinct(col: ColumnOrName, delimiter?: ColumnOrValue): Column {
  return invokeDistinct("listagg", toColumn(col), given(delimiter, lit));
}

/**
 * The greatest value.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.max.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function max(col: ColumnOrName): Column {
  return invoke("max", toColumn(col));
}

/**
 * The value where `ord` is greatest, or those of its `k` greatest as an array.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.max_by.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function max_by(col: ColumnOrName, ord: ColumnOrName, k?: number | Column): Column {
  return invoke("max_by", toColumn(col), toColumn(ord), given(k, lit));
}

/**
 * The same as {@link avg}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.mean.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function mean(col: ColumnOrName): Column {
  return invoke("avg", toColumn(col));
}

/**
 * The middle value, or the mean of the two middle ones.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.median.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function median(col: ColumnOrName): Column {
  return invoke("median", toColumn(col));
}

/**
 * The least value.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.min.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function min(col: ColumnOrName): Column {
  return invoke("min", toColumn(col));
}

/**
 * The value where `ord` is least, or those of its `k` least as an array.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.min_by.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function min_by(col: ColumnOrName, ord: ColumnOrName, k?: number | Column): Column {
  return invoke("min_by", toColumn(col), toColumn(ord), given(k, lit));
}

/**
 * The most frequent value; of several the least if it must be deterministic, else whichever.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.mode.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function mode(col: ColumnOrName, deterministic?: boolean | Column): Column {
  return invoke("mode", toColumn(col), deterministic === undefined ? lit(false) : lit(deterministic));
}

/**
 * The value, or values, below which such a part, from 0 to 1, of all lies, exactly; between two values in proportion.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.percentile.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function percentile(
  col: ColumnOrName,
  percentage: number | readonly number[] | Column,
  frequency?: number | Column,
): Column {
  return invoke(
    "percentile",
    toColumn(col),
    doubles(percentage),
    frequency === undefined ? lit(1) : lit(frequency),
  );
}

/**
 * One of the values, or several, below which about such a part, from 0 to 1, of all lies, up to 1/`accuracy` of them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.percentile_approx.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function percentile_approx(
  col: ColumnOrName,
  percentage: number | readonly number[] | Column,
  accuracy?: number | Column,
): Column {
  return invoke(
    "percentile_approx",
    toColumn(col),
    doubles(percentage),
    accuracy === undefined ? lit(10000) : lit(accuracy),
  );
}

/**
 * The product of all.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.product.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function product(col: ColumnOrName): Column<number | null> {
  return invoke("product", toColumn(col));
}

/**
 * The mean of `x` where neither is null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_avgx.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regr_avgx(y: ColumnOrName, x: ColumnOrName): Column<number | null> {
  return invoke("regr_avgx", toColumn(y), toColumn(x));
}

/**
 * The mean of `y` where neither is null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_avgy.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regr_avgy(y: ColumnOrName, x: ColumnOrName): Column<number | null> {
  return invoke("regr_avgy", toColumn(y), toColumn(x));
}

/**
 * How many rows there are where neither is null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_count.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regr_count(y: ColumnOrName, x: ColumnOrName): Column<number> {
  return invoke("regr_count", toColumn(y), toColumn(x));
}

/**
 * Where the line of least squares through the points meets the axis.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_intercept.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regr_intercept(y: ColumnOrName, x: ColumnOrName): Column<number | null> {
  return invoke("regr_intercept", toColumn(y), toColumn(x));
}

/**
 * The coefficient of determination of the line of least squares.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_r2.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regr_r2(y: ColumnOrName, x: ColumnOrName): Column<number | null> {
  return invoke("regr_r2", toColumn(y), toColumn(x));
}

/**
 * The slope of the line of least squares through the points.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_slope.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regr_slope(y: ColumnOrName, x: ColumnOrName): Column<number | null> {
  return invoke("regr_slope", toColumn(y), toColumn(x));
}

/**
 * The sum of the squared differences of `x` from its mean, where neither is null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_sxx.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regr_sxx(y: ColumnOrName, x: ColumnOrName): Column<number | null> {
  return invoke("regr_sxx", toColumn(y), toColumn(x));
}

/**
 * The sum of the products of both's differences from their means, where neither is null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_sxy.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regr_sxy(y: ColumnOrName, x: ColumnOrName): Column<number | null> {
  return invoke("regr_sxy", toColumn(y), toColumn(x));
}

/**
 * The sum of the squared differences of `y` from its mean, where neither is null.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regr_syy.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regr_syy(y: ColumnOrName, x: ColumnOrName): Column<number | null> {
  return invoke("regr_syy", toColumn(y), toColumn(x));
}

/**
 * The skewness of a whole population.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.skewness.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function skewness(col: ColumnOrName): Column<number | null> {
  return invoke("skewness", toColumn(col));
}

/**
 * The same as {@link bool_or}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.some.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function some(col: ColumnOrName): Column<boolean | null> {
  return invoke("some", toColumn(col));
}

/**
 * The same as {@link stddev_samp}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.std.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function std(col: ColumnOrName): Column<number | null> {
  return invoke("std", toColumn(col));
}

/**
 * The same as {@link stddev_samp}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.stddev.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function stddev(col: ColumnOrName): Column<number | null> {
  return invoke("stddev", toColumn(col));
}

/**
 * The standard deviation of a whole population.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.stddev_pop.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function stddev_pop(col: ColumnOrName): Column<number | null> {
  return invoke("stddev_pop", toColumn(col));
}

/**
 * The standard deviation of a sample.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.stddev_samp.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function stddev_samp(col: ColumnOrName): Column<number | null> {
  return invoke("stddev_samp", toColumn(col));
}

/**
 * The same as {@link listagg}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.string_agg.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function string_agg(col: ColumnOrName, delimiter?: ColumnOrValue): Column {
  return invoke("string_agg", toColumn(col), given(delimiter, lit));
}

/**
 * The same as {@link listagg_distinct}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.string_agg_distinct.html
 * @throws ValueError for an argument that is neither a column nor its name, for a value that has no literal
 */
export function string_agg_distinct(col: ColumnOrName, delimiter?: ColumnOrValue): Column {
  return invokeDistinct("string_agg", toColumn(col), given(delimiter, lit));
}

/**
 * The sum of all.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sum.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sum(col: ColumnOrName): Column {
  return invoke("sum", toColumn(col));
}

/**
 * The same as {@link sum_distinct}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sum_distinct.html
 * @deprecated use {@link sum_distinct}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sumDistinct(col: ColumnOrName): Column {
  return invokeDistinct("sum", toColumn(col));
}

/**
 * The sum of the distinct values.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sum_distinct.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sum_distinct(col: ColumnOrName): Column {
  return invokeDistinct("sum", toColumn(col));
}

/**
 * {@link avg} that gives null where the type can't hold the sum.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_avg.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_avg(col: ColumnOrName): Column {
  return invoke("try_avg", toColumn(col));
}

/**
 * {@link sum} that gives null where the type can't hold it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_sum.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_sum(col: ColumnOrName): Column {
  return invoke("try_sum", toColumn(col));
}

/**
 * The variance of a whole population.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.var_pop.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function var_pop(col: ColumnOrName): Column<number | null> {
  return invoke("var_pop", toColumn(col));
}

/**
 * The variance of a sample.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.var_samp.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function var_samp(col: ColumnOrName): Column<number | null> {
  return invoke("var_samp", toColumn(col));
}

/**
 * The same as {@link var_samp}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.variance.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function variance(col: ColumnOrName): Column<number | null> {
  return invoke("variance", toColumn(col));
}
