import { ManycoreError } from "../../errors.js";
import {
  Cursor,
  compareBytes,
  decodeKey,
  encodeKey,
  encodeValue,
  equalBytes,
  keyEnd,
} from "../codec/index.js";
import type { Arena } from "./arena.js";
import { GroupValues } from "./group-values.js";
import type { Emit, ShuffleOptions } from "./options.js";
import { KEY } from "./record.js";
import { RecordValues } from "./record-values.js";

/** Scratch begins here: position 0 stands for none. */
const SCRATCH = 8;

/**
 * Runs the user's combiner over one group. What it emits lies in scratch until it has returned, so that a group is either replaced as a whole
 * or stays as it was: as it does when there is too much output for scratch. A combiner may be left out at any place.
 *
 * Pairs of the group's own key lie in `[start, end)`, values only. Pairs of other keys lie in `[othersStart, othersEnd)`, key and
 * value, the last one first.
 */
export class Combining {
  readonly start = SCRATCH;
  end = SCRATCH;
  /** Values in `[start, end)`. */
  count = 0;
  othersStart = 0;
  readonly othersEnd: number;
  others = 0;
  /** Whether there ever was a pair of another key. */
  rekeys = false;
  readonly #u8: Uint8Array;
  readonly #combine: NonNullable<ShuffleOptions["combine"]>;
  readonly #sorted: boolean;
  readonly #values: RecordValues;
  readonly #cursor = new Cursor();
  readonly #emit: Emit = (key, value) => this.#take(key, value);
  #running = false;
  #tooMuch = false;
  #key: unknown;
  #keyAt = 0;
  #keyEnd = 0;

  constructor(arena: Arena, combine: NonNullable<ShuffleOptions["combine"]>, sorted: boolean) {
    this.#u8 = arena.u8;
    this.#combine = combine;
    this.#sorted = sorted;
    this.othersEnd = arena.scratchEnd;
    this.#values = new RecordValues(arena, sorted);
  }

  /** Values that went in, once `run…` has returned true. */
  get consumed(): number {
    return this.#values.taken;
  }

  /** Combines the values of one record. True when all of the output is in scratch. @throws what the combiner throws */
  runRecord(record: number, keyLength: number): boolean {
    this.#values.openRecord(record);
    return this.#run(record, keyLength);
  }

  /** Combines the values of several records of one key, from index word `first` to before `last`. */
  runIndex(first: number, last: number, record: number, keyLength: number): boolean {
    this.#values.openIndex(first, last, keyLength);
    return this.#run(record, keyLength);
  }

  /**
   * With sorted values: where in scratch the output's values begin, in their order.
   */
  sortedOutput(): number[] {
    const u8 = this.#u8;
    const at: number[] = [];
    for (let value = this.start; value < this.end; value = keyEnd(u8, value)) at.push(value);
    return at.sort((a, b) => compareBytes(u8, a, keyEnd(u8, a), u8, b, keyEnd(u8, b)));
  }

  #run(record: number, keyLength: number): boolean {
    const cursor = this.#cursor;
    this.#keyAt = record + KEY;
    this.#keyEnd = this.#keyAt + keyLength;
    this.end = SCRATCH;
    this.count = 0;
    this.others = 0;
    this.othersStart = this.othersEnd;
    this.#tooMuch = false;
    cursor.at = this.#keyAt;
    const key = decodeKey(this.#u8, cursor);
    this.#key = typeof key === "object" && key !== null ? NO_SHORT_CUT : key;
    this.#running = true;
    try {
      this.#combine(key, new GroupValues(this.#values), this.#emit);
      if (!this.#tooMuch) this.#values.skipRest();
    } finally {
      this.#running = false;
      this.#key = undefined;
      this.#values.close();
    }
    return !this.#tooMuch;
  }

  #take(key: unknown, value: unknown): void {
    if (!this.#running) {
      throw new ManycoreError("a combiner emitted a pair after it had returned: combiners are synchronous");
    }
    if (this.#tooMuch) return;
    const u8 = this.#u8;
    const limit = this.othersStart;
    const start = this.end;
    let at = start;
    if (key !== this.#key) {
      at = encodeKey(u8, start, limit, key);
      if (at >= 0 && equalBytes(u8, start, at, u8, this.#keyAt, this.#keyEnd)) at = start;
    }
    const end =
      at < 0 ? -1 : this.#sorted ? encodeKey(u8, at, limit, value) : encodeValue(u8, at, limit, value);
    if (end < 0) {
      this.#tooMuch = true;
    } else if (at === start) {
      this.end = end;
      this.count++;
    } else {
      this.othersStart = limit - (end - start);
      u8.copyWithin(this.othersStart, start, end);
      this.others++;
      this.rekeys = true;
    }
  }
}

/** What no key is: the same object may have been changed since it was read, so objects are compared by what they are encoded to. */
const NO_SHORT_CUT = Symbol();
