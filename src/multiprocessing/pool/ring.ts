/**
 * A byte ring between one producer and one consumer in shared memory: records of whole words, never split, published by one
 * store of the tail. Lamport, "Specifying Concurrent Program Modules", 1983: with one writer a side, two counters are enough.
 */

/** Words that every record begins with; message.ts says what they mean. The first is the record's length in bytes. */
export const HEADER_WORDS = 10;
export const HEADER_BYTES = HEADER_WORDS * 4;

/** The second word of a record that only fills the ring up to its end. */
export const PAD = 0;

const ALIGN = 8;

/** Length that a record with `bytes` bytes after its header takes in the ring. */
export function recordBytes(bytes: number): number {
  return (HEADER_BYTES + bytes + ALIGN - 1) & -ALIGN;
}

/** Where a ring lies in the heap. Counters are bytes written and read since the beginning, modulo 2^32. */
export interface RingPlace {
  /** Index in `i32` of the producer's counter. */
  readonly tail: number;
  /** Index in `i32` of the consumer's counter. */
  readonly head: number;
  /** Address of the first byte. */
  readonly base: number;
  /** A power of two. */
  readonly capacity: number;
}

/** The producer's end. */
export class RingWriter {
  readonly place: RingPlace;
  readonly #i32: Int32Array;
  /** The counter that the next publication stores; what was reserved and not published lies before it. */
  #tail: number;
  /** The consumer's counter as last seen: it only moves forward, so this is never too optimistic. */
  #head: number;

  constructor(i32: Int32Array, place: RingPlace) {
    this.place = place;
    this.#i32 = i32;
    this.#tail = Atomics.load(i32, place.tail) | 0;
    this.#head = Atomics.load(i32, place.head) | 0;
  }

  /** Bytes that are surely free. A record may need up to twice its length, where the end of the ring is near. */
  free(): number {
    this.#head = Atomics.load(this.#i32, this.place.head) | 0;
    return this.place.capacity - ((this.#tail - this.#head) | 0);
  }

  /**
   * Room for one record of `length` bytes (a multiple of 8).
   * @returns its address, or 0 when the ring hasn't that much room now
   */
  reserve(length: number): number {
    const { capacity, base } = this.place;
    const at = this.#tail & (capacity - 1);
    const toEnd = capacity - at;
    const needed = length <= toEnd ? length : toEnd + length;
    if (capacity - ((this.#tail - this.#head) | 0) < needed && this.free() < needed) return 0;
    if (length > toEnd) {
      const word = (base + at) >>> 2;
      this.#i32[word] = toEnd;
      this.#i32[word + 1] = PAD;
      this.#tail = (this.#tail + toEnd) | 0;
    }
    const address = base + (this.#tail & (capacity - 1));
    this.#tail = (this.#tail + length) | 0;
    return address;
  }

  /** The counter that makes all that is reserved visible: what leases are sealed with. */
  get next(): number {
    return this.#tail;
  }

  /** Shows the consumer all that was reserved. */
  publish(): void {
    Atomics.store(this.#i32, this.place.tail, this.#tail);
  }
}

/** The consumer's end. */
export class RingReader {
  readonly place: RingPlace;
  readonly #i32: Int32Array;
  #head: number;
  #tail: number;

  constructor(i32: Int32Array, place: RingPlace) {
    this.place = place;
    this.#i32 = i32;
    this.#head = Atomics.load(i32, place.head) | 0;
    this.#tail = this.#head;
  }

  /** Address of the oldest record, which stays valid until `consume`; 0 when there is none. */
  peek(): number {
    const { base, capacity, tail } = this.place;
    for (;;) {
      if (this.#head === this.#tail) {
        this.#tail = Atomics.load(this.#i32, tail) | 0;
        if (this.#head === this.#tail) return 0;
      }
      const address = base + (this.#head & (capacity - 1));
      const word = address >>> 2;
      if (this.#i32[word + 1] !== PAD) return address;
      this.#head = (this.#head + this.#i32[word]!) | 0;
    }
  }

  /** Gives the room of the record last peeked at back to the producer. */
  consume(): void {
    const { base, capacity, head } = this.place;
    const length = this.#i32[(base + (this.#head & (capacity - 1))) >>> 2]!;
    this.#head = (this.#head + length) | 0;
    Atomics.store(this.#i32, head, this.#head);
  }

  /** The producer's counter as the last `peek` saw it: what a sleeper compares with. */
  get seen(): number {
    return this.#tail;
  }
}
