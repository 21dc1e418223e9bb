import { TimeoutError, ValueError } from "../../errors.js";
import { selfParticipant } from "../../threads/index.js";
import { packBlock, shareable, unpackBlock } from "./carrying.js";
import { notInTime } from "./lock.js";
import { type AcquireArgument, type AcquireOptions, acquireOptions } from "./lock-core.js";
import { during, LockGuard } from "./lock-guard.js";
import { Remote } from "./remote.js";
import { MAX_VALUE, SemaphoreCore } from "./semaphore-core.js";

/**
 * A counter of permits for threads, child processes and the async tasks in them. As in Python anybody may release, also without having
 * acquired, so a semaphore serves as a signal as well.
 *
 * A permit is in the name of whoever acquired it. When that one dies, its permits are given back and the semaphore is *poisoned*: whoever
 * acquires it or waits gets a PoisonedError until somebody acquires with `{ recover: true }`. Of permits that others release in
 * somebody's stead, none stay in anybody's name: never are more named than the initial value less the current one. So of a semaphore that
 * starts at 0, the usual signal, nobody's death takes or gives anything.
 * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Semaphore
 */
export class Semaphore {
  /** @internal */
  readonly core: SemaphoreCore | Remote;

  /**
   * @param value how many may hold it at the same time
   * @throws ValueError unless it is an integer from 0 to 2^31 - 1
   */
  constructor(value: number | SemaphoreCore | Remote = 1) {
    this.core = typeof value === "number" ? freshCore(value, false) : value;
  }

  /**
   * Takes a permit, waiting for one if need be. `acquire(false)` doesn't wait.
   * @returns whether one was taken; false when the timeout (seconds) passed
   * @throws PoisonedError when somebody died with permits, unless `recover` is set
   * @throws the signal's reason
   */
  async acquire(options?: AcquireArgument): Promise<boolean> {
    const asked = acquireOptions(options);
    const { core } = this;
    if (!(core instanceof Remote)) return core.acquire(selfParticipant(), asked);
    const { signal, ...plain } = asked;
    return (await core.wait("acquire", [plain], signal)) as boolean;
  }

  /** `acquire` that blocks the thread, for workers. In the main thread it throws NotSupportedError where it would have to wait. */
  acquireSync(options?: boolean | Omit<AcquireOptions, "signal">): boolean {
    const { signal: _, ...plain } = acquireOptions(options);
    const { core } = this;
    if (core instanceof Remote) return core.requestSync("acquire", plain) as boolean;
    return core.acquireSync(selfParticipant(), plain);
  }

  /**
   * Gives `n` permits back (or gives more than there were). Between threads that is done when this returns; the promise tells errors.
   * @throws ValueError when `n` isn't an integer from 1; of a BoundedSemaphore when its value would exceed the initial one
   */
  async release(n = 1): Promise<void> {
    if (this.core instanceof Remote) await this.core.request("release", n);
    else this.releaseSync(n);
  }

  /** `release` whose errors are thrown at once. */
  releaseSync(n = 1): void {
    if (this.core instanceof Remote) this.core.requestSync("release", n);
    else this.core.release(selfParticipant(), n);
  }

  /** How many permits are there now. Python's `get_value`. */
  async getValue(): Promise<number> {
    return this.core instanceof Remote ? ((await this.core.request("value")) as number) : this.core.value();
  }

  getValueSync(): number {
    return this.core instanceof Remote ? (this.core.requestSync("value") as number) : this.core.value();
  }

  /** Whether an acquire would have to wait. Python 3.14's `locked`. */
  async locked(): Promise<boolean> {
    return (await this.getValue()) === 0;
  }

  lockedSync(): boolean {
    return this.getValueSync() === 0;
  }

  /**
   * Takes a permit for a block: `await using guard = await semaphore.hold()`.
   * @throws TimeoutError when the timeout passed; else as `acquire`
   */
  async hold(options: AcquireOptions = {}): Promise<LockGuard> {
    if (!(await this.acquire(options))) throw new TimeoutError(notInTime("Semaphore", options));
    return new LockGuard(() => this.release());
  }

  /** Runs `work` with a permit: Python's `with semaphore:`. */
  withLock<T>(work: () => T | Promise<T>, options: AcquireOptions = {}): Promise<T> {
    return during(() => this.hold(options), work);
  }
}

/**
 * A Semaphore that refuses to be released more often than it was acquired.
 * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.BoundedSemaphore
 */
export class BoundedSemaphore extends Semaphore {
  /** @param value how many may hold it at the same time */
  constructor(value: number | SemaphoreCore | Remote = 1) {
    super(typeof value === "number" ? freshCore(value, true) : value);
  }
}

function freshCore(value: number, bounded: boolean): SemaphoreCore {
  if (!Number.isInteger(value) || value < 0 || value > MAX_VALUE) {
    throw new ValueError(
      `semaphore initial value must be an integer from 0 to ${MAX_VALUE}, got ${String(value)}`,
    );
  }
  return new SemaphoreCore({ value, bounded });
}

for (const type of [Semaphore, BoundedSemaphore]) {
  shareable<SemaphoreCore, Semaphore, ReturnType<typeof packBlock>, null>({
    tag: `multiprocessing.${type === Semaphore ? "Semaphore" : "BoundedSemaphore"}`,
    type,
    pack: (core, lease) => packBlock(core.block, lease),
    unpack: (block) => new SemaphoreCore(unpackBlock(block)),
    extra: () => null,
    make: (core) => new type(core),
  });
}
