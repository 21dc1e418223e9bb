import { Cursor, decodeKey, decodeValue, keyEnd, valueEnd } from "../codec/index.js";
import type { Arena } from "./arena.js";
import type { ValueSource } from "./group-values.js";
import { COMPACT, Stretches } from "./record.js";
import { TRIPLE } from "./sort.js";

/** The values of one group, read where they lie, for a combiner. One is made for a task, and filled anew for each group. */
export class RecordValues implements ValueSource {
  /** Another number after each group, so that what a combiner keeps of an earlier one is refused. */
  group = 0;
  readonly #u8: Uint8Array;
  readonly #u32: Uint32Array;
  readonly #stretches: Stretches;
  readonly #cursor = new Cursor();
  readonly #sorted: boolean;
  /** End of the stretch that the cursor is in. */
  #end = 0;
  /** Index words of the records that come next, up to the one before `#last`. */
  #next = 0;
  #last = 0;
  /** With sorted values: bytes of the key before each. */
  #keyLength = 0;
  /** Values given out so far. */
  taken = 0;

  constructor({ u8, u32 }: Arena, sorted: boolean) {
    this.#u8 = u8;
    this.#u32 = u32;
    this.#stretches = new Stretches(u32);
    this.#sorted = sorted;
  }

  /** The values of one record. */
  openRecord(record: number): void {
    this.taken = 0;
    this.#next = 0;
    this.#last = 0;
    this.#open(record);
  }

  /**
   * The values of the records of index words `first`, `first + TRIPLE` … below `last`.
   * @param keyLength of their key, without the value behind it
   */
  openIndex(first: number, last: number, keyLength: number): void {
    this.taken = 0;
    this.#keyLength = keyLength;
    this.#next = first + TRIPLE;
    this.#last = last;
    this.#open(this.#u32[first + 2]!);
  }

  /** Nothing more comes. */
  close(): void {
    this.group++;
    this.#next = 0;
    this.#last = 0;
    this.#stretches.close();
    this.#cursor.at = this.#end;
  }

  /** Goes through those that weren't asked for: then `taken` says how many there are. */
  skipRest(): void {
    const cursor = this.#cursor;
    while (this.more()) {
      cursor.at = this.#sorted ? keyEnd(this.#u8, cursor.at) : valueEnd(this.#u8, cursor.at);
      this.taken++;
    }
  }

  more(): boolean {
    return this.#cursor.at < this.#end || this.#more();
  }

  take(): unknown {
    this.taken++;
    return this.#sorted ? decodeKey(this.#u8, this.#cursor) : decodeValue(this.#u8, this.#cursor);
  }

  #more(): boolean {
    while (this.#cursor.at >= this.#end) {
      if (this.#stretches.next()) {
        this.#cursor.at = this.#stretches.start;
        this.#end = this.#stretches.end;
      } else if (this.#next < this.#last) {
        const record = this.#u32[this.#next + 2]!;
        this.#next += TRIPLE;
        this.#open(record);
      } else {
        return false;
      }
    }
    return true;
  }

  #open(record: number): void {
    const stretches = this.#stretches;
    stretches.open(record);
    // With sorted values all records are compact, and the value is the end of the composite key.
    this.#cursor.at = this.#sorted ? record + 8 + this.#keyLength : stretches.start;
    this.#end = this.#sorted ? record + 8 + (this.#u32[record >>> 2]! & ~COMPACT) : stretches.end;
  }
}
