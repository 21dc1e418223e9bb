import { atKillPoint } from "../../events/index.js";
import { dropLease, freeBlock, type Heap, sealLeases } from "../../memory/index.js";
import {
  GET_LOCK,
  GET_LOCK_SLEEPERS,
  GET_SLEEPERS,
  HEAD,
  HEAD_POS,
  HEAD_SEGMENT,
  MAXSIZE,
  PUT_LOCK,
  PUT_LOCK_SLEEPERS,
  PUT_SLEEPERS,
  PUTTING,
  PUTTING_AT,
  SEEN_HEAD,
  SEEN_TAIL,
  SEGMENT_DATA,
  TAIL,
  TAIL_POS,
  TAIL_SEGMENT,
  TAKING,
} from "./layout.js";
import {
  FALSE,
  INT,
  type Item,
  JUMP,
  leasesOf,
  NULL,
  NUMBER,
  OUTSIDE,
  Packed,
  packedSize,
  peekPacked,
  readPacked,
  STRING8,
  STRING16,
  type Strings,
  stringKind,
  TRUE,
  UNDEFINED,
  WRAP,
  writePacked,
} from "./record.js";
import { RobustLock } from "./robust-lock.js";
import { Segments } from "./segments.js";

/** What `take` returns when there is nothing to take. */
export const NOTHING: unique symbol = Symbol("nothing");

/** What becomes of a packed item that is taken. */
export interface Opener {
  /** Looks at an item before it is taken; it stays in the queue if this throws. */
  check?(packed: Packed): void;
  /** Its value. Called with the consumers' lock held where the item has leases, so that they are received or still in the queue. */
  open(packed: Packed): unknown;
}

/**
 * Michael and Scott's two-lock queue ("Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue Algorithms", PODC 1996, fig. 2)
 * over rings of bytes: producers and consumers each have a lock, and meet only in the counters TAIL and HEAD. A put is committed by storing
 * TAIL and a get by storing HEAD, one atomic store each, so that a thread which dies leaves an item either put or not, taken or not.
 */
export class Ring {
  readonly #heap: Heap;
  readonly #base: number;
  readonly #self: number;
  readonly #putLock: RobustLock;
  readonly #getLock: RobustLock;
  readonly #segments: Segments;
  readonly #strings: Strings;
  readonly #maxsize: number;

  /**
   * @param base index of the queue's first word
   * @param self this thread's participant id
   */
  constructor(heap: Heap, base: number, self: number, strings: Strings) {
    this.#heap = heap;
    this.#base = base;
    this.#self = self;
    this.#strings = strings;
    this.#putLock = new RobustLock(heap.i32, base + PUT_LOCK, base + PUT_LOCK_SLEEPERS);
    this.#getLock = new RobustLock(heap.i32, base + GET_LOCK, base + GET_LOCK_SLEEPERS);
    this.#segments = new Segments(heap, base);
    this.#maxsize = heap.i32[base + MAXSIZE]!;
  }

