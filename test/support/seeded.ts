/** Random numbers that a seed decides, so that a failing case can be run again. */

/** How often a fresh generator is stepped, so that near seeds have nothing in common. */
const WARM_UP = 20;

/** Numbers in [0, 1) with 32 random bits. G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003), 14. */
export class Seeded {
  #state: number;

  constructor(seed: number) {
    // The state must not be 0; Knuth's multiplicative hash spreads small seeds over all bits.
    this.#state = Math.imul(seed + 1, 0x9e3779b1) || 1;
    for (let k = 0; k < WARM_UP; k++) this.next();
  }

  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** One of the items. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)];
  }

  /** Whether something of this probability is so. */
  chance(of: number): boolean {
    return this.next() < of;
  }

  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[] {
    const all = [...items];
    for (let i = all.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [all[i], all[j]] = [all[j]!, all[i]!];
    }
    return all;
  }

  /** 64 random bits. */
  bits64(): bigint {
    return (BigInt(this.integer(0, 2 ** 32 - 1)) << 32n) | BigInt(this.integer(0, 2 ** 32 - 1));
  }
}
