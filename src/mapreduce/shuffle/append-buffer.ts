import { encodeKey, encodeValue } from "../codec/index.js";
import type { Partitioner } from "./partitioner.js";
import { COMPACT, KEY, words } from "./record.js";
import { prefixAt, TRIPLE, TRIPLE_BYTES } from "./sort.js";
import type { Space } from "./space.js";

/**
 * Map output whose keys are mostly distinct, where a table would be work for nothing: compact records (record.ts) one behind the other from
 * below, and their index (sort.ts) from above, so that the last record's triple comes first.
 */
export class AppendBuffer {
  /** Records added since `open`. */
  records = 0;
  readonly #space: Space;
  readonly #u8: Uint8Array;
  readonly #u32: Uint32Array;
  readonly #partitioner: Partitioner;
  readonly #sorted: boolean;

  constructor(space: Space, partitioner: Partitioner, sorted: boolean) {
    this.#space = space;
    this.#u8 = space.arena.u8;
    this.#u32 = space.arena.u32;
    this.#partitioner = partitioner;
    this.#sorted = sorted;
  }

  reset(): void {
    this.records = 0;
  }

  /**
   * Goes on from a table that has made its index: its entries stay, and what is added stands before them.
   * @param entries triples at the space's floor
   */
  follow(entries: number): void {
    const space = this.#space;
    const from = space.floor >>> 2;
    const to = (space.arena.bytes >>> 2) - TRIPLE * entries;
    this.#u32.copyWithin(to, from, from + TRIPLE * entries);
    space.moveFloor(4 * to);
    this.records = 0;
  }

  /**
   * Adds a pair. False when there is no room: nothing was added then.
   * @throws ValueError, NotPortableError and what the partitioner throws; nothing was added then
   */
  add(key: unknown, value: unknown): boolean {
    const u8 = this.#u8;
    const u32 = this.#u32;
    const space = this.#space;
    const record = space.top;
    const limit = space.limit - TRIPLE_BYTES;
    const keyAt = record + KEY;
    const valueAt = encodeKey(u8, keyAt, limit, key);
    if (valueAt < 0) return false;
    const end = this.#sorted ? encodeKey(u8, valueAt, limit, value) : encodeValue(u8, valueAt, limit, value);
    if (end < 0) return false;
    const partition = this.#partitioner.of(key, u8, keyAt, valueAt);
    const w = record >>> 2;
    u32[w] = ((this.#sorted ? end : valueAt) - keyAt + COMPACT) >>> 0;
    u32[w + 1] = this.#sorted ? 0 : end - valueAt;
    space.limit = limit;
    const t = limit >>> 2;
    u32[t] = partition;
    u32[t + 1] = prefixAt(u32, record, 0);
    u32[t + 2] = record;
    space.top = words(end);
    this.records++;
    return true;
  }
}
