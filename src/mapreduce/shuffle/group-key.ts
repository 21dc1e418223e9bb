import { Cursor, decodeKey, encodeKey, equalBytes } from "../codec/index.js";

const FIRST_BYTES = 256;

/** The bytes of one key, kept when the reader that they came from has gone on. */
export class GroupKey {
  #u8 = new Uint8Array(FIRST_BYTES);
  #length = 0;
  readonly #cursor = new Cursor();

  get u8(): Uint8Array {
    return this.#u8;
  }

  get length(): number {
    return this.#length;
  }

  copy(u8: Uint8Array, at: number, end: number): void {
    const length = end - at;
    if (length > this.#u8.length) this.#grow(length);
    const to = this.#u8;
    if (length > 64) to.set(u8.subarray(at, end));
    else for (let i = 0; i < length; i++) to[i] = u8[at + i]!;
    this.#length = length;
  }

  /** @throws ValueError for keys that have no place in the order */
  encode(key: unknown): void {
    for (;;) {
      this.#length = encodeKey(this.#u8, 0, this.#u8.length, key);
      if (this.#length !== -1) return;
      this.#grow(2 * this.#u8.length);
    }
  }

  decode(): unknown {
    this.#cursor.at = 0;
    return decodeKey(this.#u8, this.#cursor);
  }

  equals(u8: Uint8Array, at: number, end: number): boolean {
    return equalBytes(this.#u8, 0, this.#length, u8, at, end);
  }

  #grow(bytes: number): void {
    this.#u8 = new Uint8Array(Math.max(bytes, 2 * this.#u8.length));
  }
}
