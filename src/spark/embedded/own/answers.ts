/** Of a worker: what functions give, as streams of Arrow's. Small batches are put together: a stream for each group of a few rows costs more than the rows. */
import type { RecordBatch } from "apache-arrow";
import type { ArrowModule } from "../../types/arrow.js";
import { columnBatchOf } from "../../types/arrow-to-columns.js";
import { batchOfColumns, streamOf } from "../../types/columns-to-arrow.js";
import type { StructType } from "../../types/index.js";
import { Gatherer } from "./gatherer.js";

/** A batch of as many rows travels as it is. */
const LARGE_ROWS = 1024;
/** Rows of smaller ones that are gathered. */
const GATHERED_ROWS = 8192;

export class Answers {
  /** All that were added. */
  rows = 0;
  readonly #arrow: ArrowModule;
  readonly #schema: StructType;
  readonly #timeZone: string;
  readonly #small: Gatherer;
  #streams: Uint8Array[] = [];

  constructor(arrow: ArrowModule, schema: StructType, timeZone: string) {
    this.#arrow = arrow;
    this.#schema = schema;
    this.#timeZone = timeZone;
    this.#small = new Gatherer(schema.fields.length);
  }

  add(batch: RecordBatch): void {
    this.rows += batch.numRows;
    if (batch.numRows >= LARGE_ROWS) {
      this.#flush();
      this.#write(batch);
      return;
    }
    this.#small.add(columnBatchOf(batch, this.#schema));
    if (this.#small.length >= GATHERED_ROWS) this.#flush();
  }

  /** Streams that are ready, each once. */
  taken(): readonly Uint8Array[] {
    const ready = this.#streams;
    if (ready.length > 0) this.#streams = [];
    return ready;
  }

  /** All that are left. */
  rest(): readonly Uint8Array[] {
    this.#flush();
    return this.taken();
  }

  #flush(): void {
    if (this.#small.length === 0) return;
    const { columns, length } = this.#small.take(this.#small.length);
    this.#write(batchOfColumns(this.#arrow, columns, length, this.#schema, this.#timeZone));
  }

  #write(batch: RecordBatch): void {
    this.#streams.push(streamOf(this.#arrow, this.#schema, [batch], { timeZone: this.#timeZone }));
  }
}
