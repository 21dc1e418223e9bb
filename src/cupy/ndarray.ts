/** The array of `manycore/cupy`: a value on the GPU that is computed when it is awaited. */
import {
  type AnyTypedArray,
  asDType,
  type DType,
  type DTypeLike,
  type DTypeName,
  type ReadOptions,
  reshapeLayout,
  resolveReshape,
  type ScalarOf,
  type Selector,
  type Shape,
  selectLayout,
  type TypedArrayOf,
  toScalar,
  transposeLayout,
} from "../array/index.js";
import { DTypeError, IndexError, ManycoreError, ValueError } from "../errors.js";
import {
  CALL_ELEMENT_FUNCTION,
  cast,
  type ElementFunction,
  type Node,
  type OpName,
  type ReductionResult,
} from "../kernel/index.js";
import { castExpression, openedGpu } from "../kernel/wgsl/index.js";
import type { NDArray as HostNDArray } from "../numpy/index.js";
import { asDeviceDType, type OnDevice } from "./dtypes.js";
import { callFunction } from "./element_function.js";
import { assign, binary, inPlace, unary } from "./elementwise.js";
import { evaluate, flushIfLong, readWords } from "./evaluate.js";
import { NDArrayMethods } from "./generated/methods.js";
import { fromDeviceData } from "./host_data.js";
import { isUncomputed } from "./pending.js";
import { denseLayout, type ElementLayout } from "./pending_view.js";
import { dot, matmul } from "./products.js";
import {
  type ArgOptions,
  all,
  any,
  argmax,
  argmin,
  max,
  mean,
  min,
  prod,
  std,
  sum,
  variance,
} from "./reductions.js";
import { clip, round } from "./rounding.js";
import { SharedValue, View } from "./shared_value.js";
import type { DeviceStorage } from "./storage.js";
import type { AccumulateOptions, ArrayLike, Binary, Nested, ReductionOptions } from "./types.js";
import { refuse } from "./unsupported.js";

/** Where an array of `manycore/cupy` lives. */
export interface Device {
  readonly id: 0;
  /** What the driver calls itself; null before the device is open. */
  readonly name: string | null;
}

/**
 * An n-dimensional array of one dtype on the GPU. Operations are recorded; `await x.get()` and the like
 * compute them, fused. https://docs.cupy.dev/en/stable/reference/ndarray.html
 */
export class NDArray<D extends DTypeName = DTypeName> extends NDArrayMethods<D> {
  /** @internal The value that this array and its views show. */
  readonly shared: SharedValue;
  /** @internal How this array shows it, if not as it is. */
  readonly #view: View | null;

  /** @internal Arrays are made by `cp.asarray`, `cp.zeros` and the like. */
  constructor(value: Node | View) {
    super();
    this.#view = value instanceof View ? value : null;
    this.shared = value instanceof View ? value.shared : new SharedValue(value);
  }

  /** @internal The value, pending or computed. In-place operations put another in its place. */
  get node(): Node {
    return this.#view === null ? this.shared.node : this.#view.node;
  }

