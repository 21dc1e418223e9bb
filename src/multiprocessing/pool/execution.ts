/** Runs one task's calls in a worker: without a promise as long as the function gives none. */

import type { StopReason } from "./channel.js";
import { stamp } from "./clock.js";
import { APPLY, FOLD, MAP, modeOf, TIMED } from "./message.js";
import type { Func } from "./options.js";
import { enterTask, TaskScope } from "./task.js";

/** What an execution needs of the worker's line to its owner. */
export interface Watcher {
  /** Says which item runs, and since when. */
  mark(ticket: number, item: number, since: number): void;
  stopReason(ticket: number): StopReason | null;
}

/** How it ended. `stopped`: between two items, because the owner asked for it. */
export type Ending = "done" | "failed" | "stopped";

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    value !== null &&
    (typeof value === "object" || typeof value === "function") &&
    typeof (value as PromiseLike<unknown>).then === "function"
  );
}

export class Execution {
  /** Items done. */
  at = 0;
  ending: Ending = "done";
  error: unknown;
  /** Of MAP and STARMAP. */
  readonly values: unknown[] = [];
  readonly scope: TaskScope;
  readonly #fn: Func;
  readonly #mode: number;
  readonly #timed: boolean;
  readonly #items: readonly unknown[];
  readonly #count: number;
  readonly #ticket: number;
  readonly #watcher: Watcher;
  /** Of APPLY the result, of FOLD the accumulator. */
  #value: unknown;

  /** @param items the payload: arguments, items, tuples, or an accumulator and items */
  constructor(fn: Func, mode: number, items: readonly unknown[], ticket: number, watcher: Watcher) {
    this.#fn = fn;
    this.#mode = modeOf(mode);
    this.#timed = (mode & TIMED) !== 0;
    this.#items = items;
    this.#count = this.#mode === APPLY ? 1 : this.#mode === FOLD ? items.length - 1 : items.length;
    if (this.#mode === FOLD) this.#value = items[0];
    this.#ticket = ticket;
    this.#watcher = watcher;
    this.scope = new TaskScope(() => watcher.stopReason(ticket));
  }

  /** What travels back of one that is done. */
  get result(): unknown {
    return this.#mode === APPLY || this.#mode === FOLD ? this.#value : this.values;
  }

  /** Runs until the end, or until a call gives a promise: then the rest follows that, and the promise of the end is returned. */
  run(): Promise<void> | undefined {
    enterTask(this.scope);
    let pending: PromiseLike<unknown> | undefined;
    try {
      pending = this.#advance();
    } catch (error) {
      this.#fail(error);
    }
    if (pending !== undefined) return this.#follow(pending);
    this.#leave();
    return undefined;
  }

  async #follow(first: PromiseLike<unknown>): Promise<void> {
    try {
      let pending: PromiseLike<unknown> | undefined = first;
      while (pending !== undefined) {
        this.#keep(await pending);
        pending = this.#advance();
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#leave();
    }
  }

  #advance(): PromiseLike<unknown> | undefined {
    const count = this.#count;
    const watcher = this.#watcher;
    const ticket = this.#ticket;
    while (this.at < count) {
      if (watcher.stopReason(ticket) !== null) {
        this.ending = "stopped";
        return undefined;
      }
      watcher.mark(ticket, this.at, this.#timed ? stamp() : 0);
      const result = this.#call(this.at);
      if (isThenable(result)) return result;
      this.#keep(result);
    }
    return undefined;
  }

  #call(at: number): unknown {
    const items = this.#items;
    switch (this.#mode) {
      case MAP:
        return this.#fn(items[at]);
      case FOLD:
        return this.#fn(this.#value, items[at + 1]);
      case APPLY:
        return this.#fn(...items);
      default:
        return this.#fn(...(items[at] as readonly unknown[]));
    }
  }

  #keep(result: unknown): void {
    if (this.#mode === APPLY || this.#mode === FOLD) this.#value = result;
    else this.values.push(result);
    this.at++;
  }

  #fail(error: unknown): void {
    this.ending = "failed";
    this.error = error;
  }

  #leave(): void {
    this.scope.close();
    enterTask(undefined);
  }
}
