/** Random numbers of a seed as Spark draws them: G. Marsaglia's xorshift of 64 bits, begun with a hash of the seed, and what java.util.Random makes of its bits. */
import { murmurOfBytes } from "./hashes.js";
import { type JavaScriptFunction, javascript } from "./javascript-function.js";

/** What Scala begins hashes of arrays with. */
const ARRAY_SEED = 0x3c074a61;
/** So many rows are between two that are remembered. */
const APART = 1024;
/** So many sequences are remembered: a query has few, and a session has many queries. */
const REMEMBERED = 32;

class XorShift {
  high: number;
  low: number;
  /** The second of two numbers that are normally distributed, which come in pairs. */
  waiting = Number.NaN;

  constructor(seed: bigint) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt.asIntN(64, seed));
    this.low = murmurOfBytes(bytes, ARRAY_SEED);
    this.high = murmurOfBytes(bytes, this.low);
  }

  /** 32 bits. */
  next(): number {
    let { high, low } = this;
    high ^= (high << 21) | (low >>> 11);
    low ^= low << 21;
    low ^= high >>> 3;
    high ^= (high << 4) | (low >>> 28);
    low ^= low << 4;
    this.high = high;
    this.low = low;
    return low;
  }

  /** From 0 to 1, of 53 bits. */
  uniform(): number {
    const upper = this.next() & (2 ** 26 - 1);
    return (upper * 2 ** 27 + (this.next() & (2 ** 27 - 1))) * 2 ** -53;
  }

  /** By Marsaglia's polar method. */
  normal(): number {
    if (!Number.isNaN(this.waiting)) {
      const second = this.waiting;
      this.waiting = Number.NaN;
      return second;
    }
    for (;;) {
      const [x, y] = [2 * this.uniform() - 1, 2 * this.uniform() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.waiting = y * scale;
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

type State = readonly [high: number, low: number, waiting: number];

/** What is drawn for the rows from 0 on. They come mostly in order; for one that doesn't, drawing goes on from the last row remembered before it. */
class Sequence<T> {
  readonly #source: XorShift;
  readonly #draw: (source: XorShift) => T;
  readonly #states: State[] = [];
  #row = 0;

  constructor(seed: bigint, draw: (source: XorShift) => T) {
    this.#source = new XorShift(seed);
    this.#draw = draw;
  }

  at(row: number): T {
    if (row < this.#row || row >= this.#row + 2 * APART) this.#goNear(row);
    while (this.#row < row) this.#next();
    return this.#next();
  }

  #next(): T {
    const { high, low, waiting } = this.#source;
    if (this.#row === this.#states.length * APART) this.#states.push([high, low, waiting]);
    this.#row++;
    return this.#draw(this.#source);
  }

  #goNear(row: number): void {
    const place = Math.min(Math.floor(row / APART), this.#states.length - 1);
    const state = this.#states[place];
    if (state === undefined || (place * APART <= this.#row && this.#row <= row)) return;
    [this.#source.high, this.#source.low, this.#source.waiting] = state;
    this.#row = place * APART;
  }
}

const sequences = new Map<string, Sequence<unknown>>();

function sequenceOf<T>(name: string, seed: bigint, draw: (source: XorShift) => T): Sequence<T> {
  const key = `${name} ${seed}`;
  const known = (sequences.get(key) as Sequence<T> | undefined) ?? new Sequence(seed, draw);
  // The last used is the last to go.
  sequences.delete(key);
  sequences.set(key, known);
  if (sequences.size > REMEMBERED) sequences.delete(sequences.keys().next().value!);
  return known;
}

export const RANDOM: readonly JavaScriptFunction[] = [
  javascript("js_rand", ["long", "long"], "double", (seed, row) =>
    sequenceOf("rand", seed, (source) => source.uniform()).at(Number(row)),
  ),
  javascript("js_randn", ["long", "long"], "double", (seed, row) =>
    sequenceOf("randn", seed, (source) => source.normal()).at(Number(row)),
  ),
  javascript("js_randstr", ["int", "long", "long"], "string", (length, seed, row) =>
    sequenceOf(`randstr ${length}`, seed, (source) => source.text(length)).at(Number(row)),
  ),
];
