/** Batches in single messages: apache-arrow's reader and writer of a stream are kept open, and stand behind the schema all the time. */
import type { RecordBatch, RecordBatchReader, RecordBatchStreamWriter, Schema } from "apache-arrow";
import type { ArrowModule } from "../../types/arrow.js";

/** At the end of a stream. */
const END_BYTES = 8;
const NOTHING = new Uint8Array();

export class BatchReader {
  readonly schema: Schema;
  readonly #reader: RecordBatchReader;
  /** What the reader gets when it wants more. */
  #next: Uint8Array | undefined;

  /** @param stream without batches */
  constructor(arrow: ArrowModule, stream: Uint8Array) {
    this.#next = stream.subarray(0, stream.length - END_BYTES);
    this.#reader = arrow.RecordBatchReader.from(this.#messages()).open();
    this.schema = this.#reader.schema;
  }

  /** @param message kept by the batch */
  batch(message: Uint8Array): RecordBatch {
    this.#next = message;
    const { value } = this.#reader.next() as IteratorResult<RecordBatch>;
    if (value === undefined || this.#next !== undefined) throw new Error("a batch came without its message");
    return value;
  }

  /** apache-arrow asks for more as soon as it has all there is, and is content with none; who asks again has been given too little. */
  *#messages(): Generator<Uint8Array, void, undefined> {
    for (let isShort = false; !isShort; ) {
      const message = this.#next;
      this.#next = undefined;
      yield message ?? NOTHING;
      isShort = message === undefined && this.#next === undefined;
    }
  }
}

export class BatchWriter {
  /** A stream without batches. */
  readonly stream: Uint8Array;
  readonly #writer: RecordBatchStreamWriter;
  #parts: Uint8Array[] = [];

  constructor(arrow: ArrowModule, schema: Schema) {
    const write = (part: Uint8Array) => this.#parts.push(part);
    class Sink extends arrow.AsyncByteQueue {
      override write(part: Uint8Array): void {
        if (part.length > 0) write(part);
      }
    }
    this.#writer = new arrow.RecordBatchStreamWriter();
    this.#writer.reset(new Sink(), schema);
    const end = new Uint8Array(Int32Array.of(-1, 0).buffer);
    this.stream = Buffer.concat([...this.#taken(), end]);
  }

  /** A batch's message in parts, of which some are the batch's own memory. */
  message(batch: RecordBatch): readonly Uint8Array[] {
    this.#writer.write(batch);
    return this.#taken();
  }

  #taken(): Uint8Array[] {
    const parts = this.#parts;
    this.#parts = [];
    return parts;
  }
}
