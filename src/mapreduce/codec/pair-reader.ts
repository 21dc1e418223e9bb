import { Cursor } from "./cursor.js";
import { decodeValue } from "./decode-value.js";

/** Reads what `PairWriter` wrote, pair by pair. */
export class PairReader {
  key: unknown;
  value: unknown;
  readonly #bytes: Uint8Array;
  readonly #cursor: Cursor;
  readonly #end: number;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#cursor = new Cursor(at);
    this.#end = end;
  }

  /** Moves to the next pair; false when there is none. */
  next(): boolean {
    const cursor = this.#cursor;
    if (cursor.at >= this.#end) return false;
    this.key = decodeValue(this.#bytes, cursor);
    this.value = decodeValue(this.#bytes, cursor);
    return true;
  }
}

/** The pairs in bytes of a `PairWriter`. */
export function* readPairs(bytes: Uint8Array): Generator<[key: unknown, value: unknown]> {
  const reader = new PairReader(bytes);
  while (reader.next()) yield [reader.key, reader.value];
}
