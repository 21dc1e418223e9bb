// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Mathematics. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import { atLeast, columnOrNumber, columns, given, invoke, type Seed, seedOf } from "../arguments.js";

/**
 * The absolute value.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.abs.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function abs(col: ColumnOrName): Column {
  return invoke("abs", toColumn(col));
}

/**
 * The angle, in radians, of a cosine.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.acos.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function acos(col: ColumnOrName): Column<number | null> {
  return invoke("acos", toColumn(col));
}

/**
 * The inverse of the hyperbolic cosine.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.acosh.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function acosh(col: ColumnOrName): Column<number | null> {
  return invoke("acosh", toColumn(col));
}

/**
 * The angle, in radians, of a sine.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.asin.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function asin(col: ColumnOrName): Column<number | null> {
  return invoke("asin", toColumn(col));
}

/**
 * The inverse of the hyperbolic sine.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.asinh.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function asinh(col: ColumnOrName): Column<number | null> {
  return invoke("asinh", toColumn(col));
}

/**
 * The angle, in radians, of a tangent.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.atan.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function atan(col: ColumnOrName): Column<number | null> {
  return invoke("atan", toColumn(col));
}

/**
 * The angle, in radians, of the point with height `col1` and width `col2`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.atan2.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function atan2(col1: ColumnOrName | number, col2: ColumnOrName | number): Column<number | null> {
  return invoke("atan2", columnOrNumber(col1), columnOrNumber(col2));
}

/**
 * The inverse of the hyperbolic tangent.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.atanh.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function atanh(col: ColumnOrName): Column<number | null> {
  return invoke("atanh", toColumn(col));
}

/**
 * A whole number in binary digits; a negative one in the 64 of its two's complement.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bin.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bin(col: ColumnOrName): Column<string | null> {
  return invoke("bin", toColumn(col));
}

/**
 * Rounded to `scale` digits behind the point, a half to the even neighbour. A negative scale rounds before the point.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bround.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bround(col: ColumnOrName, scale?: number | Column): Column {
  return invoke("bround", toColumn(col), given(scale, lit));
}

/**
 * The cube root.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cbrt.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function cbrt(col: ColumnOrName): Column<number | null> {
  return invoke("cbrt", toColumn(col));
}

/**
 * Rounded up, to a whole number or to `scale` digits.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ceil.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function ceil(col: ColumnOrName, scale?: number | Column): Column {
  return invoke("ceil", toColumn(col), given(scale, lit));
}

/**
 * The same as {@link ceil}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ceiling.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function ceiling(col: ColumnOrName, scale?: number | Column): Column {
  return invoke("ceiling", toColumn(col), given(scale, lit));
}

/**
 * The digits of a number in another base, from 2 to 36; below zero the base says that the number has a sign.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.conv.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function conv(
  col: ColumnOrName,
  fromBase: number | Column,
  toBase: number | Column,
): Column<string | null> {
  return invoke("conv", toColumn(col), lit(fromBase), lit(toBase));
}

/**
 * The cosine of an angle in radians.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cos.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function cos(col: ColumnOrName): Column<number | null> {
  return invoke("cos", toColumn(col));
}

/**
 * The hyperbolic cosine.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cosh.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function cosh(col: ColumnOrName): Column<number | null> {
  return invoke("cosh", toColumn(col));
}

/**
 * The cotangent of an angle in radians.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.cot.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function cot(col: ColumnOrName): Column<number | null> {
  return invoke("cot", toColumn(col));
}

/**
 * The cosecant of an angle in radians.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.csc.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function csc(col: ColumnOrName): Column<number | null> {
  return invoke("csc", toColumn(col));
}

/**
 * An angle in degrees, given in radians.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.degrees.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function degrees(col: ColumnOrName): Column<number | null> {
  return invoke("degrees", toColumn(col));
}

/**
 * Euler's number.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.e.html
 */
export function e(): Column<number> {
  return invoke("e");
}

