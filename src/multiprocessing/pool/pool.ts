/** `Pool`: Python's `multiprocessing.Pool`, on threads or child processes. */
import { refuseAtImport } from "../../portable/index.js";
import type { WorkerContext } from "../host/index.js";
import { type CallSite, callSite } from "./call.js";
import { ApplyCall } from "./call-apply.js";
import { MapCall } from "./call-map.js";
import { ReduceCall } from "./call-reduce.js";
import { ResultStream, StreamCall } from "./call-stream.js";
import { ownCpus } from "./cpu-share.js";
import { MAP, STARMAP } from "./message.js";
import {
  type CallOptions,
  checkCall,
  checkFunction,
  checkPool,
  type PoolOptions,
  type ReduceOptions,
} from "./options.js";
import { PoolCore } from "./pool-core.js";
import { checkIterable } from "./source.js";

type Items<T> = Iterable<T> | AsyncIterable<T>;

/**
 * A number of workers that run functions for this thread. https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.Pool
 *
 * ```ts
 * import { Pool } from "manycore/multiprocessing";
 * await using pool = new Pool(4);
 * await pool.map((x: number) => x * x, [1, 2, 3]); // [1, 4, 9]
 * ```
 *
 * Functions travel with what they have captured, read when the method is called; items are read while the call runs. A function may be
 * async: its worker waits for it. A worker runs one task at a time.
 *
 * Each task runs once unless `retries` says otherwise, also when workers die. What can't travel is a NotPortableError that names it.
 * A call is rejected with the first error of one of its tasks, which carries the worker's stack; tasks of that call that haven't begun are not
 * run then, those that run see `task.signal`. (Python lets them all run first.)
 *
 * A pool that has nothing to do doesn't keep the program alive.
 */
export class Pool<I extends readonly unknown[] = readonly unknown[]> implements AsyncDisposable {
  readonly #core: PoolCore;

  /**
   * Starts the workers.
   * @param processes how many; as many as there are CPUs if not given: in a pool's worker, the worker's part of them
   * @throws ValueError or DTypeError for an argument that isn't allowed; NotPortableError for an initializer that can't travel;
   *   StartedAtImportError in a worker, when a module does this as it is imported there
   */
  constructor(processes?: number | null, options: PoolOptions<I> = {}) {
    refuseAtImport("new Pool()", Pool as unknown as () => unknown);
    checkPool(processes ?? undefined, options);
    this.#core = new PoolCore(processes ?? ownCpus(), options as unknown as PoolOptions, callSite(Pool));
  }

  /** How many workers the pool has. */
  get processes(): number {
    return this.#core.workers;
  }

  /** Where they are. */
  get context(): WorkerContext {
    return this.#core.road;
  }

