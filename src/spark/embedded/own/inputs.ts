/** What each task is given: streams of Arrow's of the rows that DuckDB computes, one after the other. */
import type { ColumnBatch } from "../../engine/index.js";
import type { ArrowModule } from "../../types/arrow.js";
import { batchOfColumns, streamOf } from "../../types/columns-to-arrow.js";
import type { StructType } from "../../types/index.js";
import { Gatherer } from "./gatherer.js";

export interface Rows {
  /** Of the schema's columns; with groups there is one more behind them, a long that changes only where a group ends. */
  readonly batches: AsyncIterable<ColumnBatch>;
  readonly schema: StructType;
  readonly timeZone: string;
}

/** Bytes of a task, about: wide rows come in smaller tasks, so that what is on its way stays small. */
const TASK_BYTES = 2 ** 24;

/** Rows of a first task: few, so that all workers have something to do when there are few rows, and each is slow. */
const FIRST_ROWS = 256;
/** Rows of a task of calls at the most. */
const MOST_ROWS = 32_768;

/** Tasks of rows: what is done with a row doesn't depend on others. */
export async function* rowTasks(
  arrow: ArrowModule,
  rows: Rows,
  workers: number,
): AsyncGenerator<Uint8Array[]> {
  const sizes = growing(workers, FIRST_ROWS, MOST_ROWS);
  const source = new Source(arrow, rows);
  let size = sizes.next().value;
  for await (const batch of rows.batches) {
    source.add(batch);
    while (source.length >= size) {
      yield [source.stream(size)];
      size = source.fitting(sizes.next().value);
    }
  }
  if (source.length > 0) yield [source.stream(source.length)];
}

/** Rows of a first partition, and of the largest. */
const FIRST_PARTITION = 16_384;
const LARGEST_PARTITION = 1_048_576;
/** Bytes of a partition, about: it is a task. */
const PARTITION_BYTES = 2 ** 25;

/**
 * Partitions for functions of batches: rows that follow each other, more and more, so that a few rows come to all workers and many to few
 * calls. There is one at least.
 *
 * @param rowsPerBatch at the most
 */
export async function* partitionTasks(
  arrow: ArrowModule,
  rows: Rows,
  workers: number,
  rowsPerBatch: number,
): AsyncGenerator<Uint8Array[]> {
  const sizes = growing(workers, FIRST_PARTITION, LARGEST_PARTITION);
  const source = new Source(arrow, rows);
  let room = sizes.next().value;
  let bytes = 0;
  let streams: Uint8Array[] = [];
  let none = true;
  const size = () => source.fitting(Math.min(rowsPerBatch, room));
  for await (const batch of rows.batches) {
    source.add(batch);
    for (let count = size(); source.length >= count; count = size()) {
      const stream = source.stream(count);
      streams.push(stream);
      room -= count;
      bytes += stream.length;
      if (room > 0 && bytes < PARTITION_BYTES) continue;
      yield streams;
      none = false;
      streams = [];
      room = sizes.next().value;
      bytes = 0;
    }
  }
  if (source.length > 0) streams.push(source.stream(source.length));
  if (streams.length > 0 || none) yield streams;
}

/** All rows for one call, a batch at a time. */
export async function* wholeTasks(
  arrow: ArrowModule,
  rows: Rows,
  rowsPerBatch: number,
): AsyncGenerator<Uint8Array[]> {
  const source = new Source(arrow, rows);
  const size = () => source.fitting(Math.min(rowsPerBatch, LARGEST_PARTITION));
  for await (const batch of rows.batches) {
    source.add(batch);
    for (let count = size(); source.length >= count; count = size()) yield [source.stream(count)];
  }
  if (source.length > 0) yield [source.stream(source.length)];
}

/** Rows of a task of groups, unless a group has more. */
const GROUP_ROWS = 16_384;

/** Tasks of whole groups. */
export async function* groupTasks(arrow: ArrowModule, rows: Rows): AsyncGenerator<Uint8Array[]> {
  const place = rows.schema.fields.length;
  const source = new Source(arrow, rows);
  /** How many of the rows are of groups that have ended. */
  let whole = 0;
  let last: bigint | undefined;
  for await (const batch of rows.batches) {
    const marks = batch.columns[place]!.numbers as BigInt64Array;
    const end = lastChange(marks, last);
    if (end !== undefined) whole = source.length + end;
    source.add(batch);
    last = marks[marks.length - 1];
    if (whole < source.fitting(GROUP_ROWS)) continue;
    yield [source.stream(whole)];
    whole = 0;
  }
  if (source.length > 0) yield [source.stream(source.length)];
}

/** The last row that has another mark than the one before it. */
function lastChange(marks: BigInt64Array, before: bigint | undefined): number | undefined {
  for (let row = marks.length - 1; row > 0; row--) if (marks[row] !== marks[row - 1]) return row;
  return before !== undefined && marks[0] !== before ? 0 : undefined;
}

/** Twice as many for each round of all workers, up to the most. */
function* growing(workers: number, first: number, most: number): Generator<number, never> {
  for (let size = first; ; size = Math.min(size * 2, most)) {
    for (let i = 0; i < workers; i++) yield size;
  }
}

/** Rows that are gathered, and taken from as streams. */
class Source {
  readonly #arrow: ArrowModule;
  readonly #rows: Rows;
  readonly #gathered: Gatherer;
  /** Of the last stream. */
  #bytesPerRow = 0;

  constructor(arrow: ArrowModule, rows: Rows) {
    this.#arrow = arrow;
    this.#rows = rows;
    this.#gathered = new Gatherer(rows.schema.fields.length);
  }

  get length(): number {
    return this.#gathered.length;
  }

  add(batch: ColumnBatch): void {
    this.#gathered.add(batch);
  }

  /** As many rows, or fewer if they are wide: one at least. */
  fitting(rows: number): number {
    return Math.max(1, Math.min(rows, Math.floor(TASK_BYTES / this.#bytesPerRow)));
  }

  stream(rows: number): Uint8Array {
    const { schema, timeZone } = this.#rows;
    const { columns, length } = this.#gathered.take(rows);
    const batch = batchOfColumns(this.#arrow, columns, length, schema, timeZone);
    const stream = streamOf(this.#arrow, schema, [batch], { timeZone });
    this.#bytesPerRow = stream.length / length;
    return stream;
  }
}
