/** Columns of text and of bytes. */
import type { Data } from "apache-arrow";
import { OverflowError } from "../../errors.js";
import { BuilderBase, grown, type Place } from "./arrow-builder-base.js";

const MOST_BYTES = 2 ** 31 - 1;

/** Writes a value behind `at`, where there is room. @returns how many bytes it took */
export interface BytesWriter {
  /** At most. */
  room(value: unknown): number;
  write(value: unknown, bytes: Buffer, at: number): number;
}

export const writeText: BytesWriter = {
  room: (value) => 3 * (value as string).length,
  write: (value, bytes, at) => bytes.write(value as string, at, "utf8"),
};

export const writeBytes: BytesWriter = {
  room: (value) => (value as Uint8Array).length,
  write: (value, bytes, at) => {
    bytes.set(value as Uint8Array, at);
    return (value as Uint8Array).length;
  },
};

export class BytesBuilder extends BuilderBase {
  #offsets = new Int32Array(64);
  #bytes: Buffer = Buffer.alloc(1024);
  readonly #writer: BytesWriter;

  constructor(at: Place, writer: BytesWriter) {
    super(at);
    this.#writer = writer;
  }

  protected write(row: number, value: unknown): void {
    if (row + 1 >= this.#offsets.length) this.#offsets = grown(this.#offsets, row + 2);
    const start = this.#offsets[row]!;
    let written = 0;
    if (value !== null) {
      const needed = start + this.#writer.room(value);
      if (needed > this.#bytes.length) {
        if (needed > MOST_BYTES) {
          throw new OverflowError(
            "a batch's column of text or bytes is of more than 2 GiB. Give fewer rows at a time.",
          );
        }
        const more = Buffer.alloc(Math.min(MOST_BYTES, Math.max(needed, 2 * this.#bytes.length)));
        more.set(this.#bytes.subarray(0, start));
        this.#bytes = more;
      }
      written = this.#writer.write(value, this.#bytes, start);
    }
    this.#offsets[row + 1] = start + written;
  }

  finish(): Data {
    const valueOffsets = this.#offsets.subarray(0, this.length + 1);
    const { buffer, byteOffset } = this.#bytes;
    return this.make({ valueOffsets, data: new Uint8Array(buffer, byteOffset, valueOffsets[this.length]!) });
  }
}
