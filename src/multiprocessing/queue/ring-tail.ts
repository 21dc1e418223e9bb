import { atKillPoint } from "../../events/index.js";
import { dropLease, freeBlock, type Heap, sealLeases } from "../../memory/index.js";
import {
  GET_SLEEPERS,
  MAXSIZE,
  PUT_LOCK,
  PUT_LOCK_SLEEPERS,
  PUTTING,
  PUTTING_AT,
  SEEN_HEAD,
  TAIL,
  TAIL_POS,
  TAIL_SEGMENT,
} from "./layout.js";
import {
  INT,
  type Item,
  kindOf,
  leasesOf,
  NUMBER,
  Packed,
  STRING8,
  STRING16,
  type Strings,
  sizeOf,
  writePacked,
} from "./record.js";
import { RobustLock } from "./robust-lock.js";
import type { Segments } from "./segments.js";
import { wakeOne } from "./sleepers.js";

/** The producers' half of the ring: what is done with their lock held. */
export class RingTail {
  readonly #heap: Heap;
  readonly #base: number;
  readonly #self: number;
  readonly #lock: RobustLock;
  readonly #segments: Segments;
  readonly #strings: Strings;
  readonly #maxsize: number;

  constructor(heap: Heap, base: number, self: number, strings: Strings, segments: Segments) {
    this.#heap = heap;
    this.#base = base;
    this.#self = self;
    this.#strings = strings;
    this.#lock = new RobustLock(heap.i32, base + PUT_LOCK, base + PUT_LOCK_SLEEPERS);
    this.#segments = segments;
    this.#maxsize = heap.i32[base + MAXSIZE]!;
  }

  /** Takes the lock, and repairs what a dead owner left. */
  lock(): void {
    if (this.#lock.acquire(this.#self)) this.#repair();
  }

  /**
   * Puts an item; the leases of a packed one are the queue's from then on.
   * @returns false when the queue is full
   * @throws MemoryError when the heap has no room; nothing was put then
   */
  put(item: Item): boolean {
    const kind = kindOf(item);
    const bytes = sizeOf(item, kind);
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    this.lock();
    try {
      atKillPoint?.("put.locked");
      const tail = i32[base + TAIL]!;
      if (this.#maxsize > 0 && this.#isFull(tail)) return false;
      const at = this.#segments.place(tail, bytes);
      atKillPoint?.("put.placed");
      this.#write(at, kind, item);
      u32[at >>> 2] = (bytes << 5) | kind;
      const next = (tail + 1) | 0;
      u32[base + TAIL_POS + (next & 1)] = at + bytes;
      u32[base + TAIL_SEGMENT + (next & 1)] = this.#segments.current(tail);
      atKillPoint?.("put.written");
      if (item instanceof Packed) this.#seal(item, at, next);
      Atomics.store(i32, base + TAIL, next);
      atKillPoint?.("put.committed");
    } finally {
      this.#lock.release();
    }
    atKillPoint?.("put.released");
    // The lease holds it from here on.
    if (item instanceof Packed && item.outside !== undefined) freeBlock(item.outside);
    wakeOne(i32, base + GET_SLEEPERS);
    return true;
  }

  #isFull(tail: number): boolean {
    const { i32 } = this.#heap;
    const seen = this.#base + SEEN_HEAD;
    if (((tail - i32[seen]!) | 0) < this.#maxsize) return false;
    this.#segments.lookAtHead();
    return ((tail - i32[seen]!) | 0) >= this.#maxsize;
  }

  #write(at: number, kind: number, item: Item): void {
    const { i32, u32, f64 } = this.#heap;
    switch (kind) {
      case INT:
        i32[(at >>> 2) + 1] = item as number;
        break;
      case NUMBER:
        f64[(at >>> 3) + 1] = item as number;
        break;
      case STRING8:
      case STRING16:
        u32[(at >>> 2) + 1] = (item as string).length;
        this.#strings.write(at + 8, kind, item as string);
        break;
      default:
        if (item instanceof Packed) writePacked(this.#heap, at, item);
    }
  }

  /** Before the put is committed: its leases hold from then on, whatever becomes of this thread. */
  #seal({ leases }: Packed, at: number, next: number): void {
    if (leases.length === 0) return;
    const { i32, u32 } = this.#heap;
    u32[this.#base + PUTTING_AT] = at;
    Atomics.store(i32, this.#base + PUTTING, next);
    atKillPoint?.("put.sealing");
    sealLeases(leases, this.#base + TAIL, next);
    atKillPoint?.("put.sealed");
  }

  /**
   * A producer died with the lock. Leases of a record that it didn't commit would, with the next put, look as if they had been published: they
   * go now.
   */
  #repair(): void {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    if (i32[base + PUTTING] === ((i32[base + TAIL]! + 1) | 0)) {
      for (const id of leasesOf(this.#heap, u32[base + PUTTING_AT]!)) dropLease(id);
      Atomics.store(i32, base + PUTTING, i32[base + TAIL]!);
    }
    this.#segments.repairGrowth();
  }
}
