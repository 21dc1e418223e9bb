/**
 * Rows in which elements go through Spark: `h int, o binary, v binary`.
 *
 * `h` says where a row belongs: within a stage the number of its partition, on the way through a shuffle its route (routing.ts). `o` says in which
 * order rows are to be read: a tag and what the tag says, so that bytes have the order. `v` is what is carried.
 *
 * | tag | o | v |
 * | --- | --- | --- |
 * | ADDED | | what a task says of itself (task-notes.ts); its `h` is NOWHERE, it belongs to no partition |
 * | MARK | | nothing: the partition is there, though it may have no elements |
 * | ROW | what the stage's output says | elements of a chunk, or the value of a pair |
 */
import type { RecordBatch } from "apache-arrow";

export const ADDED = 1;
export const MARK = 2;
export const ROW = 3;
export const NOWHERE = -1;

export const ROW_COLUMNS = "h int, o binary, v binary";

interface BinaryColumn {
  readonly offsets: Int32Array | BigInt64Array;
  readonly bytes: Uint8Array;
}

/** Goes through rows, one after the other: its fields are those of the row that it is at. */
export class RowCursor {
  /** Where the row belongs. */
  h = 0;
  tag = 0;
  /** The row's `o` is [oAt, oEnd) of these, tag included. */
  o: Uint8Array = EMPTY;
  oAt = 0;
  oEnd = 0;
  v: Uint8Array = EMPTY;
  vAt = 0;
  vEnd = 0;
  readonly #batches: Iterator<RecordBatch>;
  #length = 0;
  #row = 0;
  #h: Int32Array = new Int32Array(0);
  #o: BinaryColumn = NO_COLUMN;
  #v: BinaryColumn = NO_COLUMN;

  constructor(batches: Iterable<RecordBatch>) {
    this.#batches = batches[Symbol.iterator]();
  }

  /** Goes to the next row. False behind the last one. */
  next(): boolean {
    while (this.#row === this.#length) {
      const { done, value } = this.#batches.next();
      if (done === true) return false;
      this.#row = 0;
      this.#length = value.numRows;
      const [h, o, v] = value.data.children;
      this.#h = h!.values as Int32Array;
      this.#o = { offsets: o!.valueOffsets as Int32Array, bytes: o!.values as Uint8Array };
      this.#v = { offsets: v!.valueOffsets as Int32Array, bytes: v!.values as Uint8Array };
    }
    const row = this.#row++;
    this.h = this.#h[row]!;
    this.o = this.#o.bytes;
    this.oAt = Number(this.#o.offsets[row]);
    this.oEnd = Number(this.#o.offsets[row + 1]);
    this.v = this.#v.bytes;
    this.vAt = Number(this.#v.offsets[row]);
    this.vEnd = Number(this.#v.offsets[row + 1]);
    this.tag = this.o[this.oAt]!;
    return true;
  }
}

const EMPTY = new Uint8Array(0);
const NO_COLUMN: BinaryColumn = { offsets: new Int32Array(0), bytes: EMPTY };
