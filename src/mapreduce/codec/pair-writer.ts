import { MemoryError } from "../../errors.js";
import { encodeValue } from "./encode-value.js";

const FIRST_BYTES = 64 * 1024;
/** What an `ArrayBuffer` surely can have, and positions in it that are small integers of the engine. */
const MOST_BYTES = 2 ** 31 - 2;

/** Gets encoded pairs. The bytes are written over when it returns: it must copy, write or read them before. */
export type PairSink = (bytes: Uint8Array, pairs: number) => void;

/**
 * Collects encoded pairs, key and value one after the other, and hands them on whenever there are `room` bytes: how a step's output goes
 * to the next step and back to the caller. Keys are written as values, since what a job puts out needn't have an order. No pair is
 * ever cut in two.
 */
export class PairWriter {
  readonly #sink: PairSink;
  readonly #room: number;
  #u8: Uint8Array;
  #at = 0;
  #pairs = 0;

  /**
   * @param sink gets the bytes; it isn't called with none
   * @param room bytes to collect; a larger pair has memory for itself alone
   */
  constructor(sink: PairSink, room = 256 * 1024) {
    this.#sink = sink;
    this.#room = room;
    this.#u8 = new Uint8Array(Math.min(room, FIRST_BYTES));
  }

  /** @throws NotPortableError for a key or value that can't travel: nothing of the pair is written */
  write(key: unknown, value: unknown): void {
    for (;;) {
      const u8 = this.#u8;
      let at = encodeValue(u8, this.#at, u8.length, key);
      if (at !== -1) at = encodeValue(u8, at, u8.length, value);
      if (at !== -1) {
        this.#at = at;
        this.#pairs++;
        return;
      }
      this.#makeRoom();
    }
  }

  /** Hands on what was collected. To be called at the end. */
  flush(): void {
    const pairs = this.#pairs;
    if (pairs > 0) {
      const at = this.#at;
      this.#at = 0;
      this.#pairs = 0;
      this.#sink(this.#u8.subarray(0, at), pairs);
    }
    // A large pair's memory isn't kept.
    if (this.#u8.length > this.#room) this.#u8 = new Uint8Array(this.#room);
  }

  #makeRoom(): void {
    const { length } = this.#u8;
    if (length >= this.#room && this.#pairs > 0) {
      this.flush();
      return;
    }
    if (length === MOST_BYTES)
      throw new MemoryError(
        `A pair of more than ${MOST_BYTES} bytes can't be written: yield it in several pairs`,
      );
    const wanted = length < this.#room ? Math.min(this.#room, 2 * length) : 2 * length;
    const grown = new Uint8Array(Math.min(MOST_BYTES, wanted));
    grown.set(this.#u8.subarray(0, this.#at));
    this.#u8 = grown;
  }
}

/** The bytes of some pairs. */
export function encodePairs(pairs: Iterable<readonly [unknown, unknown]>): Uint8Array {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const writer = new PairWriter((chunk) => {
    chunks.push(chunk.slice());
    bytes += chunk.length;
  });
  for (const [key, value] of pairs) writer.write(key, value);
  writer.flush();
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
