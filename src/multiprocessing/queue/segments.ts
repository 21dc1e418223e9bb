import { atKillPoint } from "../../events/index.js";
import { dropLease, freeBlock, type Heap, lease, newBlock, sealLeases } from "../../memory/index.js";
import {
  FIRST_SEGMENT,
  GROWING,
  GROWN_AT,
  GROWN_TO,
  HEAD,
  HEAD_POS,
  HEAD_SEGMENT,
  LAST_SEGMENT,
  RETIRING,
  RETIRING_AT,
  RETIRING_TO,
  SEEN_HEAD,
  SEEN_HEAD_POS,
  SEGMENT_BYTES,
  SEGMENT_DATA,
  SEGMENT_LEASE,
  TAIL,
  TAIL_POS,
  TAIL_SEGMENT,
} from "./layout.js";
import { JUMP, WRAP } from "./record.js";

/** Room for a WRAP or JUMP is always left behind the last record. */
const MARK = 8;

/**
 * The rings of bytes that records lie in. Producers fill the last segment; when it is full they add one of twice its size (up to
 * `LAST_SEGMENT`), so that a put never waits for bytes. Consumers read the first and give it back when they leave it. A segment belongs to
 * no thread: a lease holds it.
 */
export class Segments {
  readonly #heap: Heap;
  readonly #base: number;

  constructor(heap: Heap, base: number) {
    this.#heap = heap;
    this.#base = base;
  }

  /** The first segment of a new queue. */
  open(): void {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    const segment = this.#create(FIRST_SEGMENT);
    u32[base + TAIL_POS] = segment + SEGMENT_DATA;
    u32[base + TAIL_SEGMENT] = segment;
    u32[base + HEAD_POS] = segment + SEGMENT_DATA;
    u32[base + HEAD_SEGMENT] = segment;
    i32[base + GROWN_AT] = -1;
    sealLeases([i32[base + GROWING]!], 0, 0);
    i32[base + GROWING] = 0;
  }

  /** The segment that item `tail` goes to. The caller holds the producers' lock. */
  current(tail: number): number {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    return i32[base + GROWN_AT] === tail ? u32[base + GROWN_TO]! : u32[base + TAIL_SEGMENT + (tail & 1)]!;
  }

  /**
   * Where the `bytes` bytes of item `tail` go. What it writes nobody reads before the put is committed. The caller holds the producers' lock.
   * @throws MemoryError when a segment must be added and the heap has no room
   */
  place(tail: number, bytes: number): number {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    if (i32[base + GROWN_AT] === tail) return this.#placeGrown(tail, bytes);
    const segment = u32[base + TAIL_SEGMENT + (tail & 1)]!;
    const position = u32[base + TAIL_POS + (tail & 1)]!;
    const start = segment + SEGMENT_DATA;
    const end = segment + u32[(segment >>> 2) + SEGMENT_BYTES]!;
    let read = u32[base + SEEN_HEAD_POS]!;
    for (let look = 0; look < 2; look++) {
      // Consumers that are in an earlier segment haven't touched this one.
      const behind = read >= start && read < end ? read : start;
      if (position < behind) {
        if (position + bytes + MARK <= behind) return position;
      } else {
        if (position + bytes + MARK <= end) return position;
        if (start + bytes + MARK <= behind) {
          u32[position >>> 2] = WRAP;
          u32[(position >>> 2) + 1] = start;
          return start;
        }
      }
      if (look === 0) read = this.lookAtHead();
    }
    this.#grow(tail, Math.max(Math.min(2 * (end - segment), LAST_SEGMENT), 2 * bytes + SEGMENT_DATA));
    return this.#placeGrown(tail, bytes);
  }

