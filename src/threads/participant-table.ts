/** The words of the table of participants. README.md tells what they are for. */
import { heap, PARTICIPANTS_ADDRESS, PARTICIPANTS_BYTES } from "../memory/index.js";

const SLOT_WORDS = 32;
const SLOT_BITS = 11;
/** How many can be there at a time. Slot 0 holds the table's own words. */
export const PARTICIPANT_SLOTS = PARTICIPANTS_BYTES / 4 / SLOT_WORDS;
/** Goes up with each enrolment: slots are given out in turn, so that the name of one that has gone can still be read for long. */
const CURSOR = 0;

// Words of a slot.
/** generation << 2 | one of the states below. One word, so that whoever changes it can't hit a later participant. */
const STATE = 0;
/** Id of the participant that enrolled this one and with which it ends, or 0. */
const PARENT = 1;
/** The kernel's id of its thread and when that started, as the team's slots have them; 0 for a child process or before it starts. */
const THREAD = 2;
const BORN = 3;
const NAME_BYTES = 4;
const NAME = 16;
const MAX_NAME_BYTES = 48;

const MAX_GENERATION = 2 ** (30 - SLOT_BITS) - 1;

/** Free for use: nobody was ever here, or who was here is gone. */
const GONE = 0;
/** Somebody is writing the slot. */
const TAKEN = 1;
/** Its thread or process was asked for. */
const ENROLLED = 2;
/** It has said who it is. */
const PRESENT = 3;

const idOf = (slot: number, word: number): number => ((word >>> 2) << SLOT_BITS) | slot;
const slotOf = (id: number): number => id & ((1 << SLOT_BITS) - 1);
const generationOf = (id: number): number => id >>> SLOT_BITS;

/** A participant's thread as the kernel knows it. */
export interface ParticipantThread {
  readonly thread: number;
  readonly born: number;
}

/** The table seen by one thread. */
export class ParticipantTable {
  readonly #i32: Int32Array;
  readonly #u8: Uint8Array;

  constructor() {
    const { buffer } = heap().memory;
    this.#i32 = new Int32Array(buffer, PARTICIPANTS_ADDRESS, PARTICIPANTS_BYTES / 4);
    this.#u8 = new Uint8Array(buffer, PARTICIPANTS_ADDRESS, PARTICIPANTS_BYTES);
  }

  /** Takes a slot; 0 when all are taken. */
  enrol(name: string, parent: number): number {
    const i32 = this.#i32;
    for (let tries = 1; tries < PARTICIPANT_SLOTS; tries++) {
      const turn = Atomics.add(i32, CURSOR, 1) >>> 0;
      const slot = 1 + (turn % (PARTICIPANT_SLOTS - 1));
      const at = slot * SLOT_WORDS;
      const word = Atomics.load(i32, at + STATE);
      if ((word & 3) !== GONE) continue;
      const generation = word >>> 2 === MAX_GENERATION ? 1 : (word >>> 2) + 1;
      if (Atomics.compareExchange(i32, at + STATE, word, (generation << 2) | TAKEN) !== word) continue;
      Atomics.store(i32, at + PARENT, parent);
      Atomics.store(i32, at + THREAD, 0);
      Atomics.store(i32, at + BORN, 0);
      this.#writeName(slot, name);
      Atomics.store(i32, at + STATE, (generation << 2) | ENROLLED);
      return idOf(slot, generation << 2);
    }
    return 0;
  }

  /** The participant has started, in that thread. False when it was marked gone before. */
  present(id: number, { thread, born }: ParticipantThread): boolean {
    const i32 = this.#i32;
    const at = slotOf(id) * SLOT_WORDS;
    const enrolled = (generationOf(id) << 2) | ENROLLED;
    if (Atomics.load(i32, at + STATE) !== enrolled) return false;
    Atomics.store(i32, at + BORN, born);
    Atomics.store(i32, at + THREAD, thread);
    return Atomics.compareExchange(i32, at + STATE, enrolled, (generationOf(id) << 2) | PRESENT) === enrolled;
  }

  /** Whether it was marked gone: one load. */
  gone(id: number): boolean {
    const word = Atomics.load(this.#i32, slotOf(id) * SLOT_WORDS + STATE);
    return word >>> 2 !== generationOf(id) || (word & 3) === GONE;
  }

  /**
   * Marks a participant gone, its children and theirs first: should this thread end on the way, then whoever marks it comes by here
   * again, since the parent isn't marked yet.
   */
  markGone(id: number): void {
    const i32 = this.#i32;
    if (this.gone(id)) return;
    for (let slot = 1; slot < PARTICIPANT_SLOTS; slot++) {
      const at = slot * SLOT_WORDS;
      const word = Atomics.load(i32, at + STATE);
      if ((word & 3) < ENROLLED || Atomics.load(i32, at + PARENT) !== id) continue;
      const child = idOf(slot, word);
      if (child !== id) this.markGone(child);
    }
    const at = slotOf(id) * SLOT_WORDS + STATE;
    for (;;) {
      const word = Atomics.load(i32, at);
      if (word >>> 2 !== generationOf(id) || (word & 3) === GONE) return;
      if (Atomics.compareExchange(i32, at, word, (generationOf(id) << 2) | GONE) === word) return;
    }
  }

  /** Its thread, or undefined while that isn't known. */
  threadOf(id: number): ParticipantThread | undefined {
    const at = slotOf(id) * SLOT_WORDS;
    const thread = Atomics.load(this.#i32, at + THREAD);
    const born = Atomics.load(this.#i32, at + BORN);
    return thread === 0 || this.gone(id) ? undefined : { thread, born };
  }

  /** Everyone who isn't marked gone. */
  *all(): Generator<number> {
    for (let slot = 1; slot < PARTICIPANT_SLOTS; slot++) {
      const word = Atomics.load(this.#i32, slot * SLOT_WORDS + STATE);
      if ((word & 3) >= ENROLLED) yield idOf(slot, word);
    }
  }

  /** The name, also for some time after the participant has gone; undefined once its slot is somebody else's. */
  name(id: number): string | undefined {
    const at = slotOf(id) * SLOT_WORDS;
    const length = Math.min(Atomics.load(this.#i32, at + NAME_BYTES), MAX_NAME_BYTES);
    // A copy: TextDecoder refuses shared memory in browsers.
    const text = new TextDecoder().decode(
      this.#u8.slice((at + NAME) * 4, (at + NAME) * 4 + Math.max(0, length)),
    );
    return id > 0 && Atomics.load(this.#i32, at + STATE) >>> 2 === generationOf(id) ? text : undefined;
  }

  #writeName(slot: number, name: string): void {
    const at = slot * SLOT_WORDS;
    const bytes = new Uint8Array(MAX_NAME_BYTES);
    // Cuts between characters, never within one.
    const { written } = new TextEncoder().encodeInto(name, bytes);
    this.#u8.set(bytes, (at + NAME) * 4);
    Atomics.store(this.#i32, at + NAME_BYTES, written);
  }
}
