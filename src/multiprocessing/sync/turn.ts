/**
 * Who is let go first. What becomes free goes to whoever comes at that moment, which is fast, but a waiter could lose every race. So one that
 * has waited long marks itself as hungry, and others then leave what is free to it for a moment.
 */
import { heap } from "../../memory/index.js";
import { participantGone } from "../../threads/index.js";
import { LOOK_MS } from "./waiting.js";

/** From this long on a waiter is let go first. */
const HUNGRY_MS = 10;
/** What is free is kept for the hungry one no longer than this: its thread may be busy with something else. */
const GRACE_MS = 5;

/** One wait's view of the word that names the hungry participant. */
export class Turn {
  readonly #word: number;
  readonly #participant: number;
  readonly #since = performance.now();
  /** Until when this waiter leaves what is free to the hungry one; 0 when nothing was free. */
  #until = 0;

  constructor(word: number, participant: number) {
    this.#word = word;
    this.#participant = participant;
  }

  /** Nothing is free. */
  missed(): void {
    this.#until = 0;
    if (performance.now() - this.#since >= HUNGRY_MS) {
      Atomics.compareExchange(heap().i32, this.#word, 0, this.#participant);
    }
  }

  /** Something is free: whether this waiter may take it. */
  comes(): boolean {
    const hungry = Atomics.load(heap().i32, this.#word);
    if (hungry === 0 || hungry === this.#participant) return true;
    const now = performance.now();
    if (this.#until === 0) this.#until = now + GRACE_MS;
    return now >= this.#until;
  }

  /** Longest next sleep. */
  nap(): number {
    return this.#until > 0 ? GRACE_MS : LOOK_MS;
  }

  /** Forgets a hungry one that died. */
  look(): void {
    const { i32 } = heap();
    const hungry = Atomics.load(i32, this.#word);
    if (hungry !== 0 && hungry !== this.#participant && participantGone(hungry)) {
      Atomics.compareExchange(i32, this.#word, hungry, 0);
    }
  }

  /** The wait is over. Whether it was the hungry one's, so that others have to be woken. */
  end(): boolean {
    const { i32 } = heap();
    return (
      Atomics.load(i32, this.#word) === this.#participant &&
      Atomics.compareExchange(i32, this.#word, this.#participant, 0) === this.#participant
    );
  }
}
