// Generated from src/kernel/ops/table.ts by `npm run generate`: change the table, not this file.

import type { DTypeName } from "../../array/index.js";
import type { OpName } from "../../kernel/index.js";
import type { NDArray } from "../ndarray.js";
import type { ArrayLike, BinaryResult, OperandOf, UnaryResult } from "../types.js";

/** The methods of an array that the op table names. */
export abstract class NDArrayMethods<D extends DTypeName> {
  protected abstract unary(name: OpName): NDArray;
  protected abstract binary(name: OpName, other: ArrayLike): NDArray;
  protected abstract inPlace(name: OpName, other: ArrayLike): this;

  /**
   * `x + other`. Add arguments element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.add.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
   */
  add<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"add", D, OperandOf<Y>>> {
    return this.binary("add", other) as NDArray<BinaryResult<"add", D, OperandOf<Y>>>;
  }

  /**
   * `x += other`: the result is written into this array, in its dtype. Gives the array.
   * @throws DTypeError when the result can't be cast to this dtype ("same_kind"); ValueError when it doesn't fit this shape
   */
  iadd(other: ArrayLike): this {
    return this.inPlace("add", other);
  }

  /**
   * `x - other`. Subtract arguments, element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.subtract.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for bools
   * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
   */
  sub<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"subtract", D, OperandOf<Y>>> {
    return this.binary("subtract", other) as NDArray<BinaryResult<"subtract", D, OperandOf<Y>>>;
  }

  /**
   * `x -= other`: the result is written into this array, in its dtype. Gives the array.
   * @throws DTypeError when the result can't be cast to this dtype ("same_kind"); ValueError when it doesn't fit this shape
   */
  isub(other: ArrayLike): this {
    return this.inPlace("subtract", other);
  }

  /**
   * `x * other`. Multiply arguments element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.multiply.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
   */
  mul<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"multiply", D, OperandOf<Y>>> {
    return this.binary("multiply", other) as NDArray<BinaryResult<"multiply", D, OperandOf<Y>>>;
  }

  /**
   * `x *= other`: the result is written into this array, in its dtype. Gives the array.
   * @throws DTypeError when the result can't be cast to this dtype ("same_kind"); ValueError when it doesn't fit this shape
   */
  imul(other: ArrayLike): this {
    return this.inPlace("multiply", other);
  }

  /**
   * `x / other`. Divide arguments element-wise; integers give float64.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.divide.html
   * @throws ValueError when the shapes don't broadcast
   */
  div<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"divide", D, OperandOf<Y>>> {
    return this.binary("divide", other) as NDArray<BinaryResult<"divide", D, OperandOf<Y>>>;
  }

  /**
   * `x /= other`: the result is written into this array, in its dtype. Gives the array.
   * @throws DTypeError when the result can't be cast to this dtype ("same_kind"); ValueError when it doesn't fit this shape
   */
  idiv(other: ArrayLike): this {
    return this.inPlace("divide", other);
  }

  /**
   * `x // other`. The largest integer at or below the quotient. Integers by zero give 0.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.floor_divide.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
   */
  floordiv<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"floor_divide", D, OperandOf<Y>>> {
    return this.binary("floor_divide", other) as NDArray<BinaryResult<"floor_divide", D, OperandOf<Y>>>;
  }

  /**
   * `x //= other`: the result is written into this array, in its dtype. Gives the array.
   * @throws DTypeError when the result can't be cast to this dtype ("same_kind"); ValueError when it doesn't fit this shape
   */
  ifloordiv(other: ArrayLike): this {
    return this.inPlace("floor_divide", other);
  }

  /**
   * `x % other`. The remainder with the sign of the divisor, as Python's %. Integers by zero give 0.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.remainder.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
   */
  mod<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"remainder", D, OperandOf<Y>>> {
    return this.binary("remainder", other) as NDArray<BinaryResult<"remainder", D, OperandOf<Y>>>;
  }

  /**
   * `x %= other`: the result is written into this array, in its dtype. Gives the array.
   * @throws DTypeError when the result can't be cast to this dtype ("same_kind"); ValueError when it doesn't fit this shape
   */
  imod(other: ArrayLike): this {
    return this.inPlace("remainder", other);
  }

