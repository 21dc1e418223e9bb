import { KEY_STRING, SMALL_INT } from "../codec/index.js";
import type { Arena } from "./arena.js";
import { END, PARTITION, PARTITION_BITS, POS } from "./record.js";

/** A power of two. Of a mail corpus' words 4096 places find 87 of 100 and a quarter of them 77; these are 64 KiB, which stay in a core's cache. */
const PLACES = 4096;
/** Words of a place: eight characters of the key, its entry, and what waits. */
const PLACE = 4;
const LONGEST = 8;

/** What waits: the byte of the value, how many may wait, and how many do. */
const ROOM_SHIFT = 8;
const COUNT_SHIFT = 16;
const MOST_WAITING = 0xff;
const ONE = 1 << COUNT_SHIFT;

/** What `write` writes. */
export const SHORT_KEY_BYTES = 12;

/**
 * Short keys that came lately. Up to eight characters of ASCII are two words, which are the key itself and not a hash of it (as the first bytes
 * of a string are in T. Neumann and M. Freitag, "Umbra: A Disk-Based System with In-Memory Performance", CIDR 2020): so a key is found
 * by comparing two numbers, in the one place that it may have, without encoding it and without a look at its entry. Words that people write
 * mostly come again soon.
 *
 * A small whole number that comes again and again, as the ones that are counted do, waits in the key's place, where only their number grows. An
 * entry lies somewhere in megabytes, between which and the strings that a mapper makes the processor's cache is shared: without this, adding
 * took two and a half times as long (155 ns for a word of a mail, 60 where the words were there before). For each that waits the entry has
 * room already; nobody else may use that room before `settle`.
 */
export class ShortKeys {
  readonly #arena: Arena;
  /** Values in each partition; those that wait aren't among them. */
  readonly #counts: Float64Array;
  readonly #places = new Int32Array(PLACES * PLACE);
  #isEmpty = true;
  #low = 0;
  #high = 0;
  #length = 0;
  #place = 0;

  constructor(arena: Arena, counts: Float64Array) {
    this.#arena = arena;
    this.#counts = counts;
  }

  /** Takes a key. False for one that has no place. */
  pack(key: string): boolean {
    const { length } = key;
    if (length > LONGEST) return false;
    let low = 0;
    let high = 0;
    // Negative for the characters 0 and 1, which keys have in another form.
    let least = 0;
    let most = 0;
    for (let i = 0; i < length; i++) {
      const unit = key.charCodeAt(i);
      least |= unit - 2;
      most |= unit;
      if (i < 4) low |= unit << (i << 3);
      else high |= unit << (i << 3);
    }
    if ((least | (0x7f - most)) < 0) return false;
    this.#low = low;
    this.#high = high;
    this.#length = length;
    this.#place = ((Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 18) & (PLACES - 1)) * PLACE;
    return true;
  }

  /** The entry of the key that was taken; 0 when another one is in its place. */
  get entry(): number {
    const places = this.#places;
    const at = this.#place;
    return places[at] === this.#low && places[at + 1] === this.#high ? places[at + 2]! : 0;
  }

  /** Has a value of the key that was taken, which is in its place, wait. False if it can't: then nothing waits for the key any more. */
  wait(value: unknown): boolean {
    const places = this.#places;
    const at = this.#place + 3;
    const state = places[at]!;
    // 0 could be -0.
    if (typeof value === "number" && value > 0 && value < 0x80 && (value | 0) === value) {
      const byte = SMALL_INT | value;
      const next = state + ONE;
      if (next >>> COUNT_SHIFT <= ((state >>> ROOM_SHIFT) & 0xff)) {
        if (state < ONE || (state & 0xff) === byte) {
          places[at] = (next & ~0xff) | byte;
          return true;
        }
      }
    }
    if (state >= ONE) this.#settle(this.#place);
    return false;
  }

  /** Puts the key that was taken in its place, with its entry, after a value was added there. */
  keep(entry: number): void {
    const places = this.#places;
    const at = this.#place;
    if (places[at + 3]! >= ONE) this.#settle(at);
    const { i32 } = this.#arena;
    const w = entry >>> 2;
    const room = i32[w + END]! - i32[w + POS]!;
    this.#isEmpty = false;
    places[at] = this.#low;
    places[at + 1] = this.#high;
    places[at + 2] = entry;
    places[at + 3] = (room < MOST_WAITING ? room : MOST_WAITING) << ROOM_SHIFT;
  }

  /** Writes the key that was taken as `encodeKey` does, with zeros up to a word's end: three words from `word` on. Returns its bytes. */
  write(word: number): number {
    const { i32 } = this.#arena;
    const low = this.#low;
    const high = this.#high;
    i32[word] = KEY_STRING | (low << 8);
    i32[word + 1] = (low >>> 24) | (high << 8);
    i32[word + 2] = high >>> 24;
    return this.#length + 2;
  }

  /** Adds all that wait to their entries, and forgets the keys. */
  settle(): void {
    if (this.#isEmpty) return;
    const places = this.#places;
    for (let at = 0; at < places.length; at += PLACE) {
      if (places[at + 3]! >= ONE) this.#settle(at);
    }
    this.clear();
  }

  /** Forgets the keys, and what waits for them: entries are no longer where they were. */
  clear(): void {
    this.#places.fill(0);
    this.#isEmpty = true;
  }

  #settle(at: number): void {
    const { u8, i32 } = this.#arena;
    const places = this.#places;
    const state = places[at + 3]!;
    const count = state >>> COUNT_SHIFT;
    const w = places[at + 2]! >>> 2;
    const pos = i32[w + POS]!;
    for (let i = pos; i < pos + count; i++) u8[i] = state;
    i32[w + POS] = pos + count;
    this.#counts[i32[w + PARTITION]! & PARTITION_BITS]! += count;
    places[at + 3] = 0;
  }
}
