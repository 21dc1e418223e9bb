/** What a reducer gets: the rows of its partition, which Spark has sorted, as groups. */

import { equalBytes } from "../../mapreduce/for-rdds.js";
import {
  Cursor,
  compareKeys,
  decodeKey,
  decodeValue,
  type HotKey,
  keyEnd,
  type ValueSource,
} from "../../mapreduce/for-runners.js";
import type { PartitionRows } from "../rdd/cluster/partition-rows.js";

/** As many as a report lists. */
const HOTTEST = 5;

export interface GroupSettings {
  readonly sortValues: boolean;
  readonly groupingKey?: ((key: unknown) => unknown) | undefined;
}

export class SortedGroups implements ValueSource {
  group = 0;
  /** Of the group that is read: its first one. */
  key: unknown;
  records = 0;
  bytes = 0;
  hottest: readonly HotKey[] = [];
  readonly #rows: PartitionRows;
  readonly #sortValues: boolean;
  readonly #groupingKey: ((key: unknown) => unknown) | undefined;
  readonly #cursor = new Cursor();
  /** Whether the cursor is at a row that hasn't been taken, and whether it is of this group. */
  #isAt = false;
  #isSame = false;
  #isOver = false;
  #last = new Uint8Array(0);
  #grouping: unknown;
  #recordsBefore = 0;

  constructor(rows: PartitionRows, { sortValues, groupingKey }: GroupSettings) {
    this.#rows = rows;
    this.#sortValues = sortValues;
    this.#groupingKey = groupingKey;
  }

  /** Goes to the next group, past what nobody has read of this one. False behind the last one. */
  next(): boolean {
    this.#finish();
    if (this.#isOver || (!this.#isAt && !this.#advance())) return false;
    this.group++;
    this.#remember();
    this.key = this.#keyHere();
    this.#grouping = this.#groupingKey?.(this.#keyHere());
    this.#isSame = true;
    return true;
  }

  more(): boolean {
    if (!this.#isAt && !this.#advance()) return false;
    return this.#isSame;
  }

  take(): unknown {
    const { row } = this.#rows;
    this.records++;
    this.bytes += row.oEnd - row.oAt + row.vEnd - row.vAt;
    this.#isAt = false;
    if (this.#sortValues) {
      this.#cursor.at = keyEnd(row.o, row.oAt + 1);
      return decodeKey(row.o, this.#cursor);
    }
    this.#cursor.at = row.vAt;
    return decodeValue(row.v, this.#cursor);
  }

  #finish(): void {
    if (this.group === 0) return;
    while (this.more()) this.take();
    const records = this.records - this.#recordsBefore;
    this.#recordsBefore = this.records;
    const last = this.hottest[HOTTEST - 1];
    if (last !== undefined && records <= last.records) return;
    const all = [...this.hottest, { key: this.key, records }];
    this.hottest = all.sort((a, b) => b.records - a.records).slice(0, HOTTEST);
  }

  #advance(): boolean {
    if (this.#isOver) return false;
    if (!this.#rows.next()) {
      this.#isOver = true;
      return false;
    }
    this.#isAt = true;
    this.#isSame = this.group > 0 && this.#isOfGroup();
    return true;
  }

  #isOfGroup(): boolean {
    const { row } = this.#rows;
    const at = row.oAt + 1;
    const { length } = this.#last;
    // No key's bytes begin another's.
    if (row.oEnd - at >= length && equalBytes(row.o, at, at + length, this.#last, 0, length)) return true;
    if (this.#groupingKey === undefined) return false;
    if (compareKeys(this.#groupingKey(this.#keyHere()), this.#grouping) !== 0) return false;
    this.#remember();
    return true;
  }

  #remember(): void {
    this.#last = this.#bytesHere();
  }

  #keyHere(): unknown {
    return decodeKey(this.#bytesHere(), new Cursor(0));
  }

  #bytesHere(): Uint8Array<ArrayBuffer> {
    const { row } = this.#rows;
    const at = row.oAt + 1;
    return row.o.slice(at, keyEnd(row.o, at)) as Uint8Array<ArrayBuffer>;
  }
}
