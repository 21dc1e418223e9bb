/** Random numbers that a seed decides. */
export interface RandomNumbers {
  /** From 0 up to but without 1. */
  next(): number;
  /** Of the normal distribution with mean 0 and deviation 1. */
  normal(): number;
  pick<T>(items: readonly T[]): T;
}

/** Steps after which near seeds have nothing in common. */
const WARM_UP = 20;

/** G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003), 14. */
export function randomNumbers(seed: number): RandomNumbers {
  // The state must not be 0; Knuth's multiplicative hash spreads small seeds over all bits.
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let step = 0; step < WARM_UP; step++) next();
  return {
    next,
    // Box and Muller; 1 − next() isn't 0.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => items[Math.floor(next() * items.length)] as (typeof items)[number],
  };
}
