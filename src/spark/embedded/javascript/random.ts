/** Random numbers of a seed as Spark draws them: G. Marsaglia's xorshift of 64 bits, begun with a hash of the seed, and what java.util.Random makes of its bits. */
import { murmurOfBytes } from "./hashes.js";
import { type JavaScriptFunction, javascript } from "./javascript-function.js";
import { kept } from "./kept.js";
import { type RandomSource, Sequence } from "./sequence.js";

/** What Scala begins hashes of arrays with. */
const ARRAY_SEED = 0x3c074a61;
/** So many rows are between two that are remembered. */
const APART = 1024;
/** So many sequences are kept of a kind: a query has few, and a session has many queries. */
const MOST_KEPT = 32;

type State = readonly [high: number, low: number, waiting: number];

class XorShift implements RandomSource<State> {
  #high: number;
  #low: number;
  /** The second of two numbers that are normally distributed, which come in pairs. */
  #waiting = Number.NaN;

  constructor(seed: bigint) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, seed));
    this.#low = murmurOfBytes(bytes, ARRAY_SEED);
    this.#high = murmurOfBytes(bytes, this.#low);
  }

  get state(): State {
    return [this.#high, this.#low, this.#waiting];
  }

  set state(state: State) {
    [this.#high, this.#low, this.#waiting] = state;
  }

  /** 32 bits. */
  next(): number {
    let [high, low] = [this.#high, this.#low];
    high ^= (high << 21) | (low >>> 11);
    low ^= low << 21;
    low ^= high >>> 3;
    high ^= (high << 4) | (low >>> 28);
    low ^= low << 4;
    this.#high = high;
    this.#low = low;
    return low;
  }

  /** From 0 to 1, of 53 bits. */
  uniform(): number {
    const upper = this.next() & (2 ** 26 - 1);
    return (upper * 2 ** 27 + (this.next() & (2 ** 27 - 1))) * 2 ** -53;
  }

  /** By Marsaglia's polar method. */
  normal(): number {
    if (!Number.isNaN(this.#waiting)) {
      const second = this.#waiting;
      this.#waiting = Number.NaN;
      return second;
    }
    for (;;) {
      const [x, y] = [2 * this.uniform() - 1, 2 * this.uniform() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#waiting = y * scale;
      return x * scale;
    }
  }

  text(length: number): string {
    let made = "";
    for (let i = 0; i < length; i++) made += CHARACTERS[Math.abs(this.next() % CHARACTERS.length)];
    return made;
  }
}

const CHARACTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

const sequences = <T>(draw: (source: XorShift) => T) =>
  kept((seed: bigint) => {
    const source = new XorShift(seed);
    return new Sequence(source, () => draw(source), APART);
  }, MOST_KEPT);

const uniforms = sequences((source) => source.uniform());
const normals = sequences((source) => source.normal());
const texts = kept((length: number) => sequences((source) => source.text(length)), MOST_KEPT);

export const RANDOM: readonly JavaScriptFunction[] = [
  javascript("js_rand", ["long", "long"], "double", (seed, row) => uniforms(seed).at(Number(row))),
  javascript("js_randn", ["long", "long"], "double", (seed, row) => normals(seed).at(Number(row))),
  javascript("js_randstr", ["int", "long", "long"], "string", (length, seed, row) =>
    texts(length)(seed).at(Number(row)),
  ),
];
