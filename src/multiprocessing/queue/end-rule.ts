import { type Heap, leaseOpen } from "../../memory/index.js";
import { participantGone } from "../../threads/index.js";
import {
  FLAG_PIPE,
  FLAGS,
  HAD_READER,
  HAD_WRITER,
  ROLES,
  SLOT_LEASE,
  SLOT_PARTICIPANT,
  SLOT_WRITER,
} from "./layout.js";
import { ROLE, type Side } from "./roles.js";
import type { Slots } from "./slots.js";

/** How a side came to its end. */
export interface End {
  /** Participants that died on that side. 0 stands for one that ended before it had received its handle, and of which nobody knows who it was. */
  readonly died: readonly number[];
}

/** Who was found on a side that nobody is left on. */
interface Found {
  readonly died: number[];
  /** The creator, which took no part: it has died; it lives and may do so yet. */
  readonly idleDied: number[];
  idle: boolean;
}

/** The rule in README.md ("Who is there"): when a queue has no producers any more, and when no consumers. */
export class EndRule {
  readonly #heap: Heap;
  readonly #base: number;
  readonly #slots: Slots;
  readonly #pipe: boolean;
  readonly #forgetUnsent: () => void;

  constructor(heap: Heap, base: number, slots: Slots, forgetUnsent: () => void) {
    this.#heap = heap;
    this.#base = base;
    this.#slots = slots;
    this.#pipe = (heap.i32[base + FLAGS]! & FLAG_PIPE) !== 0;
    this.#forgetUnsent = forgetUnsent;
  }

  /** Changes with every role that changes. */
  get version(): number {
    return Atomics.load(this.#heap.i32, this.#base + ROLES);
  }

  /**
   * Whether an undecided holder that ends has been one of that side. Not a consumer: those who put into a queue are undecided until they
   * do, and one that ends without must not seem to have been the last of its readers, who perhaps begin later.
   */
  countsUndecided(side: Side): boolean {
    return side === SLOT_WRITER || this.#pipe;
  }

  /**
   * Whether a side is at its end: somebody has been there, and nobody is left who is or may come to be; or nobody can come any more.
   * @param ask whether to ask the kernel who lives
   * @param except a slot that isn't looked at: its holder waits for the others
   */
  ended(side: Side, ask: boolean, except = 0): End | undefined {
    this.#forgetUnsent();
    const found: Found = { died: [], idleDied: [], idle: false };
    for (const slot of this.#slots) {
      if (slot !== except && this.#counts(slot, side, ask, found)) return undefined;
    }
    const { died, idleDied, idle } = found;
    const had = this.#base + (side === SLOT_WRITER ? HAD_WRITER : HAD_READER);
    if (died.length > 0 && this.countsUndecided(side)) Atomics.store(this.#heap.i32, had, 1);
    if (Atomics.load(this.#heap.i32, had) === 1) return { died };
    if (idle) return undefined;
    if (this.countsUndecided(side)) return { died: idleDied };
    // Nobody has ever read it. That somebody who might have is dead says enough only if nobody else is known who might.
    died.push(...idleDied);
    return died.length > 0 ? { died } : undefined;
  }

  /** Whether the holder with that slot, or the receiver for whom it is meant, is on that side, or may be any time. */
  #counts(slot: number, side: Side, ask: boolean, found: Found): boolean {
    const { i32 } = this.#heap;
    const participant = Atomics.load(i32, slot + SLOT_PARTICIPANT);
    const role = Atomics.load(i32, slot + side);
    if (participant === 0) {
      const id = Atomics.load(i32, slot + SLOT_LEASE) >>> 0;
      if (id === 0 || role !== ROLE.handed) return false;
      if (leaseOpen(id)) return true;
      // Between the two looks it may have arrived.
      if (Atomics.load(i32, slot + SLOT_PARTICIPANT) !== 0) return true;
      if (Atomics.load(i32, slot + SLOT_LEASE) >>> 0 === id) found.died.push(0);
    } else if (role === ROLE.died) {
      found.died.push(participant);
    } else if (role === ROLE.handed || role === ROLE.active) {
      if (!participantGone(participant, ask)) return true;
      // It may have said in its last moment that it closes, and others who look may have noted its death since.
      let last = Atomics.load(i32, slot + side);
      if (Atomics.load(i32, slot + SLOT_PARTICIPANT) !== participant) return false;
      while (last === ROLE.handed || last === ROLE.active) {
        const seen = Atomics.compareExchange(i32, slot + side, last, ROLE.died);
        last = seen === last ? ROLE.died : seen;
      }
      if (last === ROLE.died) found.died.push(participant);
    } else if (role === ROLE.idle) {
      if (participantGone(participant, ask)) found.idleDied.push(participant);
      else if (!this.#onlyPuts(slot, side)) found.idle = true;
    }
    return false;
  }

  /** A creator that has put or closed, and never got, isn't waited for as a consumer. */
  #onlyPuts(slot: number, side: Side): boolean {
    return side !== SLOT_WRITER && !this.#pipe && this.#heap.i32[slot + SLOT_WRITER] !== ROLE.idle;
  }
}
