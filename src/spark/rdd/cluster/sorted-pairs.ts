/** What a stage reads of a shuffle: sorted rows of pairs, as elements. */
import { Cursor, decodeKey, decodeValue, equalBytes, keyEnd } from "../../../mapreduce/for-rdds.js";
import type { Chunk } from "../chunks.js";
import { merged, mergeOf } from "../combine-table.js";
import type { PartitionRows } from "./partition-rows.js";
import type { StageInput } from "./stage-program.js";

export type PairsInput = Extract<StageInput, { readonly kind: "pairs" }>;

export function* sortedPairs(
  rows: PartitionRows,
  { gives, combine }: PairsInput,
  size: number,
): Generator<Chunk> {
  const merge = combine && mergeOf(combine);
  let chunk: unknown[] = [];
  for (let isThere = rows.next(); isThere; ) {
    const group = new Group(rows);
    if (merge !== undefined) chunk.push([group.key, merged(group.values(), merge)]);
    else if (gives === "groups") chunk.push([group.key, [...group.values()]]);
    else {
      for (const value of group.values()) {
        // Elements don't share a key that could be changed.
        chunk.push(gives === "values" ? value : [group.ownKey(), value]);
        if (chunk.length < size) continue;
        yield chunk;
        chunk = [];
      }
    }
    isThere = group.isMore;
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Rows with one key: from the one that the cursor is at to the first of another key. */
class Group {
  readonly key: unknown;
  /** After all values have been taken: whether the cursor is at another key's first row. */
  isMore = false;
  readonly #rows: PartitionRows;
  readonly #encoded: Uint8Array;
  #isFirst = true;

  constructor(rows: PartitionRows) {
    this.#rows = rows;
    const { row } = rows;
    const at = row.oAt + 1;
    this.#encoded = row.o.slice(at, keyEnd(row.o, at));
    this.key = this.ownKey();
  }

  ownKey(): unknown {
    return decodeKey(this.#encoded, new Cursor(0));
  }

  *values(): Generator<unknown, void, undefined> {
    const { row } = this.#rows;
    const key = this.#encoded;
    const cursor = new Cursor();
    for (;;) {
      if (!this.#isFirst) {
        if (!this.#rows.next()) {
          this.isMore = false;
          return;
        }
        const at = row.oAt + 1;
        // No key's bytes begin another's.
        if (row.oEnd - at < key.length || !equalBytes(row.o, at, at + key.length, key, 0, key.length)) {
          this.isMore = true;
          return;
        }
      }
      this.#isFirst = false;
      cursor.at = row.vAt;
      yield decodeValue(row.v, cursor);
    }
  }
}
