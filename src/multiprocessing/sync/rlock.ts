import { TimeoutError } from "../../errors.js";
import {
  type AsyncContext,
  contextChain,
  doorTo,
  enterContext,
  leaveContext,
  newContext,
} from "./async-context.js";
import { packBlock, shareable, unpackBlock } from "./carrying.js";
import { notInTime } from "./lock.js";
import {
  type AcquireArgument,
  type AcquireOptions,
  acquire,
  acquireOptions,
  acquireSync,
  LockCore,
  locked,
  lockedSync,
  release,
  releaseSync,
} from "./lock-core.js";
import { during, LockGuard } from "./lock-guard.js";
import type { Remote } from "./remote.js";

/**
 * A lock that its owner may take again; it is free when it was released as often. The owner isn't the thread but the *async context*: the code
 * after its own `await rlock.acquire()`, and what that code calls, awaits and starts. Two tasks of one thread exclude each other.
 *
 * So `await` the promise of `acquire()` itself, where the critical section follows: behind `Promise.race`, or in an async function of
 * its own that returns when the lock is held, the caller isn't the owner (`withLock` and `hold` know how). Death of the owner, recovery and
 * fairness are as with Lock. Not in browsers, which have no async contexts: NotSupportedError.
 * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.RLock
 */
export class RLock {
  /** @internal */
  readonly core: LockCore | Remote;

  /**
   * @param core for handles that travelled; leave it out.
   * @throws NotSupportedError where there are no async contexts
   */
  constructor(core?: LockCore | Remote) {
    contextChain();
    this.core = core ?? new LockCore(true);
  }

  /**
   * Takes the lock, or counts once more when this context holds it already. `acquire(false)` doesn't wait.
   * @returns whether it was taken; false when the timeout (seconds) passed
   * @throws PoisonedError when its holder died holding it, unless `recover` is set
   * @throws the signal's reason
   */
  acquire(options?: AcquireArgument): Promise<boolean> {
    return this.#enter(options, (got) => got);
  }

  /**
   * `acquire` that blocks the thread, for workers. What runs in this thread until `releaseSync` is inside, so await nothing in between.
   */
  acquireSync(options?: boolean | Omit<AcquireOptions, "signal">): boolean {
    const within = contextChain();
    const context = newContext();
    let owner = 0;
    try {
      owner = acquireSync(this.core, { context: context.id, within }, acquireOptions(options));
    } finally {
      if (owner === context.id) enterContext(context);
      else leaveContext(context.id);
    }
    return owner !== 0;
  }

  /**
   * Gives the lock back once.
   * @throws ValueError when this async context doesn't hold it
   */
  async release(): Promise<void> {
    leaveContext(await release(this.core, { context: 0, within: contextChain() }));
  }

  /** `release` whose errors are thrown at once. */
  releaseSync(): void {
    leaveContext(releaseSync(this.core, { context: 0, within: contextChain() }));
  }

  /** Whether somebody holds it now. */
  locked(): Promise<boolean> {
    return locked(this.core);
  }

  lockedSync(): boolean {
    return lockedSync(this.core);
  }

  /**
   * Takes the lock for a block: `await using guard = await rlock.hold()`.
   * @throws TimeoutError when the timeout passed; else as `acquire`
   */
  hold(options: AcquireOptions = {}): Promise<LockGuard> {
    return this.#enter(options, (got) => {
      if (!got) throw new TimeoutError(notInTime("RLock", options));
      return new LockGuard(() => this.release());
    });
  }

  /** Runs `work` with the lock held: Python's `with rlock:`. */
  withLock<T>(work: () => T | Promise<T>, options: AcquireOptions = {}): Promise<T> {
    return during(() => this.hold(options), work);
  }

  /** Acquires in a new context inside the current one. What follows the promise runs in it. */
  #enter<T>(options: AcquireArgument | undefined, result: (got: boolean) => T): Promise<T> {
    const within = contextChain();
    const context = newContext();
    return doorTo(context, this.#acquire(context, within, acquireOptions(options)).then(result));
  }

  async #acquire(context: AsyncContext, within: number[], options: AcquireOptions): Promise<boolean> {
    let owner = 0;
    try {
      owner = await acquire(this.core, { context: context.id, within }, options);
      return owner !== 0;
    } finally {
      // Not got, or held already by a context around this one, which stays the owner.
      if (owner !== context.id) leaveContext(context.id);
    }
  }
}

shareable<LockCore, RLock, ReturnType<typeof packBlock>, null>({
  tag: "multiprocessing.RLock",
  type: RLock,
  pack: (core, lease) => packBlock(core.word.block, lease),
  unpack: (block) => new LockCore(true, unpackBlock(block)),
  extra: () => null,
  make: (core) => new RLock(core),
});
