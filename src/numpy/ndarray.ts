/** The array of `manycore/numpy`: a value that is computed when it is read, its views, and how it is read. */
import {
  asDType,
  contiguousStrides,
  type DType,
  type DTypeLike,
  type DTypeName,
  heapView,
  isContiguous,
  type Layout,
  type ReadOptions,
  reshapeLayout,
  resolveReshape,
  type ScalarOf,
  type Selector,
  type Shape,
  Storage,
  selectLayout,
  type TypedArrayOf,
  toScalar,
  transposeLayout,
  typedArrayOf,
} from "../array/index.js";
import { DTypeError, IndexError, ManycoreError, ValueError } from "../errors.js";
import type { MeanResult, ReductionResult } from "../kernel/index.js";
import {
  cast,
  isAside,
  isHeavy,
  isPending,
  leaf,
  type Node,
  type OpName,
  readAside,
  readsEscaped,
  realize,
  realizeAsync,
  settleAside,
} from "../kernel/index.js";
import { type Block, heap, keepAlive, newBlock } from "../memory/index.js";
import { assign } from "./assign.js";
import { binary, inPlace, unary } from "./elementwise.js";
import { NDArrayMethods } from "./generated/methods.js";
import { selectByMask } from "./masks.js";
import { matmul } from "./products.js";
import { all, any, argmax, argmin, max, mean, min, prod, std, sum, variance } from "./reductions.js";
import { clip, type RoundResult, round } from "./rounding.js";
import { array_repr, array_str } from "./text.js";
import type { AccumulateOptions, ArrayLike, Nested, ReductionOptions, Scalar } from "./types.js";
import { writeNode } from "./write.js";

/**
 * An n-dimensional array of one dtype on the shared heap. Operations are methods (`a.add(b)`) and functions
 * (`np.add(a, b)`); they are computed, fused, when an element is asked for.
 * https://numpy.org/doc/stable/reference/arrays.ndarray.html
 */
export class NDArray<D extends DTypeName = DTypeName> extends NDArrayMethods<D> {
  /** @internal The value: pending, or where it lies. Read it through `current()`. */
  node: Node;
  /** @internal Shared with this array's views, once somebody has asked for the memory. */
  storage: Storage | null;

  /** @internal Arrays are made by `np.array`, `np.zeros` and the like. */
  constructor(node: Node, storage: Storage | null = null) {
    super();
    this.node = node;
    this.storage = storage;
  }

  /** @internal The node to compute with: on the memory that the storage has now. */
  current(): Node {
    const { storage, node } = this;
    if (storage !== null && node.source !== storage.block)
      this.node = leaf(storage.block, node.dtype, node.shape, node.offset, node.strides);
    else if (isAside(node)) realize(node);
    return this.node;
  }

  /** @internal Computes the value if it is pending, and gives the memory. */
  ensureStorage(): Storage {
    if (this.storage === null) {
      realize(this.node);
      this.storage = new Storage(this.node.source as Block);
    }
    return this.storage;
  }

  /** @internal The computed leaf, checked for poison. */
  private leafNode(): Node {
    if (this.storage === null) realize(this.node);
    const node = this.current();
    if (node.source?.poisoned === true)
      throw new ManycoreError(
        "this array was being written when a helper thread died, and holds no valid values: compute it again",
      );
    return node;
  }

  /** @internal Shape, strides and offset of the computed array. */
  layout(): Layout {
    const node = this.leafNode();
    return {
      shape: node.shape,
      strides: node.strides ?? contiguousStrides(node.shape, node.dtype.itemsize),
      offset: node.offset,
    };
  }