  /**
   * `x ** other`. First argument raised to the second, element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.power.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
   */
  pow<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"power", D, OperandOf<Y>>> {
    return this.binary("power", other) as NDArray<BinaryResult<"power", D, OperandOf<Y>>>;
  }

  /**
   * `x **= other`: the result is written into this array, in its dtype. Gives the array.
   * @throws DTypeError when the result can't be cast to this dtype ("same_kind"); ValueError when it doesn't fit this shape
   */
  ipow(other: ArrayLike): this {
    return this.inPlace("power", other);
  }

  /**
   * The smaller of two values; NaN where either is NaN.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.minimum.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
   */
  minimum<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"minimum", D, OperandOf<Y>>> {
    return this.binary("minimum", other) as NDArray<BinaryResult<"minimum", D, OperandOf<Y>>>;
  }

  /**
   * The larger of two values; NaN where either is NaN.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.maximum.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for a fractional scalar with integers; OverflowError for one the dtype can't hold
   */
  maximum<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"maximum", D, OperandOf<Y>>> {
    return this.binary("maximum", other) as NDArray<BinaryResult<"maximum", D, OperandOf<Y>>>;
  }

  /**
   * `-x`. Numerical negative, element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.negative.html
   * @throws DTypeError for bools
   */
  neg(): NDArray<UnaryResult<"negative", D>> {
    return this.unary("negative") as NDArray<UnaryResult<"negative", D>>;
  }

  /**
   * `+x`. A copy of the values.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.positive.html
   * @throws DTypeError for bools
   */
  pos(): NDArray<UnaryResult<"positive", D>> {
    return this.unary("positive") as NDArray<UnaryResult<"positive", D>>;
  }

  /**
   * The absolute value, element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.absolute.html
   */
  abs(): NDArray<UnaryResult<"absolute", D>> {
    return this.unary("absolute") as NDArray<UnaryResult<"absolute", D>>;
  }

  /**
   * The element-wise square.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.square.html
   */
  square(): NDArray<UnaryResult<"square", D>> {
    return this.unary("square") as NDArray<UnaryResult<"square", D>>;
  }

  /**
   * The non-negative square root; NaN below zero.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.sqrt.html
   */
  sqrt(): NDArray<UnaryResult<"sqrt", D>> {
    return this.unary("sqrt") as NDArray<UnaryResult<"sqrt", D>>;
  }

  /**
   * e to the power of each element.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.exp.html
   */
  exp(): NDArray<UnaryResult<"exp", D>> {
    return this.unary("exp") as NDArray<UnaryResult<"exp", D>>;
  }

  /**
   * Natural logarithm; NaN below zero, -inf at zero.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.log.html
   */
  log(): NDArray<UnaryResult<"log", D>> {
    return this.unary("log") as NDArray<UnaryResult<"log", D>>;
  }

  /**
   * Sine of an angle in radians.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.sin.html
   */
  sin(): NDArray<UnaryResult<"sin", D>> {
    return this.unary("sin") as NDArray<UnaryResult<"sin", D>>;
  }

  /**
   * Cosine of an angle in radians.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.cos.html
   */
  cos(): NDArray<UnaryResult<"cos", D>> {
    return this.unary("cos") as NDArray<UnaryResult<"cos", D>>;
  }

  /**
   * Tangent of an angle in radians.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.tan.html
   */
  tan(): NDArray<UnaryResult<"tan", D>> {
    return this.unary("tan") as NDArray<UnaryResult<"tan", D>>;
  }

  /**
   * Hyperbolic tangent.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.tanh.html
   */
  tanh(): NDArray<UnaryResult<"tanh", D>> {
    return this.unary("tanh") as NDArray<UnaryResult<"tanh", D>>;
  }

  /**
   * The largest integer at or below each element.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.floor.html
   */
  floor(): NDArray<UnaryResult<"floor", D>> {
    return this.unary("floor") as NDArray<UnaryResult<"floor", D>>;
  }

  /**
   * The smallest integer at or above each element.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.ceil.html
   */
  ceil(): NDArray<UnaryResult<"ceil", D>> {
    return this.unary("ceil") as NDArray<UnaryResult<"ceil", D>>;
  }

