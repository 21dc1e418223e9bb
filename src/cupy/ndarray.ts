/** The array of `manycore/cupy`: a value on the GPU that is computed when it is awaited. */
import {
  type AnyTypedArray,
  asDType,
  type DType,
  type DTypeLike,
  type DTypeName,
  type ReadOptions,
  type ScalarOf,
  type Shape,
  type TypedArrayOf,
  toScalar,
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
import { evaluate, readWords } from "./evaluate.js";
import { NDArrayMethods } from "./generated/methods.js";
import { fromDeviceData } from "./host_data.js";
import { isUncomputed } from "./pending_reduction.js";
import { dot, matmul } from "./products.js";
import { all, any, max, mean, min, prod, std, sum, variance } from "./reductions.js";
import { clip, round } from "./rounding.js";
import type { DeviceStorage } from "./storage.js";
import type { AccumulateOptions, ArrayLike, Binary, Nested, ReductionOptions } from "./types.js";
import { argmax, argmin, refuse, reshape, transpose } from "./unsupported.js";

/** Where an array of `manycore/cupy` lives. */
export interface Device {
  readonly id: 0;
  /** What the driver calls itself; null before the device is open. */
  readonly name: string | null;
}

/**
 * An n-dimensional array of one dtype on the GPU, dense in C order. Operations are recorded; `await x.get()` and the like
 * compute them, fused. https://docs.cupy.dev/en/stable/reference/ndarray.html
 */
export class NDArray<D extends DTypeName = DTypeName> extends NDArrayMethods<D> {
  /** @internal The value, pending or computed. In-place operations put another in its place. */
  node: Node;

  /** @internal Arrays are made by `cp.asarray`, `cp.zeros` and the like. */
  constructor(node: Node) {
    super();
    this.node = node;
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

  /** Another array with the same values. Nothing is copied before one of them is changed. */
  copy(): NDArray<D> {
    return new NDArray<D>(this.node);
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
   * One element as a JavaScript value: of an array of one element, at a flat position, or at an index of every axis. The whole
   * array is brought to the host: take `get()` for many elements.
   * @throws ValueError without arguments on more than one element; IndexError out of range; OverflowError for a 64-bit integer
   * beyond 2^53 unless the last argument is `{bigint: true}`; DeviceError without a GPU
   */
  async item(...index: readonly [...number[], ReadOptions] | readonly number[]): Promise<ScalarOf[D]> {
    const last = index[index.length - 1];
    const options = typeof last === "object" ? (last as ReadOptions) : undefined;
    const at = flatPosition(
      this.node,
      (options === undefined ? index : index.slice(0, -1)) as readonly number[],
    );
    const { dtype } = this.node;
    return toScalar(
      (await this.read())[at] as number | bigint,
      dtype,
      options?.bigint === true,
    ) as ScalarOf[D];
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
   * Gives the device's memory back at once instead of when the array is garbage. Other arrays that share it (`copy`, and
   * pending operations on it) are spoilt too, and say so.
   */
  dispose(): void {
    if (isUncomputed(this.node)) return;
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

  /** Not on the device yet. @throws NotSupportedError */
  argmin(): never {
    return argmin();
  }
  /** Not on the device yet. @throws NotSupportedError */
  argmax(): never {
    return argmax();
  }
  /** Matrix product: see `cp.matmul`. https://docs.cupy.dev/en/stable/reference/generated/cupy.matmul.html */
  matmul<Y extends ArrayLike>(other: Y): Binary<"multiply", NDArray<D>, Y> {
    return matmul<NDArray<D>, Y>(this, other);
  }
  /** Dot product: see `cp.dot`. https://docs.cupy.dev/en/stable/reference/generated/cupy.ndarray.html#cupy.ndarray.dot */
  dot<Y extends ArrayLike>(other: Y): Binary<"multiply", NDArray<D>, Y> {
    return dot<NDArray<D>, Y>(this, other);
  }
  /** Not on the device yet. @throws NotSupportedError */
  reshape(): never {
    return reshape();
  }
  /** Not on the device yet. @throws NotSupportedError */
  ravel(): never {
    return refuse("ravel", "(await cp.asnumpy(x)).ravel()");
  }
  /** Not on the device yet. @throws NotSupportedError */
  transpose(): never {
    return transpose();
  }
  /** Not on the device yet. @throws NotSupportedError */
  get T(): never {
    return transpose();
  }
  /** Not on the device yet. @throws NotSupportedError */
  slice(): never {
    return refuse("slice", "(await cp.asnumpy(x)).slice(...)");
  }
  /** Not on the device yet. @throws NotSupportedError */
  at(): never {
    return refuse("at", "(await cp.asnumpy(x)).at(...), or await x.item(i) for one element");
  }
  /** The memory of the device can't be shown. @throws NotSupportedError */
  get data(): never {
    return refuse(
      "data",
      "await x.toTypedArray() copies the elements to the host, or (await cp.asnumpy(x)).data",
    );
  }

  /** The elements are on the device: iterate over `await x.get()`. @throws NotSupportedError */
  [Symbol.iterator](): never {
    return refuse("iteration", "for (const row of await cp.asnumpy(x))");
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

function flatPosition(node: Node, index: readonly number[]): number {
  const { shape, size } = node;
  const place = (i: number, n: number, where: string): number => {
    if (!Number.isInteger(i) || i < -n || i >= n)
      throw new IndexError(`index ${i} is out of bounds for ${where} ${n}`);
    return i < 0 ? i + n : i;
  };
  if (index.length === 0) {
    if (size !== 1)
      throw new ValueError(
        "can only convert an array of size 1 to a scalar: say which element, await x.item(i)",
      );
    return 0;
  }
  if (index.length === 1 && shape.length !== 1) return place(index[0] as number, size, "size");
  if (index.length !== shape.length)
    throw new ValueError(
      `incorrect number of indices for array: ${index.length} for ${shape.length} dimensions`,
    );
  return shape.reduce(
    (flat, n, axis) => flat * n + place(index[axis] as number, n, `axis ${axis} with size`),
    0,
  );
}
