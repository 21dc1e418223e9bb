import { TimeoutError, ValueError } from "../../errors.js";
import type { Heap } from "../../memory/index.js";
import { participantGone } from "../../threads/index.js";
import { AsyncWaiters } from "./async-waiters.js";
import type { Holders } from "./holders.js";
import { DONE, JOIN_SLEEPERS, SLOT_DONE, SLOT_PARTICIPANT, SLOT_TAKEN, TAIL } from "./layout.js";
import type { Place } from "./place.js";
import { lostTasks } from "./queue-errors.js";
import type { Ring } from "./ring.js";
import { wakeAll } from "./sleepers.js";
import { Naps, waitSync } from "./wait-sync.js";

const TRUE = { value: true } as const;

/** What a JoinableQueue counts: a put makes an unfinished task, which taskDone finishes. Unfinished are TAIL - DONE, so a put counts by itself. */
export class Tasks {
  readonly #heap: Heap;
  readonly #base: number;
  readonly #ring: Ring;
  readonly #holders: Holders;
  readonly #place: Place;
  readonly #joiners: AsyncWaiters<unknown>;

  constructor(heap: Heap, base: number, ring: Ring, holders: Holders) {
    this.#heap = heap;
    this.#base = base;
    this.#ring = ring;
    this.#holders = holders;
    this.#place = {
      mark: base + JOIN_SLEEPERS,
      ready: () => this.finished,
      amount: () => (this.finished ? 1 : 0),
      end: (ask) => this.#lost(ask),
    };
    this.#joiners = new AsyncWaiters(heap, this.#place);
  }

  get finished(): boolean {
    return this.#unfinished() === 0;
  }

  /** One task is done, by the holder with that slot. */
  done(slot: number): void {
    const { i32 } = this.#heap;
    const done = this.#base + DONE;
    for (;;) {
      const before = Atomics.load(i32, done);
      if (((Atomics.load(i32, this.#base + TAIL) - before) | 0) <= 0) {
        throw new ValueError(
          "taskDone() called too many times: it is called once for each item that was put",
        );
      }
      if (Atomics.compareExchange(i32, done, before, (before + 1) | 0) === before) break;
    }
    Atomics.add(i32, slot + SLOT_DONE, 1);
    if (this.finished && Atomics.load(i32, this.#base + JOIN_SLEEPERS) !== 0) {
      wakeAll(i32, this.#base + JOIN_SLEEPERS);
    }
  }

  join(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<void> {
    const attempt = () => (this.finished ? TRUE : undefined);
    const late = () => this.#late(timeoutMs);
    return this.#joiners.wait(attempt, timeoutMs, late, signal, owner).then(() => undefined);
  }

  joinSync(timeoutMs: number): void {
    const attempt = () => (this.finished ? TRUE : undefined);
    waitSync(
      this.#heap,
      this.#place,
      new Naps(),
      attempt,
      timeoutMs,
      () => this.#late(timeoutMs),
      0,
      "joinSync",
    );
  }

  #unfinished(): number {
    const { i32 } = this.#heap;
    const done = Atomics.load(i32, this.#base + DONE);
    return (Atomics.load(i32, this.#base + TAIL) - done) | 0;
  }

  #late(timeoutMs: number): unknown {
    const left = this.#unfinished();
    return new TimeoutError(`join() waited ${timeoutMs / 1000} s: ${left} tasks aren't done yet`);
  }

  /** What join is told when the rest was in the hands of the dead. */
  #lost(ask: boolean): unknown {
    const { i32 } = this.#heap;
    let debts = 0;
    const died: number[] = [];
    for (const slot of this.#holders.slots) {
      const participant = Atomics.load(i32, slot + SLOT_PARTICIPANT);
      const debt = (Atomics.load(i32, slot + SLOT_TAKEN) - Atomics.load(i32, slot + SLOT_DONE)) | 0;
      if (participant === 0 || debt <= 0 || !participantGone(participant, ask)) continue;
      debts += debt;
      died.push(participant);
    }
    const left = this.#unfinished();
    return debts === 0 || this.#ring.size > 0 || left === 0 || left > debts
      ? undefined
      : lostTasks(died, left);
  }
}
