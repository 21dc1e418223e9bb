/**
 * The piece of shared heap through which a thread and one pool worker of it talk: two rings, two doorbells, and a slot for each
 * task on its way. README.md has the protocol.
 */
import type { Heap } from "../../memory/index.js";
import type { RingPlace } from "./ring.js";

/** Tasks that one worker may have at a time, the running one included. */
export const SLOTS = 256;
const SLOT_BITS = 8;

/** Bytes of each ring. A record that would fill over a quarter of it travels in a heap block of its own. */
export const RING_BYTES = 128 * 1024;

// Words that the two sides write lie on cache lines of their own.
const TASKS_TAIL = 0;
const TASKS_HEAD = 16;
const RESULTS_TAIL = 32;
const RESULTS_HEAD = 48;
const WORKER_STATE = 64;
const OWNER_TOLD = 80;
const SLOT_TABLE = 96;
const SLOT_WORDS = 4;
const RINGS = (SLOT_TABLE + SLOTS * SLOT_WORDS) * 4;

export const CHANNEL_BYTES = RINGS + 2 * RING_BYTES;

/** What the worker does when no task is there. The owner wakes it accordingly. */
export const BUSY = 0;
/** Asleep on the tail of the task ring, for a millisecond or two. */
export const ASLEEP = 1;
/** In its event loop: only a message wakes it. */
export const IN_LOOP = 2;
/** It hasn't come so far yet, and looks for tasks when it does. */
export const STARTING = 3;

/** States of a slot, in the two lowest bits of its word. Only `QUEUED` is left by compare-and-swap from both sides. */
export const QUEUED = 0;
export const STARTED = 1;
/** Started, and asked to stop. */
export const STOPPING = 2;
/** Nobody's: it was never used, its result is in, or the owner has taken the task back. */
export const VOID = 3;

/** Why a task is asked to stop. */
export type StopReason = "cancelled" | "timeout" | "sibling";
const STOP_REASONS: readonly StopReason[] = ["cancelled", "timeout", "sibling"];

/** A ticket is a slot and its generation: 29 bits, so that it fits a slot's word together with the state. */
export function ticketOf(slot: number, generation: number): number {
  return (((generation & 0x1f_ffff) << SLOT_BITS) | slot) >>> 0;
}

/** Inverse of `ticketOf`, as far as the slot goes. */
export function slotOf(ticket: number): number {
  return ticket & (SLOTS - 1);
}

/** Both sides' view of a channel. */
export class Channel {
  readonly address: number;
  readonly heap: Heap;
  readonly tasks: RingPlace;
  readonly results: RingPlace;
  readonly #i32: Int32Array;
  readonly #base: number;

  /** @param address of CHANNEL_BYTES bytes, zeroed by `clear` before anybody looks */
  constructor(heap: Heap, address: number) {
    this.heap = heap;
    this.address = address;
    this.#i32 = heap.i32;
    this.#base = address >>> 2;
    this.tasks = {
      tail: this.#base + TASKS_TAIL,
      head: this.#base + TASKS_HEAD,
      base: address + RINGS,
      capacity: RING_BYTES,
    };
    this.results = {
      tail: this.#base + RESULTS_TAIL,
      head: this.#base + RESULTS_HEAD,
      base: address + RINGS + RING_BYTES,
      capacity: RING_BYTES,
    };
  }

  /** Owner, before the worker starts. */
  clear(): void {
    this.#i32.fill(0, this.#base, this.#base + SLOT_TABLE);
    this.#i32[this.#base + WORKER_STATE] = STARTING;
    for (let slot = 0; slot < SLOTS; slot++) this.#i32[this.#slot(slot)] = VOID;
  }

