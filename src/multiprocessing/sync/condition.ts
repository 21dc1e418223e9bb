import { NotSupportedError, ValueError } from "../../errors.js";
import { selfParticipant } from "../../threads/index.js";
import { contextChain } from "./async-context.js";
import { packBlock, shareable, unpackBlock } from "./carrying.js";
import { ConditionCore } from "./condition-core.js";
import { type WaitArgument, type WaitOptions, waitOptions } from "./event.js";
import { Lock } from "./lock.js";
import { type AcquireArgument, type AcquireOptions, type Contexts, LockCore } from "./lock-core.js";
import type { LockGuard } from "./lock-guard.js";
import { Remote } from "./remote.js";
import { RLock } from "./rlock.js";

/**
 * Waiting, under a lock, for something that others bring about under the same lock. A waiter that dies is forgotten, and what it had been
 * told goes to another. https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Condition
 */
export class Condition {
  /** @internal */
  readonly core: ConditionCore | Remote;
  readonly #lock: Lock | RLock;

  /**
   * @param lock the lock to use, a new RLock unless given (a Lock has no owner among async tasks: with it, it is the thread that holds it)
   * @param core for handles that travelled; leave it out.
   */
  constructor(lock: Lock | RLock = new RLock(), core?: ConditionCore | Remote) {
    this.#lock = lock;
    this.core = core ?? freshCore(lock);
  }

  /** The lock of this condition. */
  getLock(): Lock | RLock {
    return this.#lock;
  }

  /** Takes the lock: see `Lock.acquire`. */
  acquire(options?: AcquireArgument): Promise<boolean> {
    return this.#lock.acquire(options);
  }

  acquireSync(options?: boolean | Omit<AcquireOptions, "signal">): boolean {
    return this.#lock.acquireSync(options);
  }

  /** Gives the lock back: see `Lock.release`. */
  release(): Promise<void> {
    return this.#lock.release();
  }

  releaseSync(): void {
    this.#lock.releaseSync();
  }

  /** Takes the lock for a block: `await using guard = await condition.hold()`. */
  hold(options?: AcquireOptions): Promise<LockGuard> {
    return this.#lock.hold(options);
  }

  /** Runs `work` with the lock held: Python's `with condition:`. */
  withLock<T>(work: () => T | Promise<T>, options?: AcquireOptions): Promise<T> {
    return this.#lock.withLock(work, options);
  }

  /**
   * Gives the lock back, waits until `notify` tells this waiter, and takes the lock again, also when it rejects because of the signal.
   * @param options a timeout in seconds, or options
   * @returns false when the timeout passed
   * @throws ValueError when the caller doesn't hold the lock
   * @throws PoisonedError when whoever holds the lock then dies; it isn't held after that
   * @throws the signal's reason
   */
  async wait(options?: WaitArgument): Promise<boolean> {
    const { timeout, signal } = waitOptions(options);
    const { core } = this;
    if (core instanceof Remote) {
      return (await core.wait("wait", [this.#contexts(), { timeout }], signal)) as boolean;
    }
    return core.wait({ participant: selfParticipant(), ...this.#contexts() }, { timeout, signal });
  }

  /** `wait` that blocks the thread, for workers. */
  waitSync(options?: number | Omit<WaitOptions, "signal">): boolean {
    const { timeout } = waitOptions(options);
    const { core } = this;
    if (core instanceof Remote) return core.requestSync("wait", this.#contexts(), { timeout }) as boolean;
    return core.waitSync({ participant: selfParticipant(), ...this.#contexts() }, { timeout });
  }

  /**
   * Waits until `predicate` gives something true, asking it first and each time when told.
   * @returns what the predicate gave last: something false only when the timeout (seconds, over all) passed
   */
  async waitFor<T>(predicate: () => T | Promise<T>, options?: WaitArgument): Promise<T> {
    const { timeout, signal } = waitOptions(options);
    const until = timeout === undefined ? undefined : performance.now() / 1000 + timeout;
    let result = await predicate();
    while (!result) {
      const left = until === undefined ? undefined : until - performance.now() / 1000;
      if (left !== undefined && left <= 0) break;
      await this.wait({ timeout: left, signal });
      result = await predicate();
    }
    return result;
  }

  /** `waitFor` that blocks the thread, for workers. */
  waitForSync<T>(predicate: () => T, options?: number | Omit<WaitOptions, "signal">): T {
    const { timeout } = waitOptions(options);
    const until = timeout === undefined ? undefined : performance.now() / 1000 + timeout;
    let result = predicate();
    while (!result) {
      const left = until === undefined ? undefined : until - performance.now() / 1000;
      if (left !== undefined && left <= 0) break;
      this.waitSync({ timeout: left });
      result = predicate();
    }
    return result;
  }

  /**
   * Wakes up to `n` waiters. Between threads that is done when this returns; they run when the caller has released the lock.
   * @throws ValueError when the caller doesn't hold the lock
   */
  async notify(n = 1): Promise<void> {
    if (this.core instanceof Remote) await this.core.request("notify", this.#contexts(), n);
    else this.notifySync(n);
  }

  notifySync(n = 1): void {
    const { core } = this;
    if (core instanceof Remote) core.requestSync("notify", this.#contexts(), n);
    else core.notify({ participant: selfParticipant(), ...this.#contexts() }, n);
  }

  /** Wakes all waiters. Python's `notify_all`. */
  notifyAll(): Promise<void> {
    return this.notify(Number.MAX_SAFE_INTEGER);
  }

  notifyAllSync(): void {
    this.notifySync(Number.MAX_SAFE_INTEGER);
  }

  #contexts(): Contexts {
    return { context: 0, within: this.#lock instanceof RLock ? contextChain() : [] };
  }
}

function freshCore(lock: Lock | RLock): ConditionCore {
  if (!(lock instanceof Lock || lock instanceof RLock)) {
    throw new ValueError("a Condition takes a Lock or an RLock, or makes an RLock of its own");
  }
  if (lock.core instanceof LockCore) return new ConditionCore(lock.core);
  throw new NotSupportedError(
    "a new Condition on a lock of the parent",
    "a child process",
    "Make the Condition where the lock is made, and hand it down.",
  );
}

interface Packed {
  readonly block: ReturnType<typeof packBlock>;
  readonly lock: ReturnType<typeof packBlock>;
  readonly reentrant: boolean;
}

shareable<ConditionCore, Condition, Packed, Lock | RLock>({
  tag: "multiprocessing.Condition",
  type: Condition,
  pack: (core, lease) => ({
    block: packBlock(core.block, lease),
    lock: packBlock(core.lock.word.block, lease),
    reentrant: core.lock.word.reentrant,
  }),
  unpack: ({ block, lock, reentrant }) =>
    new ConditionCore(new LockCore(reentrant, unpackBlock(lock)), unpackBlock(block)),
  extra: (condition) => condition.getLock(),
  make: (core, lock) => new Condition(lock, core),
});
