import { partitionOfRoute } from "./routing.js";
import { ADDED, ROW, type RowCursor } from "./rows.js";

/**
 * The rows of an executor's task, partition by partition. Those of a partition come one after the other; most tasks have one partition, some several.
 */
export class PartitionRows {
  readonly row: RowCursor;
  /** The partition that was begun last. */
  partition = -1;
  readonly #routed: number | undefined;
  readonly #onNote: (row: RowCursor) => void;
  /** The cursor is at a row that nobody has taken. */
  #isAhead = false;
  #h = 0;

  /**
   * @param routed rows have routes to one of so many partitions
   * @param onNote gets rows that belong to no partition
   */
  constructor(row: RowCursor, routed: number | undefined, onNote: (row: RowCursor) => void) {
    this.row = row;
    this.#routed = routed;
    this.#onNote = onNote;
  }

  /** Begins the next partition: passes over what is left of the one before. False if there is none. */
  begin(): boolean {
    if (this.partition >= 0) while (this.next());
    if (!this.#isAhead && !this.#advance()) return false;
    this.#isAhead = true;
    this.#h = this.row.h;
    this.partition = this.#routed === undefined ? this.#h : partitionOfRoute(this.#h, this.#routed);
    return true;
  }

  /** Goes to the next row of the partition. False behind the last one. */
  next(): boolean {
    for (;;) {
      if (!this.#isAhead && !this.#advance()) return false;
      this.#isAhead = this.row.h !== this.#h;
      if (this.#isAhead) return false;
      if (this.row.tag === ROW) return true;
    }
  }

  #advance(): boolean {
    while (this.row.next()) {
      if (this.row.tag !== ADDED) return true;
      this.#onNote(this.row);
    }
    return false;
  }
}
