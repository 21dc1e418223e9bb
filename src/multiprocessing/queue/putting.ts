import { AsyncWaiters } from "./async-waiters.js";
import { ROLE } from "./holders.js";
import { HEAD, PUT_SLEEPERS, SLOT_READER, SLOT_WRITER } from "./layout.js";
import type { LocalCore } from "./local-core.js";
import type { Place } from "./place.js";
import { brokenPipe, fullQueue } from "./queue-errors.js";
import { dropPacked, type Item } from "./record.js";
import { waitSync } from "./wait-sync.js";

const DONE = { value: undefined } as const;

/** The producers' side of a queue in this process. */
export class Putting {
  readonly #core: LocalCore;
  readonly #place: Place;
  readonly #waiters: AsyncWaiters<void>;

  constructor(core: LocalCore) {
    this.#core = core;
    this.#place = {
      word: core.base + HEAD,
      sleepers: core.base + PUT_SLEEPERS,
      ready: () => !core.ring.full,
      amount: () => core.maxsize - core.ring.size,
      end: (ask) => (core.pipe ? this.#broken(ask) : undefined),
    };
    this.#waiters = new AsyncWaiters(core.heap, this.#place);
  }

  /**
   * Puts on behalf of the holder with that slot.
   * @param pack gives the item
   */
  put(
    pack: () => Item,
    timeoutMs: number,
    signal: AbortSignal | undefined,
    slot: number,
    owner: object,
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
    return this.#waiters
      .wait(attempt, timeoutMs, () => fullQueue(this.#core.maxsize, timeoutMs), signal, owner)
      .then(
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
        "putSync",
      );
    } catch (error) {
      dropPacked(item);
      throw error;
    }
  }

  #begin(slot: number): void {
    if (Atomics.load(this.#core.heap.i32, slot + SLOT_WRITER) !== ROLE.active) {
      this.#core.holders.become(slot, SLOT_WRITER, ROLE.active);
    }
    if (!this.#core.pipe) return;
    const broken = this.#broken(false);
    if (broken !== undefined) throw broken;
  }

  /** What a send is told when nobody is left who could receive. */
  #broken(ask: boolean): unknown {
    const end = this.#core.holders.ended(SLOT_READER, ask);
    return end === undefined ? undefined : brokenPipe(end.died);
  }
}
