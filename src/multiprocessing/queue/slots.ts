import { atKillPoint } from "../../events/index.js";
import { dropLease, freeBlock, type Heap, lease, newBlock, sealLeases } from "../../memory/index.js";
import { participantGone } from "../../threads/index.js";
import {
  ADDING_CHUNK,
  CHUNK_BYTES,
  CHUNK_LEASE,
  CHUNK_NEXT,
  CHUNK_SLOTS,
  CHUNKS,
  FIRST_CHUNK,
  FIRST_CHUNK_SLOTS,
  HOLDERS_LOCK,
  HOLDERS_LOCK_SLEEPERS,
  NEXT_CHUNK_SLOTS,
  SLOT_DONE,
  SLOT_LEASE,
  SLOT_PARTICIPANT,
  SLOT_READER,
  SLOT_TAKEN,
  SLOT_WORDS,
  SLOT_WRITER,
} from "./layout.js";
import { RobustLock } from "./robust-lock.js";
import { ROLE, type Side } from "./roles.js";

/** The table of slots, one for each holder of the queue, in chunks: the first in the queue's own block, others added as needed. */
export class Slots implements Iterable<number> {
  readonly #heap: Heap;
  readonly #base: number;
  readonly #self: number;
  readonly #lock: RobustLock;

  constructor(heap: Heap, base: number, self: number) {
    this.#heap = heap;
    this.#base = base;
    this.#self = self;
    this.#lock = new RobustLock(heap.i32, base + HOLDERS_LOCK, base + HOLDERS_LOCK_SLEEPERS);
  }

  /** Runs `change` with the slots locked. */
  locked<T>(change: () => T): T {
    // Of what a dead owner did only a chunk can be half done: a slot is taken, and given back, by one store.
    if (this.#lock.acquire(this.#self)) this.#repair();
    try {
      return change();
    } finally {
      this.#lock.release();
    }
  }

  /** Indices of all slots. */
  *[Symbol.iterator](): Generator<number, undefined> {
    const { i32, u32 } = this.#heap;
    let chunk = this.#base + FIRST_CHUNK;
    let count = FIRST_CHUNK_SLOTS;
    for (let more = Atomics.load(i32, this.#base + CHUNKS); ; more--) {
      for (let k = 0; k < count; k++) yield chunk + CHUNK_SLOTS + k * SLOT_WORDS;
      if (more === 0) return;
      chunk = u32[chunk + CHUNK_NEXT]! >>> 2;
      count = NEXT_CHUNK_SLOTS;
    }
  }

  /** Gives back the chunks. Nobody else may use the queue. */
  destroy(): void {
    const { i32, u32 } = this.#heap;
    let chunk = u32[this.#base + FIRST_CHUNK + CHUNK_NEXT]! >>> 2;
    for (let more = i32[this.#base + CHUNKS]!; more > 0; more--) {
      const next = u32[chunk + CHUNK_NEXT]! >>> 2;
      dropLease(u32[chunk + CHUNK_LEASE]!);
      chunk = next;
    }
  }

  /** Fills a free slot; `word` is written last, which takes it. With the slots locked. */
  take(writer: number, reader: number, word: number, value: number): number {
    const { i32 } = this.#heap;
    let last = 0;
    for (const slot of this) {
      last = slot;
      if (!this.#isFree(slot)) continue;
      for (let k = 0; k < SLOT_WORDS; k++) i32[slot + k] = 0;
      i32[slot + SLOT_WRITER] = writer;
      i32[slot + SLOT_READER] = reader;
      Atomics.store(i32, slot + word, value | 0);
      return slot;
    }
    this.#addChunk(last);
    return this.take(writer, reader, word, value);
  }

  /** It took tasks that it hasn't finished. */
  owes(slot: number): boolean {
    const { i32 } = this.#heap;
    return Atomics.load(i32, slot + SLOT_TAKEN) !== Atomics.load(i32, slot + SLOT_DONE);
  }

  /** Free, or of somebody whose end needs no telling. */
  #isFree(slot: number): boolean {
    const { i32 } = this.#heap;
    const participant = i32[slot + SLOT_PARTICIPANT]!;
    if (participant === 0) return i32[slot + SLOT_LEASE] === 0;
    const tells = (side: Side): boolean => i32[slot + side] !== ROLE.none && i32[slot + side] !== ROLE.closed;
    return (
      !tells(SLOT_WRITER) && !tells(SLOT_READER) && !this.owes(slot) && participantGone(participant, false)
    );
  }

  #addChunk(last: number): void {
    const { i32, u32 } = this.#heap;
    const chunks = this.#base + CHUNKS;
    const more = i32[chunks]! + 1;
    const before =
      last - ((more === 1 ? FIRST_CHUNK_SLOTS : NEXT_CHUNK_SLOTS) - 1) * SLOT_WORDS - CHUNK_SLOTS;
    const block = newBlock(CHUNK_BYTES);
    const id = lease(block);
    const chunk = block.address >>> 2;
    u32.fill(0, chunk, chunk + CHUNK_BYTES / 4);
    u32[chunk + CHUNK_LEASE] = id;
    Atomics.store(u32, before + CHUNK_NEXT, block.address);
    Atomics.store(u32, this.#base + ADDING_CHUNK, id);
    sealLeases([id], chunks, more);
    atKillPoint?.("holders.chunk");
    Atomics.store(i32, chunks, more);
    Atomics.store(u32, this.#base + ADDING_CHUNK, 0);
    freeBlock(block);
  }

  /** After a death in `#addChunk`: the lease of a chunk that wasn't added would count as published with the next one. */
  #repair(): void {
    const { i32, u32 } = this.#heap;
    const adding = u32[this.#base + ADDING_CHUNK]!;
    if (adding === 0) return;
    let chunk = this.#base + FIRST_CHUNK;
    for (let k = i32[this.#base + CHUNKS]!; k > 0; k--) chunk = u32[chunk + CHUNK_NEXT]! >>> 2;
    if (i32[this.#base + CHUNKS] === 0 || u32[chunk + CHUNK_LEASE] !== adding) dropLease(adding);
    Atomics.store(u32, this.#base + ADDING_CHUNK, 0);
  }
}
