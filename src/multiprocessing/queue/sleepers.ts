/**
 * Sleeping until somebody has made a condition true, on a word that says "somebody may sleep": the mark. README.md ("Waiting") proves that no
 * wake-up is lost: in short, whoever clears a mark between its being set and the sleep keeps the sleeper awake, for it sleeps on the mark itself.
 */
import { atKillPoint } from "../../events/index.js";

let oversleeps = 0;

/** How often a sleep of this thread ended by its timeout though the condition was true by then: for tests. @internal */
export function sleptTooLong(): number {
  return oversleeps;
}

/** The first step of going to sleep. After it comes a look at the condition, and then the sleep. */
export function announceSleep(words: Int32Array, mark: number): void {
  Atomics.store(words, mark, 1);
}

/**
 * The last step: blocks this thread until it is woken or the time is over.
 * @returns whether it slept
 */
export function sleep(words: Int32Array, mark: number, ms: number, ready: () => boolean): boolean {
  atKillPoint?.("sleep.marked");
  const how = Atomics.wait(words, mark, 1, ms);
  if (how === "timed-out") noteTimeout(ready());
  return how !== "not-equal";
}

/** A sleep ended by its timeout. */
export function noteTimeout(ready: boolean): void {
  if (ready) oversleeps++;
}

/** The condition is true for one: wakes one sleeper, if there may be any. */
export function wakeOne(words: Int32Array, mark: number): void {
  if (Atomics.load(words, mark) === 0) return;
  atKillPoint?.("wake.seen");
  Atomics.store(words, mark, 0);
  Atomics.notify(words, mark, 1);
}

/** Everybody is to look. */
export function wakeAll(words: Int32Array, mark: number): void {
  Atomics.store(words, mark, 0);
  Atomics.notify(words, mark);
}

/** Whoever slept stops waiting: others may sleep beside it, whose wake-up it got. The mark first, as before a sleep. */
export function passOn(words: Int32Array, mark: number, ready: () => boolean): void {
  Atomics.store(words, mark, 1);
  if (ready()) wakeOne(words, mark);
}
