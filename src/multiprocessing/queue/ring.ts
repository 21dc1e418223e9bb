import type { Heap } from "../../memory/index.js";
import { HEAD, HEAD_SEGMENT, MAXSIZE, TAIL } from "./layout.js";
import type { Opener } from "./opener.js";
import type { Item, Strings } from "./record.js";
import { RingHead } from "./ring-head.js";
import { RingTail } from "./ring-tail.js";
import { Segments } from "./segments.js";

/**
 * Michael and Scott's two-lock queue ("Simple, Fast, and Practical Non-Blocking and Blocking Concurrent Queue Algorithms", PODC 1996, fig. 2)
 * over rings of bytes: producers and consumers each have a lock, and meet only in the counters TAIL and HEAD. A put is committed by storing
 * TAIL and a get by storing HEAD, one atomic store each, so that a thread which dies leaves an item either put or not, taken or not.
 */
export class Ring {
  readonly #heap: Heap;
  readonly #base: number;
  readonly #tail: RingTail;
  readonly #head: RingHead;
  readonly #segments: Segments;
  readonly #maxsize: number;

  /**
   * @param base index of the queue's first word
   * @param self this thread's participant id
   */
  constructor(heap: Heap, base: number, self: number, strings: Strings) {
    this.#heap = heap;
    this.#base = base;
    this.#segments = new Segments(heap, base);
    this.#tail = new RingTail(heap, base, self, strings, this.#segments);
    this.#head = new RingHead(heap, base, self, strings, this.#segments);
    this.#maxsize = heap.i32[base + MAXSIZE]!;
  }

  /** Items put and not yet taken. */
  get size(): number {
    const { i32 } = this.#heap;
    // Head first: the other order might count an item that was put and taken in between as minus one.
    const head = Atomics.load(i32, this.#base + HEAD);
    return (Atomics.load(i32, this.#base + TAIL) - head) | 0;
  }

  /** Puts an item: see `RingTail.put`. */
  put(item: Item): boolean {
    return this.#tail.put(item);
  }

  /** Takes an item: see `RingHead.take`. */
  take(opener: Opener): unknown {
    return this.#head.take(opener);
  }

  /** Whether a put would find no room: a glance without the lock. */
  get full(): boolean {
    return this.#maxsize > 0 && this.size >= this.#maxsize;
  }

  /** Gives back all that the queue holds. Nobody else may use it. */
  destroy(): void {
    const { i32, u32 } = this.#heap;
    const base = this.#base;
    this.#tail.lock();
    this.#head.lock();
    while (i32[base + HEAD] !== i32[base + TAIL]) this.#head.discard();
    // A segment may have been added behind the last record.
    const last = this.#segments.current(i32[base + TAIL]!);
    if (last !== u32[base + HEAD_SEGMENT]) this.#segments.drop(last);
    this.#segments.drop(u32[base + HEAD_SEGMENT]!);
  }
}
