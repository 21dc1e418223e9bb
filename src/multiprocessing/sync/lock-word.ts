/** The lock itself: words in shared memory that threads swap. README.md tells the protocol. */
import { PoisonedError, ValueError } from "../../errors.js";
import { atKillPoint } from "../../events/index.js";
import { type Block, heap } from "../../memory/index.js";
import { participantGone, participantName } from "../../threads/index.js";
import { sharedBlock } from "../shared/index.js";
import { Turn } from "./turn.js";
import { type Bounds, type Condition, LOOK_MS, waitFor, waitForSync } from "./waiting.js";

/** Words of a lock, relative to its first. */
const WORD = {
  /** 0: free. Positive: the participant that holds it. Negative: free and poisoned by the participant that died. */
  state: 0,
  /** Blocked threads, and waiting promises. Those that died asleep stay counted: then a release notifies in vain. */
  sleepers: 1,
  awaiters: 2,
  /** A participant that has waited long: others let it go first for a moment. */
  hungry: 3,
  /** Of an RLock, written by the holder only: how often it is held, and by which async context of the holder. */
  count: 4,
  context: 5,
} as const;

/** Bytes of a lock's block. */
export const LOCK_BYTES = 32;

/** Who wants the lock: a participant and, for an RLock, its async context and those that this one lies in. */
export interface Claimant {
  readonly participant: number;
  /** The number that the lock is taken under; 0 for a Lock, which isn't owned by contexts. */
  readonly context: number;
  /** The contexts that count as the same owner. */
  readonly within: readonly number[];
}

export class LockWord {
  readonly block: Block;
  readonly reentrant: boolean;
  readonly #base: number;
  /** When this thread last asked whether the holder lives: asking reads a file. */
  #asked = Number.NEGATIVE_INFINITY;

