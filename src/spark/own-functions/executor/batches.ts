/** Batches in single messages. apache-arrow reads and writes whole streams, so that the schema's bytes are put before each and taken away again. */
import type { RecordBatch, Schema } from "apache-arrow";
import type { ArrowModule } from "../../types/arrow.js";

/** At the end of a stream. */
const END_BYTES = 8;

export class BatchReader {
  readonly schema: Schema;
  /** What a batch's message has to stand behind. */
  readonly before: Uint8Array;
  readonly #arrow: ArrowModule;

  /** @param stream without batches */
  constructor(arrow: ArrowModule, stream: Uint8Array) {
    this.#arrow = arrow;
    this.schema = arrow.tableFromIPC(stream).schema;
    this.before = stream.subarray(0, stream.length - END_BYTES);
  }

  /** @param bytes {@link before}, and a message */
  batch(bytes: Uint8Array): RecordBatch {
    for (const batch of this.#arrow.RecordBatchReader.from(bytes) as Iterable<RecordBatch>) return batch;
    throw new Error("a batch came without its message");
  }
}

export class BatchWriter {
  /** A stream without batches. */
  readonly stream: Uint8Array;
  readonly #arrow: ArrowModule;
  readonly #schema: Schema;

  constructor(arrow: ArrowModule, schema: Schema) {
    this.#arrow = arrow;
    this.#schema = schema;
    this.stream = this.#write();
  }

  /** A batch's message. */
  message(batch: RecordBatch): Uint8Array {
    return this.#write(batch).subarray(this.stream.length - END_BYTES, -END_BYTES);
  }

  #write(batch?: RecordBatch): Uint8Array {
    const writer = new this.#arrow.RecordBatchStreamWriter();
    writer.reset(undefined, this.#schema);
    if (batch !== undefined) writer.write(batch);
    writer.finish();
    return writer.toUint8Array(true);
  }
}