  /** Items put and not yet taken. */
  get size(): number {
    const { i32 } = this.#heap;
    // Head first: the other order might count an item that was put and taken in between as minus one.
    const head = Atomics.load(i32, this.#base + HEAD);
    return (Atomics.load(i32, this.#base + TAIL) - head) | 0;
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
    if (this.#putLock.acquire(this.#self)) this.#repairPut();
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
      this.#putLock.release();
    }
    atKillPoint?.("put.released");
    // The lease holds it from here on.
    if (item instanceof Packed && item.outside !== undefined) freeBlock(item.outside);
    if (Atomics.load(i32, base + GET_SLEEPERS) !== 0) this.wakeConsumer();
    return true;
  }

  /**
   * Takes the oldest item and opens it.
   * @returns its value, or `NOTHING`
   * @throws what `opener.check` throws, and the item stays; what `opener.open` throws, and the item is gone
   */
  take(opener: Opener): unknown {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    let packed: Packed | Opened | undefined;
    let value: unknown;
    if (this.#getLock.acquire(this.#self)) this.#repairTake();
    try {
      atKillPoint?.("get.locked");
      const head = i32[base + HEAD]!;
      if (head === i32[base + SEEN_TAIL]) {
        const tail = Atomics.load(i32, base + TAIL);
        if (tail === head) return NOTHING;
        i32[base + SEEN_TAIL] = tail;
      }
      let at = u32[base + HEAD_POS + (head & 1)]!;
      let word = u32[at >>> 2]!;
      let jump = 0;
      if (word === WRAP) {
        at = u32[(at >>> 2) + 1]!;
        word = u32[at >>> 2]!;
      } else if (word === JUMP) {
        jump = u32[(at >>> 2) + 1]!;
        at = jump + SEGMENT_DATA;
        word = u32[at >>> 2]!;
      }
      switch (word & 0xff) {
        case INT:
          value = i32[(at >>> 2) + 1];
          break;
        case NUMBER:
          value = this.#heap.f64[(at >>> 3) + 1];
          break;
        case NULL:
          value = null;
          break;
        case UNDEFINED:
          break;
        case TRUE:
          value = true;
          break;
        case FALSE:
          value = false;
          break;
        case STRING8:
        case STRING16:
          value = this.#strings.read(at + 8, word & 0xff, u32[(at >>> 2) + 1]!);
          break;
        default:
          packed = this.#receive(at, head, opener);
      }
      atKillPoint?.("get.read");
      u32[base + HEAD_POS + ((head + 1) & 1)] = at + ((word >>> 8) << 3);
      if (jump !== 0) this.#segments.intendToRetire(head, jump);
      atKillPoint?.("get.ready");
      Atomics.store(i32, base + HEAD, (head + 1) | 0);
      atKillPoint?.("get.committed");
      if (jump !== 0) this.#segments.retire();
    } finally {
      this.#getLock.release();
    }
    atKillPoint?.("get.released");
    if (Atomics.load(i32, base + PUT_SLEEPERS) !== 0) this.wakeProducer();
    return packed === undefined ? value : packed instanceof Opened ? packed.result() : opener.open(packed);
  }

  /** Wakes one consumer that sleeps. It marks that others may sleep too. */
  wakeConsumer(): void {
    const { i32 } = this.#heap;
    Atomics.store(i32, this.#base + GET_SLEEPERS, 0);
    Atomics.notify(i32, this.#base + TAIL, 1);
  }

  /** Wakes one producer that waits for room. */
  wakeProducer(): void {
    const { i32 } = this.#heap;
    Atomics.store(i32, this.#base + PUT_SLEEPERS, 0);
    Atomics.notify(i32, this.#base + HEAD, 1);
  }

  /** Whether a put would find no room: a glance without the lock. */
  get full(): boolean {
    return this.#maxsize > 0 && this.size >= this.#maxsize;
  }

  /** Gives back all that the queue holds. Nobody else may use it. */
  destroy(): void {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    if (this.#putLock.acquire(this.#self)) this.#repairPut();
    if (this.#getLock.acquire(this.#self)) this.#repairTake();
    while (i32[base + HEAD] !== i32[base + TAIL]) this.#discard();
    // A segment may have been added behind the last record.
    const last = this.#segments.current(i32[base + TAIL]!);
    if (last !== u32[base + HEAD_SEGMENT]) this.#segments.drop(last);
    this.#segments.drop(u32[base + HEAD_SEGMENT]!);
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
  #repairPut(): void {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    if (i32[base + PUTTING] === ((i32[base + TAIL]! + 1) | 0)) {
      for (const id of leasesOf(this.#heap, u32[base + PUTTING_AT]!)) dropLease(id);
      Atomics.store(i32, base + PUTTING, i32[base + TAIL]!);
    }
    this.#segments.repairGrowth();
  }

  /** Takes a packed item over from the record at `at`. One that has leases is opened at once. */
  #receive(at: number, head: number, opener: Opener): Packed | Opened {
    const { i32, u32 } = this.#heap;
    if (u32[(at >>> 2) + 2] === 0) {
      const packed = readPacked(this.#heap, at);
      opener.check?.(packed);
      return packed;
    }
    opener.check?.(peekPacked(this.#heap, at));
    Atomics.store(i32, this.#base + TAKING, (head + 1) | 0);
    atKillPoint?.("get.taking");
    const packed = readPacked(this.#heap, at);
    atKillPoint?.("get.received");
    if (packed.leases.length === 0) return packed;
    const opened = new Opened(packed, opener);
    atKillPoint?.("get.opened");
    return opened;
  }

  /** A consumer died with the lock. An item whose leases it had begun to receive is gone with it. */
  #repairTake(): void {
    const { i32 } = this.#heap;
    this.#segments.retire();
    if (i32[this.#base + TAKING] === ((i32[this.#base + HEAD]! + 1) | 0)) this.#discard();
  }

  /** Takes the oldest item and drops it. */
  #discard(): void {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    const head = i32[base + HEAD]!;
    let at = u32[base + HEAD_POS + (head & 1)]!;
    const jump = u32[at >>> 2] === JUMP ? u32[(at >>> 2) + 1]! : 0;
    if (jump !== 0) at = jump + SEGMENT_DATA;
    else if (u32[at >>> 2] === WRAP) at = u32[(at >>> 2) + 1]!;
    for (const id of leasesOf(this.#heap, at)) dropLease(id);
    u32[base + HEAD_POS + ((head + 1) & 1)] = at + ((u32[at >>> 2]! >>> 8) << 3);
    if (jump !== 0) this.#segments.intendToRetire(head, jump);
    Atomics.store(i32, base + HEAD, (head + 1) | 0);
    if (jump !== 0) this.#segments.retire();
  }
}

/** An item that was opened while it was taken: its value, or the error. */
class Opened {
  readonly #value: unknown;
  readonly #error: unknown;
  readonly #failed: boolean = false;

  constructor(packed: Packed, opener: Opener) {
    try {
      this.#value = opener.open(packed);
    } catch (error) {
      this.#failed = true;
      this.#error = error;
      for (const id of packed.leases) dropLease(id);
    }
  }

  result(): unknown {
    if (this.#failed) throw this.#error;
    return this.#value;
  }
}

function kindOf(item: Item): number {
  switch (typeof item) {
    case "number":
      return (item | 0) === item && !Object.is(item, -0) ? INT : NUMBER;
    case "string":
      return stringKind(item);
    case "boolean":
      return item ? TRUE : FALSE;
    case "undefined":
      return UNDEFINED;
    default:
      return item === null ? NULL : item.outside === undefined ? item.kind : item.kind | OUTSIDE;
  }
}

function sizeOf(item: Item, kind: number): number {
  switch (kind) {
    case NUMBER:
      return 16;
    case STRING8:
      return 8 + (((item as string).length + 7) & ~7);
    case STRING16:
      return 8 + ((2 * (item as string).length + 7) & ~7);
    default:
      return item instanceof Packed ? packedSize(item) : 8;
  }
}