  /** @param block one that came from another thread; without it a fresh, free lock */
  constructor(reentrant: boolean, block?: Block) {
    this.reentrant = reentrant;
    this.block = block ?? sharedBlock(LOCK_BYTES, "Lock");
    this.#base = this.block.address >>> 2;
    if (block === undefined) heap().i32.fill(0, this.#base, this.#base + LOCK_BYTES / 4);
  }

  /** Whether somebody holds it now. */
  locked(): boolean {
    return Atomics.load(heap().i32, this.#base + WORD.state) > 0;
  }

  /** How many threads and promises wait for it; those that died waiting count. For tests. @internal */
  sleepers(): number {
    const { i32 } = heap();
    return Atomics.load(i32, this.#base + WORD.sleepers) + Atomics.load(i32, this.#base + WORD.awaiters);
  }

  /** The async context that holds an RLock; only the holding participant may ask. */
  context(): number {
    return heap().i32[this.#base + WORD.context]!;
  }

  /** Whether this participant holds it; of an RLock, one of these contexts. */
  heldBy(who: Claimant): boolean {
    const { i32 } = heap();
    if (Atomics.load(i32, this.#base + WORD.state) !== who.participant) return false;
    return !this.reentrant || this.#within(who);
  }

  /** Counts one more for a holder of an RLock. False when it isn't the holder. */
  again(who: Claimant): boolean {
    if (!this.reentrant || !this.heldBy(who)) return false;
    heap().i32[this.#base + WORD.count]!++;
    return true;
  }

  /**
   * Takes it if that is possible now.
   * @throws PoisonedError unless `recover`
   */
  tryAcquire(who: Claimant, recover: boolean): boolean {
    if (this.again(who)) return true;
    for (;;) {
      const { i32 } = heap();
      const state = Atomics.load(i32, this.#base + WORD.state);
      if (state > 0) {
        if (!this.#takeFromDead(state)) return false;
      } else if (this.#swap(state, who, recover)) return true;
    }
  }

  /** Waits for it. False when the deadline passed. */
  async acquire(who: Claimant, recover: boolean, bounds: Bounds): Promise<boolean> {
    const turn = new Turn(this.#base + WORD.hungry, who.participant);
    try {
      return (await waitFor(this.#wait(who, recover, WORD.awaiters, turn), bounds)) ?? false;
    } finally {
      this.#end(turn);
    }
  }

  /** Waits for it and blocks this thread. False when the deadline passed. */
  acquireSync(who: Claimant, recover: boolean, bounds: Bounds): boolean {
    const turn = new Turn(this.#base + WORD.hungry, who.participant);
    try {
      return waitForSync(this.#wait(who, recover, WORD.sleepers, turn), bounds, "acquireSync") ?? false;
    } finally {
      this.#end(turn);
    }
  }

  /**
   * Gives it back. A Lock may be given back by anybody, as Python's; an RLock by its owner only.
   * @returns whether it is free now: an RLock is held as often as it was taken
   * @throws ValueError when it isn't held, or not by this owner
   */
  release(who: Claimant): boolean {
    const { i32 } = heap();
    if (this.reentrant) {
      if (!this.heldBy(who)) throw new ValueError(notOwned(this.locked()));
      if (--i32[this.#base + WORD.count]! > 0) return false;
    }
    atKillPoint?.("lock.release");
    this.#free();
    return true;
  }

  /**
   * Gives it back however often it is held, for a condition's wait.
   * @returns how often that was, for `restore`
   */
  releaseAll(who: Claimant): number {
    if (!this.heldBy(who)) throw new ValueError(notOwned(this.locked()));
    const { i32 } = heap();
    const count = this.reentrant ? i32[this.#base + WORD.count]! : 1;
    if (this.reentrant) i32[this.#base + WORD.count] = 0;
    this.#free();
    return count;
  }

  /** Inverse of `releaseAll`, once it is taken again: it is held `count` times. */
  restore(count: number): void {
    if (this.reentrant) heap().i32[this.#base + WORD.count] = count;
  }

  #free(): void {
    const { i32 } = heap();
    for (;;) {
      const state = Atomics.load(i32, this.#base + WORD.state);
      if (state <= 0)
        throw new ValueError("release() of a lock that isn't held: it was released too many times");
      if (Atomics.compareExchange(i32, this.#base + WORD.state, state, 0) === state) break;
    }
    atKillPoint?.("lock.released");
    this.#wake();
  }

  /**
   * A blocked thread runs as soon as it is woken, so one is enough; a promise's thread may be busy for long, so then all are woken
   * and the first takes it.
   */
  #wake(): void {
    const { i32 } = heap();
    const state = this.#base + WORD.state;
    if (
      Atomics.load(i32, this.#base + WORD.awaiters) !== 0 ||
      Atomics.load(i32, this.#base + WORD.hungry) !== 0
    ) {
      Atomics.notify(i32, state);
    } else if (Atomics.load(i32, this.#base + WORD.sleepers) !== 0) {
      Atomics.notify(i32, state, 1);
    }
  }

  /** From free (or poisoned) to held. False when another was faster. */
  #swap(state: number, who: Claimant, recover: boolean): boolean {
    if (state < 0 && !recover) throw new PoisonedError(poisonedBy(-state, this.reentrant ? "RLock" : "Lock"));
    const { i32 } = heap();
    atKillPoint?.("lock.acquire");
    if (Atomics.compareExchange(i32, this.#base + WORD.state, state, who.participant) !== state) return false;
    atKillPoint?.("lock.acquired");
    if (this.reentrant) {
      i32[this.#base + WORD.context] = who.context;
      i32[this.#base + WORD.count] = 1;
    }
    return true;
  }

  #within(who: Claimant): boolean {
    const context = heap().i32[this.#base + WORD.context]!;
    return context === who.context || who.within.includes(context);
  }

  /** Takes the lock off a holder that died, and leaves it poisoned. False when the holder lives, as far as is known. */
  #takeFromDead(holder: number): boolean {
    const now = performance.now();
    if (now - this.#asked < LOOK_MS) return false;
    this.#asked = now;
    if (!participantGone(holder)) return false;
    const { i32 } = heap();
    atKillPoint?.("lock.poison");
    if (Atomics.compareExchange(i32, this.#base + WORD.state, holder, -holder) === holder) {
      atKillPoint?.("lock.poisoned");
      Atomics.notify(i32, this.#base + WORD.state);
    }
    return true;
  }

  #wait(who: Claimant, recover: boolean, counter: number, turn: Turn): Condition<boolean> {
    const { i32 } = heap();
    const base = this.#base;
    return {
      word: base + WORD.state,
      attempt: () => {
        if (this.again(who)) return true;
        const state = Atomics.load(i32, base + WORD.state);
        if (state > 0) {
          turn.missed();
          return undefined;
        }
        if (state === 0 && !turn.comes()) return undefined;
        return this.#swap(state, who, recover) || undefined;
      },
      look: () => {
        turn.look();
        const holder = Atomics.load(i32, base + WORD.state);
        if (holder > 0) this.#takeFromDead(holder);
      },
      asleep: () => {
        Atomics.add(i32, base + counter, 1);
      },
      awake: () => {
        Atomics.sub(i32, base + counter, 1);
      },
      nap: () => turn.nap(),
    };
  }

  /** A hungry one has it now, or gave up: then others may take what was kept for it. */
  #end(turn: Turn): void {
    const { i32 } = heap();
    const state = this.#base + WORD.state;
    if (turn.end() && Atomics.load(i32, state) <= 0) Atomics.notify(i32, state);
  }
}

function notOwned(held: boolean): string {
  return held
    ? "release() of an RLock that another task holds: release it in the async context that acquired it (the code after its own " +
        "`await lock.acquire()`), or use withLock()."
    : "release() of an RLock that isn't held: it was released too many times";
}

/** What whoever comes to a poisoned lock is told. */
export function poisonedBy(participant: number, what: string): string {
  return (
    `${participantName(participant)} died while it held this ${what}, and may have left half changed what it guards. ` +
    "Nobody holds it now: put the data in order and take it with acquire({ recover: true })."
  );
}
