import { CONTROL, FIRST_PAGE, PAGE_TABLE_ADDRESS } from "./layout.js";

/** kind << 28 | arena << 20 | length (heads) or distance to the head (continuations). A free page is 0. */
export const PAGE_KIND = { claiming: 1, run: 2, large: 3, rest: 4 } as const;

const KIND_SHIFT = 28;
const OWNER_SHIFT = 20;
const LENGTH_MASK = (1 << OWNER_SHIFT) - 1;
const TABLE = PAGE_TABLE_ADDRESS >>> 2;
/** Full scans after which a claim that keeps meeting other threads gives up. Each needs another thread to have won pages. */
const SCAN_LIMIT = 16;
/** Stretches of one length that this thread remembers to have freed; past it the older half is forgotten. */
const RECENT_LIMIT = 8192;

/**
 * The lock-free page table: each word is claimed by one compare-and-swap and given back by one store. A stretch is claimed word by
 * word and rolled back when another thread was there first, so no thread ever waits for another, and a thread that is
 * terminated in the middle leaves words that name it as the owner, nothing else.
 *
 * Neighbouring free stretches need no coalescing: free pages carry no structure.
 */
export class PageTable {
  readonly #words: Int32Array;
  readonly #end: number;
  /**
   * First pages of the stretches that this thread freed, by length, latest last: their memory is touched, and perhaps still in cache.
   * Hints only: the pages are free and anyone may take them, so nothing is hoarded.
   */
  readonly #recent = new Map<number, number[]>();
  /** Where the last scan for a length ended, good as long as nobody has released pages since. */
  readonly #cursors = new Map<number, number>();
  #cursorEpoch = -1;

  constructor(words: Int32Array, endPage: number) {
    this.#words = words;
    this.#end = endPage;
  }

  /** First page of `length` pages now owned by `arena`, or 0 when there is no such stretch. */
  claim(length: number, arena: number, kind: 2 | 3): number {
    const recent = this.#claimRecent(length, arena, kind);
    if (recent !== 0) return recent;
    const words = this.#words;
    const cursor = this.#cursor(length);
    if (cursor !== undefined) {
      const page = this.#scan(cursor, this.#end, length, arena, kind, -1, { races: 0 });
      if (page !== 0) return page;
    }
    for (let scan = 0; scan < SCAN_LIMIT; scan++) {
      const hint = Atomics.load(words, CONTROL.lowestFree);
      const lost = { races: 0 };
      const page = this.#scan(hint, this.#end, length, arena, kind, hint, lost);
      if (page !== 0) return page;
      // The hint can be too high (it is only a hint): look below it before giving up.
      const low = this.#scan(FIRST_PAGE, Math.min(this.#end, hint + length), length, arena, kind, -1, lost);
      if (low !== 0) return low;
      if (lost.races === 0) return 0;
    }
    return 0;
  }

  /** Gives back the stretch that starts at `page`. Returns its length. */
  release(page: number): number {
    const words = this.#words;
    const length = words[TABLE + page]! & LENGTH_MASK;
    for (let k = length - 1; k >= 0; k--) Atomics.store(words, TABLE + page + k, 0);
    let low = Atomics.load(words, CONTROL.lowestFree);
    while (page < low) {
      const seen = Atomics.compareExchange(words, CONTROL.lowestFree, low, page);
      if (seen === low) break;
      low = seen;
    }
    Atomics.add(words, CONTROL.releases, 1);
    const recent = this.#recent.get(length);
    if (recent === undefined) this.#recent.set(length, [page]);
    else if (recent.push(page) > RECENT_LIMIT) recent.splice(0, RECENT_LIMIT >>> 1);
    return length;
  }

  /** First page of the claimed stretch that holds `page`. */
  head(page: number): number {
    const word = this.#words[TABLE + page]!;
    return word >>> KIND_SHIFT === PAGE_KIND.rest ? page - (word & LENGTH_MASK) : page;
  }

  #claimRecent(length: number, arena: number, kind: number): number {
    const recent = this.#recent.get(length);
    if (recent === undefined) return 0;
    for (let page = recent.pop(); page !== undefined; page = recent.pop()) {
      if (this.#take(page, length, arena, kind) === length) return page;
    }
    return 0;
  }

  #cursor(length: number): number | undefined {
    const epoch = Atomics.load(this.#words, CONTROL.releases);
    if (epoch === this.#cursorEpoch) return this.#cursors.get(length);
    this.#cursorEpoch = epoch;
    this.#cursors.clear();
    return undefined;
  }

  /**
   * First fit from below, so that the process touches as few different pages as it can: WebAssembly can't give physical pages back.
   * `hint` is the value of lowestFree that the scan started from, or -1 when it started elsewhere.
   */
  #scan(
    from: number,
    end: number,
    length: number,
    arena: number,
    kind: number,
    hint: number,
    lost: { races: number },
  ): number {
    const words = this.#words;
    let firstFree = -1;
    let page = from;
    while (page + length <= end) {
      const word = Atomics.load(words, TABLE + page);
      if (word !== 0) {
        // A head says how long its stretch is; elsewhere the step is one page.
        const k = word >>> KIND_SHIFT;
        page += k === PAGE_KIND.run || k === PAGE_KIND.large ? word & LENGTH_MASK : 1;
        continue;
      }
      if (firstFree < 0) firstFree = page;
      let free = 1;
      while (free < length && Atomics.load(words, TABLE + page + free) === 0) free++;
      if (free < length) {
        page += free;
        continue;
      }
      const taken = this.#take(page, length, arena, kind);
      if (taken === length) {
        if (hint >= 0) {
          const next = firstFree === page ? page + length : firstFree;
          Atomics.compareExchange(words, CONTROL.lowestFree, hint, next);
        }
        this.#cursors.set(length, page + length);
        return page;
      }
      lost.races++;
      page += taken + 1;
    }
    return 0;
  }

  /** Claims `length` pages from `page` on; on meeting one that is taken, gives back the ones before it. Returns how many it got. */
  #take(page: number, length: number, arena: number, kind: number): number {
    const words = this.#words;
    const owner = arena << OWNER_SHIFT;
    const claiming = (PAGE_KIND.claiming << KIND_SHIFT) | owner | 1;
    if (Atomics.compareExchange(words, TABLE + page, 0, claiming) !== 0) return 0;
    for (let k = 1; k < length; k++) {
      const rest = (PAGE_KIND.rest << KIND_SHIFT) | owner | k;
      if (Atomics.compareExchange(words, TABLE + page + k, 0, rest) !== 0) {
        for (let back = k - 1; back >= 0; back--) Atomics.store(words, TABLE + page + back, 0);
        return k;
      }
    }
    Atomics.store(words, TABLE + page, (kind << KIND_SHIFT) | owner | length);
    return length;
  }
}
