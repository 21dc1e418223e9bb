/** One call of a pool's method: the tasks that it gives out, what became of them, and what its caller gets. */
import { CancelledError, NotPortableError } from "../../errors.js";
import { dropLease } from "../../memory/index.js";
import { encode, type Parcel, type Road } from "../../portable/index.js";
import { Chunk } from "./chunk.js";
import type { CheckedOptions } from "./options.js";
import type { TaskSource } from "./scheduler.js";
import type { TaskFunction } from "./task-function.js";

/** Where a call was made: an Error whose stack is written out only if somebody reads it. */
export type CallSite = Error;

/** The stack above `method`: without the library's own frames. */
export function callSite(method: object): CallSite {
  const site = { name: "Error", message: "" } as CallSite;
  if (typeof Error.captureStackTrace !== "function") return new Error();
  Error.captureStackTrace(site, method as () => void);
  return site;
}

/** What a call needs of its pool. */
export interface CallHost {
  /** Workers that the pool wants to have. */
  readonly workers: number;
  readonly road: Road;
  /** The call has tasks to give out. */
  ready(call: Call): void;
  /** The call is over: what runs of it is stopped. */
  settled(call: Call): void;
}

export abstract class Call implements TaskSource<Chunk> {
  readonly host: CallHost;
  /** `map`, `apply`, …: for messages. */
  readonly method: string;
  readonly fn: TaskFunction;
  readonly mode: number;
  readonly options: CheckedOptions;
  /** What travels as the function. */
  readonly code: Parcel;
  /** Where it was made. */
  readonly site: CallSite;
  queued = false;
  settled = false;
  /** Whether results before a failed one are worth sending. */
  readonly partial: boolean;
  /** Tasks of it that workers have now. */
  inFlight = 0;
  /** Whether what still runs when the call ends is given a quarter of a second only. */
  impatient = false;
  /** Items whose results are in. */
  protected completed = 0;
  #codeTaken = false;
  /** Tasks that came back, to be cut again before anything else. */
  readonly #returned: Chunk[] = [];

  /** @throws NotPortableError when the function can't travel */
  constructor(
    host: CallHost,
    site: CallSite,
    method: string,
    fn: TaskFunction,
    mode: number,
    options: CheckedOptions,
    partial: boolean,
  ) {
    this.host = host;
    this.site = site;
    this.method = method;
    this.fn = fn;
    this.mode = mode;
    this.options = options;
    this.partial = partial || options.retries > 0;
    this.code = fn.parcel(host.road);
  }

  get priority(): number {
    return this.options.priority;
  }

  cut(most: number): Chunk | undefined {
    const back = this.#returned.pop();
    if (back === undefined) return this.cutFresh(most);
    if (back.count <= most || !this.divisible) return back;
    this.#returned.push(back.part(most, back.count, 0));
    return back.part(0, most, back.attempt);
  }

  putBack(chunk: Chunk): void {
    this.#returned.push(chunk);
  }

  /** The next task that never was cut before. */
  protected abstract cutFresh(most: number): Chunk | undefined;

  /**
   * What travels for a task.
   * @throws NotPortableError that names the item and the path
   */
  parcelOf(chunk: Chunk, road: Road): Parcel {
    try {
      return encode(chunk.items, road, "item #");
    } catch (error) {
      throw shiftPath(error, "item ", chunk.first);
    }
  }

  /** The function's parcel for one worker: each needs leases of its own. */
  takeCode(road: Road): Parcel {
    if (this.code.leases.length === 0) return this.code;
    const first = !this.#codeTaken;
    this.#codeTaken = true;
    return first ? this.code : this.fn.parcel(road);
  }

  /** A task's results have come. */
  succeeded(chunk: Chunk, value: unknown): void {
    this.keep(chunk.first, chunk.count, value);
    this.progressed(chunk.count);
  }