  /** The place of item `tail` in the segment that was added for it. */
  #placeGrown(tail: number, bytes: number): number {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    let segment = u32[base + GROWN_TO]!;
    if (SEGMENT_DATA + bytes + MARK > u32[(segment >>> 2) + SEGMENT_BYTES]!) {
      // It was added for a record that was never put, and is too small for this one.
      const lost = i32[(segment >>> 2) + SEGMENT_LEASE]!;
      this.#grow(tail, 2 * bytes + SEGMENT_DATA);
      dropLease(lost);
      segment = u32[base + GROWN_TO]!;
    }
    const position = u32[base + TAIL_POS + (tail & 1)]!;
    u32[position >>> 2] = JUMP;
    u32[(position >>> 2) + 1] = segment;
    // What is remembered of the consumers may, by chance, lie in the new segment, whose memory was perhaps a segment before.
    u32[base + SEEN_HEAD_POS] = 0;
    return segment + SEGMENT_DATA;
  }

  /** Reads how far the consumers are. The caller holds the producers' lock. */
  lookAtHead(): number {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    for (;;) {
      const head = Atomics.load(i32, base + HEAD);
      const position = Atomics.load(u32, base + HEAD_POS + (head & 1));
      // The place of item n is overwritten only after item n was taken.
      if (Atomics.load(i32, base + HEAD) !== head) continue;
      i32[base + SEEN_HEAD] = head;
      u32[base + SEEN_HEAD_POS] = position;
      return position;
    }
  }

  /** Adds a segment for item `tail`: a change of its own, which is committed by storing `GROWN_TO` and then `GROWN_AT`. */
  #grow(tail: number, size: number): void {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    const segment = this.#create(size);
    sealLeases([i32[base + GROWING]!], base + GROWN_AT, tail);
    atKillPoint?.("grow.sealed");
    Atomics.store(u32, base + GROWN_TO, segment);
    Atomics.store(i32, base + GROWN_AT, tail);
    atKillPoint?.("grow.committed");
    Atomics.store(i32, base + GROWING, 0);
  }

  /** A segment under a lease that isn't sealed yet: `GROWING`. */
  #create(bytes: number): number {
    const { i32, u32 } = this.#heap;
    const block = newBlock(bytes);
    const { address } = block;
    const id = lease(block);
    Atomics.store(i32, this.#base + GROWING, id);
    atKillPoint?.("grow.leased");
    i32[(address >>> 2) + SEGMENT_LEASE] = id;
    u32[(address >>> 2) + SEGMENT_BYTES] = bytes;
    // The lease holds it from here on.
    freeBlock(block);
    return address;
  }

  /** After a producer died: undoes a growth that it hadn't committed. The caller holds the producers' lock. */
  repairGrowth(): void {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    const growing = i32[base + GROWING]!;
    const grown = i32[base + GROWN_AT] === i32[base + TAIL];
    if (growing !== 0 && !(grown && i32[(u32[base + GROWN_TO]! >>> 2) + SEGMENT_LEASE] === growing))
      dropLease(growing);
    Atomics.store(i32, base + GROWING, 0);
    this.lookAtHead();
  }

  /** Taking item `head` is going to leave the first segment for `next`. To be called before the get is committed. */
  intendToRetire(head: number, next: number): void {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    u32[base + RETIRING_TO] = next;
    i32[base + RETIRING_AT] = head + 1;
    Atomics.store(i32, base + RETIRING, i32[(u32[base + HEAD_SEGMENT]! >>> 2) + SEGMENT_LEASE]!);
  }

  /** Gives back the segment of `intendToRetire` if the get was committed: after it, and after the death of a consumer. */
  retire(): void {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    const retiring = i32[base + RETIRING]!;
    if (retiring === 0) return;
    if (i32[base + HEAD] === i32[base + RETIRING_AT]) {
      u32[base + HEAD_SEGMENT] = u32[base + RETIRING_TO]!;
      atKillPoint?.("retire.moved");
      dropLease(retiring);
      atKillPoint?.("retire.dropped");
    }
    Atomics.store(i32, base + RETIRING, 0);
  }

  /** Gives back a segment that nobody reads or writes any more. */
  drop(segment: number): void {
    dropLease(this.#heap.i32[(segment >>> 2) + SEGMENT_LEASE]!);
  }
}
