import { atKillPoint } from "../../events/index.js";
import {
  dropLease,
  freeBlock,
  type Heap,
  lease,
  leaseOpen,
  newBlock,
  sealLeases,
} from "../../memory/index.js";
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
  HAD_READER,
  HAD_WRITER,
  HOLDERS_LOCK,
  HOLDERS_LOCK_SLEEPERS,
  NEXT_CHUNK_SLOTS,
  ROLES,
  SLOT_DONE,
  SLOT_KEEPER,
  SLOT_LEASE,
  SLOT_PARTICIPANT,
  SLOT_READER,
  SLOT_TAKEN,
  SLOT_WORDS,
  SLOT_WRITER,
} from "./layout.js";
import { RobustLock } from "./robust-lock.js";

/** What a holder is on one side of the queue (as producer, or as consumer). */
export const ROLE = {
  /** Not on that side: a consumer that never put. */
  none: 0,
  /** The creator, which doesn't count until it takes part. */
  idle: 1,
  /** It was given the queue, and may take part any time. */
  handed: 2,
  active: 3,
  /** It said that it takes part no more, or ended in good order. */
  closed: 4,
  /** It died before it said so. */
  died: 5,
} as const;

export type Side = typeof SLOT_WRITER | typeof SLOT_READER;

/** How a side came to its end. */
export interface End {
  /** Participants that died on that side. 0 stands for one that ended before it had received its handle. */
  readonly died: readonly number[];
}

/**
 * Who holds the queue: a slot for each thread or process, from the moment that a handle is sent to it. README.md has the rule that makes
 * of them the producers. Slots are changed under a lock, or by their own holder.
 */
export class Holders {
  readonly #heap: Heap;
  readonly #base: number;
  readonly #self: number;
  readonly #lock: RobustLock;
  /** Slots of handles that this thread packed in this turn of the event loop. */
  readonly #announced: { readonly slot: number; readonly id: number }[] = [];

  constructor(heap: Heap, base: number, self: number) {
    this.#heap = heap;
    this.#base = base;
    this.#self = self;
    this.#lock = new RobustLock(heap.i32, base + HOLDERS_LOCK, base + HOLDERS_LOCK_SLEEPERS);
  }

  /** A slot for a participant that holds the queue now. */
  claim(participant: number, writer: number, reader: number): number {
    return this.#locked(() => this.#take(writer, reader, SLOT_PARTICIPANT, participant));
  }

  /** A slot for whoever receives the handle that travels under the lease `id`. */
  announce(id: number, writer: number, reader: number): void {
    const slot = this.#locked(() => this.#take(writer, reader, SLOT_LEASE, id));
    if (this.#announced.push({ slot, id }) === 1) queueMicrotask(() => this.#forgetUnsent());
  }

  /**
   * A parcel that couldn't be encoded to its end dropped its leases in the same turn: those handles never were on their way. What is lost
   * later is lost with its receiver.
   */
  #forgetUnsent(): void {
    const { i32 } = this.#heap;
    for (const { slot, id } of this.#announced.splice(0)) {
      if (!leaseOpen(id)) Atomics.compareExchange(i32, slot + SLOT_LEASE, id | 0, 0);
    }
  }

