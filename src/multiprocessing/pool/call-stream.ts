/** `Pool.imap` and `imapUnordered`: results as they come, input as it is needed. */
import { ValueError } from "../../errors.js";
import { Call, type CallHost, type CallSite } from "./call.js";
import { Chunk } from "./chunk.js";
import { chunkSize } from "./chunking.js";
import { MAP } from "./message.js";
import type { CheckedOptions } from "./options.js";
import { AsyncSource, isAsyncIterable, LazySource, type Source } from "./source.js";
import type { TaskFunction } from "./task-function.js";

/** A chunk of a stream has no more items: what waits on either side of the workers is bounded by it. */
const MOST_ITEMS = 1024;

/** Chunks on their way or waiting for the consumer, for each worker: one that runs, one that is next. */
const WINDOW = 2;

interface Waiter {
  resolve(step: IteratorResult<unknown>): void;
  reject(error: unknown): void;
}

const END: IteratorReturnResult<undefined> = Object.freeze({ done: true, value: undefined });

/**
 * Items pulled and not yet given to the consumer are at most `2 × workers` chunks: a consumer that is slow stops the workers, and slow workers
 * stop the input.
 */
export class StreamCall extends Call {
  readonly #source: Source;
  readonly #ordered: boolean;
  #pulled = 0;
  /** Items given to the consumer. */
  #given = 0;
  /** Results that can be given now. */
  #ready: unknown[] = [];
  #readyAt = 0;
  /** Of an ordered stream: results that wait for earlier ones, by the index of their first item. */
  readonly #early = new Map<number, readonly unknown[]>();
  /** Items whose results became ready. */
  #inOrder = 0;
  /** The first failure, told when its turn comes: in order at its index, else after what is ready. */
  #failure: { readonly index: number; readonly error: unknown } | undefined;
  readonly #waiters: Waiter[] = [];
  #over: { readonly error: unknown } | undefined;

  constructor(
    host: CallHost,
    site: CallSite,
    method: string,
    fn: TaskFunction,
    options: CheckedOptions,
    items: Iterable<unknown> | AsyncIterable<unknown>,
    ordered: boolean,
  ) {
    super(host, site, method, fn, MAP, options, true);
    // A stream may never be begun, and then nobody would give its leases back.
    this.dropCode();
    this.#ordered = ordered;
    this.#source = isAsyncIterable(items)
      ? new AsyncSource(
          items[Symbol.asyncIterator](),
          () => this.#window() - (this.#pulled - this.#given),
          () => this.#arrived(),
        )
      : new LazySource((items as Iterable<unknown>)[Symbol.iterator]());
  }

