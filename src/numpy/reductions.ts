/** Reductions over axes, fused with the elementwise operations that are pending under them. */
import {
  asDType,
  DTYPES,
  type DType,
  type DTypeName,
  normalizeAxes,
  normalizeAxis,
  type Shape,
} from "../array/index.js";
import { DTypeError, ValueError } from "../errors.js";
import {
  cast,
  isPending,
  type MeanResult,
  type ReductionName,
  type ReductionResult,
  realize,
  reduce,
  release,
} from "../kernel/index.js";
import { binary, ternary, unary } from "./elementwise.js";
import { NDArray } from "./ndarray.js";
import { toArray } from "./operands.js";
import { arange } from "./ranges.js";
import type { AccumulateOptions, ArrayLike, AxisOption, DTypeOf, ReductionOptions } from "./types.js";
import { checkOutput, writeNode } from "./write.js";

/** The axes that an option names, counted from the front; all of them for null. */
function axesOf(axis: AxisOption | undefined, shape: Shape): number[] {
  if (axis === undefined || axis === null) return shape.map((_n, d) => d);
  if (typeof axis !== "number" && !Array.isArray(axis))
    throw new DTypeError(`an axis is a whole number, a list of them, or null for all, got ${typeof axis}`);
  return normalizeAxes(typeof axis === "number" ? [axis] : axis, shape.length);
}

/** Writes a finished reduction to `out` when one was given. */
function deliver(name: string, result: NDArray, out: NDArray | undefined): NDArray {
  if (out === undefined) return result;
  checkOutput(name, result.dtype, result.shape, out, false);
  writeNode(out, result.current(), false);
  return out;
}

/** Marks an array that only the operations made next will read: they let go of what it holds. */
function inner(x: NDArray): NDArray {
  x.node.inner = true;
  return x;
}

/** Reduces what nobody else will read. */
function reduceInner(x: NDArray, name: ReductionName, axes: readonly number[], keepdims: boolean): NDArray {
  const node = x.current();
  const out = new NDArray(reduce(node, name, axes, keepdims));
  if (isPending(node)) release(node);
  return out;
}

function run(
  name: ReductionName,
  x: ArrayLike,
  options: ReductionOptions | undefined,
  accumulator?: DType,
): NDArray {
  const array = toArray(x);
  const axes = axesOf(options?.axis, array.shape);
  return deliver(
    name,
    new NDArray(reduce(array.current(), name, axes, options?.keepdims === true, accumulator)),
    options?.out,
  );
}

/**
 * Sum of array elements over given axes; integers and bools add up in 64 bits. Partial sums are kept in blocks, so the
 * rounding error is near pairwise summation's. https://numpy.org/doc/stable/reference/generated/numpy.sum.html
 * @throws AxisError for an axis the array doesn't have
 */
export function sum<X extends ArrayLike, E extends DTypeName = ReductionResult<"sum", DTypeOf<X>>>(
  x: X,
  options?: AccumulateOptions<E>,
): NDArray<E> {
  return run(
    "sum",
    x,
    options,
    options?.dtype === undefined ? undefined : (asDType(options.dtype) as DType),
  ) as NDArray<E>;
}

/** Product of array elements over given axes. https://numpy.org/doc/stable/reference/generated/numpy.prod.html */
export function prod<X extends ArrayLike, E extends DTypeName = ReductionResult<"prod", DTypeOf<X>>>(
  x: X,
  options?: AccumulateOptions<E>,
): NDArray<E> {
  return run(
    "prod",
    x,
    options,
    options?.dtype === undefined ? undefined : (asDType(options.dtype) as DType),
  ) as NDArray<E>;
}

/** Minimum along axes; NaN if any element is NaN. https://numpy.org/doc/stable/reference/generated/numpy.min.html @throws ValueError when empty */
export function min<X extends ArrayLike>(x: X, options?: ReductionOptions): NDArray<DTypeOf<X>> {
  return run("min", x, options) as NDArray<DTypeOf<X>>;
}

/** Maximum along axes; NaN if any element is NaN. https://numpy.org/doc/stable/reference/generated/numpy.max.html @throws ValueError when empty */
export function max<X extends ArrayLike>(x: X, options?: ReductionOptions): NDArray<DTypeOf<X>> {
  return run("max", x, options) as NDArray<DTypeOf<X>>;
}

/** True where any element along axes is true (NaN is). https://numpy.org/doc/stable/reference/generated/numpy.any.html */
export function any(x: ArrayLike, options?: ReductionOptions): NDArray<"bool"> {
  return run("any", x, options) as NDArray<"bool">;
}

/** True where all elements along axes are true. https://numpy.org/doc/stable/reference/generated/numpy.all.html */
export function all(x: ArrayLike, options?: ReductionOptions): NDArray<"bool"> {
  return run("all", x, options) as NDArray<"bool">;
}

