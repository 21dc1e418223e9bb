import type { RecordBatch } from "apache-arrow";
import type { ArrowModule } from "../../types/index.js";
import { ByteSink } from "./byte-sink.js";

/** A batch is made when there is so much: larger ones aren't faster, and a row may be as large again. */
const BATCH_BYTES = 2 ** 21;
const BATCH_ROWS = 2 ** 15;

/** Makes batches of rows (rows.ts): write to `order` and `value`, then `end` the row. */
export class RowWriter {
  readonly order = new ByteSink();
  readonly value = new ByteSink();
  readonly #arrow: ArrowModule;
  readonly #onBatch: (batch: RecordBatch) => void;
  readonly #h = new Int32Array(BATCH_ROWS);
  readonly #orders = new Int32Array(BATCH_ROWS + 1);
  readonly #values = new Int32Array(BATCH_ROWS + 1);
  #rows = 0;

  /** @param onBatch gets each batch when it is full, at once: no more than one is in memory */
  constructor(arrow: ArrowModule, onBatch: (batch: RecordBatch) => void) {
    this.#arrow = arrow;
    this.#onBatch = onBatch;
  }

  /** What was written since the last row is a row of its own. */
  end(h: number): void {
    const row = this.#rows++;
    this.#h[row] = h;
    this.#orders[row + 1] = this.order.at;
    this.#values[row + 1] = this.value.at;
    if (this.#rows === BATCH_ROWS || this.order.at + this.value.at >= BATCH_BYTES) this.flush();
  }

  /** Gives up what was written of a row that hasn't ended. */
  abandon(): void {
    this.order.at = this.#orders[this.#rows]!;
    this.value.at = this.#values[this.#rows]!;
  }

  /** Makes a batch of what there is. To be called at the end. */
  flush(): void {
    const length = this.#rows;
    if (length === 0) return;
    const arrow = this.#arrow;
    const type = new arrow.Struct([
      new arrow.Field("h", new arrow.Int32(), true),
      new arrow.Field("o", new arrow.Binary(), true),
      new arrow.Field("v", new arrow.Binary(), true),
    ]);
    const data = arrow.makeData({ type, length, nullCount: 0, children: this.#columns(length) });
    this.#rows = 0;
    this.#onBatch(new arrow.RecordBatch(new arrow.Schema(type.children), data) as unknown as RecordBatch);
  }

  #columns(length: number) {
    const arrow = this.#arrow;
    const binary = (offsets: Int32Array, sink: ByteSink) =>
      arrow.makeData({
        type: new arrow.Binary(),
        length,
        nullCount: 0,
        valueOffsets: offsets.slice(0, length + 1),
        data: sink.take(),
      });
    return [
      arrow.makeData({ type: new arrow.Int32(), length, nullCount: 0, data: this.#h.slice(0, length) }),
      binary(this.#orders, this.order),
      binary(this.#values, this.value),
    ];
  }
}
