/** Where a call's items come from: a list, an iterable, or something that gives them one after the other, later. */
import { DTypeError } from "../../errors.js";

export interface Source {
  /** Items not pulled yet, or null when only the end will tell. */
  readonly left: number | null;
  /** There is nothing more to come. */
  readonly ended: boolean;
  /** Up to `most` of the items that are there now. What the input throws is thrown here. */
  pull(most: number): unknown[];
  /** The rest isn't wanted: lets the input clean up. */
  stop(): void;
}

/** Items that are all there. */
export class ListSource implements Source {
  readonly #items: readonly unknown[];
  #at = 0;

  constructor(items: readonly unknown[]) {
    this.#items = items;
  }

  get left(): number {
    return this.#items.length - this.#at;
  }

  get ended(): boolean {
    return this.#at >= this.#items.length;
  }

  pull(most: number): unknown[] {
    const from = this.#at;
    this.#at = Math.min(this.#items.length, from + most);
    return this.#items.slice(from, this.#at);
  }

  stop(): void {
    this.#at = this.#items.length;
  }
}

/** Items that are asked for when a worker wants them. */
export class LazySource implements Source {
  readonly left = null;
  readonly #iterator: Iterator<unknown>;
  ended = false;

  constructor(iterator: Iterator<unknown>) {
    this.#iterator = iterator;
  }

  pull(most: number): unknown[] {
    const items: unknown[] = [];
    while (items.length < most && !this.ended) {
      let step: IteratorResult<unknown>;
      try {
        step = this.#iterator.next();
      } catch (error) {
        // An iterator that has thrown is over.
        this.ended = true;
        throw error;
      }
      if (step.done === true) this.ended = true;
      else items.push(step.value);
    }
    return items;
  }

  stop(): void {
    if (this.ended) return;
    this.ended = true;
    this.#iterator.return?.();
  }
}

/** Items that come when they come, one `next()` at a time, so many ahead of the workers as `ahead` says. */
export class AsyncSource implements Source {
  readonly left = null;
  readonly #iterator: AsyncIterator<unknown>;
  readonly #ready: () => void;
  readonly #ahead: () => number;
  #buffer: unknown[] = [];
  #asking = false;
  #done = false;
  #failure: { readonly error: unknown } | undefined;

  /**
   * @param ahead how many items may wait here
   * @param ready is called when there is an item, the end, or an error
   */
  constructor(iterator: AsyncIterator<unknown>, ahead: () => number, ready: () => void) {
    this.#iterator = iterator;
    this.#ahead = ahead;
    this.#ready = ready;
  }

  get ended(): boolean {
    return this.#done && this.#buffer.length === 0 && this.#failure === undefined;
  }

  pull(most: number): unknown[] {
    const items = this.#buffer.length <= most ? this.#buffer : this.#buffer.slice(0, most);
    this.#buffer = this.#buffer.length <= most ? [] : this.#buffer.slice(most);
    if (items.length === 0 && this.#failure !== undefined) {
      const { error } = this.#failure;
      this.#failure = undefined;
      throw error;
    }
    void this.#ask();
    return items;
  }

  stop(): void {
    const open = !this.#done;
    this.#done = true;
    this.#buffer = [];
    this.#failure = undefined;
    // What cleaning up throws is nobody's business any more: the call has its own error, or its end.
    if (open) this.#iterator.return?.()?.then(undefined, () => undefined);
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      while (!this.#done && this.#buffer.length < this.#ahead()) {
        const step = await this.#iterator.next();
        if (this.#done) break;
        if (step.done === true) this.#done = true;
        else this.#buffer.push(step.value);
        this.#ready();
      }
    } catch (error) {
      if (!this.#done) {
        this.#done = true;
        this.#failure = { error };
        this.#ready();
      }
    } finally {
      this.#asking = false;
    }
  }
}

/** Whether a value can be iterated only with `for await`. */
export function isAsyncIterable(items: unknown): items is AsyncIterable<unknown> {
  return (
    typeof items === "object" &&
    items !== null &&
    Symbol.asyncIterator in items &&
    !(Symbol.iterator in items)
  );
}

/** @throws DTypeError when `items` isn't iterable */
export function checkIterable(method: string, items: unknown): void {
  if (typeof items === "string" || (items !== null && typeof items === "object")) {
    const object = Object(items) as object;
    if (Symbol.iterator in object || Symbol.asyncIterator in object) return;
  }
  throw new DTypeError(
    `Pool.${method}: ${String(items)} is not iterable; give an array, an iterable or an async iterable`,
  );
}
