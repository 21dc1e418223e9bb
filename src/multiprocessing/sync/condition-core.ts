/** Who waits for a condition, and who was told, as the owner's thread serves it. */
import { ValueError } from "../../errors.js";
import { atKillPoint } from "../../events/index.js";
import type { Block } from "../../memory/index.js";
import { participantGone } from "../../threads/index.js";
import type { ServedCore, ServeOptions } from "../shared/index.js";
import type { WaitOptions } from "./event.js";
import type { Contexts, LockCore } from "./lock-core.js";
import type { Claimant } from "./lock-word.js";
import { Monitor } from "./monitor.js";
import { noSuchMethod } from "./remote.js";
import { Roll } from "./roll.js";
import { deadlineAfter, type Condition as Waited, waitFor, waitForSync } from "./waiting.js";

/** Columns of the roll: a participant's waiters, and how many of them were told but haven't seen it. */
const WAITING = 1;
const TOLD = 2;

/** One wait. A thread's waits stand in line, and what its participant is told goes to the first. */
interface Waiter {
  told: boolean;
}

const KEY = Symbol.for("manycore.multiprocessing.waiters");

/** Lines of this thread, by condition and participant: every handle (and copy of the package) here must see the same ones. */
function lines(): Map<string, Waiter[]> {
  const holder = globalThis as { [KEY]?: Map<string, Waiter[]> };
  holder[KEY] ??= new Map();
  return holder[KEY];
}

export class ConditionCore implements ServedCore {
  readonly lock: LockCore;
  readonly #monitor: Monitor;
  readonly #roll: Roll;

  constructor(lock: LockCore, block?: Block) {
    this.lock = lock;
    this.#monitor = new Monitor(Roll.words(2), block);
    this.#roll = new Roll(this.#monitor, 0, 2);
  }

  get block(): Block {
    return this.#monitor.block;
  }

  async serve(method: string, args: unknown[], caller: number, { signal }: ServeOptions): Promise<unknown> {
    const who: Claimant = { participant: caller, ...(args[0] as Contexts) };
    switch (method) {
      case "wait":
        return this.wait(who, { ...(args[1] as WaitOptions), signal });
      case "notify":
        return this.notify(who, args[1] as number);
      default:
        throw noSuchMethod("Condition", method);
    }
  }

  /** Lets go of the lock, waits to be told, takes the lock again. False when the deadline passed. */
  async wait(who: Claimant, { timeout, signal }: WaitOptions): Promise<boolean> {
    const deadline = deadlineAfter(timeout);
    const owner = this.#owner(who, "wait");
    const waiter = this.#queue(owner.participant);
    const count = this.lock.word.releaseAll(owner);
    atKillPoint?.("condition.waiting");
    try {
      await waitFor(this.#waited(owner.participant, waiter), { deadline, signal });
    } catch (error) {
      if (!waiter.told) throw error;
    } finally {
      this.#leave(owner.participant, waiter);
      // The dead take no locks, and what they were told is for others.
      if (participantGone(owner.participant)) {
        if (waiter.told) this.#tell(1);
      } else {
        await this.lock.word.acquire(owner, false, { deadline: Number.POSITIVE_INFINITY });
        this.lock.word.restore(count);
      }
    }
    return waiter.told;
  }

  /** `wait` that blocks the thread. */
  waitSync(who: Claimant, { timeout }: WaitOptions): boolean {
    const deadline = deadlineAfter(timeout);
    const owner = this.#owner(who, "waitSync");
    const waiter = this.#queue(owner.participant);
    const count = this.lock.word.releaseAll(owner);
    atKillPoint?.("condition.waiting");
    try {
      waitForSync(this.#waited(owner.participant, waiter), { deadline }, "waitSync");
    } finally {
      this.#leave(owner.participant, waiter);
      this.lock.word.acquireSync(owner, false, { deadline: Number.POSITIVE_INFINITY });
      this.lock.word.restore(count);
    }
    return waiter.told;
  }

  /** Tells `n` waiters, or as many as there are. */
  notify(who: Claimant, n: number): void {
    this.#owner(who, "notify");
    if (!(n >= 1)) throw new ValueError(`notify(${String(n)}): n must be one or more`);
    this.#tell(n);
  }

  /** How many wait untold. For tests. @internal */
  waiting(): number {
    let count = 0;
    for (let row = 0; row < this.#roll.length; row++) {
      count += this.#roll.get(row, WAITING) - this.#roll.get(row, TOLD);
    }
    return count;
  }

  #tell(n: number): void {
    this.#monitor.run(() => this.#spread(n));
    atKillPoint?.("condition.told");
    this.#monitor.ring();
  }

  /** Within a transaction: tells `n` of those who wait untold. */
  #spread(n: number): void {
    for (let row = 0; n > 0 && row < this.#roll.length; row++) {
      const told = this.#roll.get(row, TOLD);
      const more = Math.min(n, this.#roll.get(row, WAITING) - told);
      if (more <= 0) continue;
      this.#roll.put(row, TOLD, told + more);
      n -= more;
    }
  }

  /** The holder under the number that its context holds the lock by: it takes the lock again under the same. */
  #owner(who: Claimant, operation: string): Claimant {
    const { word } = this.lock;
    if (!word.heldBy(who)) {
      throw new ValueError(
        `${operation}() of a Condition whose lock isn't held by the caller: acquire it first, in the same async context`,
      );
    }
    return word.reentrant ? { ...who, context: word.context() } : who;
  }

