import { ManycoreError } from "../../errors.js";
import { participantGone } from "../../threads/index.js";
import { canSleep, LOOK_MS } from "./sleep.js";

/** Looks at the word before sleeping: some 2 µs, ten times what a put or get holds the lock for. */
const SPINS = 200;

/**
 * A lock on a word that holds its owner's participant id, so that the lock of a dead owner can be taken over: POSIX calls such a mutex robust
 * (pthread_mutexattr_setrobust(3)). The waiting is the third mutex of Drepper's "Futexes Are Tricky" (2011), with the sleepers' mark in a
 * word of its own, as the first is full. A mark left by a dead sleeper costs one notify.
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
    if (Atomics.load(this.#words, this.#sleepers) !== 0) this.#wake();
  }

  #wait(self: number): boolean {
    const words = this.#words;
    const word = this.#word;
    let slept = false;
    let looked = performance.now();
    for (;;) {
      let owner = 0;
      for (let i = 0; i < SPINS; i++) {
        owner = Atomics.load(words, word);
        if (owner !== 0) continue;
        owner = Atomics.compareExchange(words, word, 0, self);
        if (owner !== 0) continue;
        // Others may sleep beside the one that was woken.
        if (slept) Atomics.store(words, this.#sleepers, 1);
        return false;
      }
      if (owner === 0) continue;
      if (owner === self) {
        throw new ManycoreError(
          "a queue was used while one of its own items was being revived in the same thread; use it after get() returned",
        );
      }
      Atomics.store(words, this.#sleepers, 1);
      if (canSleep()) Atomics.wait(words, word, owner, LOOK_MS);
      slept = true;
      const now = performance.now();
      if (now - looked < LOOK_MS) continue;
      looked = now;
      if (participantGone(owner) && Atomics.compareExchange(words, word, owner, self) === owner) return true;
    }
  }

  #wake(): void {
    Atomics.store(this.#words, this.#sleepers, 0);
    Atomics.notify(this.#words, this.#word, 1);
  }
}
