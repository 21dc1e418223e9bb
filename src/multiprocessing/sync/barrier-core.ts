/** Parties that wait for each other, as the owner's thread serves them. */
import { BrokenBarrierError } from "../../errors.js";
import { atKillPoint } from "../../events/index.js";
import type { Block } from "../../memory/index.js";
import { participantGone, participantName } from "../../threads/index.js";
import type { ServedCore, ServeOptions } from "../shared/index.js";
import { Monitor } from "./monitor.js";
import { noSuchMethod } from "./remote.js";
import { Roll } from "./roll.js";
import { deadlineAfter, type Condition as Waited, waitFor, waitForSync } from "./waiting.js";

/** State words of the monitor. */
const STATE = {
  parties: 0,
  /** Counts the times that the barrier opened, or broke. */
  round: 1,
  /** How many have arrived in this round. */
  arrived: 2,
  broken: 3,
  /** A bit a round, of the last 32: whether it broke. Whoever wakes up late finds how its round ended. */
  outcomes: 4,
  /** Whose death broke it, or 0. */
  victim: 5,
  roll: 6,
} as const;

/** Columns of the roll: the round in which a participant arrived last, and how many of its tasks did. */
const ROUND = 1;
const TASKS = 2;

/** What an arrival gives: a place in the round. The last one runs the action and then says `finish`. */
export interface Arrival {
  readonly index: number;
  readonly round: number;
  readonly last: boolean;
}

/** How long to wait, and whether there is an action: then the last to arrive opens the barrier itself. */
export interface ArriveOptions {
  readonly timeout: number | undefined;
  readonly action: boolean;
  readonly signal?: AbortSignal | undefined;
}

export class BarrierCore implements ServedCore {
  readonly #monitor: Monitor;
  readonly #roll: Roll;

  constructor(made: { readonly parties: number } | Block) {
    const fresh = "parties" in made;
    this.#monitor = new Monitor(STATE.roll + Roll.words(2), fresh ? undefined : made);
    this.#roll = new Roll(this.#monitor, STATE.roll, 2);
    if (fresh) this.#monitor.run(() => this.#monitor.put(STATE.parties, made.parties));
  }

  get block(): Block {
    return this.#monitor.block;
  }

  async serve(method: string, args: unknown[], caller: number, { signal }: ServeOptions): Promise<unknown> {
    switch (method) {
      case "arrive":
        return this.arrive(caller, { ...(args[0] as ArriveOptions), signal });
      case "finish":
        return this.finish(args[0] as Arrival, args[1] as boolean);
      case "reset":
        return this.reset();
      case "abort":
        return this.abort();
      case "waiting":
        return this.waiting();
      case "broken":
        return this.broken();
      default:
        throw noSuchMethod("Barrier", method);
    }
  }

