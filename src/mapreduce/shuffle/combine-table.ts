import { Cursor, decodeKey, encodeKey, encodeValue, keyEnd, valueEnd } from "../codec/index.js";
import type { Combining } from "./combining.js";
import { hashWords } from "./hash-words.js";
import type { Partitioner } from "./partitioner.js";
import {
  END,
  ENTRY_BYTES,
  FEW_BYTES,
  hasSeveral,
  KEY,
  NEXT,
  PARTITION,
  PARTITION_BITS,
  POS,
  STUBBORN,
  USED,
  valuesLength,
  words,
} from "./record.js";
import { SHORT_KEY_BYTES, ShortKeys } from "./short-keys.js";
import { Slots } from "./slots.js";
import { prefixAt, TRIPLE } from "./sort.js";
import type { Space } from "./space.js";
import { ValueChains } from "./value-chains.js";

/** Room for values in a new entry: eight ones, or a small number after combining. */
const INLINE_BYTES = FEW_BYTES;

/**
 * When a chunk of this size is full, the combiner folds its key's values. It and those before it hold some 500 bytes, over which the call of
 * a generator function costs 1 to 2 ns a value.
 */
const FOLD_CHUNK = 256;

/** What a pair with a key of the combiner's own may need, besides its bytes: an entry, or a chunk. */
const OTHER_BYTES = ENTRY_BYTES + KEY + words(1) + INLINE_BYTES + ValueChains.ADD_BYTES;

/** Two varints of up to 5 bytes before each group of a run. */
const LENGTHS_BYTES = 10;

export const ADDED = 0;
/** Added, and the table has just grown. */
export const GREW = 1;
/** Nothing was added: there is no room. */
export const FULL = 2;

/**
 * The keys of map output, each with its values. The key is encoded where a new entry (record.ts) would have it: so one that is there already
 * costs no copy, and a new one is in place.
 */
export class CombineTable {
  /** Pairs added since `reset`, and keys. */
  records = 0;
  entries = 0;
  /** Values of each partition in the table. */
  readonly counts: Float64Array;
  readonly #space: Space;
  readonly #u8: Uint8Array;
  readonly #i32: Int32Array;
  readonly #u32: Uint32Array;
  readonly #slots: Slots;
  readonly #chains: ValueChains;
  readonly #partitioner: Partitioner;
  readonly #combining: Combining | undefined;
  readonly #cursor = new Cursor();
  readonly #short: ShortKeys;
  #mostEntries: number;

  constructor(space: Space, partitions: number, partitioner: Partitioner, combining: Combining | undefined) {
    const { u8, i32, u32 } = space.arena;
    this.#space = space;
    this.#u8 = u8;
    this.#i32 = i32;
    this.#u32 = u32;
    this.#slots = new Slots(space);
    this.#mostEntries = this.#slots.mostEntries;
    this.#chains = new ValueChains(space);
    this.#partitioner = partitioner;
    this.#combining = combining;
    this.counts = new Float64Array(partitions);
    this.#short = new ShortKeys(space.arena, this.counts);
  }

  /** Empties the table, the space having been reset. @param slots how many to begin with */
  reset(slots?: number): void {
    this.records = 0;
    this.entries = 0;
    this.counts.fill(0);
    this.#short.clear();
    this.#slots.reset(slots);
    this.#mostEntries = this.#slots.mostEntries;
  }

  get slots(): number {
    return this.#slots.count;
  }

  /**
   * Adds a pair.
   * @throws ValueError, NotPortableError and what the combiner or partitioner throws; nothing was added then
   */
  add(key: unknown, value: unknown): number {
    const short = this.#short;
    const isShort = typeof key === "string" && short.pack(key);
    if (isShort) {
      const { entry } = short;
      if (entry !== 0) {
        if (!short.wait(value)) return this.#addToShort(entry, value);
        this.records++;
        return ADDED;
      }
    }
    const u8 = this.#u8;
    const i32 = this.#i32;
    const { top, limit } = this.#space;
    const keyAt = top + (ENTRY_BYTES + KEY);
    let length: number;
    if (isShort) {
      if (keyAt + SHORT_KEY_BYTES > limit) return FULL;
      length = short.write(keyAt >>> 2);
    } else {
      const behind = encodeKey(u8, keyAt, limit - 3, key);
      if (behind < 0) return FULL;
      // Zeros up to the word's end: keys are compared and hashed by words.
      u8[behind] = 0;
      u8[behind + 1] = 0;
      u8[behind + 2] = 0;
      length = behind - keyAt;
    }
    const hash = hashWords(i32, keyAt >>> 2, length);
    const slot = this.#slots.find(hash, keyAt >>> 2, length);
    const entry = i32[slot + 1]!;
    if (entry === 0) return this.#insert(slot, hash, key, length, value);
    return isShort ? this.#addToShort(entry, value) : this.#addTo(entry, value);
  }