  #slot(slot: number): number {
    return this.#base + SLOT_TABLE + slot * SLOT_WORDS;
  }

  /** Owner: opens a slot for a task about to be written to the ring. */
  open(ticket: number): void {
    const word = this.#slot(slotOf(ticket));
    this.#i32[word + 1] = 0;
    this.#i32[word + 2] = 0;
    this.#i32[word + 3] = 0;
    Atomics.store(this.#i32, word, (ticket << 2) | QUEUED);
  }

  /** Worker: takes the task. False when the owner has taken it back. */
  start(ticket: number): boolean {
    const queued = (ticket << 2) | QUEUED;
    return (
      Atomics.compareExchange(this.#i32, this.#slot(slotOf(ticket)), queued, (ticket << 2) | STARTED) ===
      queued
    );
  }

  /** Owner: takes back a task that hasn't been started. True: it never will be. */
  revoke(ticket: number): boolean {
    const queued = (ticket << 2) | QUEUED;
    return (
      Atomics.compareExchange(this.#i32, this.#slot(slotOf(ticket)), queued, (ticket << 2) | VOID) === queued
    );
  }

  /** Owner: asks a started task to stop. */
  stop(ticket: number, reason: StopReason): void {
    const word = this.#slot(slotOf(ticket));
    Atomics.store(this.#i32, word + 3, STOP_REASONS.indexOf(reason));
    const started = (ticket << 2) | STARTED;
    Atomics.compareExchange(this.#i32, word, started, (ticket << 2) | STOPPING);
  }

  /** Worker: why the task is asked to stop, or null. Cheap enough to ask in every turn of a loop. */
  stopReason(ticket: number): StopReason | null {
    const word = this.#slot(slotOf(ticket));
    if (Atomics.load(this.#i32, word) !== ((ticket << 2) | STOPPING)) return null;
    return STOP_REASONS[Atomics.load(this.#i32, word + 3)]!;
  }

  /** Owner: whether the worker has started it. */
  started(ticket: number): boolean {
    const state = Atomics.load(this.#i32, this.#slot(slotOf(ticket))) & 3;
    return state === STARTED || state === STOPPING;
  }

  /** Owner: the slot is free again. */
  shut(ticket: number): void {
    Atomics.store(this.#i32, this.#slot(slotOf(ticket)), (ticket << 2) | VOID);
  }

  /** Worker: which item of the task runs now, and since when (milliseconds of `clock.ts`, 0 when nobody asked for it). */
  mark(ticket: number, item: number, since: number): void {
    const word = this.#slot(slotOf(ticket));
    Atomics.store(this.#i32, word + 2, item);
    if (since !== 0) Atomics.store(this.#i32, word + 1, since);
  }

  /** Owner: the item that runs now. */
  item(ticket: number): number {
    return Atomics.load(this.#i32, this.#slot(slotOf(ticket)) + 2);
  }

  /** Owner: when that item was started, 0 if it wasn't or isn't timed. */
  since(ticket: number): number {
    return Atomics.load(this.#i32, this.#slot(slotOf(ticket)) + 1);
  }

  /** Worker: says what it is about to do. */
  set workerState(state: number) {
    Atomics.store(this.#i32, this.#base + WORKER_STATE, state);
  }

  /** Owner: whether the worker has begun. */
  get begun(): boolean {
    return Atomics.load(this.#i32, this.#base + WORKER_STATE) !== STARTING;
  }

  /** Worker: sleeps until the tail of the task ring isn't `seen` any more. */
  sleep(seen: number, ms: number): void {
    Atomics.wait(this.#i32, this.tasks.tail, seen, ms);
  }

  /** Owner, after publishing: wakes the worker. True when it is in its event loop and needs a message. */
  ringWorker(): boolean {
    const word = this.#base + WORKER_STATE;
    const state = Atomics.load(this.#i32, word);
    if (state === BUSY || state === STARTING) return false;
    if (state === ASLEEP) {
      Atomics.notify(this.#i32, this.tasks.tail);
      return false;
    }
    return Atomics.compareExchange(this.#i32, word, IN_LOOP, BUSY) === IN_LOOP;
  }

  /** Worker, after publishing: true when the owner must be told by a message; false when it looks by itself, or has been told. */
  tellOwner(): boolean {
    return Atomics.exchange(this.#i32, this.#base + OWNER_TOLD, 1) === 0;
  }

  /** Owner: whether it looks at the results by itself from now on, without being told. */
  set ownerLooks(looks: boolean) {
    Atomics.store(this.#i32, this.#base + OWNER_TOLD, looks ? 1 : 0);
  }
}