  /** Arrives and waits for the others. */
  async arrive(participant: number, options: ArriveOptions): Promise<Arrival> {
    const { signal } = options;
    signal?.throwIfAborted();
    const deadline = deadlineAfter(options.timeout);
    // Whoever comes while the last round's action runs waits for its end first.
    const entry = await this.#bounded(participant, -1, () =>
      waitFor(this.#entry(participant, options.action), { deadline, signal }),
    );
    if (entry.last || this.#over(entry.round)) return this.#passed(entry);
    await this.#bounded(participant, entry.round, () =>
      waitFor(this.#opening(entry.round), { deadline, signal }),
    );
    return this.#passed(entry);
  }

  /** `arrive` that blocks the thread. */
  arriveSync(participant: number, options: ArriveOptions): Arrival {
    const deadline = deadlineAfter(options.timeout);
    const entry =
      waitForSync(this.#entry(participant, options.action), { deadline }, "waitSync") ?? this.#late(-1);
    if (entry.last || this.#over(entry.round)) return this.#passed(entry);
    if (waitForSync(this.#opening(entry.round), { deadline }, "waitSync") === undefined)
      this.#late(entry.round);
    return this.#passed(entry);
  }

  /**
   * The last to arrive has run the action: the round ends, well or not.
   * @throws BrokenBarrierError when it went well, but the others have given up meanwhile
   */
  finish(arrival: Arrival, well: boolean): void {
    atKillPoint?.("barrier.finish");
    this.#end(arrival.round, well, 0);
    if (well) this.#passed(arrival);
  }

  /** Lets go whoever waits, with a BrokenBarrierError, and makes the barrier as new. */
  reset(): void {
    this.#monitor.run(() => {
      if (this.#monitor.get(STATE.arrived) > 0) this.#close(false, 0);
      this.#monitor.put(STATE.broken, 0);
    });
    this.#monitor.ring();
  }

  abort(): void {
    this.#monitor.run(() => this.#close(false, 0));
    this.#monitor.ring();
  }

  waiting(): number {
    return this.#monitor.get(STATE.arrived);
  }

  broken(): boolean {
    return this.#monitor.get(STATE.broken) === 1;
  }

  /** A wait that breaks the barrier when it ends without success. `round` is -1 before the arrival. */
  async #bounded<T>(participant: number, round: number, wait: () => Promise<T | undefined>): Promise<T> {
    let result: T | undefined;
    try {
      result = await wait();
    } catch (error) {
      // A child process's wait is given up when it dies.
      if (round >= 0) this.#end(round, false, participantGone(participant) ? participant : 0);
      throw error;
    }
    return result ?? this.#late(round);
  }

  /** The time is up. A party that isn't there any more breaks the barrier for all, as in Python. */
  #late(round: number): never {
    if (round >= 0) this.#end(round, false, 0);
    throw new BrokenBarrierError(
      "the timeout passed before all parties were at the barrier, which breaks it",
    );
  }

  #entry(participant: number, action: boolean): Waited<Arrival> {
    return {
      word: this.#monitor.bell,
      attempt: () => {
        const monitor = this.#monitor;
        let opened = false;
        const arrival = monitor.run(() => {
          if (this.broken()) throw this.#error();
          const parties = monitor.get(STATE.parties);
          const index = monitor.get(STATE.arrived);
          if (index >= parties) return undefined;
          const round = monitor.get(STATE.round);
          const last = index + 1 === parties;
          monitor.put(STATE.arrived, index + 1);
          const row = this.#roll.enrol(participant);
          const same = this.#roll.get(row, ROUND) === round;
          this.#roll.put(row, TASKS, same ? this.#roll.get(row, TASKS) + 1 : 1);
          this.#roll.put(row, ROUND, round);
          if (last && !action) {
            this.#close(true, 0);
            opened = true;
          }
          return { index, round, last };
        });
        atKillPoint?.("barrier.arrived");
        if (opened) this.#monitor.ring();
        return arrival;
      },
      look: () => this.#lookForDead(),
    };
  }

  #opening(round: number): Waited<true> {
    return {
      word: this.#monitor.bell,
      attempt: () => this.#over(round) || undefined,
      look: () => this.#lookForDead(),
    };
  }

  #over(round: number): boolean {
    return this.#monitor.get(STATE.round) !== round;
  }

  #passed(arrival: Arrival): Arrival {
    if (!this.#over(arrival.round)) return arrival;
    if (((this.#monitor.get(STATE.outcomes) >>> (arrival.round & 31)) & 1) === 1) throw this.#error();
    return arrival;
  }

  #error(): BrokenBarrierError {
    const victim = this.#monitor.get(STATE.victim);
    return new BrokenBarrierError(
      victim === 0
        ? "the barrier is broken: it was aborted or reset, or a party's time was up; reset() makes it as new"
        : `the barrier is broken: ${participantName(victim)} died waiting at it; reset() makes it as new`,
    );
  }

  #end(round: number, well: boolean, victim: number): void {
    this.#monitor.run(() => {
      if (!this.#over(round)) this.#close(well, victim);
    });
    this.#monitor.ring();
  }

  /** Within a transaction: the round is over. */
  #close(well: boolean, victim: number): void {
    const monitor = this.#monitor;
    const round = monitor.get(STATE.round);
    const bit = 1 << (round & 31);
    const outcomes = monitor.get(STATE.outcomes);
    monitor.put(STATE.outcomes, well ? outcomes & ~bit : outcomes | bit);
    monitor.put(STATE.round, (round + 1) & 0x7fffffff);
    monitor.put(STATE.arrived, 0);
    monitor.put(STATE.victim, victim);
    if (!well) monitor.put(STATE.broken, 1);
  }

  /** A party of this round that died will not go on with the others. Those of earlier rounds are struck off. */
  #lookForDead(): void {
    for (const row of this.#roll.gone()) {
      const participant = this.#roll.get(row, 0);
      this.#monitor.run(() => {
        if (participant === 0 || this.#roll.get(row, 0) !== participant) return;
        const round = this.#monitor.get(STATE.round);
        if (this.#monitor.get(STATE.arrived) > 0 && this.#roll.get(row, ROUND) === round) {
          this.#close(false, participant);
        }
        this.#roll.strike(row);
      });
      this.#monitor.ring();
    }
  }
}
