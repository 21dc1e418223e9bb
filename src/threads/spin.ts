/** Loads between two looks at the clock: a load costs about a nanosecond, the clock about thirty. */
const LOADS_PER_LOOK = 64;

/**
 * Watches a word for a short while instead of sleeping: waking a sleeper costs 5–50 µs.
 * @returns whether the word still has the value
 */
export function spinWhile(words: Int32Array, index: number, value: number, microseconds: number): boolean {
  const until = performance.now() + microseconds / 1000;
  do {
    for (let i = 0; i < LOADS_PER_LOOK; i++) {
      if (Atomics.load(words, index) !== value) return false;
    }
  } while (performance.now() < until);
  return true;
}
