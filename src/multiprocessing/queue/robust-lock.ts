import { ManycoreError } from "../../errors.js";
import { participantGone } from "../../threads/index.js";
import { canSleep, LOOK_MS, NAP_MS, nap } from "./sleep.js";
import { announceSleep, sleep, wakeOne } from "./sleepers.js";

/** Looks at the word before sleeping: some 2 µs, ten times what a put or get holds the lock for. */
const SPINS = 200;
/**
 * After that its owner was interrupted, or many want the lock. A nap costs the owner nothing; a sleeper that wants to be woken costs each owner
 * a call into the kernel, 10 times what it has the lock for, as long as one is left: so naps come first.
 */
const NAPS = 4;

/**
 * A lock on a word that holds its owner's participant id, so that the lock of a dead owner can be taken over: POSIX calls such a mutex robust
 * (pthread_mutexattr_setrobust(3)). The waiting is the third mutex of Drepper's "Futexes Are Tricky" (2011), with the sleepers' mark in a
 * word of its own, as the first is full. They sleep on the mark: whoever clears it between a sleeper's setting it and its sleep keeps it
 * awake. A mark left by a dead sleeper costs one notify.
 */
export class RobustLock {
  readonly #words: Int32Array;
  readonly #word: number;
  readonly #sleepers: number;

  constructor(words: Int32Array, word: number, sleepers: number) {
    this.#words = words;
    this.#word = word;
    this.#sleepers = sleepers;
  }

  /** @returns true when the owner had died: what the lock guards may be half done */
  acquire(self: number): boolean {
    return Atomics.compareExchange(this.#words, this.#word, 0, self) !== 0 && this.#wait(self);
  }

  release(): void {
    Atomics.store(this.#words, this.#word, 0);
    wakeOne(this.#words, this.#sleepers);
  }

  #wait(self: number): boolean {
    const words = this.#words;
    const word = this.#word;
    let slept = false;
    let naps = canSleep() ? NAPS : 0;
    let looked = performance.now();
    for (;;) {
      let owner = 0;
      for (let i = 0; i < SPINS; i++) {
        owner = Atomics.load(words, word);
        if (owner !== 0) continue;
        owner = Atomics.compareExchange(words, word, 0, self);
        if (owner !== 0) continue;
        // Others may sleep beside the one that was woken.
        if (slept) announceSleep(words, this.#sleepers);
        return false;
      }
      if (owner === 0) continue;
      if (owner === self) {
        throw new ManycoreError(
          "a queue was used while one of its own items was being revived in the same thread; use it after get() returned",
        );
      }
      if (naps-- > 0) {
        nap(NAP_MS);
        continue;
      }
      announceSleep(words, this.#sleepers);
      if (this.#isFree()) continue;
      if (canSleep()) sleep(words, this.#sleepers, LOOK_MS, () => this.#isFree());
      slept = true;
      const now = performance.now();
      if (now - looked < LOOK_MS) continue;
      looked = now;
      if (participantGone(owner) && Atomics.compareExchange(words, word, owner, self) === owner) {
        announceSleep(words, this.#sleepers);
        return true;
      }
    }
  }

  #isFree(): boolean {
    return Atomics.load(this.#words, this.#word) === 0;
  }
}
