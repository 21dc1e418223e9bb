// Generated from src/kernel/ops/table.ts by `npm run generate`: change the table, not this file.

import { binary, ternary, unary } from "../elementwise.js";
import type { ArrayLike, Binary, ElementwiseOptions, Unary } from "../types.js";

/**
 * Add arguments element-wise.
 * The result has the dtype the arguments promote to. Of bools: logical or.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.add.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
 */
export function add<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"add", X, Y> {
  return binary("add", x1, x2, options) as Binary<"add", X, Y>;
}

/**
 * Subtract arguments, element-wise.
 * The result has the dtype the arguments promote to. Two bools are refused.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.subtract.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for bools
 * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
 */
export function subtract<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"subtract", X, Y> {
  return binary("subtract", x1, x2, options) as Binary<"subtract", X, Y>;
}

/**
 * Multiply arguments element-wise.
 * The result has the dtype the arguments promote to. Of bools: logical and.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.multiply.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
 */
export function multiply<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"multiply", X, Y> {
  return binary("multiply", x1, x2, options) as Binary<"multiply", X, Y>;
}

/**
 * Divide arguments element-wise; integers give float64.
 * float32 when the arguments promote to it, else float64.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.divide.html
 * @throws ValueError when the shapes don't broadcast
 */
export function divide<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"divide", X, Y> {
  return binary("divide", x1, x2, options) as Binary<"divide", X, Y>;
}

/**
 * The largest integer at or below the quotient. Integers by zero give 0.
 * The result has the dtype the arguments promote to. Bools are computed in int8.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.floor_divide.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
 */
export function floor_divide<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"floor_divide", X, Y> {
  return binary("floor_divide", x1, x2, options) as Binary<"floor_divide", X, Y>;
}

/**
 * The remainder with the sign of the divisor, as Python's %. Integers by zero give 0.
 * The result has the dtype the arguments promote to. Bools are computed in int8.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.remainder.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
 */
export function remainder<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"remainder", X, Y> {
  return binary("remainder", x1, x2, options) as Binary<"remainder", X, Y>;
}

/**
 * First argument raised to the second, element-wise.
 * The result has the dtype the arguments promote to. Bools are computed in int8.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.power.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
 */
export function power<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"power", X, Y> {
  return binary("power", x1, x2, options) as Binary<"power", X, Y>;
}

/**
 * The smaller of two values; NaN where either is NaN.
 * The result has the dtype the arguments promote to. Of bools: logical and.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.minimum.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
 */
export function minimum<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"minimum", X, Y> {
  return binary("minimum", x1, x2, options) as Binary<"minimum", X, Y>;
}

/**
 * The larger of two values; NaN where either is NaN.
 * The result has the dtype the arguments promote to. Of bools: logical or.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.maximum.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
 */
export function maximum<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"maximum", X, Y> {
  return binary("maximum", x1, x2, options) as Binary<"maximum", X, Y>;
}

/**
 * Numerical negative, element-wise.
 * The result has the dtype the arguments promote to. Two bools are refused.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.negative.html
 * @throws DTypeError for bools
 */
export function negative<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"negative", X> {
  return unary("negative", x, options) as Unary<"negative", X>;
}

/**
 * A copy of the values.
 * The result has the dtype the arguments promote to. Two bools are refused.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.positive.html
 * @throws DTypeError for bools
 */
export function positive<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"positive", X> {
  return unary("positive", x, options) as Unary<"positive", X>;
}

/**
 * The absolute value, element-wise.
 * The result has the dtype the arguments promote to.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.absolute.html
 */
export function absolute<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"absolute", X> {
  return unary("absolute", x, options) as Unary<"absolute", X>;
}

/**
 * -1, 0 or 1 by the sign; NaN for NaN.
 * The result has the dtype the arguments promote to. Two bools are refused.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.sign.html
 * @throws DTypeError for bools
 */
export function sign<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"sign", X> {
  return unary("sign", x, options) as Unary<"sign", X>;
}

/**
 * The element-wise square.
 * The result has the dtype the arguments promote to. Bools are computed in int8.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.square.html
 */
export function square<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"square", X> {
  return unary("square", x, options) as Unary<"square", X>;
}