  /**
   * Calls `fn(...args)` in a worker. Python's `apply_async`: nothing blocks.
   * @throws what the function throws; TimeoutError, the signal's reason, WorkerDiedError, MemoryError, NotPortableError; CancelledError when
   *   the pool is terminated; ValueError when it is closed (all as rejections)
   */
  apply<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args?: readonly [...A],
    options?: CallOptions,
  ): Promise<Awaited<R>> {
    const site = callSite(this.apply);
    return new Promise((resolve, reject) => {
      checkFunction("apply", fn);
      const core = this.#core;
      core.checkRunning();
      const given = checkCall(options);
      const call = new ApplyCall(
        core,
        site,
        core.functions.of(fn),
        args ?? [],
        given,
        resolve as (value: unknown) => void,
        reject,
      );
      core.submit(call, () => core.ready(call));
    });
  }

  /**
   * Calls `fn(item)` for each item; the results in the items' order.
   * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.Pool.map
   * @throws as `apply`; the first error of any item
   */
  map<T, R>(fn: (item: T) => R, items: Items<T>, options?: CallOptions): Promise<Awaited<R>[]> {
    return this.#many("map", callSite(this.map), fn, MAP, items, options);
  }

  /**
   * Calls `fn(...item)` for each item, an array of arguments.
   * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.Pool.starmap
   * @throws as `map`
   */
  starmap<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    items: Items<readonly [...A]>,
    options?: CallOptions,
  ): Promise<Awaited<R>[]> {
    return this.#many("starmap", callSite(this.starmap), fn, STARMAP, items, options);
  }

  /**
   * Folds neighbouring items to one value: `fold(fold(initial, item), item)…` for each of a few chunks in the workers, and `combine` of the
   * chunks' results, from left to right, in this thread. The answer is that of one fold over all items if `combine` is associative and `initial`
   * neutral in it.
   *
   * ```ts
   * await pool.reduce((sum: number, path: string) => sum + countWords(path), paths, { initial: 0, combine: (a, b) => a + b });
   * ```
   * @throws as `map`; what `combine` throws
   */
  reduce<T, A>(
    fold: (accumulator: A, item: T) => A | Promise<A>,
    items: Items<T>,
    options: ReduceOptions<A>,
  ): Promise<A> {
    const site = callSite(this.reduce);
    return new Promise((resolve, reject) => {
      checkFunction("reduce", fold);
      checkIterable("reduce", items);
      const core = this.#core;
      core.checkRunning();
      const { initial, combine } = options ?? {};
      checkFunction("reduce, combine", combine);
      const call = new ReduceCall(
        core,
        site,
        core.functions.of(fold),
        checkCall(options),
        items,
        initial,
        combine as (left: unknown, right: unknown) => unknown,
        resolve as (value: unknown) => void,
        reject,
      );
      core.submit(call, () => call.start());
    });
  }

  /**
   * As `map`, but results come one by one, in order, as soon as they can, and items are read only as they are needed: at most twice as many
   * chunks as there are workers are on their way or wait for you.
   * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.Pool.imap
   *
   * An error comes in its item's turn, after the results before it. Leaving the loop stops the rest.
   */
  imap<T, R>(fn: (item: T) => R, items: Items<T>, options?: CallOptions): ResultStream<Awaited<R>> {
    return this.#stream("imap", callSite(this.imap), fn, items, options, true);
  }

  /**
   * As `imap`, but each result as soon as it is there.
   * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.Pool.imap_unordered
   */
  imapUnordered<T, R>(fn: (item: T) => R, items: Items<T>, options?: CallOptions): ResultStream<Awaited<R>> {
    return this.#stream("imapUnordered", callSite(this.imapUnordered), fn, items, options, false);
  }

  /** No more tasks; the workers end when those that there are are done. https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.Pool.close */
  close(): void {
    this.#core.close();
  }

  /**
   * Fulfilled when all workers are gone.
   * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.Pool.join
   * @throws ValueError unless the pool was closed or terminated (as a rejection)
   */
  join(): Promise<void> {
    return this.#core.join();
  }

  /**
   * Ends all workers at once, wherever they are. What isn't done is rejected with CancelledError. Fulfilled when the workers are gone.
   * https://docs.python.org/3/library/multiprocessing.html#multiprocessing.pool.Pool.terminate
   */
  terminate(): Promise<void> {
    return this.#core.terminate();
  }

  /**
   * `await using` ends as Python's `with` does: by `terminate()`, so that leaving the block never waits for tasks that nobody awaited. To let
   * them finish, end the block with `pool.close(); await pool.join();`.
   */
  [Symbol.asyncDispose](): Promise<void> {
    return this.terminate();
  }

  #many<R>(
    method: string,
    site: CallSite,
    fn: unknown,
    mode: number,
    items: Items<unknown>,
    options: CallOptions | undefined,
  ): Promise<Awaited<R>[]> {
    return new Promise((resolve, reject) => {
      checkFunction(method, fn);
      checkIterable(method, items);
      const core = this.#core;
      core.checkRunning();
      const given = checkCall(options);
      const done = resolve as (values: unknown[]) => void;
      const call = new MapCall(core, site, method, core.functions.of(fn), mode, given, items, done, reject);
      core.submit(call, () => call.start());
    });
  }

  #stream<R>(
    method: string,
    site: CallSite,
    fn: unknown,
    items: Items<unknown>,
    options: CallOptions | undefined,
    ordered: boolean,
  ): ResultStream<R> {
    checkFunction(method, fn);
    checkIterable(method, items);
    const core = this.#core;
    core.checkRunning();
    const given = checkCall(options);
    // The function travels as it is now, and what can't is refused now.
    const call = new StreamCall(core, site, method, core.functions.of(fn), given, items, ordered);
    return new ResultStream<R>(() => {
      core.checkRunning();
      core.submit(call, () => undefined);
      return call;
    });
  }
}
