/** Reductions of whole arrays, fused with the elementwise operations that are pending under them. */
import {
  asDType,
  DTYPES,
  type DType,
  type DTypeName,
  normalizeAxes,
  type Shape,
  shapeText,
} from "../array/index.js";
import { NotSupportedError, ValueError } from "../errors.js";
import {
  expanded,
  type Node,
  operation,
  type ReductionName,
  type ReductionResult,
  reductionDType,
  scalar,
} from "../kernel/index.js";
import { accumulatorOf } from "../kernel/wgsl/index.js";
import { asDeviceDType, type OnDevice, resolveOnDevice } from "./dtypes.js";
import { castNode, finish } from "./elementwise.js";
import type { NDArray } from "./ndarray.js";
import { toNode } from "./operands.js";
import { ReductionNode } from "./pending_reduction.js";
import type { AccumulateOptions, ArrayLike, AxisOption, DTypeOf, ReductionOptions } from "./types.js";

/** @throws AxisError for an axis that isn't there; NotSupportedError unless all are meant */
function checkAllAxes(name: string, axis: AxisOption | undefined, shape: Shape): void {
  if (axis === undefined || axis === null) return;
  const axes = normalizeAxes(typeof axis === "number" ? [axis] : axis, shape.length);
  if (axes.length !== shape.length)
    throw new NotSupportedError(
      `${name} over axis ${JSON.stringify(axis)} of shape ${shapeText(shape)}`,
      "cupy",
      `Leave axis out to reduce the whole array, or bring it to the host: np.${name}(await cp.asnumpy(x), {axis: ${JSON.stringify(axis)}}).`,
    );
}

function finishReduction(
  name: string,
  node: Node,
  shape: Shape,
  options: ReductionOptions | undefined,
): NDArray {
  const kept =
    options?.keepdims === true && shape.length > 0
      ? expanded(
          node,
          shape.map(() => 1),
        )
      : node;
  return finish(name, kept, options);
}

/** The pending reduction of a node in its accumulator's dtype. */
function reduced(name: ReductionName, a: Node, accumulator: DType): Node {
  accumulatorOf(name, accumulator);
  castNode(a, accumulator);
  return new ReductionNode(name, a, accumulator);
}

/**
 * The entry point of the reductions that the back end runs.
 * @throws NotSupportedError over some of the axes; ValueError for an empty min or max
 */
export function reduce(name: ReductionName, x: ArrayLike, options?: AccumulateOptions<DTypeName>): NDArray {
  const a = toNode(x);
  checkAllAxes(name, options?.axis, a.shape);
  if (a.size === 0 && (name === "min" || name === "max"))
    throw new ValueError(`zero-size array to reduction operation ${name}imum which has no identity`);
  const asked = options?.dtype === undefined ? undefined : asDType(options.dtype as DTypeName);
  const accumulator =
    asked === undefined
      ? reductionDType(name, a.dtype)
      : asked.itemsize === 8 && asked.kind !== "float"
        ? asked
        : asDeviceDType(asked);
  return finishReduction(name, reduced(name, a, accumulator), a.shape, options);
}

function divided(a: Node, by: number): Node {
  const resolved = resolveOnDevice("divide", a.dtype, DTYPES.float32, null);
  return operation(resolved, a.shape, a.size, a, scalar(by, DTYPES.float32), null);
}

/** Sums of integers are exact in 64 bits, so a mean of them is rounded twice: to float32, and by the division. */
function meanNode(a: Node): Node {
  return divided(reduced("sum", a, reductionDType("sum", a.dtype)), a.size);
}

