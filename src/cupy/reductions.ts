/** Reductions over axes, fused with the elementwise operations that are pending under them. */
import {
  asDType,
  DTYPES,
  type DType,
  type DTypeName,
  normalizeAxes,
  normalizeAxis,
  reducedShape,
  type Shape,
  sameShape,
  shapeText,
  sizeOf,
} from "../array/index.js";
import { DTypeError, NotSupportedError, ValueError } from "../errors.js";
import {
  type Node,
  operation,
  type ReductionName,
  type ReductionResult,
  reductionDType,
  scalar,
} from "../kernel/index.js";
import { accumulatorOf } from "../kernel/wgsl/index.js";
import { arange } from "./creation.js";
import { asDeviceDType, type OnDevice, resolveOnDevice } from "./dtypes.js";
import { binary, castNode, finish, ternary, unary } from "./elementwise.js";
import { NDArray } from "./ndarray.js";
import { toArray, toNode } from "./operands.js";
import { ReductionNode } from "./pending_reduction.js";
import type { AccumulateOptions, ArrayLike, AxisOption, DTypeOf, ReductionOptions } from "./types.js";

/** The axes that an option names, counted from the front; all of them for null. @throws AxisError, DTypeError */
function axesOf(axis: AxisOption | undefined, shape: Shape): number[] {
  if (axis === undefined || axis === null) return shape.map((_, each) => each);
  if (typeof axis !== "number" && !Array.isArray(axis))
    throw new DTypeError(`an axis is a whole number, a list of them, or null for all, got ${typeof axis}`);
  return normalizeAxes(typeof axis === "number" ? [axis] : axis, shape.length);
}

/** Elements that go into one result. */
function countOf(shape: Shape, axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => shape[axis] as number));
}

/** The result where it is wanted: an `out` of another shape isn't broadcast to. */
function deliver(name: string, node: Node, options: ReductionOptions | undefined): NDArray {
  const out = options?.out;
  if (out !== undefined && out instanceof NDArray && !sameShape(out.shape, node.shape))
    throw new ValueError(
      `output parameter for reduction operation ${name} has the shape ${shapeText(out.shape)}, the result ${shapeText(node.shape)}`,
    );
  return finish(name, node, options);
}

/** The pending reduction of a node in its accumulator's dtype. */
function reduced(
  name: ReductionName,
  a: Node,
  accumulator: DType,
  axes: readonly number[],
  keepdims: boolean,
): Node {
  accumulatorOf(name, accumulator);
  castNode(a, accumulator);
  return new ReductionNode(name, a, accumulator, axes, keepdims);
}

/**
 * The entry point of the reductions that the back end runs.
 * @throws AxisError; ValueError for a min or max of nothing
 */
export function reduce(name: ReductionName, x: ArrayLike, options?: AccumulateOptions<DTypeName>): NDArray {
  const a = toNode(x);
  const axes = axesOf(options?.axis, a.shape);
  const keepdims = options?.keepdims === true;
  const results = sizeOf(reducedShape(a.shape, axes, keepdims));
  if (countOf(a.shape, axes) === 0 && results > 0 && (name === "min" || name === "max"))
    throw new ValueError(`zero-size array to reduction operation ${name}imum which has no identity`);
  const asked = options?.dtype === undefined ? undefined : asDType(options.dtype as DTypeName);
  const accumulator =
    asked === undefined
      ? reductionDType(name, a.dtype)
      : asked.itemsize === 8 && asked.kind !== "float"
        ? asked
        : asDeviceDType(asked);
  return deliver(name, reduced(name, a, accumulator, axes, keepdims), options);
}

function divided(a: Node, by: number): Node {
  const resolved = resolveOnDevice("divide", a.dtype, DTYPES.float32, null);
  return operation(resolved, a.shape, a.size, a, scalar(by, DTYPES.float32), null);
}

/** Sums of integers are exact in 64 bits, so a mean of them is rounded twice: to float32, and by the division. */
function meanNode(a: Node, axes: readonly number[], keepdims: boolean): Node {
  return divided(reduced("sum", a, reductionDType("sum", a.dtype), axes, keepdims), countOf(a.shape, axes));
}

function floatNode(x: ArrayLike, name: string, options: AccumulateOptions<DTypeName> | undefined): Node {
  const a = toNode(x);
  if (options?.dtype === undefined) return a;
  const dtype = asDeviceDType(options.dtype as DTypeName);
  if (dtype.kind !== "float")
    throw new NotSupportedError(
      `${name} in ${dtype.name}`,
      "cupy",
      'Leave dtype out: it is computed in "float32".',
    );
  return castNode(a, dtype);
}

/** The result of a reduction on the device. */
export type Reduced<R extends ReductionName, X> = NDArray<OnDevice<ReductionResult<R, DTypeOf<X>>>>;

/**
 * The sum over axes. Floats are added with compensation; integers and bools exactly in 64 bits, so
 * the result is int64 or uint64: read it with `await x.item()`, or cast it to go on with it.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.sum.html
 * @throws AxisError for an axis that isn't there
 */
export function sum<X extends ArrayLike, D extends DTypeName = OnDevice<ReductionResult<"sum", DTypeOf<X>>>>(
  x: X,
  options?: AccumulateOptions<D>,
): NDArray<D> {
  return reduce("sum", x, options as AccumulateOptions<DTypeName>) as NDArray<D>;
}

/**
 * The product over axes; of integers and bools in 64 bits, wrapping round.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.prod.html
 * @throws AxisError for an axis that isn't there
 */
export function prod<
  X extends ArrayLike,
  D extends DTypeName = OnDevice<ReductionResult<"prod", DTypeOf<X>>>,
