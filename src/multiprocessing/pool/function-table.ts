/** Which functions a worker has. The owner decides, so both sides always agree. */

/**
 * Functions that a worker keeps. A program that makes a closure for each call would fill it with thousands; those that come back are
 * seldom more than a few.
 */
const CAPACITY = 64;

/** Ids by key (the parcel, or the call if the parcel holds leases and so can be opened once only); the least recently used goes first. */
export class FunctionTable {
  readonly #ids = new Map<object, number>();
  #next = 1;
  /** The last one asked for: nearly always the next one too. */
  #lastKey: object | undefined;
  #lastId = 0;

  /** The id of a function that the worker has, or 0. */
  find(key: object): number {
    if (key === this.#lastKey) return this.#lastId;
    const id = this.#ids.get(key);
    if (id === undefined) return 0;
    this.#ids.delete(key);
    this.#ids.set(key, id);
    this.#lastKey = key;
    this.#lastId = id;
    return id;
  }

  /** A fresh id for a function about to be sent. */
  add(key: object): number {
    const id = this.#next++;
    this.#ids.set(key, id);
    this.#lastKey = key;
    this.#lastId = id;
    return id;
  }

  /** The id of a function that the worker shall forget before it gets another, or 0 while there is room. */
  evict(): number {
    if (this.#ids.size < CAPACITY) return 0;
    for (const [key, id] of this.#ids) {
      this.#ids.delete(key);
      if (key === this.#lastKey) this.#lastKey = undefined;
      return id;
    }
    return 0;
  }

  get size(): number {
    return this.#ids.size;
  }
}