  #addToShort(entry: number, value: unknown): number {
    const done = this.#addTo(entry, value);
    if (done === ADDED) this.#short.keep(entry);
    return done;
  }

  #addTo(entry: number, value: unknown): number {
    const i32 = this.#i32;
    const w = entry >>> 2;
    const pos = encodeValue(this.#u8, i32[w + POS]!, i32[w + END]!, value);
    if (pos >= 0) i32[w + POS] = pos;
    else if (!this.#extend(entry, value)) return FULL;
    this.counts[i32[w + PARTITION]! & PARTITION_BITS]!++;
    this.records++;
    return ADDED;
  }

  /** Makes an entry of the key at the top of the space. */
  #insert(slot: number, hash: number, key: unknown, length: number, value: unknown): number {
    const space = this.#space;
    if (this.entries >= this.#mostEntries) return FULL;
    const keyAt = space.top + (ENTRY_BYTES + KEY);
    const values = keyAt + words(length);
    const pos = encodeValue(this.#u8, values, space.limit, value);
    if (pos < 0) return FULL;
    const partition = this.#partitioner.of(key, this.#u8, keyAt, keyAt + length);
    this.#enter(slot, hash, length, partition, pos);
    this.records++;
    // Only now: the new key's bytes lay where the slots may lie after it.
    if (this.entries < this.#mostEntries || !this.#slots.grow()) return ADDED;
    this.#mostEntries = this.#slots.mostEntries;
    return GREW;
  }

  /** Makes what lies at the top of the space an entry: a key, and inline values up to `pos`. */
  #enter(slot: number, hash: number, length: number, partition: number, pos: number): void {
    const i32 = this.#i32;
    const space = this.#space;
    const entry = space.top + ENTRY_BYTES;
    const w = entry >>> 2;
    const end = words(Math.max(pos, entry + KEY + words(length) + INLINE_BYTES));
    i32[w] = length;
    i32[w + USED] = 0;
    i32[w + PARTITION] = partition;
    i32[w + POS] = pos;
    i32[w + END] = Math.min(end, space.limit);
    i32[w + NEXT] = 0;
    i32[slot] = hash;
    i32[slot + 1] = entry;
    space.top = i32[w + END]!;
    this.counts[partition]!++;
    this.entries++;
  }

  /** Adds a value where the last chunk has no room for it. */
  #extend(entry: number, value: unknown): boolean {
    const i32 = this.#i32;
    const w = entry >>> 2;
    const folds = this.#combining !== undefined && i32[w + PARTITION]! < STUBBORN;
    if (folds && this.#chains.lastSize(entry) >= FOLD_CHUNK) {
      this.#foldEarly(entry);
      const pos = encodeValue(this.#u8, i32[w + POS]!, i32[w + END]!, value);
      if (pos >= 0) {
        i32[w + POS] = pos;
        return true;
      }
    }
    return this.#chains.add(entry, value);
  }

  /** Combines the values of a key that has many. If that doesn't halve them, the key is left alone until memory is short. */
  #foldEarly(entry: number): void {
    const combining = this.#combining!;
    const w = entry >>> 2;
    const halved =
      combining.runRecord(entry, this.#i32[w]!) &&
      2 * (combining.end - combining.start) <= valuesLength(this.#u32, entry);
    if (!(halved && this.#replace(entry, true))) this.#i32[w + PARTITION]! |= STUBBORN;
  }

  /**
   * Combines the values of every key that has more than a few bytes of them. What can't be replaced, because it became more, stays as it was.
   * @throws what the combiner throws; every key is whole then
   */
  foldAll(): void {
    const combining = this.#combining;
    if (combining === undefined) return;
    this.#short.settle();
    const i32 = this.#i32;
    const { first, end } = this.#slots;
    // Keys that a combiner makes up enter free slots meanwhile: none moves.
    for (let slot = first; slot < end; slot += 2) {
      const entry = i32[slot + 1]!;
      if (entry === 0 || !this.#isWorthCombining(entry)) continue;
      const w = entry >>> 2;
      if (combining.runRecord(entry, i32[w]!) && this.#replace(entry, false)) {
        i32[w + PARTITION]! &= PARTITION_BITS;
      }
    }
  }

  /** Whether the key has several values and more than a few bytes of them, or chunks, of which combining may give some back. */
  #isWorthCombining(entry: number): boolean {
    const u32 = this.#u32;
    if (u32[(entry >>> 2) + NEXT]! !== 0) return true;
    return valuesLength(u32, entry) > FEW_BYTES && hasSeveral(this.#u8, u32, entry);
  }

  /** Puts the combiner's output in the place of an entry's values. False when there is no room: nothing was changed then. */
  #replace(entry: number, grows: boolean): boolean {
    const { start, end, count, consumed, others } = this.#combining!;
    if (others > 0 && !this.#canTakeOthers(end - start)) return false;
    if (!this.#chains.replace(entry, start, end, grows)) return false;
    this.counts[this.#i32[(entry >>> 2) + PARTITION]! & PARTITION_BITS]! += count - consumed;
    if (others > 0) this.#addOthers();
    return true;
  }

  /** Whether pairs with other keys, which the combiner made, all find room beside the others: else none of its output is used. */
  #canTakeOthers(besides: number): boolean {
    const { others, othersStart, othersEnd } = this.#combining!;
    const bytes = othersEnd - othersStart + others * OTHER_BYTES + besides + ValueChains.ADD_BYTES;
    return bytes <= this.#space.limit - this.#space.top && this.entries + others <= this.#mostEntries;
  }

  #addOthers(): void {
    this.#short.settle();
    const { othersStart, othersEnd } = this.#combining!;
    const u8 = this.#u8;
    for (let at = othersStart; at < othersEnd; ) {
      const value = keyEnd(u8, at);
      const end = valueEnd(u8, value);
      this.#addEncoded(at, value, end);
      at = end;
    }
  }

  /** Adds the pair whose key is `[at, value)` and whose value is `[value, end)`. There is room. Nothing is combined. */
  #addEncoded(at: number, value: number, end: number): void {
    const u8 = this.#u8;
    const length = value - at;
    const keyAt = this.#space.top + (ENTRY_BYTES + KEY);
    const values = keyAt + words(length);
    u8.copyWithin(keyAt, at, value);
    u8.fill(0, keyAt + length, values);
    const hash = hashWords(this.#i32, keyAt >>> 2, length);
    const slot = this.#slots.find(hash, keyAt >>> 2, length);
    const entry = this.#i32[slot + 1]!;
    if (entry !== 0) {
      this.#chains.addBytes(entry, value, end);
      this.counts[this.#i32[(entry >>> 2) + PARTITION]! & PARTITION_BITS]!++;
      return;
    }
    const cursor = this.#cursor;
    cursor.at = at;
    const partition = this.#partitioner.of(decodeKey(u8, cursor), u8, at, value);
    u8.copyWithin(values, value, end);
    this.#enter(slot, hash, length, partition, values + end - value);
  }

  /**
   * Makes an index (sort.ts) of all entries, in the place of the slots: the table is over until `reset`.
   * @returns bytes that a run of them needs at most
   */
  toIndex(): number {
    this.#short.settle();
    const i32 = this.#i32;
    const u32 = this.#u32;
    const { first, end } = this.#slots;
    let list = first;
    for (let slot = first; slot < end; slot += 2) {
      const entry = i32[slot + 1]!;
      if (entry !== 0) i32[list++] = entry;
    }
    let bytes = 0;
    // From the last one on, as the index is three times as long as the list that it is made of.
    for (let e = this.entries - 1; e >= 0; e--) {
      const entry = u32[first + e]!;
      const t = first + TRIPLE * e;
      u32[t] = u32[(entry >>> 2) + PARTITION]! & PARTITION_BITS;
      u32[t + 1] = prefixAt(u32, entry, 0);
      u32[t + 2] = entry;
      bytes += u32[entry >>> 2]! + valuesLength(u32, entry) + LENGTHS_BYTES;
    }
    return bytes;
  }
}
