import { LEASE_SEGMENTS, LEASES_ADDRESS, PAGE_TABLE_ADDRESS } from "./layout.js";

/** What a lease is; README.md has the transitions. */
export const LEASE = {
  free: 0,
  /** Its taker is about to add a reference to the block. */
  taking: 1,
  /** The taker's, in the name of a message that it is writing. */
  prepared: 2,
  /** The message's. */
  sealed: 3,
  /** A receiver's, as long as its Block lives. */
  held: 4,
  /** Somebody is about to take the reference off the block. */
  dropping: 5,
} as const;

/** Bytes of a record: state, address of the block, and where it is seen whether the message was published: word, value. */
const RECORD_WORDS = 4;
const ADDRESS = 1;
const WORD = 2;
const VALUE = 3;

const SEGMENT_SHIFT = 12;
/** Records of a segment; the first has fewer. */
export const SEGMENT_RECORDS = 1 << SEGMENT_SHIFT;
export const SEGMENT_BYTES = SEGMENT_RECORDS * RECORD_WORDS * 4;
const SEGMENT_LIMIT = 256;
const FIRST_RECORDS = (PAGE_TABLE_ADDRESS - LEASES_ADDRESS) / (RECORD_WORDS * 4);
/** Records looked at before another segment is asked for: so many in a row are taken when the table is nearly full. */
const PROBES = 128;

const INDEX_BITS = 20;
const INDEX_MASK = (1 << INDEX_BITS) - 1;
/** An id is used again after as many turns of a record, and records take turns. */
const VERSION_MASK = (1 << (32 - INDEX_BITS)) - 1;

// state = arena << 15 | version << 3 | kind
const VERSION_SHIFT = 3;
const ARENA_SHIFT = 15;

/** The kind, version and arena of a state word. */
export const leaseKind = (state: number): number => state & 7;
export const leaseArena = (state: number): number => state >>> ARENA_SHIFT;
const versionOf = (state: number): number => (state >>> VERSION_SHIFT) & VERSION_MASK;
const stateOf = (kind: number, version: number, arena: number): number =>
  (arena << ARENA_SHIFT) | (version << VERSION_SHIFT) | kind;

/**
 * The leases: a record for each reference to a block that travels in a message or is held by a thread that didn't make the block. Every
 * change of state is one compare-and-swap. An id is a record's index and a version that changes with each use, so that an old id is
 * told from a new one.
 */
export class LeaseTable {
  readonly #i32: Int32Array;
  readonly #u32: Uint32Array;
  /** Where this thread looks for a free record next. Threads start far apart, lest they meet. */
  #cursor: number;

  constructor(i32: Int32Array, u32: Uint32Array, seed: number) {
    this.#i32 = i32;
    this.#u32 = u32;
    this.#cursor = (seed * 997) % FIRST_RECORDS;
  }