  set node(value: Node) {
    if (this.#view === null) this.shared.node = value;
    else {
      this.#view.write(value);
      flushIfLong(this.shared.node);
    }
  }

  /** @internal Shape, strides and offset in the shared value, in elements. */
  layout(): ElementLayout {
    return this.#view?.layout ?? denseLayout(this.shared.node.shape);
  }

  /** @internal An array that shows some of the shared value. */
  view(layout: ElementLayout): NDArray<D> {
    return new NDArray<D>(new View(this.shared, layout));
  }

  protected unary(name: OpName): NDArray {
    return unary(name, this);
  }

  protected binary(name: OpName, other: ArrayLike): NDArray {
    return binary(name, this, other);
  }

  protected inPlace(name: OpName, other: ArrayLike): this {
    inPlace(name, this, other);
    return this;
  }

  /** @internal How `simd.vectorize`'s functions are called with arrays of the device. */
  [CALL_ELEMENT_FUNCTION](
    formFor: (dtypes: readonly (DType | null)[]) => ElementFunction,
    args: readonly unknown[],
    options: unknown,
  ): NDArray {
    return callFunction(
      formFor,
      args as readonly ArrayLike[],
      options as { readonly out?: NDArray } | undefined,
    );
  }

  /** Lengths of the axes. */
  get shape(): Shape {
    return this.node.shape;
  }

  /** Number of axes. */
  get ndim(): number {
    return this.node.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return this.node.size;
  }

  /** Bytes from one element to the next along each axis, as the host counts them. Asking computes nothing. */
  get strides(): readonly number[] {
    return this.layout().strides.map((stride) => stride * this.itemsize);
  }

  /** What an element is. */
  get dtype(): DType<D> {
    return this.node.dtype as DType<D>;
  }

  /** Bytes of an element on the host (on the device a bool takes four). */
  get itemsize(): number {
    return this.node.dtype.itemsize;
  }

  /** Bytes of all elements on the host. */
  get nbytes(): number {
    return this.node.size * this.node.dtype.itemsize;
  }

  /** The GPU. https://docs.cupy.dev/en/stable/reference/generated/cupy.ndarray.html#cupy.ndarray.device */
  get device(): Device {
    return { id: 0, name: openedGpu()?.description ?? null };
  }

  /**
   * The array in another dtype. Floats are cut towards zero into integers, out of range to the nearest end.
   * @throws NotSupportedError for a dtype that the device hasn't
   */
  astype<E extends DTypeName>(dtype: DTypeLike<E>): NDArray<E> {
    const asked = asDType(dtype) as DType;
    if (asked === this.node.dtype) return this.copy() as NDArray as NDArray<E>;
    const to = asDeviceDType(asked) as DType;
    castExpression(this.node.dtype, to, "x");
    return new NDArray<E>(cast(this.node, to));
  }

  /** Another array with the same values, in C order. Nothing is copied before one of them is changed. */
  copy(): NDArray<D> {
    return new NDArray<D>(this.node);
  }

  /** The axes reversed: a view. https://docs.cupy.dev/en/stable/reference/generated/cupy.ndarray.html#cupy.ndarray.T */
  get T(): NDArray<D> {
    return this.transpose();
  }

  /**
   * A view with the axes in another order (reversed without arguments). https://docs.cupy.dev/en/stable/reference/generated/cupy.transpose.html
   * @throws ValueError for axes that don't match
   */
  transpose(...order: number[]): NDArray<D> {
    return this.view(transposeLayout(this.layout(), order.length === 0 ? undefined : order));
  }

  /**
   * The elements in another shape, one length may be -1: a view where the layout allows, else a copy.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.reshape.html
   * @throws ValueError when the sizes don't match
   */
  reshape(...shape: number[] | [readonly number[]]): NDArray<D> {
    const given = (shape.length === 1 && Array.isArray(shape[0]) ? shape[0] : shape) as number[];
    const to = resolveReshape(this.shape, given);
    const layout = reshapeLayout(this.layout(), to, 1);
    return layout === null ? this.copy().reshape(to) : this.view(layout);
  }

  /** The elements in one row: a view where the layout allows. https://docs.cupy.dev/en/stable/reference/generated/cupy.ravel.html */
  ravel(): NDArray<D> {
    return this.reshape(-1);
  }

  /**
   * A view by a basic index: whole numbers drop an axis, `"start:stop:step"` keeps it, `null` adds one, `"..."` stands for the
   * rest: `x.slice("1:10:2", ":", 3)` is Python's `x[1:10:2, :, 3]`. Writing through the view (`assign`, `iadd`, `out:`) writes x,
   * on a copy of x's memory: writes between two readings share one.
   * https://docs.cupy.dev/en/stable/reference/generated/cupy.ndarray.html
   * @throws IndexError for an index outside of its axis, or too many
   */
  slice(...selectors: readonly Selector[]): NDArray<D> {
    return this.view(selectLayout(this.layout(), selectors));
  }

  /**
   * `x.at(i, j)`: a view of the subarray at whole-number indices (0-d when all are given; `item` gives its number). A mask isn't
   * taken: how many elements it leaves is known only when the device has run.
   * @throws IndexError for an index out of range; NotSupportedError for a mask
   */
  at(...index: readonly number[]): NDArray<D> {
    if (index.some((each) => (each as unknown) instanceof NDArray))
      refuse(
        "at(mask)",
        "x.get() and mask.get() bring both to the host: (await x.get()).at(await mask.get())",
      );
    return this.slice(...index);
  }

  /**
   * Lets this array have other values, broadcast and cast ("same_kind"); with `where`, only at the places where that is true.
   * Gives the array.
   * @throws ValueError when the value doesn't broadcast to this shape; DTypeError when it can't be cast
   */
  assign(value: ArrayLike, options?: { readonly where?: ArrayLike }): this {
    assign(this, value, options?.where);
    return this;
  }

  /**
   * Computes the array. Resolves when the device has taken the work; reading it afterwards waits only for that.
   * @throws DeviceError without a GPU; MemoryError when its memory is used up
   */
  async ready(): Promise<this> {
    await evaluate(this.node);
    return this;
  }

  /** @internal The elements on the host. */
  async read(): Promise<AnyTypedArray> {
    return fromDeviceData(await readWords(this.node), this.node.dtype);
  }

  /**
   * The elements as a typed array on the host, in C order; bools as bytes 0 and 1.
   * @throws DeviceError without a GPU
   */
  async toTypedArray(): Promise<TypedArrayOf[D]> {
    return (await this.read()) as TypedArrayOf[D];
  }

  /**
   * The array on the host (E is always D: a parameter of its own keeps the compiler from comparing two kinds of arrays), as an array of `manycore/numpy`. https://docs.cupy.dev/en/stable/reference/generated/cupy.ndarray.html#cupy.ndarray.get
   * @throws DeviceError without a GPU; MemoryError when the device's or the host's memory is used up
   */
  async get<E extends DTypeName = D>(): Promise<HostNDArray<E>> {
    const { shape, dtype } = this.node;
    // On first use: who stays on the device loads no CPU kernels.
    const [np, data] = await Promise.all([import("../numpy/index.js"), this.read()]);
    const flat = np.asarray(data, { dtype });
    return flat.reshape(shape) as HostNDArray as HostNDArray<E>;
  }

  /**
   * One element as a JavaScript value: of an array of one element, at a flat position, or at an index of every axis. Only that
   * element is brought to the host; a call a number, so take `get()` for many.
   * @throws ValueError without arguments on more than one element; IndexError out of range; OverflowError for a 64-bit integer
   * beyond 2^53 unless the last argument is `{bigint: true}`; DeviceError without a GPU
   */
  async item(...index: readonly [...number[], ReadOptions] | readonly number[]): Promise<ScalarOf[D]> {
    const last = index[index.length - 1];
    const options = typeof last === "object" ? (last as ReadOptions) : undefined;
    const numbers = (options === undefined ? index : index.slice(0, -1)) as readonly number[];
    const [value] = await this.slice(...placeOf(this.shape, this.size, numbers)).read();
    return toScalar(value as number | bigint, this.dtype, options?.bigint === true) as ScalarOf[D];
  }

  /**
   * Nested lists of JavaScript values; of a 0-d array, its value.
   * @throws OverflowError for a 64-bit integer beyond 2^53 unless `{bigint: true}`; DeviceError without a GPU
   */
  async tolist(options?: ReadOptions): Promise<Nested<ScalarOf[D]>> {
    const { shape, dtype } = this.node;
    const data = await this.read();
    let flat = 0;
    const level = (axis: number): Nested<ScalarOf[D]> =>
      axis === shape.length
        ? (toScalar(data[flat++] as number | bigint, dtype, options?.bigint === true) as ScalarOf[D])
        : Array.from({ length: shape[axis] as number }, () => level(axis + 1));
    return level(0);
  }

  /**
   * Gives the device's memory back at once instead of when the array is garbage. Other arrays that share it (`copy`, views, and
   * pending operations on it) are spoilt too, and say so. Of a view it does nothing: the memory is another array's.
   */
  dispose(): void {
    if (this.#view !== null || isUncomputed(this.node)) return;
    (this.node.source as DeviceStorage).release(
      new ManycoreError("this array's memory was given back with dispose(): make it again"),
    );
  }

  /** `using x = cp.zeros(n)`: as `dispose()`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  sum<E extends DTypeName = OnDevice<ReductionResult<"sum", D>>>(options?: AccumulateOptions<E>): NDArray<E> {
    return sum(this, options as AccumulateOptions<DTypeName>) as NDArray as NDArray<E>;
  }
  prod<E extends DTypeName = OnDevice<ReductionResult<"prod", D>>>(
    options?: AccumulateOptions<E>,
  ): NDArray<E> {
    return prod(this, options as AccumulateOptions<DTypeName>) as NDArray as NDArray<E>;
  }
  min(options?: ReductionOptions): NDArray<D> {
    return min(this, options) as NDArray as NDArray<D>;
  }
  max(options?: ReductionOptions): NDArray<D> {
    return max(this, options) as NDArray as NDArray<D>;
  }
  any(options?: ReductionOptions): NDArray<"bool"> {
    return any(this, options);
  }
  all(options?: ReductionOptions): NDArray<"bool"> {
    return all(this, options);
  }
  mean(options?: ReductionOptions): NDArray<"float32"> {
    return mean(this, options);
  }
  var(options?: ReductionOptions & { readonly ddof?: number }): NDArray<"float32"> {
    return variance(this, options);
  }
  std(options?: ReductionOptions & { readonly ddof?: number }): NDArray<"float32"> {
    return std(this, options);
  }
  clip(low: ArrayLike | null, high: ArrayLike | null): NDArray {
    return clip(this, low, high);
  }
  round(decimals = 0): NDArray<D> {
    return round(this, decimals) as NDArray as NDArray<D>;
  }

  argmin(options?: ArgOptions): NDArray<"int32"> {
    return argmin(this, options);
  }
  argmax(options?: ArgOptions): NDArray<"int32"> {
    return argmax(this, options);
  }
  /** Matrix product: see `cp.matmul`. https://docs.cupy.dev/en/stable/reference/generated/cupy.matmul.html */
  matmul<Y extends ArrayLike>(other: Y): Binary<"multiply", NDArray<D>, Y> {
    return matmul<NDArray<D>, Y>(this, other);
  }
  /** Dot product: see `cp.dot`. https://docs.cupy.dev/en/stable/reference/generated/cupy.ndarray.html#cupy.ndarray.dot */
  dot<Y extends ArrayLike>(other: Y): Binary<"multiply", NDArray<D>, Y> {
    return dot<NDArray<D>, Y>(this, other);
  }
  /** The memory of the device can't be shown. @throws NotSupportedError */
  get data(): never {
    return refuse(
      "data",
      "await x.toTypedArray() copies the elements to the host, or (await cp.asnumpy(x)).data",
    );
  }

  /** Over the first axis: views, of a 1-d array 0-d ones (`await x.get()` for the numbers). @throws DTypeError for a 0-d array */
  *[Symbol.iterator](): Generator<NDArray<D>> {
    if (this.ndim === 0)
      throw new DTypeError("iteration over a 0-d array: take its value with await x.item()");
    for (let k = 0; k < (this.shape[0] as number); k++) yield this.slice(k);
  }

  /** What is known without waiting: not the values. */
  override toString(): string {
    const { shape, dtype } = this.node;
    return `cupy.ndarray(shape=[${shape.join(", ")}], dtype=${dtype.name}${isUncomputed(this.node) ? ", pending" : ""}; await x.get() for the values)`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** JSON can't wait for the device. @throws NotSupportedError */
  toJSON(): never {
    return refuse("toJSON", "JSON.stringify(await x.tolist())");
  }

  /** Operators don't work on arrays in JavaScript, and would silently give strings or NaN. Template strings describe the array. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new DTypeError(
      "an array is no number, and JavaScript's operators can't be taught arrays: write a.add(b), a.mul(2), a.lt(b); for the value of one element await a.item()",
    );
  }
}

/** The index on every axis that `item` is asked for. */
function placeOf(shape: Shape, size: number, index: readonly number[]): number[] {
  const place = (i: number, n: number, where: string): number => {
    if (!Number.isInteger(i) || i < -n || i >= n)
      throw new IndexError(`index ${i} is out of bounds for ${where} ${n}`);
    return i < 0 ? i + n : i;
  };
  if (index.length === 0 && size !== 1)
    throw new ValueError(
      "can only convert an array of size 1 to a scalar: say which element, await x.item(i)",
    );
  if (index.length === shape.length && index.length > 0)
    return shape.map((n, axis) => place(index[axis] as number, n, `axis ${axis} with size`));
  if (index.length > 1)
    throw new ValueError(
      `incorrect number of indices for array: ${index.length} for ${shape.length} dimensions`,
    );
  let flat = index.length === 0 ? 0 : place(index[0] as number, size, "size");
  const places = new Array<number>(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const n = shape[axis] as number;
    places[axis] = flat % n;
    flat = Math.floor(flat / n);
  }
  return places;
}
