/** Columns of values that all take as much room. */
import type { Data } from "apache-arrow";
import { OverflowError } from "../../errors.js";
import { BuilderBase, grown, type Numbers, type Place } from "./arrow-builder-base.js";
import type { Decimal } from "./decimal.js";
import type { CalendarInterval } from "./intervals.js";

export class NullBuilder extends BuilderBase {
  protected write(): void {}

  finish(): Data {
    return this.at.arrow.makeData({ type: this.at.arrowType as never, length: this.length }) as Data;
  }
}

export class BooleanBuilder extends BuilderBase {
  #bits = new Uint8Array(64);

  protected write(row: number, value: unknown): void {
    if (row >> 3 >= this.#bits.length) this.#bits = grown(this.#bits, this.#bits.length + 1);
    if (value === true) this.#bits[row >> 3]! |= 1 << (row & 7);
  }

  finish(): Data {
    return this.make({ data: this.#bits.subarray(0, (this.length + 7) >> 3) });
  }
}

export class FixedBuilder<A extends Numbers> extends BuilderBase {
  #data: A;
  readonly #of: (value: unknown) => A[number];

  constructor(at: Place, Class: new (length: number) => A, of: (value: unknown) => A[number]) {
    super(at);
    this.#data = new Class(64);
    this.#of = of;
  }

  protected write(row: number, value: unknown): void {
    if (row >= this.#data.length) this.#data = grown(this.#data, row + 1);
    if (value !== null) this.#data[row] = this.#of(value);
  }

  finish(): Data {
    return this.make({ data: this.#data.subarray(0, this.length) });
  }
}

const WORDS = 4;

/** Values of sixteen bytes. */
export class WordsBuilder<A extends Int32Array | Uint32Array> extends BuilderBase {
  #data: A;
  readonly #put: (value: unknown, words: A, at: number) => void;

  constructor(
    at: Place,
    Class: new (length: number) => A,
    put: (value: unknown, words: A, at: number) => void,
  ) {
    super(at);
    this.#data = new Class(64);
    this.#put = put;
  }

  protected write(row: number, value: unknown): void {
    if ((row + 1) * WORDS > this.#data.length) this.#data = grown(this.#data, (row + 1) * WORDS);
    if (value !== null) this.#put(value, this.#data, row * WORDS);
  }

  finish(): Data {
    return this.make({ data: this.#data.subarray(0, this.length * WORDS) });
  }
}

export function decimalWords(value: Decimal, scale: number, words: Uint32Array, at: number): void {
  let rest = value.withScale(scale).unscaled;
  for (let word = 0; word < WORDS; word++) {
    words[at + word] = Number(rest & 0xffff_ffffn);
    rest >>= 32n;
  }
}

export function intervalWords(value: unknown, words: Int32Array, at: number): void {
  const { months, days, microseconds } = value as CalendarInterval;
  const nanoseconds = microseconds * 1000n;
  if (BigInt.asIntN(64, nanoseconds) !== nanoseconds) {
    throw new OverflowError(`the interval ${value} is longer than Arrow's, which counts nanoseconds, can be`);
  }
  words.set([months, days, Number(BigInt.asIntN(32, nanoseconds)), Number(nanoseconds >> 32n)], at);
}
