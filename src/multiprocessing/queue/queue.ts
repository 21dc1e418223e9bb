import { registerCarrier } from "../../portable/index.js";
import { type PackedCore, packCore, unpackCore } from "./carrying.js";
import { createLocal } from "./local-queues.js";
import { maxsizeOf, secondsToMs } from "./options.js";
import type { QueueCore } from "./queue-core.js";
import { BOTH, QueueHandle } from "./queue-handle.js";

/**
 * A first-in, first-out queue for many producers and consumers in threads and child processes. Handles travel to workers as arguments, as
 * captured variables, or as items of queues; all mean the same queue.
 *
 * Between threads it lies in shared memory. For child processes the thread that made it, or handed it down, serves it.
 *
 * **A queue knows its producers.** Each thread or process to which the queue was handed counts as a possible producer from the moment that the
 * handle is sent, so a slow starter counts, until it
 * - closes (`close()`, or its handles are garbage), or
 * - ends, or
 * - shows itself a consumer: gets without having put.
 *
 * The thread that made the queue counts only once it has put or has said `producer()`, until it closes. When there has been a producer, none is
 * left and the queue is empty, whoever waits is told: `get` throws ShutDown and `for await` ends; if a producer died without having
 * closed, both throw WorkerDiedError instead, for then something may be missing.
 *
 * **And its consumers**, for the sake of those who wait for room in a queue with a `maxsize`. Whoever gets is one; who was handed the queue
 * may become one until it puts or ends. When somebody has been one, all others have ended and the queue is full, `put` throws
 * WorkerDiedError if one died, else ShutDown. The thread that made the queue counts only once it has got or has said `consumer()`. A queue
 * that was never read waits for its first reader, unless those who might have been it have died.
 *
 * ```ts
 * // A work queue: the main thread puts, workers take until it closes.
 * const files = new Queue<string>();
 * const workers = names.map((name) => new Process({ target: countAll, args: [files, counts], name }));
 * for (const path of paths) await files.put(path);
 * files.close();
 *
 * // A pipeline: N counters put, one merger takes until the last counter has ended.
 * async function countAll(files: Queue<string>, counts: Queue<Count>) {
 *   for await (const path of files) await counts.put(count(path));
 * }
 * async function merge(counts: Queue<Count>) {
 *   for await (const count of counts) add(count);
 * }
 * ```
 *
 * Between threads a put or get of a small item takes some 100 ns (`putSync`, `getSync`); from a child process each is a message.
 * Items of one producer come in its order. `joinThread` and `cancelJoinThread` have no counterpart: no feeder thread holds items back.
 *
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Queue
 */
export class Queue<T = unknown> extends QueueHandle<T> {
  /**
   * @param maxsize the most items that it holds: `put` waits while there are as many. 0 or less: no bound but memory
   * @param core for handles that travelled; leave it out
   * @throws ValueError when maxsize isn't an integer
   */
  constructor(maxsize = 0, core?: QueueCore) {
    super(core ?? createLocal({ maxsize: maxsizeOf(maxsize) }));
  }

  /** What it was made with; 0 for no bound. */
  get maxsize(): number {
    return this.hold.core.maxsize;
  }

  /** `put` that throws Full instead of waiting. */
  putNowait(item: T): Promise<void> {
    return this.put(item, { block: false });
  }

  /** `get` that throws Empty instead of waiting. */
  getNowait(): Promise<T> {
    return this.get({ block: false });
  }

  /** How many items it holds just now. (In a child process this is a request that blocks for some 100 µs, as are `empty` and `full`.) */
  qsize(): number {
    return this.held("qsize").size();
  }

  /** Whether it holds `maxsize` items just now. */
  full(): boolean {
    return this.maxsize > 0 && this.qsize() >= this.maxsize;
  }

  /** This thread is going to put: it counts as a producer from now on, until it closes. Returns the queue. */
  producer(): this {
    this.open("producer").produce();
    return this;
  }

  /**
   * This thread is going to get, or to start others who will: it counts as a consumer from now on, until its handles are disposed of or
   * garbage. For threads that start consumers anew while others wait for room. Returns the queue.
   */
  consumer(): this {
    this.held("consumer").consume();
    return this;
  }
}

/**
 * A Queue that counts unfinished tasks: each put makes one, each `taskDone()` finishes one, `join()` waits until there is none.
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.JoinableQueue
 */
export class JoinableQueue<T = unknown> extends Queue<T> {
  constructor(maxsize = 0, core?: QueueCore) {
    super(maxsize, core ?? createLocal({ maxsize: maxsizeOf(maxsize), joinable: true }));
  }

  /**
   * Whoever has taken an item says that the work on it is done.
   * @throws ValueError when it is called more often than items were put (in a child process: the next call on the queue throws it)
   */
  taskDone(): void {
    this.held("taskDone").taskDone();
  }

  /**
   * Waits until every item that was put has been taken and is done.
   * @param options `timeout` in seconds
   * @throws TimeoutError; WorkerDiedError when those who took the rest died with it
   */
  join(options: { readonly timeout?: number; readonly signal?: AbortSignal } = {}): Promise<void> {
    return this.held("join").join(secondsToMs(options.timeout), options.signal, this);
  }

  /** `join` that blocks the thread: for workers. */
  joinSync(options: { readonly timeout?: number } = {}): void {
    this.held("joinSync").joinSync(secondsToMs(options.timeout));
  }
}

/**
 * A queue with little more than `put` and `get`, never full.
 * @see https://docs.python.org/3/library/multiprocessing.html#multiprocessing.SimpleQueue
 */
export class SimpleQueue<T = unknown> extends QueueHandle<T> {
  /** @param core for handles that travelled; leave it out */
  constructor(core?: QueueCore) {
    super(core ?? createLocal({ maxsize: 0 }));
  }
}

const unpack = (packed: PackedCore): QueueCore => unpackCore(packed, BOTH);

registerCarrier<Queue, PackedCore>({
  tag: "multiprocessing.Queue",
  type: Queue,
  pack: (queue, road, lease) => packCore(queue.hold.core, BOTH, road, lease),
  unpack: (packed) => new Queue(0, unpack(packed)),
});
registerCarrier<JoinableQueue, PackedCore>({
  tag: "multiprocessing.JoinableQueue",
  type: JoinableQueue,
  pack: (queue, road, lease) => packCore(queue.hold.core, BOTH, road, lease),
  unpack: (packed) => new JoinableQueue(0, unpack(packed)),
});
registerCarrier<SimpleQueue, PackedCore>({
  tag: "multiprocessing.SimpleQueue",
  type: SimpleQueue,
  pack: (queue, road, lease) => packCore(queue.hold.core, BOTH, road, lease),
  unpack: (packed) => new SimpleQueue(unpack(packed)),
});