  /**
   * The handle that travelled under the lease `id` has arrived. Call before the lease is received or dropped.
   * @returns the participant's slot
   */
  arrive(id: number, participant: number): number {
    return this.#locked(() => {
      const { i32 } = this.#heap;
      let announced = 0;
      let own = 0;
      for (const slot of this.slots()) {
        if (i32[slot + SLOT_PARTICIPANT] === participant) own = slot;
        else if (i32[slot + SLOT_PARTICIPANT] === 0 && i32[slot + SLOT_LEASE] === (id | 0)) announced = slot;
      }
      if (announced === 0)
        return own !== 0 ? own : this.#take(ROLE.handed, ROLE.handed, SLOT_PARTICIPANT, participant);
      if (own === 0) {
        Atomics.store(i32, announced + SLOT_PARTICIPANT, participant);
        Atomics.store(i32, announced + SLOT_LEASE, 0);
        return announced;
      }
      for (const side of [SLOT_WRITER, SLOT_READER] as const) {
        // Its creator gets it back: it goes on not to count until it takes part.
        const stays = i32[own + side] === ROLE.active || i32[own + side] === ROLE.idle;
        if (i32[announced + side] === ROLE.handed && !stays) {
          Atomics.store(i32, own + side, ROLE.handed);
        }
      }
      Atomics.store(i32, own + SLOT_KEEPER, 0);
      Atomics.store(i32, announced + SLOT_LEASE, 0);
      return own;
    });
  }

  role(slot: number, side: Side): number {
    return Atomics.load(this.#heap.i32, slot + side);
  }

  /** Only the holder itself, or the parent that speaks for it, changes a role while it lives. */
  become(slot: number, side: Side, role: number): void {
    const { i32 } = this.#heap;
    const before = Atomics.load(i32, slot + side);
    if (before === role) return;
    const counted = before === ROLE.handed || before === ROLE.active;
    if (role === ROLE.active || (role === ROLE.closed && counted)) this.#had(side);
    Atomics.store(i32, slot + side, role);
    Atomics.add(i32, this.#base + ROLES, 1);
  }

  /** The holder leaves. What it was stays known: whether there has been a producer. */
  release(slot: number): void {
    this.become(slot, SLOT_WRITER, ROLE.closed);
    this.become(slot, SLOT_READER, ROLE.closed);
    // Tasks that it took and didn't finish stay in its name.
    if (!this.#owes(slot)) Atomics.store(this.#heap.i32, slot + SLOT_PARTICIPANT, 0);
  }

  #owes(slot: number): boolean {
    const { i32 } = this.#heap;
    return Atomics.load(i32, slot + SLOT_TAKEN) !== Atomics.load(i32, slot + SLOT_DONE);
  }

  /** The slot of a participant, or 0. */
  find(participant: number): number {
    for (const slot of this.slots()) {
      if (Atomics.load(this.#heap.i32, slot + SLOT_PARTICIPANT) === participant) return slot;
    }
    return 0;
  }

  /**
   * Whether a side is at its end: somebody has been there, and nobody is left who is or may come to be; or nobody can come any more.
   * @param ask whether to ask the kernel who lives
   */
  ended(side: Side, ask: boolean): End | undefined {
    const { i32 } = this.#heap;
    if (this.#announced.length > 0) this.#forgetUnsent();
    let idle = false;
    const died: number[] = [];
    const idleDied: number[] = [];
    for (const slot of this.slots()) {
      const participant = Atomics.load(i32, slot + SLOT_PARTICIPANT);
      const role = Atomics.load(i32, slot + side);
      if (participant === 0) {
        const id = Atomics.load(i32, slot + SLOT_LEASE) >>> 0;
        if (id === 0 || role !== ROLE.handed) continue;
        if (leaseOpen(id)) return undefined;
        // Between the two looks it may have arrived.
        if (Atomics.load(i32, slot + SLOT_PARTICIPANT) !== 0) return undefined;
        if (Atomics.load(i32, slot + SLOT_LEASE) >>> 0 === id) died.push(0);
      } else if (role === ROLE.died) {
        died.push(participant);
      } else if (role === ROLE.handed || role === ROLE.active) {
        if (!participantGone(participant, ask)) return undefined;
        // It may have said in its last moment that it closes.
        const last = Atomics.load(i32, slot + side);
        if (Atomics.load(i32, slot + SLOT_PARTICIPANT) !== participant || last === ROLE.closed) continue;
        Atomics.compareExchange(i32, slot + side, last, ROLE.died);
        died.push(participant);
      } else if (role === ROLE.idle) {
        if (participantGone(participant, ask)) idleDied.push(participant);
        else idle = true;
      }
    }
    if (died.length > 0) this.#had(side);
    if (Atomics.load(i32, this.#base + (side === SLOT_WRITER ? HAD_WRITER : HAD_READER)) === 1)
      return { died };
    return idle ? undefined : { died: idleDied };
  }

  /** Whether anybody else holds the queue, keepers aside. */
  others(own: number): boolean {
    const { i32 } = this.#heap;
    for (const slot of this.slots()) {
      if (slot === own || Atomics.load(i32, slot + SLOT_KEEPER) === 1) continue;
      // The lease first: a handle that arrives between the two looks is seen as the participant's.
      const id = Atomics.load(i32, slot + SLOT_LEASE) >>> 0;
      const participant = Atomics.load(i32, slot + SLOT_PARTICIPANT);
      if (participant !== 0) {
        if (!participantGone(participant, true)) return true;
      } else if (id !== 0 && (leaseOpen(id) || Atomics.load(i32, slot + SLOT_PARTICIPANT) !== 0)) return true;
    }
    return false;
  }

  /** Runs with the slots locked. */
  #locked<T>(change: () => T): T {
    // Of what a dead owner did only a chunk can be half done: a slot is taken, and given back, by one store.
    if (this.#lock.acquire(this.#self)) this.#repair();
    try {
      return change();
    } finally {
      this.#lock.release();
    }
  }

  /** Indices of all slots. */
  *slots(): Generator<number> {
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

  #had(side: Side): void {
    Atomics.store(this.#heap.i32, this.#base + (side === SLOT_WRITER ? HAD_WRITER : HAD_READER), 1);
  }

  /** Fills a free slot; `word` is written last, which takes it. */
  #take(writer: number, reader: number, word: number, value: number): number {
    const { i32 } = this.#heap;
    let last = 0;
    for (const slot of this.slots()) {
      last = slot;
      if (!this.#isFree(slot)) continue;
      for (let k = 0; k < SLOT_WORDS; k++) i32[slot + k] = 0;
      i32[slot + SLOT_WRITER] = writer;
      i32[slot + SLOT_READER] = reader;
      Atomics.store(i32, slot + word, value | 0);
      return slot;
    }
    this.#addChunk(last);
    return this.#take(writer, reader, word, value);
  }

  /** Free, or of somebody whose end needs no telling. */
  #isFree(slot: number): boolean {
    const { i32 } = this.#heap;
    const participant = i32[slot + SLOT_PARTICIPANT]!;
    if (participant === 0) return i32[slot + SLOT_LEASE] === 0;
    const tells = (side: Side): boolean => i32[slot + side] !== ROLE.none && i32[slot + side] !== ROLE.closed;
    return (
      !tells(SLOT_WRITER) && !tells(SLOT_READER) && !this.#owes(slot) && participantGone(participant, false)
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
