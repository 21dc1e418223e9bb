import { AsyncWaiters } from "./async-waiters.js";
import { openItemSync } from "./codec.js";
import { GET_SLEEPERS, SLOT_READER, SLOT_TAKEN, SLOT_WRITER } from "./layout.js";
import type { LocalCore } from "./local-core.js";
import type { Opener } from "./opener.js";
import type { Place } from "./place.js";
import { emptyQueue, endOfItems } from "./queue-errors.js";
import { NOTHING } from "./ring-head.js";
import { waitSync } from "./wait-sync.js";

const TRUE = { value: true } as const;

/** The consumers' side of a queue in this process. */
export class Getting {
  readonly #core: LocalCore;
  readonly #place: Place;
  readonly #waiters: AsyncWaiters<unknown>;
  /** The roles as they were when somebody who can put was there. */
  #seenRoles: number | undefined;

  constructor(core: LocalCore) {
    this.#core = core;
    this.#place = {
      mark: core.base + GET_SLEEPERS,
      ready: () => core.ring.size > 0,
      amount: () => core.ring.size,
      end: (ask) => this.#endChanged(ask),
    };
    this.#waiters = new AsyncWaiters(core.heap, this.#place);
  }

  /** Gets for this thread, and blocks it. */
  getSync(timeoutMs: number, slot: number): unknown {
    this.#begin(slot);
    const value = this.#take(openItemSync, slot);
    if (value !== NOTHING) return value;
    if (timeoutMs <= 0) throw this.#empty(timeoutMs);
    this.#core.mayBlock("getSync");
    return waitSync(
      this.#core.heap,
      this.#place,
      this.#core.naps,
      () => this.#attempt(openItemSync, slot),
      timeoutMs,
      () => this.#empty(timeoutMs),
      slot,
      "getSync",
    );
  }

  /** Gets on behalf of the holder with that slot. */
  get(
    opener: Opener,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    slot: number,
    owner: object,
  ): Promise<unknown> {
    try {
      signal?.throwIfAborted();
      this.#begin(slot);
      if (!this.#waiters.busy) {
        const value = this.#take(opener, slot);
        if (value !== NOTHING) return this.#core.fairness.give(value);
      }
      if (timeoutMs <= 0) throw this.#empty(timeoutMs);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#waiters.wait(
      () => this.#attempt(opener, slot),
      timeoutMs,
      () => this.#empty(timeoutMs),
      signal,
      owner,
    );
  }

  poll(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<boolean> {
    if (this.#pollNow()) return Promise.resolve(true);
    if (timeoutMs <= 0) return Promise.resolve(false);
    const late = new Error();
    return this.#waiters
      .wait(
        () => (this.#core.ring.size > 0 ? TRUE : undefined),
        timeoutMs,
        () => late,
        signal,
        owner,
      )
      .then(
        () => true,
        (error: unknown) => {
          if (error === late) return false;
          if (signal?.aborted) throw error;
          return true;
        },
      );
  }

  pollSync(timeoutMs: number): boolean {
    if (this.#pollNow()) return true;
    if (timeoutMs <= 0) return false;
    this.#core.mayBlock("pollSync");
    const late = new Error();
    try {
      const attempt = () => (this.#pollNow() ? TRUE : undefined);
      return waitSync(
        this.#core.heap,
        this.#place,
        this.#core.naps,
        attempt,
        timeoutMs,
        () => late,
        this.#core.slot,
        "pollSync",
      );
    } catch (error) {
      if (error === late) return false;
      throw error;
    }
  }

  #pollNow(): boolean {
    return this.#core.ring.size > 0 || this.#endOfItems(false) !== undefined;
  }

  #begin(slot: number): void {
    this.#core.holders.takePart(slot, SLOT_READER);
  }

  #take(opener: Opener, slot: number): unknown {
    if (!this.#core.joinable) return this.#core.ring.take(opener);
    // Counted first: a thread that dies right after the taking must not seem to owe nothing.
    Atomics.add(this.#core.heap.i32, slot + SLOT_TAKEN, 1);
    let value: unknown = NOTHING;
    try {
      value = this.#core.ring.take(opener);
    } finally {
      if (value === NOTHING) Atomics.sub(this.#core.heap.i32, slot + SLOT_TAKEN, 1);
    }
    return value;
  }

  #attempt(opener: Opener, slot: number): { value: unknown } | undefined {
    const value = this.#take(opener, slot);
    return value === NOTHING ? undefined : { value };
  }

  /** What a get is told when the queue is empty and will stay so. */
  #endOfItems(ask: boolean): unknown {
    const { ring, holders, pipe } = this.#core;
    if (ring.size > 0) return undefined;
    const end = holders.ends.ended(SLOT_WRITER, ask);
    // The last producer may have put its last item before it was seen to have ended.
    if (end === undefined || ring.size > 0) return undefined;
    return endOfItems(pipe, end.died);
  }

  /** The same for those who wait and look often: only where a role has changed, if the kernel isn't asked. */
  #endChanged(ask: boolean): unknown {
    const { version } = this.#core.holders.ends;
    if (!ask && version === this.#seenRoles) return undefined;
    const end = this.#endOfItems(ask);
    if (end === undefined) this.#seenRoles = version;
    return end;
  }

  #empty(timeoutMs: number): unknown {
    return this.#endOfItems(false) ?? emptyQueue(timeoutMs);
  }
}