/**
 * The non-negative square root; NaN below zero.
 * Floats keep their dtype; bools and 8- and 16-bit integers give float32, wider ones float64.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.sqrt.html
 */
export function sqrt<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"sqrt", X> {
  return unary("sqrt", x, options) as Unary<"sqrt", X>;
}

/**
 * e to the power of each element.
 * Floats keep their dtype; bools and 8- and 16-bit integers give float32, wider ones float64.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.exp.html
 */
export function exp<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"exp", X> {
  return unary("exp", x, options) as Unary<"exp", X>;
}

/**
 * Natural logarithm; NaN below zero, -inf at zero.
 * Floats keep their dtype; bools and 8- and 16-bit integers give float32, wider ones float64.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.log.html
 */
export function log<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"log", X> {
  return unary("log", x, options) as Unary<"log", X>;
}

/**
 * Sine of an angle in radians.
 * Floats keep their dtype; bools and 8- and 16-bit integers give float32, wider ones float64.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.sin.html
 */
export function sin<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"sin", X> {
  return unary("sin", x, options) as Unary<"sin", X>;
}

/**
 * Cosine of an angle in radians.
 * Floats keep their dtype; bools and 8- and 16-bit integers give float32, wider ones float64.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.cos.html
 */
export function cos<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"cos", X> {
  return unary("cos", x, options) as Unary<"cos", X>;
}

/**
 * Tangent of an angle in radians.
 * Floats keep their dtype; bools and 8- and 16-bit integers give float32, wider ones float64.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.tan.html
 */
export function tan<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"tan", X> {
  return unary("tan", x, options) as Unary<"tan", X>;
}

/**
 * Hyperbolic tangent.
 * Floats keep their dtype; bools and 8- and 16-bit integers give float32, wider ones float64.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.tanh.html
 */
export function tanh<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"tanh", X> {
  return unary("tanh", x, options) as Unary<"tanh", X>;
}

/**
 * The largest integer at or below each element.
 * Integers and bools stay as they are.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.floor.html
 */
export function floor<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"floor", X> {
  return unary("floor", x, options) as Unary<"floor", X>;
}

/**
 * The smallest integer at or above each element.
 * Integers and bools stay as they are.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.ceil.html
 */
export function ceil<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"ceil", X> {
  return unary("ceil", x, options) as Unary<"ceil", X>;
}

/**
 * Each element without its fraction.
 * Integers and bools stay as they are.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.trunc.html
 */
export function trunc<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"trunc", X> {
  return unary("trunc", x, options) as Unary<"trunc", X>;
}

/**
 * The nearest integer; halves go to the even one.
 * Floats keep their dtype; bools and 8- and 16-bit integers give float32, wider ones float64.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.rint.html
 */
export function rint<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"rint", X> {
  return unary("rint", x, options) as Unary<"rint", X>;
}

/**
 * x1 == x2 element-wise.
 * The result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.equal.html
 * @throws ValueError when the shapes don't broadcast
 */
export function equal<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"equal", X, Y> {
  return binary("equal", x1, x2, options) as Binary<"equal", X, Y>;
}

/**
 * x1 != x2 element-wise.
 * The result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.not_equal.html
 * @throws ValueError when the shapes don't broadcast
 */
export function not_equal<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"not_equal", X, Y> {
  return binary("not_equal", x1, x2, options) as Binary<"not_equal", X, Y>;
}

/**
 * x1 < x2 element-wise.
 * The result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.less.html
 * @throws ValueError when the shapes don't broadcast
 */
export function less<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"less", X, Y> {
  return binary("less", x1, x2, options) as Binary<"less", X, Y>;
}

/**
 * x1 <= x2 element-wise.
 * The result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.less_equal.html
 * @throws ValueError when the shapes don't broadcast
 */
export function less_equal<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"less_equal", X, Y> {
  return binary("less_equal", x1, x2, options) as Binary<"less_equal", X, Y>;
}

/**
 * x1 > x2 element-wise.
 * The result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.greater.html
 * @throws ValueError when the shapes don't broadcast
 */
export function greater<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"greater", X, Y> {
  return binary("greater", x1, x2, options) as Binary<"greater", X, Y>;
}

