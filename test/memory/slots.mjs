/**
 * A table in shared memory through which threads pass blocks, any of which may die at any moment: the smallest channel that uses leases as
 * a channel must. A slot's first word is `turn << 8 | thread`; the turn's lowest two bits say what the slot is:
 */
const EMPTY = 0;
const WRITING = 1;
const FULL = 2;
const READING = 3;
/** Words of a slot: turn, lease, address, bytes. */
const WORDS = 4;

export class Slots {
  constructor(memory, { base, count }, thread) {
    this.memory = memory;
    this.i32 = memory.heap().i32;
    this.base = base;
    this.count = count;
    this.thread = thread;
  }

  at(slot) {
    return this.base + slot * WORDS;
  }

  /** Moves a slot on to its next state; false when it wasn't in the one before. */
  advance(slot, from) {
    const at = this.at(slot);
    const seen = Atomics.load(this.i32, at);
    if (((seen >>> 8) & 3) !== from) return false;
    const next = (((seen >>> 8) + 1) << 8) | this.thread;
    return Atomics.compareExchange(this.i32, at, seen, next) === seen;
  }
}

/** Puts a block into a slot, when it is empty. */
export function sendSlot(slots, slot, block) {
  const { i32, memory } = slots;
  if (!slots.advance(slot, EMPTY)) return false;
  const at = slots.at(slot);
  const id = memory.lease(block);
  i32[at + 1] = id;
  i32[at + 2] = block.address;
  i32[at + 3] = block.bytes;
  // The slot's word when it will be full: less the thread's number, which it may be more by.
  memory.sealLeases([id], at, ((i32[at] >>> 8) + 1) << 8);
  slots.advance(slot, WRITING);
  return true;
}

/** Takes the block out of a slot, when there is one. */
export function receiveSlot(slots, slot) {
  const { i32, memory } = slots;
  if (!slots.advance(slot, FULL)) return undefined;
  const at = slots.at(slot);
  const block = memory.receiveLease(i32[at + 1] >>> 0, i32[at + 2] >>> 0, i32[at + 3]);
  slots.advance(slot, READING);
  return block;
}

/** After the adoption of a dead thread's memory: the slots that it was in the middle of are empty. */
export function repairSlots(slots, thread) {
  const { i32, memory } = slots;
  for (let slot = 0; slot < slots.count; slot++) {
    const at = slots.at(slot);
    const word = Atomics.load(i32, at);
    const kind = (word >>> 8) & 3;
    if ((word & 0xff) !== thread || kind === EMPTY || kind === FULL) continue;
    // It had taken the slot over and perhaps not the lease.
    if (kind === READING) memory.dropLease(i32[at + 1] >>> 0);
    Atomics.store(i32, at, ((word >>> 8) - kind + 4) << 8);
  }
}

/** Nobody is left who could take what is in the slots. */
export function emptySlots(slots) {
  for (let slot = 0; slot < slots.count; slot++) {
    if (slots.advance(slot, FULL)) {
      slots.memory.dropLease(slots.i32[slots.at(slot) + 1] >>> 0);
      slots.advance(slot, READING);
    }
  }
}
