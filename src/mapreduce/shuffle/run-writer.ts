import { atKillPoint } from "../../events/index.js";
import { heap } from "../../memory/index.js";
import { varintSize, writeVarint } from "../codec/index.js";
import type { Range, SpillFiles } from "./run.js";
import { SpillFile } from "./spill-file.js";

/**
 * Copies up to here go byte by byte. The engine's `copyWithin` costs as much as 30 bytes in a loop and then grows slowly; `set` needs a
 * subarray, and costs as much as 70.
 */
const SHORT_COPY = 32;
const MOST_VARINT = 8;

/**
 * Writes a run (README.md) through one buffer. As long as all fits in the buffer, there is no file: so the same code makes runs in memory,
 * where the buffer is the run, and runs in files, which are written in pieces of the buffer's size.
 */
export class RunWriter {
  readonly partitions: Range[] = [];
  /** Groups and values written. */
  groups = 0;
  records = 0;
  /** The whole heap, if the buffer lies there. */
  readonly #heap: Uint8Array | undefined;
  readonly #buffer: Uint8Array;
  /** What was copied from last, and its address if that is on the heap, too, else -1. */
  #source: Uint8Array | undefined;
  #sourceAddress = -1;
  readonly #file: SpillFile;
  #at = 0;
  #start = 0;
  #recordsBefore = 0;

  constructor(buffer: Uint8Array, files: SpillFiles) {
    const whole = heap().u8;
    this.#heap = buffer.buffer === whole.buffer ? whole : undefined;
    this.#buffer = buffer;
    this.#file = new SpillFile(files, "spill.opened");
  }

  get bytes(): number {
    return this.#file.written + this.#at;
  }

  /** The partition that was written up to here is complete. */
  endPartition(): void {
    const end = this.bytes;
    this.partitions.push({ start: this.#start, end, records: this.records - this.#recordsBefore });
    this.#start = end;
    this.#recordsBefore = this.records;
  }

  /** Begins a group: its key, and how many bytes of values will be copied. */
  group(u8: Uint8Array, keyAt: number, keyLength: number, valuesLength: number): void {
    this.#varint(keyLength);
    this.copy(u8, keyAt, keyAt + keyLength);
    this.#varint(valuesLength);
    this.groups++;
  }

  /** A group without values whose key is in two pieces. */
  composite(u8: Uint8Array, keyAt: number, keyEnd: number, valueAt: number, valueEnd: number): void {
    this.#varint(keyEnd - keyAt + valueEnd - valueAt);
    this.copy(u8, keyAt, keyEnd);
    this.copy(u8, valueAt, valueEnd);
    this.#varint(0);
    this.groups++;
  }

  /** Copies `[from, to)` of `u8`. */
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
    if (length <= SHORT_COPY) {
      while (from < to) buffer[at++] = u8[from++]!;
      return;
    }
    if (u8 !== this.#source) this.#copyFrom(u8);
    const address = this.#sourceAddress;
    if (address >= 0) this.#heap!.copyWithin(buffer.byteOffset + at, address + from, address + to);
    else buffer.set(u8.subarray(from, to), at);
  }

  #copyFrom(u8: Uint8Array): void {
    this.#source = u8;
    this.#sourceAddress = this.#heap !== undefined && u8.buffer === this.#heap.buffer ? u8.byteOffset : -1;
  }

  /**
   * Ends the run. The path of its file; undefined when all of it is in the buffer.
   * @param file whether it must be a file
   */
  finish(file: boolean): string | undefined {
    if (!file && !this.#file.begun) return undefined;
    if (this.bytes === 0) return undefined;
    if (this.#at > 0) this.#flush();
    this.#file.close();
    atKillPoint?.("spill.closed");
    return this.#file.handOver();
  }

  /** Removes the file that was begun. Idempotent; after `finish` the file is the caller's. */
  abort(): void {
    this.#file.abort();
  }

  #varint(n: number): void {
    if (this.#at + MOST_VARINT > this.#buffer.length && this.#at + varintSize(n) > this.#buffer.length)
      this.#flush();
    this.#at = writeVarint(this.#buffer, this.#at, n);
  }

  #flush(): void {
    this.#write(this.#buffer, 0, this.#at);
    this.#at = 0;
  }

  #write(u8: Uint8Array, from: number, to: number): void {
    this.#file.write(u8, from, to);
    atKillPoint?.("spill.written");
  }
}