>(x: X, options?: AccumulateOptions<D>): NDArray<D> {
  return reduce("prod", x, options as AccumulateOptions<DTypeName>) as NDArray<D>;
}

/**
 * The smallest element over axes, NaN if any is NaN. https://docs.cupy.dev/en/stable/reference/generated/cupy.min.html
 * @throws ValueError for an empty array; AxisError for an axis that isn't there
 */
export function min<X extends ArrayLike>(x: X, options?: ReductionOptions): Reduced<"min", X> {
  return reduce("min", x, options) as Reduced<"min", X>;
}

/**
 * The largest element over axes, NaN if any is NaN. https://docs.cupy.dev/en/stable/reference/generated/cupy.max.html
 * @throws ValueError for an empty array; AxisError for an axis that isn't there
 */
export function max<X extends ArrayLike>(x: X, options?: ReductionOptions): Reduced<"max", X> {
  return reduce("max", x, options) as Reduced<"max", X>;
}

/**
 * Whether any element over axes is true (NaN is). https://docs.cupy.dev/en/stable/reference/generated/cupy.any.html
 * @throws AxisError for an axis that isn't there
 */
export function any(x: ArrayLike, options?: ReductionOptions): NDArray<"bool"> {
  return reduce("any", x, options) as NDArray<"bool">;
}

/**
 * Whether all elements over axes are true (NaN is). https://docs.cupy.dev/en/stable/reference/generated/cupy.all.html
 * @throws AxisError for an axis that isn't there
 */
export function all(x: ArrayLike, options?: ReductionOptions): NDArray<"bool"> {
  return reduce("all", x, options) as NDArray<"bool">;
}

/**
 * The arithmetic mean over axes in float32; NaN of nothing.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.mean.html
 * @throws AxisError for an axis that isn't there
 */
export function mean(x: ArrayLike, options?: AccumulateOptions<DTypeName>): NDArray<"float32"> {
  const a = floatNode(x, "mean", options);
  const axes = axesOf(options?.axis, a.shape);
  return deliver("mean", meanNode(a, axes, options?.keepdims === true), options) as NDArray<"float32">;
}

/** Options of `var` and `std`. */
export interface VarianceOptions extends AccumulateOptions<DTypeName> {
  /** The divisor is N - ddof (0). */
  readonly ddof?: number;
}

function varianceNode(a: Node, options: VarianceOptions | undefined): Node {
  const axes = axesOf(options?.axis, a.shape);
  const away = operation(
    resolveOnDevice("subtract", DTYPES.float32, DTYPES.float32, null),
    a.shape,
    a.size,
    castNode(a, DTYPES.float32),
    meanNode(a, axes, true),
    null,
  );
  const squares = operation(
    resolveOnDevice("square", DTYPES.float32, null, null),
    a.shape,
    a.size,
    away,
    null,
    null,
  );
  const total = reduced("sum", squares, DTYPES.float32, axes, options?.keepdims === true);
  return divided(total, Math.max(countOf(a.shape, axes) - (options?.ddof ?? 0), 0));
}

/**
 * The variance over axes in float32: the mean of the squared distances from the mean, in two passes as NumPy's.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.var.html
 * @throws AxisError for an axis that isn't there
 */
export function variance(x: ArrayLike, options?: VarianceOptions): NDArray<"float32"> {
  const a = floatNode(x, "var", options);
  return deliver("var", varianceNode(a, options), options) as NDArray<"float32">;
}

/**
 * The standard deviation over axes in float32. https://docs.cupy.dev/en/stable/reference/generated/cupy.std.html
 * @throws AxisError for an axis that isn't there
 */
export function std(x: ArrayLike, options?: VarianceOptions): NDArray<"float32"> {
  const inner = varianceNode(floatNode(x, "std", options), options);
  const root = operation(
    resolveOnDevice("sqrt", inner.dtype, null, null),
    inner.shape,
    inner.size,
    inner,
    null,
    null,
  );
  return deliver("std", root, options) as NDArray<"float32">;
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
  const length = array.shape[axis] as number;
  if (length === 0) throw new ValueError(`attempt to get arg${which} of an empty sequence`);
  if (length > NO_PLACE)
    throw new ValueError(
      `arg${which} along an axis of ${length} elements: index results are int32, which counts to ${NO_PLACE}`,
    );
  const extreme = reduce(which, array, { axis, keepdims: true });
  const equal = binary("equal", array, extreme);
  const hit = array.dtype.kind === "float" ? binary("logical_or", equal, unary("isnan", array)) : equal;
  const places = arange(0, length, 1, { dtype: "int32" }).reshape(
    array.shape.map((_, each) => (each === axis ? length : 1)),
  );
  const keepdims = options?.keepdims === true;
  const found = reduce("min", ternary("where", hit, places, NO_PLACE), {
    axis,
    keepdims: keepdims && !whole,
  });
  return (whole && keepdims ? found.reshape(given.shape.map(() => 1)) : found) as NDArray<"int32">;
}

/**
 * Index of the first minimum along an axis, as int32. https://docs.cupy.dev/en/stable/reference/generated/cupy.argmin.html
 * @throws ValueError when empty; AxisError for an axis that isn't there
 */
export function argmin(x: ArrayLike, options?: ArgOptions): NDArray<"int32"> {
  return arg("min", x, options);
}

/**
 * Index of the first maximum along an axis, as int32. https://docs.cupy.dev/en/stable/reference/generated/cupy.argmax.html
 * @throws ValueError when empty; AxisError for an axis that isn't there
 */
export function argmax(x: ArrayLike, options?: ArgOptions): NDArray<"int32"> {
  return arg("max", x, options);
}
