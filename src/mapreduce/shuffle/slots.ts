import { KEY } from "./record.js";
import { TRIPLE_BYTES } from "./sort.js";
import type { Space } from "./space.js";

/** A slot is two words: the key's hash, so that other keys are rarely looked at, and the entry, 0 for a free slot. */
const SLOT_BYTES = 8;
const MOST_FIRST_SLOTS = 8192;
const LEAST_FIRST_SLOTS = 256;

/** Marks an entry in its slot while slots grow: entries are whole words, so the bit is free. */
const PENDING = 1;

/**
 * Where the entry of a key is: open addressing with linear probing, at most two thirds full. The slots lie at the upper end of the arena and
 * grow downwards. A slot's position is its first word.
 */
export class Slots {
  readonly #space: Space;
  readonly #i32: Int32Array;
  readonly #least: number;
  #first = 0;
  #mask = 0;

  constructor(space: Space) {
    this.#space = space;
    this.#i32 = space.arena.i32;
    const share = 2 ** Math.floor(Math.log2(space.arena.bytes / 8 / SLOT_BYTES));
    this.#least = Math.min(MOST_FIRST_SLOTS, Math.max(LEAST_FIRST_SLOTS, share));
    this.reset();
  }

  /**
   * Takes free slots, the space having been reset.
   * @param count a power of two; the fewest unless given
   */
  reset(count: number = this.#least): void {
    if (!this.#space.lower(count * SLOT_BYTES)) {
      count = this.#least;
      this.#space.lower(count * SLOT_BYTES);
    }
    this.#place(count);
    this.#i32.fill(0, this.#first, this.end);
  }

  get first(): number {
    return this.#first;
  }

  /** The word behind the last slot. */
  get end(): number {
    return this.#first + 2 * (this.#mask + 1);
  }

  get count(): number {
    return this.#mask + 1;
  }

  /** Two thirds: then the slots have room for the index that is sorted in their place. */
  get mostEntries(): number {
    return Math.floor((this.count * SLOT_BYTES) / TRIPLE_BYTES);
  }

  /** The slot of the key of `length` bytes that begins at word `key`, with zeros up to a word behind it; or the free one that it may have. */
  find(hash: number, key: number, length: number): number {
    const i32 = this.#i32;
    const first = this.#first;
    const mask = this.#mask;
    const keyEnd = key + ((length + 3) >>> 2);
    for (let s = hash & mask; ; s = (s + 1) & mask) {
      const slot = first + 2 * s;
      const entry = i32[slot + 1]!;
      if (entry === 0) return slot;
      if (i32[slot] !== hash) continue;
      const w = entry >>> 2;
      if (i32[w] !== length) continue;
      const distance = w + (KEY >>> 2) - key;
      let k = key;
      while (k < keyEnd && i32[k] === i32[k + distance]) k++;
      if (k === keyEnd) return slot;
    }
  }

  /**
   * Doubles the slots downwards, without other memory: every entry is marked and then put where it belongs. If that is where a marked one
   * is, they change places, and that one is next (as abseil's `DropDeletesWithoutResize` does). No entry ever passed a place that was given
   * away later, so each is found. False when there is no room.
   */
  grow(): boolean {
    const i32 = this.#i32;
    const old = this.count;
    if (!this.#space.lower(old * SLOT_BYTES)) return false;
    const upper = this.#first;
    const { end } = this;
    this.#place(2 * old);
    i32.fill(0, this.#first, upper);
    for (let slot = upper; slot < end; slot += 2) if (i32[slot + 1] !== 0) i32[slot + 1]! |= PENDING;
    for (let slot = upper; slot < end; slot += 2) {
      if ((i32[slot + 1]! & PENDING) !== 0) this.#settle(slot);
    }
    return true;
  }

  #settle(slot: number): void {
    const i32 = this.#i32;
    let hash = i32[slot]!;
    let entry = i32[slot + 1]!;
    i32[slot + 1] = 0;
    for (;;) {
      let s = hash & this.#mask;
      let to = this.#first + 2 * s;
      while (i32[to + 1] !== 0 && (i32[to + 1]! & PENDING) === 0) {
        s = (s + 1) & this.#mask;
        to = this.#first + 2 * s;
      }
      const nextHash = i32[to]!;
      const next = i32[to + 1]!;
      i32[to] = hash;
      i32[to + 1] = entry & ~PENDING;
      if (next === 0) return;
      hash = nextHash;
      entry = next;
    }
  }

  #place(count: number): void {
    this.#first = this.#space.floor >>> 2;
    this.#mask = count - 1;
  }
}