  #queue(participant: number): Waiter {
    const waiter: Waiter = { told: false };
    this.#monitor.run(() => {
      const row = this.#roll.enrol(participant);
      this.#roll.put(row, WAITING, this.#roll.get(row, WAITING) + 1);
    });
    const key = this.#key(participant);
    const line = lines().get(key);
    if (line === undefined) lines().set(key, [waiter]);
    else line.push(waiter);
    atKillPoint?.("condition.queued");
    return waiter;
  }

  #waited(participant: number, waiter: Waiter): Waited<true> {
    return {
      word: this.#monitor.bell,
      attempt: () => {
        if (!waiter.told) this.#hear(participant);
        return waiter.told || undefined;
      },
      look: () => this.#forgetDead(),
    };
  }

  /** Takes what this participant was told to the first in its line. */
  #hear(participant: number): void {
    const known = this.#roll.find(participant);
    if (known < 0 || this.#roll.get(known, TOLD) === 0) return;
    const told = this.#monitor.run(() => {
      const row = this.#roll.find(participant);
      const count = this.#roll.get(row, TOLD);
      this.#count(row, this.#roll.get(row, WAITING) - count);
      if (this.#roll.get(row, 0) === participant) this.#roll.put(row, TOLD, 0);
      return count;
    });
    const line = lines().get(this.#key(participant)) ?? [];
    for (const waiter of line.splice(0, told)) waiter.told = true;
  }

  #count(row: number, waiting: number): void {
    if (waiting <= 0) this.#roll.strike(row);
    else this.#roll.put(row, WAITING, waiting);
  }

  /** The wait is over, one way or the other. */
  #leave(participant: number, waiter: Waiter): void {
    this.#hear(participant);
    const key = this.#key(participant);
    const line = lines().get(key);
    if (line === undefined) return;
    const place = line.indexOf(waiter);
    if (place >= 0) {
      line.splice(place, 1);
      this.#monitor.run(() => {
        const row = this.#roll.find(participant);
        if (row >= 0) this.#count(row, this.#roll.get(row, WAITING) - 1);
      });
    }
    if (line.length === 0) lines().delete(key);
  }

  /** Those who died waiting are forgotten; what they were told and didn't hear, others are told. */
  #forgetDead(): void {
    for (const row of this.#roll.gone()) {
      const participant = this.#roll.get(row, 0);
      this.#monitor.run(() => {
        if (participant === 0 || this.#roll.get(row, 0) !== participant) return;
        const told = this.#roll.get(row, TOLD);
        this.#roll.strike(row);
        if (told > 0) this.#spread(told);
      });
      this.#monitor.ring();
    }
  }

  #key(participant: number): string {
    return `${this.block.address}/${participant}`;
  }
}