/** How many elements go into one result. */
function countOf(shape: Shape, axes: readonly number[]): number {
  return axes.reduce((n, d) => n * shape[d], 1);
}

/** Arithmetic mean over axes, in float64 for integers and bools. NaN when empty. https://numpy.org/doc/stable/reference/generated/numpy.mean.html */
export function mean<X extends ArrayLike>(x: X, options?: ReductionOptions): NDArray<MeanResult<DTypeOf<X>>> {
  const array = toArray(x);
  const axes = axesOf(options?.axis, array.shape);
  const dtype = array.dtype.kind === "float" ? array.dtype : DTYPES.float64;
  const total = new NDArray(reduce(array.current(), "sum", axes, options?.keepdims === true, dtype));
  return deliver("divide", binary("divide", total, countOf(array.shape, axes)), options?.out) as NDArray<
    MeanResult<DTypeOf<X>>
  >;
}

/** Options of `var` and `std`. */
export type VarianceOptions = ReductionOptions & {
  /** "Delta degrees of freedom": the divisor is n - ddof. */
  readonly ddof?: number;
};

/**
 * Variance over axes: the mean of the squared distances from the mean, in two passes.
 * https://numpy.org/doc/stable/reference/generated/numpy.var.html
 */
export function variance<X extends ArrayLike>(
  x: X,
  options?: VarianceOptions,
): NDArray<MeanResult<DTypeOf<X>>> {
  const given = toArray(x);
  const axes = axesOf(options?.axis, given.shape);
  const array = given.dtype.kind === "float" ? given : new NDArray(cast(given.current(), DTYPES.float64));
  // Both passes read it.
  realize(array.node);
  const distance = inner(binary("subtract", array, mean(array, { axis: axes, keepdims: true })));
  const squares = reduceInner(unary("square", distance), "sum", axes, options?.keepdims === true);
  const divisor = Math.max(0, countOf(array.shape, axes) - (options?.ddof ?? 0));
  return deliver("divide", binary("divide", squares, divisor), options?.out) as NDArray<
    MeanResult<DTypeOf<X>>
  >;
}

/** Standard deviation over axes: the square root of the variance. https://numpy.org/doc/stable/reference/generated/numpy.std.html */
export function std<X extends ArrayLike>(x: X, options?: VarianceOptions): NDArray<MeanResult<DTypeOf<X>>> {
  const { out, ...rest } = options ?? {};
  return deliver("sqrt", unary("sqrt", variance(x, rest)), out) as NDArray<MeanResult<DTypeOf<X>>>;
}

/** Options of `argmin` and `argmax`. */
export interface ArgOptions {
  /** One axis; without it, the position in the flattened array. */
  readonly axis?: number | null;
  readonly keepdims?: boolean;
}

const NO_PLACE = 2 ** 31 - 1;

/** The first place along an axis where the extreme stands; NaN counts as extreme, as in NumPy. */
function arg(which: "min" | "max", x: ArrayLike, options: ArgOptions | undefined): NDArray<"int32"> {
  const given = toArray(x);
  const whole = options?.axis === undefined || options.axis === null;
  const array = whole ? given.reshape(-1) : given;
  const axis = whole ? 0 : normalizeAxis(options?.axis as number, given.ndim);
  const length = array.shape[axis];
  if (length === 0) throw new ValueError(`attempt to get arg${which} of an empty sequence`);
  if (length > NO_PLACE)
    throw new ValueError(
      `arg${which} along an axis of ${length} elements: index results are int32, which counts to ${NO_PLACE}`,
    );
  realize(array.node);
  const extreme = new NDArray(reduce(array.current(), which, [axis], true));
  let hit = inner(binary("equal", array, extreme));
  if (array.dtype.kind === "float") hit = inner(binary("logical_or", hit, inner(unary("isnan", array))));
  const places = arange(0, length, 1, { dtype: "int32" }).reshape(
    array.shape.map((_n, d) => (d === axis ? length : 1)),
  );
  const found = reduceInner(
    ternary("where", hit, places, NO_PLACE),
    "min",
    [axis],
    options?.keepdims === true && !whole,
  );
  const out = whole && options?.keepdims === true ? found.reshape(given.shape.map(() => 1)) : found;
  return out as NDArray<"int32">;
}

/** Index of the first minimum along an axis, as int32. https://numpy.org/doc/stable/reference/generated/numpy.argmin.html @throws ValueError when empty */
export function argmin(x: ArrayLike, options?: ArgOptions): NDArray<"int32"> {
  return arg("min", x, options);
}

/** Index of the first maximum along an axis, as int32. https://numpy.org/doc/stable/reference/generated/numpy.argmax.html @throws ValueError when empty */
export function argmax(x: ArrayLike, options?: ArgOptions): NDArray<"int32"> {
  return arg("max", x, options);
}
