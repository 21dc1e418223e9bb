/** Orders that repeat with their seed. */

/** The numbers below n in an order of the seed's: Fisher and Yates' shuffle, with xorshift32 (Marsaglia, "Xorshift RNGs", 2003). */
export function shuffled(n: number, seed: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, k) => k);
  // Any seed but 0 will do for xorshift; the multiplier (Knuth's) keeps seeds that lie together apart.
  let state = Math.imul(seed, 2654435761) | 1;
  for (let k = n - 1; k > 0; k--) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = (state >>> 0) % (k + 1);
    const kept = order[k] as number;
    order[k] = order[other] as number;
    order[other] = kept;
  }
  return order;
}
