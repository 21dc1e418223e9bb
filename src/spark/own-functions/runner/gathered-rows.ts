import type { RecordBatch } from "apache-arrow";
import type { ArrowModule } from "../../types/arrow.js";
import { type ColumnBuilder, columnBuilder } from "../../types/arrow-builders.js";
import type { BatchMaker } from "./batch-maker.js";
import type { GivenPart, GivenRows } from "./given-rows.js";

/** Pieces of fewer rows are put together: a batch of its own costs what some hundred rows do. */
const SMALL_ROWS = 1_000;
/** Rows of a batch that is put together. */
const BATCH_ROWS = 16_384;

/** Makes few batches of the many small pieces that a function over groups gives. */
export class GatheredRows {
  readonly #arrow: ArrowModule;
  readonly #rows: GivenRows;
  readonly #maker: BatchMaker;
  readonly #timeZone: string | undefined;
  #builders: ColumnBuilder[] | undefined;
  #length = 0;

  constructor(arrow: ArrowModule, rows: GivenRows, maker: BatchMaker, timeZone: string | undefined) {
    this.#arrow = arrow;
    this.#rows = rows;
    this.#maker = maker;
    this.#timeZone = timeZone;
  }

  /** @returns the batches that are ready. The order stays. @throws FunctionException for a piece that isn't of the schema */
  add(piece: unknown): RecordBatch[] {
    const ready: RecordBatch[] = [];
    for (const part of this.#rows.parts(piece)) {
      if (part.length >= SMALL_ROWS) ready.push(...this.finish(), this.#rows.batchOf(part));
      else this.#append(part);
      if (this.#length >= BATCH_ROWS) ready.push(...this.finish());
    }
    return ready;
  }

  /** What hasn't been enough for a batch yet. */
  finish(): RecordBatch[] {
    if (this.#builders === undefined || this.#length === 0) return [];
    const columns = this.#builders.map((builder) => builder.finish());
    const batch = this.#maker.make(columns, this.#length);
    this.#builders = undefined;
    this.#length = 0;
    return [batch];
  }

  #append({ columns, length }: GivenPart): void {
    this.#builders ??= this.#maker.schema.fields.map(({ dataType }) =>
      columnBuilder(this.#arrow, dataType, this.#timeZone),
    );
    for (let i = 0; i < columns.length; i++) {
      const { read } = columns[i]!;
      const builder = this.#builders[i]!;
      for (let row = 0; row < length; row++) builder.append(read(row));
    }
    this.#length += length;
  }
}
