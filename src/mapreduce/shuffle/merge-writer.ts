import { closeSync, writeSync } from "node:fs";
import { atKillPoint } from "../../events/index.js";
import { VARINT_BYTES, writeVarint } from "../codec/index.js";
import { dropSpill, openSpill, type Run, type SpillFiles } from "./run.js";

/** Copies up to here go byte by byte: `set` needs a subarray, which costs as much. */
const SHORT_COPY = 64;

/** Writes a run of one partition into a file, through a buffer. The file is made when there is something to write. */
export class MergeWriter {
  readonly #buffer: Uint8Array;
  readonly #files: SpillFiles;
  #at = 0;
  #written = 0;
  #path: string | undefined;
  #descriptor = -1;

  constructor(buffer: Uint8Array, files: SpillFiles) {
    this.#buffer = buffer;
    this.#files = files;
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
        this.#write(u8, from, to);
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
    const path = this.#path;
    if (path === undefined) return undefined;
    const descriptor = this.#descriptor;
    // A file system may find out only now that it has no room: `abort` removes the file then, and doesn't close it again.
    this.#descriptor = -1;
    closeSync(descriptor);
    this.#path = undefined;
    return { kind: "file", path, partitions: [{ start: 0, end: this.#written, records }] };
  }

  /** Removes the file that was begun. Idempotent; after `finish` it does nothing. */
  abort(): void {
    const path = this.#path;
    if (path === undefined) return;
    this.#path = undefined;
    const descriptor = this.#descriptor;
    this.#descriptor = -1;
    dropSpill(descriptor, path);
  }

  #varint(n: number): void {
    if (this.#at + VARINT_BYTES > this.#buffer.length) this.#flush();
    this.#at = writeVarint(this.#buffer, this.#at, n);
  }

  #flush(): void {
    if (this.#at > 0) this.#write(this.#buffer, 0, this.#at);
    this.#at = 0;
  }

  #write(u8: Uint8Array, from: number, to: number): void {
    if (this.#path === undefined) {
      const path = this.#files.next();
      this.#descriptor = openSpill(path);
      // Only a file that this writer made is its to remove.
      this.#path = path;
      atKillPoint?.("reduce.passing");
    }
    while (from < to) {
      const written = writeSync(this.#descriptor, u8, from, to - from);
      from += written;
      this.#written += written;
    }
  }
}