/**
 * x1 >= x2 element-wise.
 * The result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.greater_equal.html
 * @throws ValueError when the shapes don't broadcast
 */
export function greater_equal<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"greater_equal", X, Y> {
  return binary("greater_equal", x1, x2, options) as Binary<"greater_equal", X, Y>;
}

/**
 * Truth of x1 and x2; NaN counts as true.
 * Any dtype is read as truth; the result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.logical_and.html
 * @throws ValueError when the shapes don't broadcast
 */
export function logical_and<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"logical_and", X, Y> {
  return binary("logical_and", x1, x2, options) as Binary<"logical_and", X, Y>;
}

/**
 * Truth of x1 or x2; NaN counts as true.
 * Any dtype is read as truth; the result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.logical_or.html
 * @throws ValueError when the shapes don't broadcast
 */
export function logical_or<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"logical_or", X, Y> {
  return binary("logical_or", x1, x2, options) as Binary<"logical_or", X, Y>;
}

/**
 * Truth of exactly one of x1 and x2.
 * Any dtype is read as truth; the result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.logical_xor.html
 * @throws ValueError when the shapes don't broadcast
 */
export function logical_xor<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"logical_xor", X, Y> {
  return binary("logical_xor", x1, x2, options) as Binary<"logical_xor", X, Y>;
}

/**
 * Truth of not x.
 * Any dtype is read as truth; the result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.logical_not.html
 */
export function logical_not<X extends ArrayLike>(
  x: X,
  options?: ElementwiseOptions,
): Unary<"logical_not", X> {
  return unary("logical_not", x, options) as Unary<"logical_not", X>;
}

/**
 * Bit-wise and of integers or bools.
 * Bools and integers only; the result has the dtype they promote to.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.bitwise_and.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for floats
 */
export function bitwise_and<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"bitwise_and", X, Y> {
  return binary("bitwise_and", x1, x2, options) as Binary<"bitwise_and", X, Y>;
}

/**
 * Bit-wise or of integers or bools.
 * Bools and integers only; the result has the dtype they promote to.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.bitwise_or.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for floats
 */
export function bitwise_or<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"bitwise_or", X, Y> {
  return binary("bitwise_or", x1, x2, options) as Binary<"bitwise_or", X, Y>;
}

/**
 * Bit-wise exclusive or of integers or bools.
 * Bools and integers only; the result has the dtype they promote to.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.bitwise_xor.html
 * @throws ValueError when the shapes don't broadcast
 * @throws DTypeError for floats
 */
export function bitwise_xor<X extends ArrayLike, Y extends ArrayLike>(
  x1: X,
  x2: Y,
  options?: ElementwiseOptions,
): Binary<"bitwise_xor", X, Y> {
  return binary("bitwise_xor", x1, x2, options) as Binary<"bitwise_xor", X, Y>;
}

/**
 * Bit-wise not of integers; logical not of bools.
 * Bools and integers only; the result has the dtype they promote to.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.invert.html
 * @throws DTypeError for floats
 */
export function invert<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"invert", X> {
  return unary("invert", x, options) as Unary<"invert", X>;
}

/**
 * True where the element is NaN.
 * The result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.isnan.html
 */
export function isnan<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"isnan", X> {
  return unary("isnan", x, options) as Unary<"isnan", X>;
}

/**
 * True where the element is infinite.
 * The result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.isinf.html
 */
export function isinf<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"isinf", X> {
  return unary("isinf", x, options) as Unary<"isinf", X>;
}

/**
 * True where the element is neither infinite nor NaN.
 * The result is bool.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.isfinite.html
 */
export function isfinite<X extends ArrayLike>(x: X, options?: ElementwiseOptions): Unary<"isfinite", X> {
  return unary("isfinite", x, options) as Unary<"isfinite", X>;
}

/**
 * x where the condition is true, y elsewhere.
 * The result has the dtype that x and y promote to.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.where.html
 * @throws ValueError when the shapes don't broadcast
 */
export function where<X extends ArrayLike, Y extends ArrayLike>(
  condition: ArrayLike,
  x: X,
  y: Y,
  options?: ElementwiseOptions,
): Binary<"where", X, Y> {
  return ternary("where", condition, x, y, options) as Binary<"where", X, Y>;
}