  /**
   * Takes a free record for a block, in state `taking`. Returns its id, or 0 when there is none and `addSegment` gave none either.
   * @param addSegment claims and zeroes SEGMENT_BYTES; gives them to `publish`, which is false when another thread was faster
   */
  take(
    address: number,
    arena: number,
    addSegment: (publish: (segment: number) => boolean) => boolean,
  ): number {
    const i32 = this.#i32;
    for (;;) {
      const segments = this.#segments();
      const total = FIRST_RECORDS + (segments - 1) * SEGMENT_RECORDS;
      const most = segments === SEGMENT_LIMIT ? total : Math.min(PROBES, total);
      for (let probe = 0; probe < most; probe++) {
        this.#cursor = this.#cursor + 1 >= total ? 0 : this.#cursor + 1;
        const index = indexAt(this.#cursor);
        if (index === 0) continue;
        const at = this.#at(index);
        const state = Atomics.load(i32, at);
        if (leaseKind(state) !== LEASE.free) continue;
        const version = (versionOf(state) + 1) & VERSION_MASK;
        const taken = stateOf(LEASE.taking, version, arena);
        if (Atomics.compareExchange(i32, at, state, taken) !== state) continue;
        Atomics.store(i32, at + ADDRESS, address | 0);
        return version * 2 ** INDEX_BITS + index;
      }
      if (segments === SEGMENT_LIMIT) return 0;
      const slot = LEASE_SEGMENTS + segments;
      if (!addSegment((segment) => Atomics.compareExchange(i32, slot, 0, segment | 0) === 0)) return 0;
      // Its records are free.
      this.#cursor = total - 1;
    }
  }

  /** The state word of the lease `id`, or undefined when the id is none or an old one. */
  state(id: number): number | undefined {
    const index = id & INDEX_MASK;
    if (!(id > 0 && id < 2 ** 32 && Number.isInteger(id)) || index === 0) return undefined;
    const segment = index >>> SEGMENT_SHIFT;
    if (segment === 0 ? index >= FIRST_RECORDS : Atomics.load(this.#i32, LEASE_SEGMENTS + segment) === 0) {
      return undefined;
    }
    const state = Atomics.load(this.#i32, this.#at(index));
    return versionOf(state) === Math.floor(id / 2 ** INDEX_BITS) && leaseKind(state) !== LEASE.free
      ? state
      : undefined;
  }

  /** Changes a lease from `state`, which it was seen in, to `kind` in the name of `arena`. False when somebody was faster. */
  change(id: number, state: number, kind: number, arena: number): boolean {
    const at = this.#at(id & INDEX_MASK);
    const next = stateOf(kind, versionOf(state), arena);
    return Atomics.compareExchange(this.#i32, at, state, next) === state;
  }

  /** Allocation that the lease is for. */
  address(id: number): number {
    return this.#u32[this.#at(id & INDEX_MASK) + ADDRESS]!;
  }

  /** Says when the message of a lease counts as published. */
  setCommit(id: number, word: number, value: number): void {
    const at = this.#at(id & INDEX_MASK);
    Atomics.store(this.#i32, at + WORD, word);
    Atomics.store(this.#i32, at + VALUE, value);
  }

  /** Address of the counter that publishes the message of a sealed lease; 0 when it was published from the start. */
  commitAddress(id: number): number {
    return Atomics.load(this.#u32, this.#at(id & INDEX_MASK) + WORD) * 4;
  }

  /** Whether the message of a sealed lease was published. */
  published(id: number): boolean {
    const i32 = this.#i32;
    const at = this.#at(id & INDEX_MASK);
    const word = Atomics.load(this.#u32, at + WORD);
    return word === 0 || ((Atomics.load(i32, word) - Atomics.load(i32, at + VALUE)) | 0) >= 0;
  }

  /** Ids of all leases that are in use, with their states. */
  *inUse(): Generator<{ id: number; state: number }> {
    const total = FIRST_RECORDS + (this.#segments() - 1) * SEGMENT_RECORDS;
    for (let k = 1; k < total; k++) {
      const index = indexAt(k);
      const state = Atomics.load(this.#i32, this.#at(index));
      if (leaseKind(state) !== LEASE.free) yield { id: versionOf(state) * 2 ** INDEX_BITS + index, state };
    }
  }

  /** Whether a stretch of pages is a segment of the table. */
  isSegment(address: number): boolean {
    const segments = this.#segments();
    for (let k = 1; k < segments; k++) if (this.#u32[LEASE_SEGMENTS + k] === address) return true;
    return false;
  }

  #segments(): number {
    let count = 1;
    while (count < SEGMENT_LIMIT && Atomics.load(this.#i32, LEASE_SEGMENTS + count) !== 0) count++;
    return count;
  }

  /** First word of a record, as an index into the views. */
  #at(index: number): number {
    const segment = index >>> SEGMENT_SHIFT;
    const start = segment === 0 ? LEASES_ADDRESS : this.#u32[LEASE_SEGMENTS + segment]!;
    return (start >>> 2) + (index & (SEGMENT_RECORDS - 1)) * RECORD_WORDS;
  }
}

/** The index of the k-th record: the first segment ends early. Index 0 is none. */
function indexAt(k: number): number {
  return k < FIRST_RECORDS ? k : k - FIRST_RECORDS + SEGMENT_RECORDS;
}
