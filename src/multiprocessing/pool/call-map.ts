/** `Pool.map` and `starmap`: a result an item, in order. */
import { Call, type CallHost, type CallSite } from "./call.js";
import { Chunk } from "./chunk.js";
import { chunkSize } from "./chunking.js";
import type { CheckedOptions } from "./options.js";
import { AsyncSource, isAsyncIterable, ListSource, type Source } from "./source.js";
import type { TaskFunction } from "./task-function.js";

/** Items of an async input that wait for a worker, for each worker. */
const AHEAD = 1024;

/** A call whose items come from a source, and that is over when all of their results are in. */
export abstract class ManyCall extends Call {
  protected readonly source: Source;
  protected pulled = 0;

  constructor(
    host: CallHost,
    site: CallSite,
    method: string,
    fn: TaskFunction,
    mode: number,
    options: CheckedOptions,
    items: Iterable<unknown> | AsyncIterable<unknown>,
  ) {
    super(host, site, method, fn, mode, options, false);
    this.source = isAsyncIterable(items)
      ? new AsyncSource(
          items[Symbol.asyncIterator](),
          () => AHEAD * host.workers,
          () => this.#arrived(),
        )
      : // A copy: the caller may go on using its list.
        new ListSource(Array.from(items as Iterable<unknown>));
  }

  /** Begins. Not in the constructor: an empty input ends the call at once. */
  start(): void {
    if (this.#finished()) this.finish();
    else this.host.ready(this);
  }

  protected cutFresh(most: number): Chunk | undefined {
    let items: unknown[];
    try {
      items = this.source.pull(Math.min(most, this.size()));
    } catch (error) {
      this.fail(error);
      return undefined;
    }
    if (items.length === 0) return undefined;
    const first = this.pulled;
    this.pulled += items.length;
    return new Chunk(this, first, this.payloadOf(items), items.length, 0);
  }

  /** How many items the next task shall have. */
  protected size(): number {
    const { chunkSize: given } = this.options;
    if (given > 0) return given;
    return chunkSize(this.fn.pace, this.source.left ?? Number.POSITIVE_INFINITY, this.host.workers);
  }

  protected payloadOf(items: readonly unknown[]): readonly unknown[] {
    return items;
  }

  /** All results are in. */
  protected abstract finish(): void;

  protected override progressed(count: number): void {
    super.progressed(count);
    if (!this.settled && this.#finished()) this.finish();
  }

  protected get total(): number | null {
    const { left } = this.source;
    return left === null ? (this.source.ended ? this.pulled : null) : this.pulled + left;
  }

  protected override settle(): void {
    super.settle();
    this.source.stop();
  }

  #finished(): boolean {
    return this.source.ended && this.completed === this.pulled;
  }

  #arrived(): void {
    if (this.settled) return;
    if (this.#finished()) this.finish();
    else this.host.ready(this);
  }
}

export class MapCall extends ManyCall {
  readonly #results: unknown[] = [];
  readonly #resolve: (values: unknown[]) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    host: CallHost,
    site: CallSite,
    method: string,
    fn: TaskFunction,
    mode: number,
    options: CheckedOptions,
    items: Iterable<unknown> | AsyncIterable<unknown>,
    resolve: (values: unknown[]) => void,
    reject: (error: unknown) => void,
  ) {
    super(host, site, method, fn, mode, options, items);
    const { left } = this.source;
    if (left !== null) this.#results = new Array(left);
    this.#resolve = resolve;
    this.#reject = reject;
  }

  protected keep(first: number, count: number, value: unknown): void {
    const values = value as readonly unknown[];
    const results = this.#results;
    for (let i = 0; i < count; i++) results[first + i] = values[i];
  }

  protected finish(): void {
    this.settle();
    this.#resolve(this.#results);
  }

  protected reject(error: unknown): void {
    this.#reject(error);
  }
}