  /**
   * A task has failed.
   * @param done items of it that succeeded before, with their `values` if they came along; -1 when nobody knows
   * @param retry whether running it again may help
   */
  failed(
    chunk: Chunk,
    done: number,
    values: readonly unknown[] | null,
    error: unknown,
    retry: boolean,
  ): void {
    if (this.settled) return;
    const kept = values !== null && done > 0 ? done : 0;
    if (kept > 0) {
      this.keep(chunk.first, kept, values);
      this.progressed(kept);
      if (this.settled) return;
    }
    const tries = done > 0 && this.divisible ? 0 : chunk.attempt;
    if (!retry || tries >= this.options.retries) {
      this.broke(chunk.first + kept, error);
      return;
    }
    this.#again(chunk, kept, done, tries + 1);
    this.host.ready(this);
  }

  /** Whether a task can be run in parts. */
  protected get divisible(): boolean {
    return true;
  }

  /** Runs a task again from item `kept` on; item `at` has been tried `tries` times then. The last put back is cut first. */
  #again(chunk: Chunk, kept: number, at: number, tries: number): void {
    const { count } = chunk;
    if (!this.divisible) {
      this.putBack(new Chunk(this, chunk.first, chunk.items, count, tries));
    } else if (at < 0) {
      // One of them is to blame: alone, each answers for itself.
      for (let i = count - 1; i >= 0; i--) this.putBack(chunk.part(i, i + 1, tries));
    } else {
      if (at + 1 < count) this.putBack(chunk.part(at + 1, count, 0));
      this.putBack(chunk.part(at, at + 1, tries));
      if (kept < at) this.putBack(chunk.part(kept, at, kept === 0 ? chunk.attempt : 0));
    }
  }

  /** Takes in results of the items from `first` on. */
  protected abstract keep(first: number, count: number, value: unknown): void;

  /** An item has failed for good. */
  protected broke(_index: number, error: unknown): void {
    this.fail(error);
  }

  /** Items in all, or null if that isn't known. */
  protected abstract get total(): number | null;

  /** After each step: tells the caller, and ends the call when all is there. */
  protected progressed(count: number): void {
    this.completed += count;
    if (count > 0) this.report();
  }

  protected report(): void {
    const { onProgress } = this.options;
    if (onProgress === undefined || this.settled) return;
    try {
      onProgress({ completed: this.completed, total: this.total });
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends the call with an error. */
  fail(error: unknown): void {
    if (this.settled) return;
    this.settle();
    this.reject(error);
  }

  /** Ends the call because nobody wants it any more: what runs of it has to stop. */
  abort(reason: unknown): void {
    if (this.settled) return;
    this.impatient = true;
    this.fail(reason);
  }

  /** Ends the call because its pool ends. */
  cancel(): void {
    this.abort(new CancelledError(`${this.fn.name} (${this.method}) was cancelled: its pool was terminated`));
  }

  protected abstract reject(error: unknown): void;

  /** Nothing is given out any more, and nothing is taken in. */
  protected settle(): void {
    this.settled = true;
    this.#returned.length = 0;
    this.dropCode();
    this.host.settled(this);
  }

  /** Whoever needs the function's leases makes new ones. */
  protected dropCode(): void {
    if (!this.#codeTaken) for (const lease of this.code.leases) dropLease(lease);
    this.#codeTaken = true;
  }

  /** For messages: which task it is that `at` items of the chunk were done of. */
  describe(chunk: Chunk, at: number): string {
    const where =
      at < 0
        ? chunk.count === 1
          ? ` ${chunk.first}`
          : `s ${chunk.first} to ${chunk.first + chunk.count - 1}`
        : ` ${chunk.first + at}`;
    return `${this.fn.name}, item${where} of ${this.method}`;
  }
}

/** The path in a chunk as the path in the call: `item 2 › .socket` of the chunk from 40 on is `item 42 › .socket`. */
export function shiftPath(error: unknown, name: "item " | "result ", by: number): unknown {
  if (!(error instanceof NotPortableError) || by === 0) return error;
  const { path } = error;
  const shifted = path.replace(
    new RegExp(`^${name}(\\d+)`),
    (_, index: string) => name + (Number(index) + by),
  );
  if (shifted !== path) {
    error.message = error.message.replace(path, () => shifted);
    (error as { path: string }).path = shifted;
  }
  return error;
}
