import { asDType, type DTypeName, type ScalarOf } from "../../array/index.js";
import { IndexError, NotSupportedError, ValueError } from "../../errors.js";
import { leaf } from "../../kernel/index.js";
import { NDArray } from "../../numpy/index.js";
import { type PackedBlock, packBlock, shareable, unpackBlock } from "./carrying.js";
import type { Lock } from "./lock.js";
import { Remote } from "./remote.js";
import type { RLock } from "./rlock.js";
import { lockOf, noLock, type SynchronizedOptions } from "./synchronized.js";
import { type DTypeOfCode, dtypeOfCode, type Item, type Typecode, TypedBlock } from "./typed-block.js";

/** What travelled of an array. @internal */
interface Travelled {
  readonly core: TypedBlock | Remote;
  readonly lock: Lock | RLock | null;
  readonly length: number;
}

/**
 * Numbers in shared memory, of a fixed length. Reading or writing one is atomic; more than one takes the lock. Integers beyond 2^53 are read as
 * bigints. In threads `asarray()` gives an ndarray on the same memory. In a child process each call asks the parent: prefer `read` and
 * `write` of many at once. https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Array
 */
export class SharedArray<T extends Typecode | DTypeName = DTypeName>
  implements Iterable<ScalarOf[DTypeOfCode<T>]>
{
  /** @internal */
  readonly core: TypedBlock | Remote;
  readonly length: number;
  readonly #lock: Lock | RLock | null;

  /**
   * @param type a typecode of Python's (`i`, `d`, …) or a dtype's name (`int32`, `float64`, …)
   * @param sizeOrInitial how many zeros, or the first values
   * @param travelled for handles that travelled; leave it out.
   * @throws DTypeError for another type; OverflowError or ValueError when it can't hold a value; ValueError for a length that is none
   */
  constructor(
    type: T,
    sizeOrInitial: number | Iterable<ScalarOf[DTypeOfCode<T>]>,
    options: SynchronizedOptions = {},
    travelled?: Travelled,
  ) {
    if (travelled !== undefined) {
      this.core = travelled.core;
      this.#lock = travelled.lock;
      this.length = travelled.length;
      return;
    }
    const initial = typeof sizeOrInitial === "number" ? null : Array.from(sizeOrInitial);
    const length = initial?.length ?? (sizeOrInitial as number);
    if (!Number.isInteger(length) || length < 0) {
      throw new ValueError(`the size of an Array is an integer from 0, got ${String(length)}`);
    }
    const core = new TypedBlock(dtypeOfCode(type), length);
    if (initial !== null) core.write(initial, 0);
    this.core = core;
    this.length = length;
    this.#lock = lockOf(options);
  }

  /** Element `index`; negative ones count from the end. @throws IndexError outside of the array */
  at(index: number): ScalarOf[DTypeOfCode<T>] {
    const k = this.#index(index);
    const { core } = this;
    return (core instanceof Remote ? core.requestSync("get", k) : core.get(k)) as ScalarOf[DTypeOfCode<T>];
  }

  /** Writes element `index`; negative ones count from the end. @throws IndexError outside of the array, OverflowError, ValueError */
  set(index: number, value: ScalarOf[DTypeOfCode<T>]): void {
    const k = this.#index(index);
    const { core } = this;
    if (core instanceof Remote) core.requestSync("set", k, value);
    else core.set(k, value);
  }

  /** A copy of the elements from `start` to before `end`, with the meaning of `Array.prototype.slice`. */
  slice(start?: number, end?: number): ScalarOf[DTypeOfCode<T>][] {
    const [from, to] = this.#range(start, end);
    const { core } = this;
    const items = core instanceof Remote ? core.requestSync("read", from, to) : core.read(from, to);
    return items as ScalarOf[DTypeOfCode<T>][];
  }

  /** `slice` that doesn't block a child process. */
  async read(start?: number, end?: number): Promise<ScalarOf[DTypeOfCode<T>][]> {
    const [from, to] = this.#range(start, end);
    const { core } = this;
    const items = core instanceof Remote ? await core.request("read", from, to) : core.read(from, to);
    return items as ScalarOf[DTypeOfCode<T>][];
  }

  /** Writes many elements from `start` on, or none when one doesn't fit. */
  async write(values: Iterable<ScalarOf[DTypeOfCode<T>]>, start = 0): Promise<void> {
    const items = Array.from(values as Iterable<Item>);
    if (this.core instanceof Remote) await this.core.request("write", items, start);
    else this.core.write(items, start);
  }

  /** Over a copy made when the loop starts. */
  [Symbol.iterator](): IterableIterator<ScalarOf[DTypeOfCode<T>]> {
    return this.slice()[Symbol.iterator]();
  }

  /**
   * An ndarray on the same memory: what is written to one is seen in the other.
   * @throws NotSupportedError in a child process
   */
  asarray(): NDArray<DTypeOfCode<T>> {
    const { core } = this;
    if (core instanceof Remote) {
      throw new NotSupportedError(
        "Array.asarray",
        "a child process",
        'Processes share no memory: copy with `np.array(await array.read())`, or use context "thread".',
      );
    }
    return new NDArray(leaf(core.block, core.dtype, [this.length], 0, null)) as NDArray<DTypeOfCode<T>>;
  }

  /** The lock that guards it. @throws NotSupportedError when it was made without */
  getLock(): Lock | RLock {
    if (this.#lock === null) throw noLock("getLock");
    return this.#lock;
  }

  /** @internal */
  get lockOrNull(): Lock | RLock | null {
    return this.#lock;
  }

  #index(index: number): number {
    const k = index < 0 ? index + this.length : index;
    if (Number.isInteger(k) && k >= 0 && k < this.length) return k;
    throw new IndexError(`index ${String(index)} is out of bounds for an Array of length ${this.length}`);
  }

  #range(start = 0, end = this.length): [number, number] {
    const clamp = (k: number) => Math.min(this.length, Math.max(0, Math.trunc(k < 0 ? k + this.length : k)));
    return [clamp(start), clamp(end)];
  }
}

interface PackedArray {
  readonly dtype: DTypeName;
  readonly length: number;
  readonly block: PackedBlock;
}

shareable<TypedBlock, SharedArray, PackedArray, { lock: Lock | RLock | null; length: number }>({
  tag: "multiprocessing.Array",
  type: SharedArray,
  pack: (core, lease) => ({
    dtype: core.dtype.name,
    length: core.length,
    block: packBlock(core.block, lease),
  }),
  unpack: ({ dtype, length, block }) => new TypedBlock(asDType(dtype), length, unpackBlock(block)),
  extra: (array) => ({ lock: array.lockOrNull, length: array.length }),
  make: (core, { lock, length }) => new SharedArray("float64", 0, {}, { core, lock, length }) as SharedArray,
});
