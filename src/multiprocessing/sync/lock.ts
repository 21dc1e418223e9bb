import { TimeoutError } from "../../errors.js";
import { packBlock, shareable, unpackBlock } from "./carrying.js";
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

/** A Lock has no owner among async contexts. */
const NOBODY = { context: 0, within: [] };

/**
 * A mutual-exclusion lock for threads, child processes and the async tasks in them. As Python's, it isn't reentrant and may be released by
 * anybody. Who holds it is recorded: when a holder dies, the lock is taken off it within 50 ms and is *poisoned*, and whoever acquires it or
 * waits for it gets a PoisonedError, until somebody acquires it with `{ recover: true }`.
 *
 * Handles travel to workers as arguments; all mean the same lock. Waiters aren't served in order, but one that has waited
 * 10 ms is let go first. https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Lock
 */
export class Lock {
  /** @internal */
  readonly core: LockCore | Remote;

  /** @param core for handles that travelled; leave it out. */
  constructor(core?: LockCore | Remote) {
    this.core = core ?? new LockCore(false);
  }

  /**
   * Takes the lock, waiting for it if need be. `acquire(false)` doesn't wait.
   * @returns whether it was taken; false when the timeout (seconds) passed
   * @throws PoisonedError when its holder died holding it, unless `recover` is set
   * @throws the signal's reason
   */
  async acquire(options?: AcquireArgument): Promise<boolean> {
    return (await acquire(this.core, NOBODY, acquireOptions(options))) !== 0;
  }

  /**
   * `acquire` that blocks the thread, for workers. (In the main thread it throws NotSupportedError where it would have to wait.)
   * Without `signal`: an event can't arrive in a blocked thread.
   */
  acquireSync(options?: boolean | Omit<AcquireOptions, "signal">): boolean {
    return acquireSync(this.core, NOBODY, acquireOptions(options)) !== 0;
  }

  /**
   * Gives the lock back. Between threads it is free when this returns; the promise tells errors.
   * @throws ValueError when it isn't held
   */
  async release(): Promise<void> {
    await release(this.core, NOBODY);
  }

  /** `release` whose errors are thrown at once. */
  releaseSync(): void {
    releaseSync(this.core, NOBODY);
  }

  /** Whether somebody holds it now. */
  locked(): Promise<boolean> {
    return locked(this.core);
  }

  lockedSync(): boolean {
    return lockedSync(this.core);
  }

  /**
   * Takes the lock for a block: `await using guard = await lock.hold()`.
   * @throws TimeoutError when the timeout passed; else as `acquire`
   */
  async hold(options: AcquireOptions = {}): Promise<LockGuard> {
    if (!(await this.acquire(options))) throw new TimeoutError(notInTime("Lock", options));
    return new LockGuard(() => this.release());
  }

  /** Runs `work` with the lock held: Python's `with lock:`. */
  withLock<T>(work: () => T | Promise<T>, options: AcquireOptions = {}): Promise<T> {
    return during(() => this.hold(options), work);
  }
}

export function notInTime(what: string, options: AcquireOptions): string {
  return options.blocking === false
    ? `the ${what} is held by somebody else, and blocking is false`
    : `the ${what} could not be acquired within ${options.timeout} s`;
}

shareable<LockCore, Lock, ReturnType<typeof packBlock>, null>({
  tag: "multiprocessing.Lock",
  type: Lock,
  pack: (core, lease) => packBlock(core.word.block, lease),
  unpack: (block) => new LockCore(false, unpackBlock(block)),
  extra: () => null,
  make: (core) => new Lock(core),
});
