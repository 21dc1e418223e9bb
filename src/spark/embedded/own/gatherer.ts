/** DuckDB's chunks of 2,048 rows, put together and cut to the sizes that workers want. */
import type { ColumnBatch, ColumnData } from "../../engine/index.js";

/** Rows `from` … `from + count` of a batch. */
interface Part {
  readonly batch: ColumnBatch;
  readonly from: number;
  readonly count: number;
}

/** Rows in a queue. */
export class Gatherer {
  readonly #columns: number;
  #parts: Part[] = [];
  #length = 0;

  /** @param columns how many the batches have that are taken out: the first ones of those that are put in */
  constructor(columns: number) {
    this.#columns = columns;
  }

  get length(): number {
    return this.#length;
  }

  add(batch: ColumnBatch): void {
    if (batch.length === 0) return;
    this.#parts.push({ batch, from: 0, count: batch.length });
    this.#length += batch.length;
  }

  /** Takes rows from the front. Their columns refer to the batches that were added. */
  take(rows: number): Pick<ColumnBatch, "length" | "columns"> {
    const taken: Part[] = [];
    let missing = Math.min(rows, this.#length);
    this.#length -= missing;
    let at = 0;
    while (missing > 0) {
      const part = this.#parts[at]!;
      const count = Math.min(part.count, missing);
      taken.push({ ...part, count });
      missing -= count;
      if (count === part.count) at++;
      else this.#parts[at] = { batch: part.batch, from: part.from + count, count: part.count - count };
    }
    this.#parts = this.#parts.slice(at);
    const length = taken.reduce((sum, { count }) => sum + count, 0);
    const columns = Array.from({ length: this.#columns }, (_, i) => new JoinedColumn(taken, i, length));
    return { length, columns };
  }
}

type Numbers = NonNullable<ColumnData["numbers"]>;

/** A column of parts of batches. */
class JoinedColumn implements ColumnData {
  readonly nullCount: number;
  readonly #parts: readonly Part[];
  readonly #index: number;
  readonly #length: number;
  /** The part that was read last, and its first row: rows are read one after the other, mostly. */
  #at = 0;
  #first = 0;

  constructor(parts: readonly Part[], index: number, length: number) {
    this.#parts = parts;
    this.#index = index;
    this.#length = length;
    this.nullCount = parts.reduce((sum, part) => sum + nullsOf(part, index), 0);
  }

  get numbers(): Numbers | undefined {
    const like = this.#parts[0]?.batch.columns[this.#index]?.numbers;
    if (like === undefined) return undefined;
    const joined = new (like.constructor as new (length: number) => Float64Array)(this.#length);
    let to = 0;
    for (const { batch, from, count } of this.#parts) {
      const { numbers } = batch.columns[this.#index]!;
      if (numbers === undefined) return undefined;
      joined.set((numbers as Float64Array).subarray(from, from + count), to);
      to += count;
    }
    return joined;
  }

  get(row: number): unknown {
    if (row < this.#first) {
      this.#at = 0;
      this.#first = 0;
    }
    let part = this.#parts[this.#at]!;
    while (row >= this.#first + part.count) {
      this.#first += part.count;
      part = this.#parts[++this.#at]!;
    }
    return part.batch.columns[this.#index]!.get(part.from + row - this.#first);
  }
}

function nullsOf({ batch, from, count }: Part, index: number): number {
  const column = batch.columns[index]!;
  if (column.nullCount === 0 || count === batch.length) return column.nullCount;
  let nulls = 0;
  for (let row = from; row < from + count; row++) if (column.get(row) === null) nulls++;
  return nulls;
}
