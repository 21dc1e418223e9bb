import { keyEnd } from "../codec/index.js";
import type { Arena } from "./arena.js";
import type { Combining } from "./combining.js";
import {
  COMPACT,
  FEW_BYTES,
  hasSeveral,
  KEY,
  keyLength,
  LENGTH,
  Stretches,
  sameKey,
  valuesLength,
} from "./record.js";
import type { RunWriter } from "./run-writer.js";
import { TRIPLE } from "./sort.js";

/**
 * Writes sorted records as groups. Records of one key, which stand beside each other now, become one group, and the combiner runs over it if
 * it has several values. Output with other keys can't go into a run that is being written: such a group goes on as it was.
 */
export class GroupWriting {
  readonly #u8: Uint8Array;
  readonly #u32: Uint32Array;
  readonly #stretches: Stretches;
  readonly #combining: Combining | undefined;
  readonly #sorted: boolean;

  constructor({ u8, u32 }: Arena, combining: Combining | undefined, sorted: boolean) {
    this.#u8 = u8;
    this.#u32 = u32;
    this.#stretches = new Stretches(u32);
    this.#combining = combining;
    this.#sorted = sorted;
  }

  /**
   * @param first index word of the first triple
   * @param starts first triple of each partition, and at the end how many there are
   * @param counts values in the table's entries, of each partition
   */
  write(writer: RunWriter, first: number, starts: Int32Array, counts: Float64Array | undefined): void {
    const partitions = starts.length - 1;
    for (let p = 0; p < partitions; p++) {
      const from = first + TRIPLE * starts[p]!;
      const to = first + TRIPLE * starts[p + 1]!;
      if (counts !== undefined) writer.records += counts[p]!;
      if (this.#sorted) this.#writeSorted(writer, from, to);
      else this.#write(writer, from, to);
      writer.endPartition();
    }
  }

  #write(writer: RunWriter, from: number, to: number): void {
    const u32 = this.#u32;
    const u8 = this.#u8;
    for (let t = from; t < to; ) {
      const record = u32[t + 2]!;
      const length = keyLength(u32, record);
      let last = t;
      let bytes = 0;
      for (let other = record; ; ) {
        bytes += valuesLength(u32, other);
        // Values of entries are in `counts`.
        if (u32[other >>> 2]! >= COMPACT) writer.records++;
        last += TRIPLE;
        if (last >= to) break;
        other = u32[last + 2]!;
        if (keyLength(u32, other) !== length || !sameKey(u8, record, other, length)) break;
      }
      // A combiner may have left nothing of a key.
      const combines = bytes > FEW_BYTES && this.#isSeveral(t, last);
      if (bytes > 0 && !(combines && this.#combined(writer, t, last, record, length))) {
        writer.group(u8, record + KEY, length, bytes);
        for (; t < last; t += TRIPLE) this.#copyValues(writer, u32[t + 2]!);
      }
      t = last;
    }
  }

  /** Whether there is something to combine. */
  #isSeveral(first: number, last: number): boolean {
    if (this.#combining === undefined) return false;
    if (last - first > TRIPLE) return true;
    const record = this.#u32[first + 2]!;
    return this.#u32[record >>> 2]! < COMPACT && hasSeveral(this.#u8, this.#u32, record);
  }

  #copyValues(writer: RunWriter, record: number): void {
    const stretches = this.#stretches;
    stretches.open(record);
    do writer.copy(this.#u8, stretches.start, stretches.end);
    while (stretches.next());
  }

  #combined(writer: RunWriter, first: number, last: number, record: number, length: number): boolean {
    const combining = this.#combining!;
    if (!combining.runIndex(first, last, record, length)) return false;
    if (combining.others > 0) return false;
    writer.records += combining.count - combining.consumed;
    if (combining.count === 0) return true;
    writer.group(this.#u8, record + KEY, length, combining.end - combining.start);
    writer.copy(this.#u8, combining.start, combining.end);
    return true;
  }

  #writeSorted(writer: RunWriter, from: number, to: number): void {
    const u32 = this.#u32;
    const u8 = this.#u8;
    for (let t = from; t < to; ) {
      const record = u32[t + 2]!;
      let last = t + TRIPLE;
      if (this.#combining !== undefined) {
        const length = keyEnd(u8, record + KEY) - (record + KEY);
        while (
          last < to &&
          sameKey(u8, record, u32[last + 2]!, Math.min(length, u32[u32[last + 2]! >>> 2]! & LENGTH))
        ) {
          last += TRIPLE;
        }
        if (last - t > TRIPLE && this.#combinedSorted(writer, t, last, record, length)) {
          t = last;
          continue;
        }
      }
      for (; t < last; t += TRIPLE) {
        const each = u32[t + 2]!;
        writer.group(u8, each + KEY, keyLength(u32, each), 0);
        writer.records++;
      }
    }
  }

  #combinedSorted(writer: RunWriter, first: number, last: number, record: number, length: number): boolean {
    const combining = this.#combining!;
    if (!combining.runIndex(first, last, record, length)) return false;
    if (combining.others > 0) return false;
    const u8 = this.#u8;
    const keyAt = record + KEY;
    for (const value of combining.sortedOutput()) {
      writer.composite(u8, keyAt, keyAt + length, value, keyEnd(u8, value));
      writer.records++;
    }
    return true;
  }
}
