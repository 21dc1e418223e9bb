import { AsyncWaiters } from "./async-waiters.js";
import { PUT_SLEEPERS, SLOT_READER, SLOT_WRITER } from "./layout.js";
import type { LocalCore } from "./local-core.js";
import type { Place } from "./place.js";
import { brokenPipe, fullQueue, nobodyGets } from "./queue-errors.js";
import { dropPacked, type Item } from "./record.js";
import { ROLE } from "./roles.js";
import { waitSync } from "./wait-sync.js";

const DONE = { value: undefined } as const;

/** The producers' side of a queue in this process. */
export class Putting {
  readonly #core: LocalCore;
  readonly #place: Place;
  readonly #waiters: AsyncWaiters<void>;
  /** The roles as they were when somebody who can get was there. */
  #seenRoles: number | undefined;

  constructor(core: LocalCore) {
    this.#core = core;
    this.#place = {
      mark: core.base + PUT_SLEEPERS,
      ready: () => !core.ring.full,
      amount: () => core.maxsize - core.ring.size,
      end: (ask, blocked) => this.#endOfRoom(ask, blocked),
    };
    this.#waiters = new AsyncWaiters(core.heap, this.#place);
  }

  /**
   * Puts on behalf of the holder with that slot.
   * @param pack gives the item
   * @param blocked whether that holder does nothing else meanwhile
   */
  put(
    pack: () => Item,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    slot: number,
    owner: object,
    blocked = false,
  ): Promise<void> {
    let item: Item;
    try {
      signal?.throwIfAborted();
      item = pack();
    } catch (error) {
      return Promise.reject(error);
    }
    try {
      this.#begin(slot);
      if (!this.#waiters.busy && this.#core.ring.put(item)) return this.#core.fairness.done();
      if (timeoutMs <= 0) throw fullQueue(this.#core.maxsize, timeoutMs);
    } catch (error) {
      dropPacked(item);
      return Promise.reject(error);
    }
    const attempt = () => (this.#core.ring.put(item) ? DONE : undefined);
    const late = () => fullQueue(this.#core.maxsize, timeoutMs);
    return this.#waiters.wait(attempt, timeoutMs, late, signal, owner, blocked ? slot : 0).then(
      () => undefined,
      (error: unknown) => {
        dropPacked(item);
        throw error;
      },
    );
  }

  /** The same, blocking this thread. */
  putSync(item: Item, timeoutMs: number, slot: number): void {
    try {
      this.#begin(slot);
      if (this.#core.ring.put(item)) return;
      if (timeoutMs <= 0) throw fullQueue(this.#core.maxsize, timeoutMs);
      this.#core.mayBlock("putSync");
      const attempt = () => (this.#core.ring.put(item) ? DONE : undefined);
      waitSync(
        this.#core.heap,
        this.#place,
        this.#core.naps,
        attempt,
        timeoutMs,
        () => fullQueue(this.#core.maxsize, timeoutMs),
        slot,
        "putSync",
      );
    } catch (error) {
      dropPacked(item);
      throw error;
    }
  }

  #begin(slot: number): void {
    if (!this.#core.pipe) {
      this.#core.holders.takePart(slot, SLOT_WRITER);
      return;
    }
    this.#core.holders.become(slot, SLOT_WRITER, ROLE.active);
    const broken = this.#broken(false);
    if (broken !== undefined) throw broken;
  }

  /** What a send is told when nobody is left who could receive. */
  #broken(ask: boolean): unknown {
    const end = this.#core.holders.ends.ended(SLOT_READER, ask);
    return end === undefined ? undefined : brokenPipe(end.died);
  }

  /** What a put is told that would wait for ever. */
  #endOfRoom(ask: boolean, blocked: number): unknown {
    const { pipe, ring, holders, maxsize } = this.#core;
    if (pipe) return this.#broken(ask);
    const { version } = holders.ends;
    if (!ask && version === this.#seenRoles) return undefined;
    const end = holders.ends.ended(SLOT_READER, ask, blocked);
    if (end === undefined) {
      this.#seenRoles = version;
      return undefined;
    }
    // The last consumer may have made room before it was seen to have ended.
    return ring.full ? nobodyGets(maxsize, end.died) : undefined;
  }
}
