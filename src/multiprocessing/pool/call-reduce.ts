/** `Pool.reduce`: a fold for each chunk in the workers, and the results of the chunks joined here, from left to right. */
import { encode, type Parcel, type Road } from "../../portable/index.js";
import { type CallHost, type CallSite, shiftPath } from "./call.js";
import { ManyCall } from "./call-map.js";
import type { Chunk } from "./chunk.js";
import { foldSize } from "./chunking.js";
import { FOLD } from "./message.js";
import type { CheckedOptions } from "./options.js";
import type { TaskFunction } from "./task-function.js";

type Combine = (left: unknown, right: unknown) => unknown;

export class ReduceCall extends ManyCall {
  readonly #initial: unknown;
  readonly #combine: Combine;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  /** Results by the index of their chunk's first item, until those before them are joined. */
  readonly #parts = new Map<number, { readonly count: number; readonly value: unknown }>();
  readonly #size: number;
  /** Items whose results are joined, and what they were joined to. */
  #joined = 0;
  #value: unknown;
  #joining = false;

  constructor(
    host: CallHost,
    site: CallSite,
    fn: TaskFunction,
    options: CheckedOptions,
    items: Iterable<unknown> | AsyncIterable<unknown>,
    initial: unknown,
    combine: Combine,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    super(host, site, "reduce", fn, FOLD, options, items);
    this.#initial = initial;
    this.#combine = combine;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#size = this.source.left ?? 0;
  }

  /** A fold can't be split: its accumulator went through all of its items. */
  protected override get divisible(): boolean {
    return false;
  }

  protected override size(): number {
    const { left } = this.source;
    if (this.options.chunkSize > 0 || left === null) return super.size();
    return foldSize(this.#size, left, this.host.workers);
  }

  protected override payloadOf(items: readonly unknown[]): readonly unknown[] {
    return [this.#initial, ...items];
  }

  /** The accumulator stands before the items. */
  override parcelOf(chunk: Chunk, road: Road): Parcel {
    try {
      return encode(chunk.items, road, "item #");
    } catch (error) {
      throw shiftPath(error, "item ", chunk.first - 1);
    }
  }

  protected keep(first: number, count: number, value: unknown): void {
    this.#parts.set(first, { count, value });
    if (!this.#joining) void this.#join();
  }

  protected finish(): void {
    // The last parts may be joined in a later turn, when combine gives promises.
    if (this.#joining) return;
    this.settle();
    this.#resolve(this.#joined === 0 ? this.#initial : this.#value);
  }

  protected reject(error: unknown): void {
    this.#reject(error);
  }

  async #join(): Promise<void> {
    this.#joining = true;
    try {
      for (
        let part = this.#parts.get(this.#joined);
        part !== undefined;
        part = this.#parts.get(this.#joined)
      ) {
        this.#parts.delete(this.#joined);
        if (this.#joined === 0) {
          this.#value = part.value;
        } else {
          const joined = this.#combine(this.#value, part.value);
          this.#value = isPromise(joined) ? await joined : joined;
          if (this.settled) return;
        }
        this.#joined += part.count;
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.#joining = false;
    }
    // A chunk without items: asks only whether that was all.
    if (!this.settled) this.progressed(0);
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function"
  );
}
