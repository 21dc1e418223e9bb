import { MemoryError } from "../../../errors.js";
import { encodeKey, encodeValue } from "../../../mapreduce/for-rdds.js";

/** What an `ArrayBuffer` surely can have, and Arrow's offsets can say. */
const MOST_BYTES = 2 ** 31 - 2;

/** Bytes one behind the other, in memory that grows. */
export class ByteSink {
  u8: Uint8Array;
  at = 0;

  constructor(bytes = 2 ** 16) {
    this.u8 = new Uint8Array(bytes);
  }

  byte(byte: number): void {
    this.#ensure(1);
    this.u8[this.at++] = byte;
  }

  /** A whole number in so many bytes, the highest first: their order is that of the numbers. */
  uint(n: number, bytes: number): void {
    this.#ensure(bytes);
    for (let i = bytes - 1; i >= 0; i--) {
      this.u8[this.at + i] = n % 256;
      n = Math.floor(n / 256);
    }
    this.at += bytes;
  }

  /** @throws ValueError for what can't be a key */
  key(key: unknown): void {
    for (;;) {
      const end = encodeKey(this.u8, this.at, this.u8.length, key);
      if (end >= 0) {
        this.at = end;
        return;
      }
      this.#grow(1);
    }
  }

  /** @throws NotPortableError for what can't travel */
  value(value: unknown): void {
    for (;;) {
      const end = encodeValue(this.u8, this.at, this.u8.length, value);
      if (end >= 0) {
        this.at = end;
        return;
      }
      this.#grow(1);
    }
  }

  bytes(bytes: Uint8Array): void {
    this.#ensure(bytes.length);
    this.u8.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** A copy of all of it; the sink is empty again. */
  take(): Uint8Array {
    const taken = this.u8.slice(0, this.at);
    this.at = 0;
    return taken;
  }

  #ensure(more: number): void {
    if (this.at + more > this.u8.length) this.#grow(more);
  }

  #grow(more: number): void {
    const { length } = this.u8;
    if (length === MOST_BYTES)
      throw new MemoryError(`An element has more than ${MOST_BYTES} bytes: make several of it`);
    const grown = new Uint8Array(Math.min(MOST_BYTES, Math.max(2 * length, this.at + more)));
    grown.set(this.u8.subarray(0, this.at));
    this.u8 = grown;
  }
}