  /** @internal A view of the same memory. */
  view(layout: Layout): NDArray<D> {
    const storage = this.ensureStorage();
    const { dtype } = this.node;
    const dense = isContiguous(layout.shape, layout.strides, dtype.itemsize);
    return new NDArray<D>(
      leaf(storage.block, dtype, layout.shape, layout.offset, dense ? null : layout.strides),
      storage,
    );
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

  /** Lengths of the axes. https://numpy.org/doc/stable/reference/generated/numpy.ndarray.shape.html */
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

  /** Bytes of an element. */
  get itemsize(): number {
    return this.node.dtype.itemsize;
  }

  /** Bytes of all elements. */
  get nbytes(): number {
    return this.node.size * this.node.dtype.itemsize;
  }

  /** Bytes from one element to the next along each axis. Computes the array. */
  get strides(): readonly number[] {
    return this.layout().strides;
  }

  /** The axes reversed: a view. https://numpy.org/doc/stable/reference/generated/numpy.ndarray.T.html */
  get T(): NDArray<D> {
    return this.transpose();
  }

  /** A view with the axes in another order (reversed without arguments). @throws ValueError for axes that don't match */
  transpose(...order: number[]): NDArray<D> {
    return this.view(transposeLayout(this.layout(), order.length === 0 ? undefined : order));
  }

  /**
   * The elements in another shape, one length may be -1: a view where the memory allows, else a copy.
   * https://numpy.org/doc/stable/reference/generated/numpy.ndarray.reshape.html
   * @throws ValueError when the sizes don't match
   */
  reshape(...shape: number[] | [readonly number[]]): NDArray<D> {
    const to = resolveReshape(
      this.shape,
      (shape.length === 1 && Array.isArray(shape[0]) ? shape[0] : shape) as number[],
    );
    const layout = reshapeLayout(this.layout(), to, this.itemsize);
    return layout === null ? this.copy().reshape(to as number[]) : this.view(layout);
  }

  /** The elements in one row: a view where the memory allows. */
  ravel(): NDArray<D> {
    return this.reshape(-1);
  }

  /**
   * A view by a basic index: whole numbers drop an axis, `"start:stop:step"` keeps it, `null` adds one, `"..."` stands for the
   * rest: `x.slice("1:10:2", ":", 3)` is Python's `x[1:10:2, :, 3]`. Writing through the view (`assign`, `iadd`, `out:`) writes x.
   * https://numpy.org/doc/stable/user/basics.indexing.html#basic-indexing
   * @throws IndexError for an index outside of its axis, or too many
   */
  slice(...selectors: readonly Selector[]): NDArray<D> {
    return this.view(selectLayout(this.layout(), selectors));
  }

  /**
   * `x.at(i, j)`: a view of the subarray at whole-number indices (0-d when all are given; `item` gives its number).
   * `x.at(mask)`: a copy of the elements where a bool array is true, in C order.
   * @throws IndexError for an index out of range, or a mask of another shape
   */
  at(...index: readonly number[] | readonly [NDArray<"bool">]): NDArray<D> {
    const [first] = index;
    if (first instanceof NDArray) return selectByMask(this, first) as NDArray<D>;
    return this.slice(...(index as readonly number[]));
  }

  /**
   * Writes a value, broadcast, into this array or view; with `where`, only at the places where that is true
   * (`x[...] = value`, `np.copyto(x, value, where=mask)`). Gives the array.
   * @throws ValueError when the value doesn't broadcast to this shape; DTypeError when it can't be cast ("same_kind")
   */
  assign(value: ArrayLike, options?: { readonly where?: ArrayLike }): this {
    assign(this, value, options?.where);
    return this;
  }

  /** A copy in another dtype. Floats are cut towards zero and wrap into integers; https://numpy.org/doc/stable/reference/generated/numpy.ndarray.astype.html */
  astype<E extends DTypeName>(dtype: DTypeLike<E>): NDArray<E> {
    const to = asDType(dtype);
    if ((to as DType) === this.dtype) return this.copy() as unknown as NDArray<E>;
    const node = cast(this.current(), to as DType);
    if (isHeavy(node) || readsEscaped(node)) realize(node);
    return new NDArray<E>(node);
  }

  /** A dense copy in C order. */
  copy(): NDArray<D> {
    const from = this.leafNode();
    const block = newBlock(from.size * from.dtype.itemsize);
    const out = new NDArray<D>(leaf(block, from.dtype, from.shape, 0, null));
    writeNode(out, from, false);
    return out;
  }

  /**
   * A live typed array on the array's memory, bools as bytes 0 and 1. It stays valid however long it is held; the array is
   * read eagerly from then on, since it may be written through the view at any time.
   * @throws ValueError for an array that isn't dense in C order: take `copy().data` or `toTypedArray()`
   */
  get data(): TypedArrayOf[D] {
    const storage = this.ensureStorage();
    const node = this.leafNode();
    if (node.strides !== null)
      throw new ValueError(
        "this view is not contiguous, so no typed array can show it: take x.copy().data, or x.toTypedArray()",
      );
    settleAside();
    if (!storage.block.escaped && storage.block.readers > 0) {
      // Pending operations keep the old memory; the view is on a copy, where writes can't reach them.
      const fresh = newBlock(storage.block.bytes);
      heap().u8.copyWithin(fresh.address, storage.block.address, storage.block.address + fresh.bytes);
      storage.block = fresh;
    }
    storage.block.escaped = true;
    const { block } = storage;
    const view = new (typedArrayOf(node.dtype))(heap().memory.buffer, block.address + node.offset, node.size);
    keepAlive(view, block);
    return view as TypedArrayOf[D];
  }

  /** A typed array with a copy of the elements in C order, off the shared heap. */
  toTypedArray(): TypedArrayOf[D] {
    const node = this.leafNode();
    const dense = node.strides === null ? node : this.copy().leafNode();
    const at = ((dense.source as Block).address + dense.offset) / dense.dtype.itemsize;
    return (heapView(dense.dtype) as Float64Array).slice(at, at + dense.size) as unknown as TypedArrayOf[D];
  }

  /** @internal Reads the element at a flat C-order position. */
  readFlat(flat: number, bigint: boolean): Scalar {
    if (this.storage === null && isPending(this.node)) {
      const aside = readAside(this.node);
      const { dtype } = this.node;
      if (aside !== null)
        return toScalar(heapView(dtype)[(aside.address >>> dtype.shift) + flat], dtype, bigint);
    }
    const node = this.leafNode();
    let at = (node.source as Block).address + node.offset;
    if (node.strides === null) at += flat * node.dtype.itemsize;
    else {
      let rest = flat;
      for (let d = node.shape.length - 1; d >= 0; d--) {
        at += (rest % node.shape[d]) * node.strides[d];
        rest = Math.floor(rest / node.shape[d]);
      }
    }
    return toScalar(heapView(node.dtype)[at >>> node.dtype.shift], node.dtype, bigint);
  }

  /**
   * One element as a JavaScript value: of an array of one element, at a flat position, or at an index of every axis.
   * https://numpy.org/doc/stable/reference/generated/numpy.ndarray.item.html
   * @throws ValueError without arguments on more than one element; IndexError out of range; OverflowError for a 64-bit integer
   * beyond 2^53 unless the last argument is `{bigint: true}`
   */
  item(...index: readonly [...number[], ReadOptions] | readonly number[]): ScalarOf[D] {
    const last = index[index.length - 1];
    const options = typeof last === "object" ? (last as ReadOptions) : undefined;
    const numbers = (options === undefined ? index : index.slice(0, -1)) as readonly number[];
    return this.readFlat(this.flatPosition(numbers), options?.bigint === true) as ScalarOf[D];
  }

  private flatPosition(index: readonly number[]): number {
    const { shape, size } = this.node;
    for (const i of index)
      if (typeof i !== "number")
        throw new IndexError(
          `only whole numbers are valid indices of item(), got a ${typeof i}: ${String(i)}`,
        );
    if (index.length === 0) {
      if (size !== 1)
        throw new ValueError("can only convert an array of size 1 to a scalar: say which element, x.item(i)");
      return 0;
    }
    if (index.length === 1 && shape.length !== 1) {
      const [i] = index;
      if (!Number.isInteger(i) || i < -size || i >= size)
        throw new IndexError(`index ${i} is out of bounds for size ${size}`);
      return i < 0 ? i + size : i;
    }
    if (index.length !== shape.length)
      throw new ValueError(
        `incorrect number of indices for array: ${index.length} for ${shape.length} dimensions`,
      );
    let flat = 0;
    for (let d = 0; d < shape.length; d++) {
      const n = shape[d];
      const i = index[d];
      if (!Number.isInteger(i) || i < -n || i >= n)
        throw new IndexError(`index ${i} is out of bounds for axis ${d} with size ${n}`);
      flat = flat * n + (i < 0 ? i + n : i);
    }
    return flat;
  }

  /**
   * Nested lists of JavaScript values; of a 0-d array, its value.
   * @throws OverflowError for a 64-bit integer beyond 2^53 unless `{bigint: true}`
   */
  tolist(options?: ReadOptions): Nested<ScalarOf[D]> {
    const bigint = options?.bigint === true;
    const { shape } = this;
    let flat = 0;
    const level = (d: number): Nested<ScalarOf[D]> => {
      if (d === shape.length) return this.readFlat(flat++, bigint) as ScalarOf[D];
      const out: Nested<ScalarOf[D]>[] = new Array(shape[d]);
      for (let k = 0; k < shape[d]; k++) out[k] = level(d + 1);
      return out;
    };
    return level(0);
  }

  /** Over the first axis: elements of a 1-d array, views of the others. @throws DTypeError for a 0-d array */
  *[Symbol.iterator](): Generator<D extends DTypeName ? ScalarOf[D] | NDArray<D> : never> {
    if (this.ndim === 0) throw new DTypeError("iteration over a 0-d array: take its value with item()");
    for (let k = 0; k < this.shape[0]; k++)
      yield (this.ndim === 1 ? this.readFlat(k, false) : this.at(k)) as never;
  }

  /** Computes the array without blocking the event loop: reading it afterwards takes no time. */
  async ready(): Promise<this> {
    await realizeAsync(this.node);
    return this;
  }

  /** The array itself: on `manycore/cupy` arrays, a copy on the host. */
  get(): this {
    return this;
  }

  sum<E extends DTypeName = ReductionResult<"sum", D>>(options?: AccumulateOptions<E>): NDArray<E> {
    return sum(this, options) as NDArray<E>;
  }
  prod<E extends DTypeName = ReductionResult<"prod", D>>(options?: AccumulateOptions<E>): NDArray<E> {
    return prod(this, options) as NDArray<E>;
  }
  min(options?: ReductionOptions): NDArray<D> {
    return min(this, options) as NDArray<D>;
  }
  max(options?: ReductionOptions): NDArray<D> {
    return max(this, options) as NDArray<D>;
  }
  any(options?: ReductionOptions): NDArray<"bool"> {
    return any(this, options);
  }
  all(options?: ReductionOptions): NDArray<"bool"> {
    return all(this, options);
  }
  mean(options?: ReductionOptions): NDArray<MeanResult<D>> {
    return mean(this, options) as NDArray as NDArray<MeanResult<D>>;
  }
  var(options?: ReductionOptions & { readonly ddof?: number }): NDArray<MeanResult<D>> {
    return variance(this, options) as NDArray as NDArray<MeanResult<D>>;
  }
  std(options?: ReductionOptions & { readonly ddof?: number }): NDArray<MeanResult<D>> {
    return std(this, options) as NDArray as NDArray<MeanResult<D>>;
  }
  argmin(options?: { readonly axis?: number | null; readonly keepdims?: boolean }): NDArray<"int32"> {
    return argmin(this, options);
  }
  argmax(options?: { readonly axis?: number | null; readonly keepdims?: boolean }): NDArray<"int32"> {
    return argmax(this, options);
  }
  clip(low: ArrayLike | null, high: ArrayLike | null): NDArray {
    return clip(this, low, high);
  }
  round(decimals = 0): NDArray<RoundResult<D>> {
    return round(this, decimals) as NDArray as NDArray<RoundResult<D>>;
  }
  /** Matrix product. https://numpy.org/doc/stable/reference/generated/numpy.matmul.html */
  matmul(other: ArrayLike): NDArray {
    return matmul(this, other);
  }

  /** As NumPy's `str()`. */
  override toString(): string {
    return array_str(this);
  }

  /** What Node prints: NumPy's `repr()`. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return array_repr(this);
  }

  /** For `JSON.stringify`: nested lists. */
  toJSON(): Nested<ScalarOf[D]> {
    return this.tolist();
  }

  /** Operators don't work on arrays in JavaScript, and would silently give strings or NaN. Template strings print the array. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new DTypeError(
      "an array is no number, and JavaScript's operators can't be taught arrays: write a.add(b), a.mul(2), a.lt(b); for the value of one element a.item()",
    );
  }
}
