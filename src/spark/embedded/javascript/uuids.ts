/** Random UUIDs of a seed: Spark's are of a Mersenne twister, two words of 64 bits a row. */
import { type JavaScriptFunction, javascript } from "./javascript-function.js";

const SIZE = 624;
const AHEAD = 397;

/** MT19937, begun with the halves of the seed. */
class MersenneTwister {
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

let last: { readonly seed: bigint; readonly twister: MersenneTwister; rows: bigint } | undefined;

/** @param row from 0 on: rows come in their order, and what doesn't is counted from the beginning */
function uuid(seed: bigint, row: bigint): string {
  if (last === undefined || last.seed !== seed || last.rows > row) {
    last = { seed, twister: new MersenneTwister(seed), rows: 0n };
  }
  const { twister } = last;
  for (; last.rows < row; last.rows++) for (let i = 0; i < 4; i++) twister.next();
  last.rows++;
  const words = [twister.next(), twister.next(), twister.next(), twister.next()];
  words[1] = ((words[1]! & 0xffff0fff) | 0x4000) >>> 0;
  words[2] = ((words[2]! | 0x80000000) & 0xbfffffff) >>> 0;
  const hex = words.map((word) => word.toString(16).padStart(8, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const UUIDS: readonly JavaScriptFunction[] = [javascript("js_uuid", ["long", "long"], "string", uuid)];
