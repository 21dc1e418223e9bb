/**
 * Several words that change as one, whoever dies in the middle: a short lock (the latch) around them, and a redo journal (Gray, Reuter,
 * "Transaction Processing", 1993, chapter 10) beside them. README.md tells the protocol.
 */

import { atKillPoint } from "../../events/index.js";
import { type Block, heap } from "../../memory/index.js";
import { participantGone, selfParticipant } from "../../threads/index.js";
import { sharedBlock } from "../shared/index.js";
import { LOOK_MS } from "./waiting.js";

/** Writes that a transaction may hold. */
const JOURNAL_ENTRIES = 12;

/** Words of a monitor, relative to its first. */
const WORD = {
  /** The participant that is changing the words; 0 when nobody is. */
  latch: 0,
  latchSleepers: 1,
  /** How many writes in the journal are to be done (again); 0 when the words are whole. */
  committed: 2,
  /** Raised by each change that somebody may wait for: waiters sleep on it. */
  bell: 3,
  journal: 4,
  state: 4 + 2 * JOURNAL_ENTRIES,
} as const;

/** Loads while the latch is another's before sleeping: a transaction takes about a microsecond. */
const LATCH_SPINS = 2000;

export class Monitor {
  readonly block: Block;
  /** Index of the bell in the heap's words. */
  readonly bell: number;
  readonly #base: number;
  /** What the running transaction will write: indices and values. */
  readonly #indices: number[] = [];
  readonly #values: number[] = [];

  /**
   * @param words how many state words
   * @param block one that came from another thread; without it a fresh one, all words 0
   */
  constructor(words: number, block?: Block) {
    const size = (WORD.state + words) * 4;
    this.block = block ?? sharedBlock(size, "A semaphore, condition, barrier or shared name");
    this.#base = this.block.address >>> 2;
    this.bell = this.#base + WORD.bell;
    if (block === undefined) heap().i32.fill(0, this.#base, this.#base + size / 4);
  }

  /** Index in the heap's words of state word `k`, for one that is changed outside of transactions. */
  word(k: number): number {
    return this.#base + WORD.state + k;
  }

  /** State word `k`, as the running transaction sees it. */
  get(k: number): number {
    const at = this.#indices.lastIndexOf(k);
    return at >= 0 ? this.#values[at]! : Atomics.load(heap().i32, this.#base + WORD.state + k);
  }

  /** Writes state word `k` when the transaction commits. */
  put(k: number, value: number): void {
    const at = this.#indices.lastIndexOf(k);
    if (at >= 0) {
      this.#values[at] = value;
      return;
    }
    if (this.#indices.length === JOURNAL_ENTRIES) this.commit();
    this.#indices.push(k);
    this.#values.push(value);
  }

  /**
   * Runs `change` while nobody else changes the words. What it `put` is done all together at its end; if it throws, none of it.
   * It must not wait, nor run another change.
   */
  run<T>(change: () => T): T {
    this.#enter();
    try {
      const result = change();
      this.commit();
      return result;
    } finally {
      this.#indices.length = 0;
      this.#values.length = 0;
      this.#leave();
    }
  }

  /** Does what was put so far; what follows is a transaction of its own, under the same latch. */
  commit(): void {
    const count = this.#indices.length;
    if (count === 0) return;
    const { i32 } = heap();
    for (let n = 0; n < count; n++) {
      i32[this.#base + WORD.journal + 2 * n] = this.#indices[n]!;
      i32[this.#base + WORD.journal + 2 * n + 1] = this.#values[n]!;
    }
    atKillPoint?.("monitor.journal");
    Atomics.store(i32, this.#base + WORD.committed, count);
    atKillPoint?.("monitor.committed");
    this.#redo(count);
    this.#indices.length = 0;
    this.#values.length = 0;
  }

  /** Finishes what somebody left half done who died with the latch; for those who wait without entering. */
  settle(): void {
    const holder = Atomics.load(heap().i32, this.#base + WORD.latch);
    if (holder !== 0 && participantGone(holder)) this.run(() => undefined);
  }

  /** Tells those who sleep on the bell that something changed. */
  ring(): void {
    const { i32 } = heap();
    Atomics.add(i32, this.bell, 1);
    atKillPoint?.("monitor.ring");
    Atomics.notify(i32, this.bell);
  }

  #redo(count: number): void {
    const { i32 } = heap();
    for (let n = 0; n < count; n++) {
      const k = i32[this.#base + WORD.journal + 2 * n]!;
      Atomics.store(i32, this.#base + WORD.state + k, i32[this.#base + WORD.journal + 2 * n + 1]!);
      atKillPoint?.("monitor.redo");
    }
    Atomics.store(i32, this.#base + WORD.committed, 0);
  }

  #enter(): void {
    const { i32 } = heap();
    const latch = this.#base + WORD.latch;
    const self = selfParticipant();
    for (let spins = 0; ; spins++) {
      const holder = Atomics.compareExchange(i32, latch, 0, self);
      if (holder === 0) break;
      if (spins < LATCH_SPINS) continue;
      if (this.#sleep(latch, holder) && participantGone(holder)) {
        if (Atomics.compareExchange(i32, latch, holder, self) === holder) break;
      }
    }
    atKillPoint?.("monitor.entered");
    // Whoever died here had promised these writes; doing them twice is doing them once.
    const promised = Atomics.load(i32, this.#base + WORD.committed);
    if (promised > 0) {
      this.#redo(promised);
      this.ring();
    }
  }

  /** Sleeps until the latch changes; true when it didn't. A browser's main thread can't sleep: it goes on spinning. */
  #sleep(latch: number, holder: number): boolean {
    const { i32 } = heap();
    const sleepers = this.#base + WORD.latchSleepers;
    Atomics.add(i32, sleepers, 1);
    try {
      return Atomics.wait(i32, latch, holder, LOOK_MS) === "timed-out";
    } catch {
      return true;
    } finally {
      Atomics.sub(i32, sleepers, 1);
    }
  }

  #leave(): void {
    const { i32 } = heap();
    atKillPoint?.("monitor.leave");
    Atomics.store(i32, this.#base + WORD.latch, 0);
    if (Atomics.load(i32, this.#base + WORD.latchSleepers) !== 0) {
      Atomics.notify(i32, this.#base + WORD.latch, 1);
    }
  }
}
