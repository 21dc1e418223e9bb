import { VARINT_BYTES, writeVarint } from "../codec/index.js";
import type { Run, SpillFiles } from "./run.js";
import { SpillFile } from "./spill-file.js";

/** Copies up to here go byte by byte: `set` needs a subarray, which costs as much. */
const SHORT_COPY = 64;

/** Writes a run of one partition into a file, through a buffer. The file is made when there is something to write. */
export class MergeWriter {
  readonly #buffer: Uint8Array;
  readonly #file: SpillFile;
  #at = 0;

  constructor(buffer: Uint8Array, files: SpillFiles) {
    this.#buffer = buffer;
    this.#file = new SpillFile(files, "reduce.passing");
  }

  /** Begins a group: its key, and how many bytes of values will be copied. @throws what the file system says, as ENOSPC */
  group(u8: Uint8Array, keyAt: number, keyEnd: number, valuesLength: number): void {
    this.#varint(keyEnd - keyAt);
    this.copy(u8, keyAt, keyEnd);
    this.#varint(valuesLength);
  }

  /** @throws what the file system says, as ENOSPC */
  copy(u8: Uint8Array, from: number, to: number): void {
    const buffer = this.#buffer;
    const length = to - from;
    if (this.#at + length > buffer.length) {
      this.#flush();
      if (length > buffer.length) {
        this.#file.write(u8, from, to);
        return;
      }
    }
    let at = this.#at;
    this.#at = at + length;
    if (length > SHORT_COPY) buffer.set(u8.subarray(from, to), at);
    else while (from < to) buffer[at++] = u8[from++]!;
  }

  /** Ends the run, which is the caller's then; undefined when nothing was written. @throws what the file system says */
  finish(records: number): Run | undefined {
    this.#flush();
    const file = this.#file;
    if (!file.begun) return undefined;
    file.close();
    return { kind: "file", path: file.handOver()!, partitions: [{ start: 0, end: file.written, records }] };
  }

  /** Removes the file that was begun. Idempotent; after `finish` it does nothing. */
  abort(): void {
    this.#file.abort();
  }

  #varint(n: number): void {
    if (this.#at + VARINT_BYTES > this.#buffer.length) this.#flush();
    this.#at = writeVarint(this.#buffer, this.#at, n);
  }

  #flush(): void {
    if (this.#at > 0) this.#file.write(this.#buffer, 0, this.#at);
    this.#at = 0;
  }
}