  /** The consumer asks for one more. */
  next(): Promise<IteratorResult<unknown>> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#give();
      if (!this.settled) this.host.ready(this);
    });
  }

  /** The consumer has had enough. */
  return(): void {
    if (this.settled) return;
    this.impatient = true;
    this.settle();
    this.#give();
  }

  protected cutFresh(most: number): Chunk | undefined {
    if (this.#failure !== undefined) return undefined;
    const size = this.#size();
    const room = this.#window() - (this.#pulled - this.#given);
    // Whole chunks, or a consumer that takes one at a time would get chunks of one.
    if (room < size) return undefined;
    let items: unknown[];
    try {
      items = this.#source.pull(Math.min(size, most));
    } catch (error) {
      this.broke(this.#pulled, error);
      return undefined;
    }
    if (items.length === 0) {
      this.#give();
      return undefined;
    }
    const first = this.#pulled;
    this.#pulled += items.length;
    return new Chunk(this, first, items, items.length, 0);
  }

  protected keep(first: number, count: number, value: unknown): void {
    const values = value as readonly unknown[];
    const exact = values.length === count ? values : values.slice(0, count);
    if (!this.#ordered) {
      this.#append(exact);
    } else {
      this.#early.set(first, exact);
      for (
        let next = this.#early.get(this.#inOrder);
        next !== undefined;
        next = this.#early.get(this.#inOrder)
      ) {
        this.#early.delete(this.#inOrder);
        this.#append(next);
      }
    }
  }

  protected override progressed(count: number): void {
    super.progressed(count);
    this.#give();
  }

  protected override broke(index: number, error: unknown): void {
    if (this.#failure === undefined || index < this.#failure.index) this.#failure = { index, error };
    this.#give();
  }

  protected get total(): number | null {
    return this.#source.ended ? this.#pulled : null;
  }

  protected reject(error: unknown): void {
    this.#over = { error };
    this.#give();
  }

  protected override settle(): void {
    super.settle();
    this.#early.clear();
    this.#source.stop();
  }

  #append(values: readonly unknown[]): void {
    this.#inOrder += values.length;
    if (this.#readyAt === this.#ready.length) {
      this.#ready = values as unknown[];
      this.#readyAt = 0;
    } else {
      this.#ready = [...this.#ready.slice(this.#readyAt), ...values];
      this.#readyAt = 0;
    }
  }

  /** Gives the consumer what it waits for, as far as it is there. */
  #give(): void {
    const before = this.#given;
    while (this.#waiters.length > 0) {
      // An end from outside (cancelled, terminated) comes before results that nobody has taken yet.
      if (this.#over !== undefined) {
        const { error } = this.#over;
        this.#over = undefined;
        this.#ready = [];
        this.#readyAt = 0;
        this.#waiters.shift()!.reject(error);
        continue;
      }
      if (!this.settled && this.#readyAt < this.#ready.length) {
        this.#given++;
        this.#waiters.shift()!.resolve({ done: false, value: this.#ready[this.#readyAt++] });
        continue;
      }
      if (this.settled) {
        this.#waiters.shift()!.resolve(END);
        continue;
      }
      const failure = this.#failure;
      if (failure !== undefined && (!this.#ordered || failure.index <= this.#inOrder)) {
        this.settle();
        this.#waiters.shift()!.reject(failure.error);
        continue;
      }
      if (!this.#source.ended || this.#inOrder < this.#pulled) break;
      this.settle();
    }
    if (this.#given > before && !this.settled) this.host.ready(this);
  }

  #size(): number {
    const { chunkSize: given } = this.options;
    if (given > 0) return given;
    return Math.min(MOST_ITEMS, chunkSize(this.fn.pace, Number.POSITIVE_INFINITY, this.host.workers));
  }

  #window(): number {
    return WINDOW * this.host.workers * this.#size();
  }

  #arrived(): void {
    if (this.settled) return;
    this.#give();
    if (!this.settled) this.host.ready(this);
  }
}

/**
 * What `imap` and `imapUnordered` give: iterate it with `for await`; leaving the loop stops the rest. Nothing is read from the input and
 * nothing runs before the first result is asked for.
 */
export class ResultStream<R> implements AsyncIterableIterator<R> {
  readonly #begin: () => StreamCall;
  #call: StreamCall | undefined;
  #over = false;

  /** @internal Made by the pool. */
  constructor(begin: () => StreamCall) {
    this.#begin = begin;
  }

  /**
   * The next result, or the end.
   * @throws what the task threw, in its turn; the stream is over then. ValueError when the pool was closed before the first
   */
  next(): Promise<IteratorResult<R, undefined>> {
    if (this.#over) return Promise.resolve(END);
    try {
      this.#call ??= this.#begin();
    } catch (error) {
      this.#over = true;
      return Promise.reject(error);
    }
    return this.#call.next() as Promise<IteratorResult<R, undefined>>;
  }

  /** Ends the stream: what waits isn't run, what runs is asked to stop. */
  return(): Promise<IteratorResult<R, undefined>> {
    this.#over = true;
    this.#call?.return();
    return Promise.resolve(END);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}

/** What a pool that is closed answers to a new call; Python's words. */
export function notRunning(): ValueError {
  return new ValueError("Pool not running: it was closed or terminated, and takes no more tasks");
}
