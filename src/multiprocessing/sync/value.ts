import { asDType, type DTypeName, type ScalarOf } from "../../array/index.js";
import { type PackedBlock, packBlock, shareable, unpackBlock } from "./carrying.js";
import type { Lock } from "./lock.js";
import { Remote } from "./remote.js";
import type { RLock } from "./rlock.js";
import { lockOf, noLock, type SynchronizedOptions } from "./synchronized.js";
import { type DTypeOfCode, dtypeOfCode, type Typecode, TypedBlock } from "./typed-block.js";

/** What travelled of a value. @internal */
interface Travelled {
  readonly core: TypedBlock | Remote;
  readonly lock: Lock | RLock | null;
}

/**
 * One number in shared memory. Reading and writing are atomic each, `counter.value += 1` is not: use `update`, or the lock.
 * Integers beyond 2^53 are read as bigints. https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Value
 */
export class Value<T extends Typecode | DTypeName = DTypeName> {
  /** @internal */
  readonly core: TypedBlock | Remote;
  readonly #lock: Lock | RLock | null;

  /**
   * @param type a typecode of Python's (`i`, `d`, …) or a dtype's name (`int32`, `float64`, …)
   * @param travelled for handles that travelled; leave it out.
   * @throws DTypeError for another type; OverflowError or ValueError when it can't hold `initial`
   */
  constructor(
    type: T,
    initial: ScalarOf[DTypeOfCode<T>] = 0 as ScalarOf[DTypeOfCode<T>],
    options: SynchronizedOptions = {},
    travelled?: Travelled,
  ) {
    if (travelled !== undefined) {
      this.core = travelled.core;
      this.#lock = travelled.lock;
      return;
    }
    const core = new TypedBlock(dtypeOfCode(type), 1);
    core.set(0, initial);
    this.core = core;
    this.#lock = lockOf(options);
  }

  /** The number now. A child process asks its parent and blocks for that moment; `get` and `set` don't block. */
  get value(): ScalarOf[DTypeOfCode<T>] {
    const { core } = this;
    return (core instanceof Remote ? core.requestSync("get", 0) : core.get(0)) as ScalarOf[DTypeOfCode<T>];
  }

  /** @throws OverflowError or ValueError when the dtype can't hold it */
  set value(value: ScalarOf[DTypeOfCode<T>]) {
    const { core } = this;
    if (core instanceof Remote) core.requestSync("set", 0, value);
    else core.set(0, value);
  }

  /** The number now, in threads and child processes. */
  async get(): Promise<ScalarOf[DTypeOfCode<T>]> {
    const { core } = this;
    return (core instanceof Remote ? await core.request("get", 0) : core.get(0)) as ScalarOf[DTypeOfCode<T>];
  }

  /** Writes the number, in threads and child processes. */
  async set(value: ScalarOf[DTypeOfCode<T>]): Promise<void> {
    const { core } = this;
    if (core instanceof Remote) await core.request("set", 0, value);
    else core.set(0, value);
  }

  /**
   * Replaces the number by `change` of it, with the lock held: `await counter.update((n) => n + 1)`.
   * @returns the new number
   * @throws PoisonedError when somebody died in the middle of an update
   * @throws NotSupportedError without a lock
   */
  update(
    change: (value: ScalarOf[DTypeOfCode<T>]) => ScalarOf[DTypeOfCode<T>],
  ): Promise<ScalarOf[DTypeOfCode<T>]> {
    if (this.#lock === null) return Promise.reject(noLock("update"));
    return this.#lock.withLock(async () => {
      const value = change(await this.get());
      await this.set(value);
      return value;
    });
  }

  /** `update` that blocks the thread, for workers. */
  updateSync(
    change: (value: ScalarOf[DTypeOfCode<T>]) => ScalarOf[DTypeOfCode<T>],
  ): ScalarOf[DTypeOfCode<T>] {
    const lock = this.getLock();
    lock.acquireSync();
    try {
      return (this.value = change(this.value));
    } finally {
      lock.releaseSync();
    }
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
}

interface PackedValue {
  readonly dtype: DTypeName;
  readonly block: PackedBlock;
}

shareable<TypedBlock, Value, PackedValue, Lock | RLock | null>({
  tag: "multiprocessing.Value",
  type: Value,
  pack: (core, lease) => ({ dtype: core.dtype.name, block: packBlock(core.block, lease) }),
  unpack: ({ dtype, block }) => new TypedBlock(asDType(dtype), 1, unpackBlock(block)),
  extra: (value) => value.lockOrNull,
  make: (core, lock) => new Value("float64", 0, {}, { core, lock }) as Value,
});
