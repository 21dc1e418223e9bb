/** A counter of permits that knows who holds them, as the owner's thread serves it. */
import { PoisonedError, ValueError } from "../../errors.js";
import { type Block, heap } from "../../memory/index.js";
import type { ServedCore, ServeOptions } from "../shared/index.js";
import { type AcquireOptions, boundsOf } from "./lock-core.js";
import { poisonedBy } from "./lock-word.js";
import { Monitor } from "./monitor.js";
import { noSuchMethod } from "./remote.js";
import { Roll } from "./roll.js";
import { Turn } from "./turn.js";
import { type Condition, LOOK_MS, waitFor, waitForSync } from "./waiting.js";

/** State words of the monitor. */
const STATE = {
  value: 0,
  initial: 1,
  bounded: 2,
  /** Who died with permits, until somebody recovers. */
  poison: 3,
  /** Permits that are in somebody's name: the sum of the roll. */
  named: 4,
  hungry: 5,
  roll: 6,
} as const;

const PERMITS = 1;

/** Python's SEM_VALUE_MAX on Linux. */
export const MAX_VALUE = 2 ** 31 - 1;

export class SemaphoreCore implements ServedCore {
  readonly #monitor: Monitor;
  readonly #roll: Roll;
  #looked = Number.NEGATIVE_INFINITY;

  /** @param made the initial value, or the block of one that came from another thread */
  constructor(made: { readonly value: number; readonly bounded: boolean } | Block) {
    const fresh = "bounded" in made;
    this.#monitor = new Monitor(STATE.roll + Roll.words(1), fresh ? undefined : made);
    this.#roll = new Roll(this.#monitor, STATE.roll, 1);
    if (fresh) {
      this.#monitor.run(() => {
        this.#monitor.put(STATE.value, made.value);
        this.#monitor.put(STATE.initial, made.value);
        this.#monitor.put(STATE.bounded, made.bounded ? 1 : 0);
      });
    }
  }

  get block(): Block {
    return this.#monitor.block;
  }

  async serve(method: string, args: unknown[], caller: number, { signal }: ServeOptions): Promise<unknown> {
    switch (method) {
      case "acquire":
        return this.acquire(caller, { ...(args[0] as AcquireOptions), signal });
      case "release":
        return this.release(caller, args[0] as number);
      case "value":
        return this.value();
      default:
        throw noSuchMethod("Semaphore", method);
    }
  }

  value(): number {
    return this.#monitor.get(STATE.value);
  }

  async acquire(participant: number, options: AcquireOptions): Promise<boolean> {
    options.signal?.throwIfAborted();
    const bounds = boundsOf(options);
    this.#lookAgain();
    if (this.#take(participant, options.recover ?? false)) return true;
    if (bounds.deadline <= performance.now()) return false;
    const turn = this.#turn(participant);
    try {
      return (await waitFor(this.#wait(participant, options, turn), bounds)) ?? false;
    } finally {
      this.#end(turn);
    }
  }

  acquireSync(participant: number, options: AcquireOptions): boolean {
    const bounds = boundsOf(options);
    this.#lookAgain();
    if (this.#take(participant, options.recover ?? false)) return true;
    if (bounds.deadline <= performance.now()) return false;
    const turn = this.#turn(participant);
    try {
      return waitForSync(this.#wait(participant, options, turn), bounds, "acquireSync") ?? false;
    } finally {
      this.#end(turn);
    }
  }

  /**
   * Gives `n` permits back, by whomever: first those in the caller's own name; what it gives beyond them counts for others,
   * so that no more permits are in somebody's name than are out.
   * @throws ValueError when a bounded one would exceed its initial value, or any SEM_VALUE_MAX
   */
  release(participant: number, n: number): void {
    if (!Number.isInteger(n) || n < 1) throw new ValueError(`release(${String(n)}): n must be one or more`);
    const monitor = this.#monitor;
    monitor.run(() => {
      const value = monitor.get(STATE.value) + n;
      const initial = monitor.get(STATE.initial);
      const most = monitor.get(STATE.bounded) === 1 ? initial : MAX_VALUE;
      if (value > most) {
        throw new ValueError(
          `semaphore released too many times: its value would be ${value}, and at most ${most} is allowed`,
        );
      }
      let named = monitor.get(STATE.named);
      const own = this.#roll.find(participant);
      if (own >= 0) named -= this.#drop(own, n);
      let excess = Math.max(0, named - Math.max(0, initial - value));
      for (let row = 0; excess > 0 && row < this.#roll.length; row++) {
        if (this.#roll.get(row, 0) === 0) continue;
        const dropped = this.#drop(row, excess);
        excess -= dropped;
        named -= dropped;
      }
      monitor.put(STATE.named, named);
      monitor.put(STATE.value, value);
    });
    monitor.ring();
  }

  #drop(row: number, n: number): number {
    const held = this.#roll.get(row, PERMITS);
    const dropped = Math.min(held, n);
    if (dropped === held) this.#roll.strike(row);
    else this.#roll.put(row, PERMITS, held - dropped);
    return dropped;
  }

  #take(participant: number, recover: boolean): boolean {
    const monitor = this.#monitor;
    // Without the latch, for those who wait: nothing there.
    if (monitor.get(STATE.value) === 0 && monitor.get(STATE.poison) === 0) return false;
    return monitor.run(() => {
      const poison = monitor.get(STATE.poison);
      if (poison !== 0) {
        if (!recover) throw new PoisonedError(poisonedBy(poison, "Semaphore"));
        monitor.put(STATE.poison, 0);
      }
      const value = monitor.get(STATE.value) - 1;
      if (value < 0) return false;
      monitor.put(STATE.value, value);
      const named = monitor.get(STATE.named);
      if (named < monitor.get(STATE.initial) - value) {
        const row = this.#roll.enrol(participant);
        this.#roll.put(row, PERMITS, this.#roll.get(row, PERMITS) + 1);
        monitor.put(STATE.named, named + 1);
      }
      return true;
    });
  }

  #lookAgain(): void {
    const now = performance.now();
    if (now - this.#looked >= LOOK_MS) this.#look();
  }

  /** Gives back what the dead held, and tells everybody. */
  #look(): void {
    this.#looked = performance.now();
    const monitor = this.#monitor;
    for (const row of this.#roll.gone()) {
      const participant = this.#roll.get(row, 0);
      monitor.run(() => {
        if (participant === 0 || this.#roll.get(row, 0) !== participant) return;
        const permits = this.#roll.get(row, PERMITS);
        monitor.put(STATE.value, monitor.get(STATE.value) + permits);
        monitor.put(STATE.named, monitor.get(STATE.named) - permits);
        monitor.put(STATE.poison, participant);
        this.#roll.strike(row);
      });
      monitor.ring();
    }
  }

  #wait(participant: number, options: AcquireOptions, turn: Turn): Condition<boolean> {
    return {
      word: this.#monitor.bell,
      attempt: () => {
        if (this.#monitor.get(STATE.value) > 0 && this.#monitor.get(STATE.poison) === 0 && !turn.comes()) {
          return undefined;
        }
        if (this.#take(participant, options.recover ?? false)) return true;
        turn.missed();
        return undefined;
      },
      look: () => {
        turn.look();
        this.#look();
      },
      nap: () => turn.nap(),
    };
  }

  #turn(participant: number): Turn {
    return new Turn(this.#monitor.word(STATE.hungry), participant);
  }

  #end(turn: Turn): void {
    if (turn.end() && this.#monitor.get(STATE.value) > 0) Atomics.notify(heap().i32, this.#monitor.bell);
  }
}
