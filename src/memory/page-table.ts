import { atKillPoint } from "../events/index.js";
import { CONTROL, FIRST_PAGE, PAGE_TABLE_ADDRESS } from "./layout.js";

/**
 * kind << 28 | arena << 20 | length (heads) or distance to the head (continuations). A free page is 0. `claiming` and `releasing` are heads of
 * stretches that the arena's owner is about to use or give back; `table` is a segment of the lease table.
 */
export const PAGE_KIND = { claiming: 1, run: 2, large: 3, rest: 4, releasing: 5, table: 6 } as const;
export type StretchKind = 2 | 3 | 6;

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
 * word and rolled back when another thread was there first, so no thread ever waits for another. It stays `claiming` until what lies in it
 * is in order, and is `releasing` from the moment when that doesn't count any more: a thread that is terminated in the middle leaves
 * words that name it and say what to do.
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

  /** First page of `length` pages that `arena` may now put in order and `commit`, or 0 when there is no such stretch. */
  claim(length: number, arena: number): number {
    const recent = this.#claimRecent(length, arena);
    if (recent !== 0) return recent;
    const words = this.#words;
    const cursor = this.#cursor(length);
    if (cursor !== undefined) {
      const page = this.#scan(cursor, this.#end, length, arena, -1, { races: 0 });
      if (page !== 0) return page;
    }
    for (let scan = 0; scan < SCAN_LIMIT; scan++) {
      const hint = Atomics.load(words, CONTROL.lowestFree);
      const lost = { races: 0 };
      const page = this.#scan(hint, this.#end, length, arena, hint, lost);
      if (page !== 0) return page;
      // The hint can be too high (it is only a hint): look below it before giving up.
      const low = this.#scan(FIRST_PAGE, Math.min(this.#end, hint + length), length, arena, -1, lost);
      if (low !== 0) return low;
      if (lost.races === 0) return 0;
    }
    return 0;
  }

  /** What lies in the claimed stretch at `page` is in order: from now on it is a stretch of that kind. */
  commit(page: number, length: number, arena: number, kind: StretchKind): void {
    Atomics.store(this.#words, TABLE + page, (kind << KIND_SHIFT) | (arena << OWNER_SHIFT) | length);
  }

  /** The owner of arena `by` begins to give the stretch at `page` back: all of it but the first page is free when this returns. */
  vacate(page: number, by: number): void {
    const words = this.#words;
    const length = words[TABLE + page]! & LENGTH_MASK;
    Atomics.store(words, TABLE + page, (PAGE_KIND.releasing << KIND_SHIFT) | (by << OWNER_SHIFT) | length);
    atKillPoint?.("release.marked");
    this.#freeRests(page, length);
  }

  /** Gives back the first page of a vacated stretch, the last step. */
  free(page: number): void {
    const words = this.#words;
    const length = words[TABLE + page]! & LENGTH_MASK;
    Atomics.store(words, TABLE + page, 0);
    atKillPoint?.("release.freed");
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
  }

  /** Pages of the stretch that starts at `page`. */
  length(page: number): number {
    return this.#words[TABLE + page]! & LENGTH_MASK;
  }

  /** The kind, arena and length (of a head) of a page. */
  at(page: number): { kind: number; arena: number; length: number } {
    const word = Atomics.load(this.#words, TABLE + page);
    return {
      kind: word >>> KIND_SHIFT,
      arena: (word >>> OWNER_SHIFT) & 0xff,
      length: word & LENGTH_MASK,
    };
  }

  /**
   * The first page from `from` on that heads a stretch of `arena`, or one that its owner was claiming or releasing; 0 when there is none
   * any more. Other threads may claim and release pages meanwhile.
   */
  nextOf(arena: number, from: number): number {
    const words = this.#words;
    for (let page = from; page < this.#end; page++) {
      const word = Atomics.load(words, TABLE + page);
      const kind = word >>> KIND_SHIFT;
      if (word !== 0 && ((word >>> OWNER_SHIFT) & 0xff) === arena && kind !== PAGE_KIND.rest) return page;
    }
    return 0;
  }

  /** Gives back what a dead thread left `claiming` or `releasing` at `page`. Idempotent. */
  finish(page: number): void {
    // A claim has its first pages, a release may have given back its last.
    this.#freeRests(
      page,
      this.at(page).kind === PAGE_KIND.claiming ? this.#claimed(page) : this.at(page).length,
    );
    this.free(page);
  }

  #claimed(page: number): number {
    let length = 1;
    while (page + length < this.#end && this.#isRest(page, length)) length++;
    return length;
  }

  /** Whether the k-th page from `page` on belongs to its stretch: no other has a page at that distance. */
  #isRest(page: number, k: number): boolean {
    const word = Atomics.load(this.#words, TABLE + page + k);
    return word >>> KIND_SHIFT === PAGE_KIND.rest && (word & LENGTH_MASK) === k;
  }

  /** Frees all pages of a stretch but the first, from the last on; those that are free already, or another's, stay as they are. */
  #freeRests(page: number, length: number): void {
    for (let k = length - 1; k >= 1; k--) {
      if (this.#isRest(page, k)) Atomics.store(this.#words, TABLE + page + k, 0);
      atKillPoint?.("release.rest");
    }
  }

  /** First page of the claimed stretch that holds `page`. */
  head(page: number): number {
    const word = this.#words[TABLE + page]!;
    return word >>> KIND_SHIFT === PAGE_KIND.rest ? page - (word & LENGTH_MASK) : page;
  }

  #claimRecent(length: number, arena: number): number {
    const recent = this.#recent.get(length);
    if (recent === undefined) return 0;
    for (let page = recent.pop(); page !== undefined; page = recent.pop()) {
      if (this.#take(page, length, arena) === length) return page;
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
      const taken = this.#take(page, length, arena);
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
  #take(page: number, length: number, arena: number): number {
    const words = this.#words;
    const owner = arena << OWNER_SHIFT;
    const claiming = (PAGE_KIND.claiming << KIND_SHIFT) | owner | 1;
    if (Atomics.compareExchange(words, TABLE + page, 0, claiming) !== 0) return 0;
    atKillPoint?.("claim.first");
    for (let k = 1; k < length; k++) {
      const rest = (PAGE_KIND.rest << KIND_SHIFT) | owner | k;
      if (Atomics.compareExchange(words, TABLE + page + k, 0, rest) !== 0) {
        for (let back = k - 1; back >= 0; back--) {
          Atomics.store(words, TABLE + page + back, 0);
          atKillPoint?.("claim.back");
        }
        return k;
      }
      atKillPoint?.("claim.rest");
    }
    return length;
  }
}
