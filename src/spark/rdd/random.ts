/** Random numbers that a seed decides: the same sample again, in every worker and every attempt. */

/**
 * xoshiro128**. D. Blackman, S. Vigna, "Scrambled Linear Pseudorandom Number Generators", ACM Transactions on Mathematical Software 47 (2021), 36.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed any whole number; @param stream tells generators of one seed apart, as one a partition */
  constructor(seed: number, stream = 0) {
    const next = splitMix(seed, stream);
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next();
  }

  /** In [0, 1), with 53 random bits. */
  next(): number {
    return (this.#bits() * 2 ** 21 + (this.#bits() >>> 11)) / 2 ** 53;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** How often something happens that happens `mean` times on average. */
  poisson(mean: number): number {
    let count = 0;
    // The product below would be 0 for a large mean; the sum of two such numbers is one of the sum of their means.
    for (; mean > POISSON_MOST; mean -= POISSON_MOST) count += this.#poisson(POISSON_MOST);
    return count + this.#poisson(mean);
  }

  /** D. E. Knuth, The Art of Computer Programming 2, 3.4.1, algorithm Q. */
  #poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > limit; product *= this.next()) count++;
    return count;
  }

  #bits(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return result;
  }
}

const POISSON_MOST = 500;

function rotate(x: number, by: number): number {
  return (x << by) | (x >>> (32 - by));
}

/**
 * Spreads a seed over all bits of a state. G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, with the
 * mixing function of MurmurHash3.
 */
function splitMix(seed: number, stream: number): () => number {
  let state =
    (seed | 0) ^ Math.imul(Math.floor(seed / 2 ** 32) | 0, 0x85ebca6b) ^ Math.imul(stream + 1, 0xc2b2ae35);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return mixed ^ (mixed >>> 16);
  };
}

/** A seed where none was given. */
export function anySeed(): number {
  return Math.floor(Math.random() * 2 ** 48);
}

/** Puts the items into a random order, in their own array. Fisher and Yates; Knuth, TAOCP 2, 3.4.2, algorithm P. */
export function shuffled<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const k = random.below(i + 1);
    [items[i], items[k]] = [items[k]!, items[i]!];
  }
  return items;
}
