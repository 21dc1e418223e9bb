import { atKillPoint } from "../../events/index.js";
import { dropLease, type Heap } from "../../memory/index.js";
import {
  GET_LOCK,
  GET_LOCK_SLEEPERS,
  HEAD,
  HEAD_POS,
  MAXSIZE,
  PUT_SLEEPERS,
  SEEN_TAIL,
  SEGMENT_DATA,
  TAIL,
  TAKING,
} from "./layout.js";
import { Opened, type Opener } from "./opener.js";
import {
  FALSE,
  INT,
  JUMP,
  leasesOf,
  NULL,
  NUMBER,
  type Packed,
  peekPacked,
  readPacked,
  STRING8,
  STRING16,
  type Strings,
  TRUE,
  UNDEFINED,
  WRAP,
} from "./record.js";
import { RobustLock } from "./robust-lock.js";
import type { Segments } from "./segments.js";
import { wakeOne } from "./sleepers.js";

/** What `take` returns when there is nothing to take. */
export const NOTHING: unique symbol = Symbol("nothing");

/** The consumers' half of the ring: what is done with their lock held. */
export class RingHead {
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
    this.#lock = new RobustLock(heap.i32, base + GET_LOCK, base + GET_LOCK_SLEEPERS);
    this.#segments = segments;
    this.#maxsize = heap.i32[base + MAXSIZE]!;
  }

  /** Takes the lock, and repairs what a dead owner left. */
  lock(): void {
    if (this.#lock.acquire(this.#self)) this.#repair();
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
    this.lock();
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
      this.#lock.release();
    }
    atKillPoint?.("get.released");
    if (this.#maxsize > 0) wakeOne(i32, base + PUT_SLEEPERS);
    return packed === undefined ? value : packed instanceof Opened ? packed.result() : opener.open(packed);
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
  #repair(): void {
    const { i32 } = this.#heap;
    this.#segments.retire();
    if (i32[this.#base + TAKING] === ((i32[this.#base + HEAD]! + 1) | 0)) this.discard();
  }

  /** Takes the oldest item and drops it. With the lock held. */
  discard(): void {
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
