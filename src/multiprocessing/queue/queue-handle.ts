import { ManycoreError, ShutDown, ValueError } from "../../errors.js";
import { READY } from "../process/ready.js";
import { Hold } from "./hold.js";
import { type AwaitingOptions, type BlockingOptions, timeoutMsOf } from "./options.js";
import type { QueueCore, Sides } from "./queue-core.js";

export const BOTH: Sides = { puts: true, gets: true };

/** What all kinds of queues have. */
export abstract class QueueHandle<T> implements AsyncIterable<T> {
  /** @internal */
  readonly hold: Hold;

  constructor(core: QueueCore) {
    this.hold = new Hold(this, core, BOTH);
  }

  /**
   * Puts an item at the end. Resolved once it is in: it stays in whatever becomes of this thread or process.
   *
   * The item is copied when `put` is called; ndarrays aren't copied between threads (both sides then see the same elements), nor are other
   * shared objects. A put never waits for bytes, only for `maxsize` items.
   *
   * @throws Full when there was no room in time (`timeout` in seconds, `block: false` for not waiting)
   * @throws WorkerDiedError when the queue is full, nobody is left who gets from it, and one who did, or might have, died; names it
   * @throws ShutDown when it is full and its last consumer has ended in good order
   * @throws ValueError when this handle was closed
   * @throws NotPortableError when the item can't travel, naming what in it can't
   * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Queue.put
   */
  put(item: T, options?: AwaitingOptions): Promise<void> {
    try {
      return this.open("put").put(item, timeoutMsOf(options), options?.signal, this);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * `put` that blocks the thread while there is no room: for workers. In the main thread it works between threads, and stops the event loop.
   * @throws as `put`; NotSupportedError where it would have to wait in the thread that serves the queue to child processes
   */
  putSync(item: T, options?: BlockingOptions): void {
    this.open("putSync").putSync(item, timeoutMsOf(options));
  }

  /**
   * Takes the first item.
   *
   * @throws Empty when there was none in time (`timeout` in seconds, `block: false` for not waiting)
   * @throws ShutDown when the queue is empty and its last producer has closed or ended
   * @throws WorkerDiedError when the queue is empty, nobody puts any more, and a producer died before it had closed; names it
   * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Queue.get
   */
  get(options?: AwaitingOptions): Promise<T> {
    try {
      return this.held("get").get(timeoutMsOf(options), options?.signal, this) as Promise<T>;
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * `get` that blocks the thread: for workers. In the main thread it works between threads, and stops the event loop.
   * @throws as `get`; NotSupportedError for an item with functions whose modules aren't loaded here (it stays in the queue), and where it
   *   would have to wait in the thread that serves the queue to child processes
   */
  getSync(options?: BlockingOptions): T {
    return this.held("getSync").getSync(timeoutMsOf(options)) as T;
  }

  /** Whether there is nothing to get just now. */
  empty(): boolean {
    return this.held("empty").size() === 0;
  }

  /**
   * This handle puts no more; getting goes on. When the last producer has closed or ended and the queue is empty, `for await` ends and
   * `get` throws ShutDown. Idempotent.
   * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Queue.close
   */
  close(): void {
    this.hold.closePuts();
  }

  /** `using queue = …`: closes it, and lets it go: no more gets either. What nobody holds any more is given back, items included. */
  [Symbol.dispose](): void {
    this.hold.letGo();
  }

  /** Takes item after item until the queue has ended. `break` leaves the rest in the queue. */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return {
      next: () =>
        this.get().then(
          (value) => ({ value, done: false }),
          (error: unknown) => {
            if (error instanceof ShutDown) return { value: undefined, done: true };
            throw error;
          },
        ),
    };
  }

  /** For `wait()`: a get would be over at once. @internal */
  async [READY](signal: AbortSignal): Promise<void> {
    await this.held("wait").poll(Number.POSITIVE_INFINITY, signal, this);
  }

  /** @internal */
  protected open(operation: string): QueueCore {
    if (this.hold.puts) return this.hold.core;
    throw new ValueError(
      `${operation}() on a queue that was closed here: close() says that no more will be put`,
    );
  }

  /** @internal */
  protected held(operation: string): QueueCore {
    if (this.hold.gets) return this.hold.core;
    throw new ManycoreError(`${operation}() on a queue that was disposed of here`);
  }
}
