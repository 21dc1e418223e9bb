/** M. Matsumoto's and T. Nishimura's Mersenne twister, MT19937, of which Spark has some of its random numbers. */
const SIZE = 624;
const AHEAD = 397;

/** Where a twister is. */
export interface TwisterState {
  readonly words: Uint32Array;
  readonly at: number;
}

/** MT19937, begun with the halves of the seed. */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #at = SIZE;

  constructor(seed: bigint) {
    const key = [Number(BigInt.asUintN(32, seed >> 32n)), Number(BigInt.asUintN(32, seed))];
    const state = this.#state;
    state[0] = 19650218;
    for (let i = 1; i < SIZE; i++) state[i] = Math.imul(1812433253, this.#mixed(i)) + i;
    let i = 1;
    const next = () => {
      if (++i < SIZE) return;
      state[0] = state[SIZE - 1]!;
      i = 1;
    };
    for (let k = 0; k < SIZE; k++, next())
      state[i] = (state[i]! ^ Math.imul(this.#mixed(i), 1664525)) + key[k % 2]! + (k % 2);
    for (let k = 1; k < SIZE; k++, next()) state[i] = (state[i]! ^ Math.imul(this.#mixed(i), 1566083941)) - i;
    state[0] = 0x80000000;
  }

  #mixed(i: number): number {
    const before = this.#state[i - 1]!;
    return before ^ (before >>> 30);
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % SIZE]! & 0x7fffffff);
      state[i] = state[(i + AHEAD) % SIZE]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#at = 0;
  }

  get state(): TwisterState {
    return { words: this.#state.slice(), at: this.#at };
  }

  set state({ words, at }: TwisterState) {
    this.#state.set(words);
    this.#at = at;
  }

  /** From 0 to below the bound, as Java's libraries make it of 31 bits. */
  below(bound: number): number {
    if ((bound & (bound - 1)) === 0) return Number((BigInt(bound) * BigInt(this.next() >>> 1)) >> 31n);
    for (;;) {
      const bits = this.next() >>> 1;
      const value = bits % bound;
      // What is above the last whole multiple of the bound would make small numbers likelier.
      if (bits - value + (bound - 1) < 2 ** 31) return value;
    }
  }

  /** 32 bits. */
  next(): number {
    if (this.#at === SIZE) this.#twist();
    let y = this.#state[this.#at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }
}