/**
 * Euler's number to this power.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.exp.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function exp(col: ColumnOrName): Column<number | null> {
  return invoke("exp", toColumn(col));
}

/**
 * `exp(x) - 1`, exact near zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.expm1.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function expm1(col: ColumnOrName): Column<number | null> {
  return invoke("expm1", toColumn(col));
}

/**
 * The factorial of a whole number from 0 to 20, null of all others.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.factorial.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function factorial(col: ColumnOrName): Column<number | null> {
  return invoke("factorial", toColumn(col));
}

/**
 * Rounded down, to a whole number or to `scale` digits.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.floor.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function floor(col: ColumnOrName, scale?: number | Column): Column {
  return invoke("floor", toColumn(col), given(scale, lit));
}

/**
 * The greatest of several columns' values; nulls are passed over.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.greatest.html
 * @throws ValueError for an argument that is neither a column nor its name, for fewer than it takes
 */
export function greatest(...cols: readonly ColumnOrName[]): Column {
  atLeast(2, "greatest", cols);
  return invoke("greatest", ...columns(cols));
}

/**
 * A whole number, a string's bytes or binary in hexadecimal digits.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hex.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hex(col: ColumnOrName): Column<string | null> {
  return invoke("hex", toColumn(col));
}

/**
 * The long side of a right triangle with these short ones.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.hypot.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function hypot(col1: ColumnOrName | number, col2: ColumnOrName | number): Column<number | null> {
  return invoke("hypot", columnOrNumber(col1), columnOrNumber(col2));
}

/**
 * The least of several columns' values; nulls are passed over.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.least.html
 * @throws ValueError for an argument that is neither a column nor its name, for fewer than it takes
 */
export function least(...cols: readonly ColumnOrName[]): Column {
  atLeast(2, "least", cols);
  return invoke("least", ...columns(cols));
}

/**
 * The natural logarithm; null of what isn't above zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ln.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function ln(col: ColumnOrName): Column<number | null> {
  return invoke("ln", toColumn(col));
}

/**
 * The logarithm to the base 10.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.log10.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function log10(col: ColumnOrName): Column<number | null> {
  return invoke("log10", toColumn(col));
}

/**
 * `ln(1 + x)`, exact near zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.log1p.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function log1p(col: ColumnOrName): Column<number | null> {
  return invoke("log1p", toColumn(col));
}

/**
 * The logarithm to the base 2.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.log2.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function log2(col: ColumnOrName): Column<number | null> {
  return invoke("log2", toColumn(col));
}

/**
 * The same as {@link negative}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.negate.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function negate(col: ColumnOrName): Column {
  return invoke("negative", toColumn(col));
}

/**
 * The number with the other sign.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.negative.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function negative(col: ColumnOrName): Column {
  return invoke("negative", toColumn(col));
}

/**
 * The length of a circle whose diameter is 1.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pi.html
 */
export function pi(): Column<number> {
  return invoke("pi");
}

/**
 * The remainder with the sign of the divisor.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pmod.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function pmod(dividend: ColumnOrName | number, divisor: ColumnOrName | number): Column {
  return invoke("pmod", columnOrNumber(dividend), columnOrNumber(divisor));
}

/**
 * The number as it is.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.positive.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function positive(col: ColumnOrName): Column {
  return invoke("positive", toColumn(col));
}

/**
 * `col1` to the power of `col2`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.pow.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function pow(col1: ColumnOrName | number, col2: ColumnOrName | number): Column<number | null> {
  return invoke("power", columnOrNumber(col1), columnOrNumber(col2));
}

/**
 * The same as {@link pow}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.power.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function power(col1: ColumnOrName | number, col2: ColumnOrName | number): Column<number | null> {
  return invoke("power", columnOrNumber(col1), columnOrNumber(col2));
}

/**
 * An angle in radians, given in degrees.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.radians.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function radians(col: ColumnOrName): Column<number | null> {
  return invoke("radians", toColumn(col));
}

/**
 * Random numbers from 0 to 1, 1 not among them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rand.html
 * @throws ValueError for a seed that isn't whole
 */
export function rand(seed?: Seed): Column<number> {
  return invoke("rand", seedOf(seed));
}

/**
 * Random numbers of the standard normal distribution.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.randn.html
 * @throws ValueError for a seed that isn't whole
 */
export function randn(seed?: Seed): Column<number> {
  return invoke("randn", seedOf(seed));
}

/**
 * The same as {@link rand}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.random.html
 * @throws ValueError for a seed that isn't whole
 */
