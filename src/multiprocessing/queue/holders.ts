import { type Heap, leaseOpen } from "../../memory/index.js";
import { participantGone } from "../../threads/index.js";
import { EndRule } from "./end-rule.js";
import {
  HAD_READER,
  HAD_WRITER,
  ROLES,
  SLOT_KEEPER,
  SLOT_LEASE,
  SLOT_PARTICIPANT,
  SLOT_READER,
  SLOT_WRITER,
} from "./layout.js";
import { ROLE, type Side } from "./roles.js";
import { Slots } from "./slots.js";

/**
 * Who holds the queue: a slot for each thread or process, from the moment that a handle is sent to it. README.md has the rule that makes
 * of them the producers and the consumers. Slots are changed under a lock, or by their own holder.
 */
export class Holders {
  readonly #heap: Heap;
  readonly #base: number;
  readonly slots: Slots;
  /** Who is left on each side. */
  readonly ends: EndRule;
  /** Slots of handles that this thread packed in this turn of the event loop. */
  readonly #announced: { readonly slot: number; readonly id: number }[] = [];

  constructor(heap: Heap, base: number, self: number) {
    this.#heap = heap;
    this.#base = base;
    this.slots = new Slots(heap, base, self);
    this.ends = new EndRule(heap, base, this.slots, () => this.#forgetUnsent());
  }

  /** A slot for a participant that holds the queue now. */
  claim(participant: number, writer: number, reader: number): number {
    return this.slots.locked(() => this.slots.take(writer, reader, SLOT_PARTICIPANT, participant));
  }

  /** A slot for whoever receives the handle that travels under the lease `id`. */
  announce(id: number, writer: number, reader: number): void {
    const slot = this.slots.locked(() => this.slots.take(writer, reader, SLOT_LEASE, id));
    if (this.#announced.push({ slot, id }) === 1) queueMicrotask(() => this.#forgetUnsent());
  }

  /**
   * A parcel that couldn't be encoded to its end dropped its leases in the same turn: those handles never were on their way. What is lost
   * later is lost with its receiver.
   */
  #forgetUnsent(): void {
    if (this.#announced.length === 0) return;
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
    return this.slots.locked(() => {
      const { i32 } = this.#heap;
      let announced = 0;
      let own = 0;
      for (const slot of this.slots) {
        if (i32[slot + SLOT_PARTICIPANT] === participant) own = slot;
        else if (i32[slot + SLOT_PARTICIPANT] === 0 && i32[slot + SLOT_LEASE] === (id | 0)) announced = slot;
      }
      if (announced === 0)
        return own !== 0 ? own : this.slots.take(ROLE.handed, ROLE.handed, SLOT_PARTICIPANT, participant);
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

  /** The handle that travels under the lease `id` won't arrive: `participant`, to whom it was sent, has died. Call before the lease is dropped. */
  lose(id: number, participant: number): void {
    const { i32 } = this.#heap;
    for (const slot of this.slots) {
      if (i32[slot + SLOT_PARTICIPANT] !== 0 || i32[slot + SLOT_LEASE] !== (id | 0)) continue;
      // It counts as its holder from here on, one that died.
      Atomics.store(i32, slot + SLOT_PARTICIPANT, participant);
      Atomics.store(i32, slot + SLOT_LEASE, 0);
    }
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
    if (role === ROLE.active || (role === ROLE.closed && counted && this.ends.countsUndecided(side))) {
      Atomics.store(i32, this.#base + (side === SLOT_WRITER ? HAD_WRITER : HAD_READER), 1);
    }
    Atomics.store(i32, slot + side, role);
    Atomics.add(i32, this.#base + ROLES, 1);
  }

  /** A holder takes part on one side: it counts there, and if it was undecided, it counts on the other side no more. */
  takePart(slot: number, side: Side): void {
    const { i32 } = this.#heap;
    const other = side === SLOT_WRITER ? SLOT_READER : SLOT_WRITER;
    const undecided = Atomics.load(i32, slot + other) === ROLE.handed;
    if (!undecided && Atomics.load(i32, slot + side) === ROLE.active) return;
    this.become(slot, side, ROLE.active);
    if (undecided) this.become(slot, other, ROLE.none);
  }

  /** The holder leaves. What it was stays known: whether there has been a producer. */
  release(slot: number): void {
    this.become(slot, SLOT_WRITER, ROLE.closed);
    this.become(slot, SLOT_READER, ROLE.closed);
    // Tasks that it took and didn't finish stay in its name.
    if (!this.slots.owes(slot)) Atomics.store(this.#heap.i32, slot + SLOT_PARTICIPANT, 0);
  }

  /** Whether anybody else holds the queue, keepers aside. */
  others(own: number): boolean {
    const { i32 } = this.#heap;
    for (const slot of this.slots) {
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

  /** Gives back the chunks. Nobody else may use the queue. */
  destroy(): void {
    this.slots.destroy();
  }
}