  /**
   * `x == other`. x1 == x2 element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.equal.html
   * @throws ValueError when the shapes don't broadcast
   */
  eq<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"equal", D, OperandOf<Y>>> {
    return this.binary("equal", other) as NDArray<BinaryResult<"equal", D, OperandOf<Y>>>;
  }

  /**
   * `x != other`. x1 != x2 element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.not_equal.html
   * @throws ValueError when the shapes don't broadcast
   */
  ne<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"not_equal", D, OperandOf<Y>>> {
    return this.binary("not_equal", other) as NDArray<BinaryResult<"not_equal", D, OperandOf<Y>>>;
  }

  /**
   * `x < other`. x1 < x2 element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.less.html
   * @throws ValueError when the shapes don't broadcast
   */
  lt<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"less", D, OperandOf<Y>>> {
    return this.binary("less", other) as NDArray<BinaryResult<"less", D, OperandOf<Y>>>;
  }

  /**
   * `x <= other`. x1 <= x2 element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.less_equal.html
   * @throws ValueError when the shapes don't broadcast
   */
  le<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"less_equal", D, OperandOf<Y>>> {
    return this.binary("less_equal", other) as NDArray<BinaryResult<"less_equal", D, OperandOf<Y>>>;
  }

  /**
   * `x > other`. x1 > x2 element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.greater.html
   * @throws ValueError when the shapes don't broadcast
   */
  gt<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"greater", D, OperandOf<Y>>> {
    return this.binary("greater", other) as NDArray<BinaryResult<"greater", D, OperandOf<Y>>>;
  }

  /**
   * `x >= other`. x1 >= x2 element-wise.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.greater_equal.html
   * @throws ValueError when the shapes don't broadcast
   */
  ge<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"greater_equal", D, OperandOf<Y>>> {
    return this.binary("greater_equal", other) as NDArray<BinaryResult<"greater_equal", D, OperandOf<Y>>>;
  }

  /**
   * `x & other`. Bit-wise and of integers or bools.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.bitwise_and.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for floats
   */
  and<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"bitwise_and", D, OperandOf<Y>>> {
    return this.binary("bitwise_and", other) as NDArray<BinaryResult<"bitwise_and", D, OperandOf<Y>>>;
  }

  /**
   * `x &= other`: the result is written into this array, in its dtype. Gives the array.
   * @throws DTypeError when the result can't be cast to this dtype ("same_kind"); ValueError when it doesn't fit this shape
   */
  iand(other: ArrayLike): this {
    return this.inPlace("bitwise_and", other);
  }

  /**
   * `x | other`. Bit-wise or of integers or bools.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.bitwise_or.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for floats
   */
  or<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"bitwise_or", D, OperandOf<Y>>> {
    return this.binary("bitwise_or", other) as NDArray<BinaryResult<"bitwise_or", D, OperandOf<Y>>>;
  }

  /**
   * `x |= other`: the result is written into this array, in its dtype. Gives the array.
   * @throws DTypeError when the result can't be cast to this dtype ("same_kind"); ValueError when it doesn't fit this shape
   */
  ior(other: ArrayLike): this {
    return this.inPlace("bitwise_or", other);
  }

  /**
   * `x ^ other`. Bit-wise exclusive or of integers or bools.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.bitwise_xor.html
   * @throws ValueError when the shapes don't broadcast
   * @throws DTypeError for floats
   */
  xor<Y extends ArrayLike>(other: Y): NDArray<BinaryResult<"bitwise_xor", D, OperandOf<Y>>> {
    return this.binary("bitwise_xor", other) as NDArray<BinaryResult<"bitwise_xor", D, OperandOf<Y>>>;
  }

  /**
   * `x ^= other`: the result is written into this array, in its dtype. Gives the array.
   * @throws DTypeError when the result can't be cast to this dtype ("same_kind"); ValueError when it doesn't fit this shape
   */
  ixor(other: ArrayLike): this {
    return this.inPlace("bitwise_xor", other);
  }

  /**
   * `~x`. Bit-wise not of integers; logical not of bools.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.invert.html
   * @throws DTypeError for floats
   */
  invert(): NDArray<UnaryResult<"invert", D>> {
    return this.unary("invert") as NDArray<UnaryResult<"invert", D>>;
  }
}