export function random(seed?: Seed): Column<number> {
  return invoke("rand", seedOf(seed));
}

/**
 * The nearest whole number as a double, a half to the even one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rint.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function rint(col: ColumnOrName): Column<number | null> {
  return invoke("rint", toColumn(col));
}

/**
 * Rounded to `scale` digits behind the point, a half away from zero. A negative scale rounds before the point.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.round.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function round(col: ColumnOrName, scale?: number | Column): Column {
  return invoke("round", toColumn(col), given(scale, lit));
}

/**
 * The secant of an angle in radians.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sec.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sec(col: ColumnOrName): Column<number | null> {
  return invoke("sec", toColumn(col));
}

/**
 * The same as {@link signum}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sign.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sign(col: ColumnOrName): Column<number | null> {
  return invoke("sign", toColumn(col));
}

/**
 * −1, 0 or 1: the sign.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.signum.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function signum(col: ColumnOrName): Column<number | null> {
  return invoke("signum", toColumn(col));
}

/**
 * The sine of an angle in radians.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sin.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sin(col: ColumnOrName): Column<number | null> {
  return invoke("sin", toColumn(col));
}

/**
 * The hyperbolic sine.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sinh.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sinh(col: ColumnOrName): Column<number | null> {
  return invoke("sinh", toColumn(col));
}

/**
 * The square root; NaN below zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sqrt.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sqrt(col: ColumnOrName): Column<number | null> {
  return invoke("sqrt", toColumn(col));
}

/**
 * The tangent of an angle in radians.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tan.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tan(col: ColumnOrName): Column<number | null> {
  return invoke("tan", toColumn(col));
}

/**
 * The hyperbolic tangent.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.tanh.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function tanh(col: ColumnOrName): Column<number | null> {
  return invoke("tanh", toColumn(col));
}

/**
 * The same as {@link degrees}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.degrees.html
 * @deprecated use {@link degrees}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function toDegrees(col: ColumnOrName): Column<number | null> {
  return invoke("degrees", toColumn(col));
}

/**
 * The same as {@link radians}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.radians.html
 * @deprecated use {@link radians}
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function toRadians(col: ColumnOrName): Column<number | null> {
  return invoke("radians", toColumn(col));
}

/**
 * The sum; null where the type can't hold it. Dates and intervals add too.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_add.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_add(left: ColumnOrName, right: ColumnOrName): Column {
  return invoke("try_add", toColumn(left), toColumn(right));
}

/**
 * The quotient; null when the divisor is zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_divide.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_divide(left: ColumnOrName, right: ColumnOrName): Column {
  return invoke("try_divide", toColumn(left), toColumn(right));
}

/**
 * The remainder; null when the divisor is zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_mod.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_mod(left: ColumnOrName, right: ColumnOrName): Column {
  return invoke("try_mod", toColumn(left), toColumn(right));
}

/**
 * The product; null where the type can't hold it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_multiply.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_multiply(left: ColumnOrName, right: ColumnOrName): Column {
  return invoke("try_multiply", toColumn(left), toColumn(right));
}

/**
 * The difference; null where the type can't hold it.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_subtract.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_subtract(left: ColumnOrName, right: ColumnOrName): Column {
  return invoke("try_subtract", toColumn(left), toColumn(right));
}

/**
 * The bytes of hexadecimal digits; null of what isn't any.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unhex.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function unhex(col: ColumnOrName): Column<Uint8Array | null> {
  return invoke("unhex", toColumn(col));
}

/**
 * Random numbers from `min` to `max`, of their type.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.uniform.html
 * @throws ValueError for a seed that isn't whole
 */
export function uniform(min: number | Column, max: number | Column, seed?: Seed): Column {
  return invoke("uniform", lit(min), lit(max), seedOf(seed));
}

/**
 * The number of the bucket that `v` falls in, of `numBucket` equally wide ones from `min` to `max`; 0 is before them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.width_bucket.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function width_bucket(
  v: ColumnOrName,
  min: ColumnOrName,
  max: ColumnOrName,
  numBucket: ColumnOrName | number,
): Column<number | null> {
  return invoke("width_bucket", toColumn(v), toColumn(min), toColumn(max), columnOrNumber(numBucket));
}