function floatNode(x: ArrayLike, name: string, options: AccumulateOptions<DTypeName> | undefined): Node {
  const a = toNode(x);
  checkAllAxes(name, options?.axis, a.shape);
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
 * The sum of all elements, a 0-d array. Floats are added with compensation; integers and bools exactly in 64 bits, so
 * the result is int64 or uint64: read it with `await x.item()`, or cast it to go on with it.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.sum.html
 * @throws NotSupportedError over some of the axes only
 */
export function sum<X extends ArrayLike, D extends DTypeName = OnDevice<ReductionResult<"sum", DTypeOf<X>>>>(
  x: X,
  options?: AccumulateOptions<D>,
): NDArray<D> {
  return reduce("sum", x, options as AccumulateOptions<DTypeName>) as NDArray<D>;
}

/**
 * The product of all elements, a 0-d array; of integers and bools in 64 bits, wrapping round.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.prod.html
 * @throws NotSupportedError over some of the axes only
 */
export function prod<
  X extends ArrayLike,
  D extends DTypeName = OnDevice<ReductionResult<"prod", DTypeOf<X>>>,
>(x: X, options?: AccumulateOptions<D>): NDArray<D> {
  return reduce("prod", x, options as AccumulateOptions<DTypeName>) as NDArray<D>;
}

/**
 * The smallest element, NaN if any is NaN; a 0-d array. https://docs.cupy.dev/en/stable/reference/generated/cupy.min.html
 * @throws ValueError for an empty array; NotSupportedError over some of the axes only
 */
export function min<X extends ArrayLike>(x: X, options?: ReductionOptions): Reduced<"min", X> {
  return reduce("min", x, options) as Reduced<"min", X>;
}

/**
 * The largest element, NaN if any is NaN; a 0-d array. https://docs.cupy.dev/en/stable/reference/generated/cupy.max.html
 * @throws ValueError for an empty array; NotSupportedError over some of the axes only
 */
export function max<X extends ArrayLike>(x: X, options?: ReductionOptions): Reduced<"max", X> {
  return reduce("max", x, options) as Reduced<"max", X>;
}

/**
 * Whether any element is true (NaN is), a 0-d array. https://docs.cupy.dev/en/stable/reference/generated/cupy.any.html
 * @throws NotSupportedError over some of the axes only
 */
export function any(x: ArrayLike, options?: ReductionOptions): NDArray<"bool"> {
  return reduce("any", x, options) as NDArray<"bool">;
}

/**
 * Whether all elements are true (NaN is), a 0-d array. https://docs.cupy.dev/en/stable/reference/generated/cupy.all.html
 * @throws NotSupportedError over some of the axes only
 */
export function all(x: ArrayLike, options?: ReductionOptions): NDArray<"bool"> {
  return reduce("all", x, options) as NDArray<"bool">;
}

/**
 * The arithmetic mean in float32, a 0-d array; NaN of an empty one.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.mean.html
 * @throws NotSupportedError over some of the axes only
 */
export function mean(x: ArrayLike, options?: AccumulateOptions<DTypeName>): NDArray<"float32"> {
  const a = floatNode(x, "mean", options);
  return finishReduction("mean", meanNode(a), a.shape, options) as NDArray<"float32">;
}

/** Options of `var` and `std`. */
export interface VarianceOptions extends AccumulateOptions<DTypeName> {
  /** The divisor is N - ddof (0). */
  readonly ddof?: number;
}

function varianceNode(a: Node, ddof: number): Node {
  const away = operation(
    resolveOnDevice("subtract", DTYPES.float32, DTYPES.float32, null),
    a.shape,
    a.size,
    castNode(a, DTYPES.float32),
    meanNode(a),
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
  return divided(reduced("sum", squares, DTYPES.float32), Math.max(a.size - ddof, 0));
}

/**
 * The variance in float32, a 0-d array: the mean of the squared distances from the mean, in two passes as NumPy's.
 * https://docs.cupy.dev/en/stable/reference/generated/cupy.var.html
 * @throws NotSupportedError over some of the axes only
 */
export function variance(x: ArrayLike, options?: VarianceOptions): NDArray<"float32"> {
  const a = floatNode(x, "var", options);
  return finishReduction("var", varianceNode(a, options?.ddof ?? 0), a.shape, options) as NDArray<"float32">;
}

/**
 * The standard deviation in float32, a 0-d array. https://docs.cupy.dev/en/stable/reference/generated/cupy.std.html
 * @throws NotSupportedError over some of the axes only
 */
export function std(x: ArrayLike, options?: VarianceOptions): NDArray<"float32"> {
  const a = floatNode(x, "std", options);
  const inner = varianceNode(a, options?.ddof ?? 0);
  const root = operation(
    resolveOnDevice("sqrt", inner.dtype, null, null),
    inner.shape,
    inner.size,
    inner,
    null,
    null,
  );
  return finishReduction("std", root, a.shape, options) as NDArray<"float32">;
}
