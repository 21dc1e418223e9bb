import { closeSync, openSync, readSync } from "node:fs";
import { ValueError } from "../../errors.js";
import {
  Cursor,
  decodeKey,
  decodeValue,
  keyEnd,
  readVarint,
  VARINT_BYTES,
  valueEndWithin,
} from "../codec/index.js";
import type { Run } from "./run.js";

/** Bytes of a key that are compared as one number: as many as a float64 holds without loss. */
const PREFIX_BYTES = 6;

/** What `prefix` is when there is no group: behind all keys. */
const NOTHING = Number.POSITIVE_INFINITY;

/**
 * Reads one partition of one run, group by group and value by value. A run in memory is read where it lies; of one in a file there is a
 * buffer with the part around the place that is read, which gets another, larger one for a key or value that doesn't fit.
 *
 * A group's key is to be used before its values are read: they may take its place in the buffer.
 */
export class RunReader {
  /** Among equal keys, the run with the lower one comes first. */
  readonly order: number;
  u8: Uint8Array;
  /** Bytes of the group's key: `[keyAt, keyEnd)`, of which with sorted values `[partEnd, keyEnd)` are the value. */
  keyAt = 0;
  partEnd = 0;
  keyEnd = 0;
  /** The first bytes of the key as a number; infinite when there is no group any more. */
  prefix = NOTHING;
  /** Bytes of values of the group that weren't read. With sorted values: 1 before the value is read. */
  valuesLeft = 0;
  readonly #sorted: boolean;
  readonly #cursor = new Cursor();
  /** For what stands before keys and values, and may be cut. */
  readonly #header = new Cursor();
  /** The buffer that the reader was given, and comes back to. */
  readonly #home: Uint8Array;
  #at: number;
  /** Where what was read ends. */
  #limit: number;
  /** The rest of the partition, in the file. */
  #fileAt = 0;
  #fileEnd = 0;
  #descriptor = -1;
  readonly #path: string;
  readonly #onRead: (() => void) | undefined;

  /**
   * Opens the file, if it is one. @throws what the system says, as ENOENT
   *
   * @param buffer for files
   * @param onRead called after each reading from the file
   */
  constructor(
    run: Run,
    partition: number,
    order: number,
    sorted: boolean,
    buffer: Uint8Array,
    onRead?: () => void,
  ) {
    const { start, end } = run.partitions[partition]!;
    this.#onRead = onRead;
    this.order = order;
    this.#sorted = sorted;
    if (run.kind === "memory") {
      this.#path = "";
      this.u8 = run.bytes.data as Uint8Array;
      this.#at = start;
      this.#limit = end;
    } else {
      this.#path = run.path;
      this.u8 = buffer;
      this.#at = 0;
      this.#limit = 0;
      this.#fileAt = start;
      this.#fileEnd = end;
      if (end > start) this.#descriptor = openSync(run.path, "r");
    }
    this.#home = this.u8;
  }

  /** Moves to the next group, all values of the last one having been read; false, and the file is closed, when there is none. */
  nextGroup(): boolean {
    const header = this.#header;
    if (this.#limit - this.#at < VARINT_BYTES && this.#fileAt < this.#fileEnd) this.#fill(VARINT_BYTES);
    if (this.#at === this.#limit) {
      this.close();
      return false;
    }
    header.at = this.#at;
    header.end = this.#limit;
    const length = readVarint(this.u8, header);
    this.#at = header.at;
    if (length < 0) throw this.#damaged();
    const wanted = length + VARINT_BYTES;
    if (this.#limit - this.#at < wanted && this.#fileAt < this.#fileEnd) this.#fill(wanted);
    const { u8 } = this;
    const keyAt = this.#at;
    const end = keyAt + length;
    header.at = end;
    header.end = this.#limit;
    const values = readVarint(u8, header);
    if (values < 0) throw this.#damaged();
    this.#at = header.at;
    this.keyAt = keyAt;
    this.keyEnd = end;
    if (this.#sorted) {
      this.partEnd = keyEnd(u8, keyAt);
      this.valuesLeft = 1;
    } else {
      this.partEnd = end;
      this.valuesLeft = values;
    }
    this.prefix = prefixOf(u8, keyAt, end);
    return true;
  }

  /** The group's key. */
  key(): unknown {
    const cursor = this.#cursor;
    cursor.at = this.keyAt;
    const key = decodeKey(this.u8, cursor);
    if (cursor.at !== this.partEnd) throw this.#damaged();
    return key;
  }

  /** The next value of the group; there must be one (`valuesLeft`). */
  value(): unknown {
    const cursor = this.#cursor;
    if (this.#sorted) {
      this.valuesLeft = 0;
      cursor.at = this.partEnd;
      return decodeKey(this.u8, cursor);
    }
    if (this.#limit - this.#at < this.valuesLeft) this.#needValue();
    const at = this.#at;
    cursor.at = at;
    const value = decodeValue(this.u8, cursor);
    this.#pass(cursor.at - at);
    return value;
  }

  /** Reads over the next value of the group. */
  skipValue(): void {
    if (this.#sorted) {
      this.valuesLeft = 0;
      return;
    }
    const end = this.#limit - this.#at < this.valuesLeft ? this.#needValue() : this.#valueEnd();
    if (end === -1) throw this.#damaged();
    this.#pass(end - this.#at);
  }

  /** Hands all values of the group that are left to `copy`, undecoded, in pieces that may end within a value. */
  copyValues(copy: (u8: Uint8Array, from: number, to: number) => void): void {
    while (this.valuesLeft > 0) {
      if (this.#at === this.#limit) this.#fill(1);
      const bytes = Math.min(this.valuesLeft, this.#limit - this.#at);
      if (bytes === 0) throw this.#damaged();
      copy(this.u8, this.#at, this.#at + bytes);
      this.#pass(bytes);
    }
  }

  /** Closes the file. Idempotent. */
  close(): void {
    this.prefix = NOTHING;
    this.keyAt = this.partEnd = this.keyEnd = 0;
    this.valuesLeft = 0;
    const descriptor = this.#descriptor;
    this.#descriptor = -1;
    if (descriptor !== -1) closeSync(descriptor);
  }

  #pass(bytes: number): void {
    this.#at += bytes;
    this.valuesLeft -= bytes;
    if (this.valuesLeft < 0) throw this.#damaged();
  }

  #valueEnd(): number {
    return valueEndWithin(this.u8, this.#at, this.#limit);
  }

  /** Has the whole next value in the buffer, and returns where it ends. */
  #needValue(): number {
    for (;;) {
      const end = this.#valueEnd();
      if (end !== -1) return end;
      const known = this.#limit - this.#at;
      if (known >= this.valuesLeft || this.#fileAt === this.#fileEnd) throw this.#damaged();
      this.#fill(Math.min(this.valuesLeft, Math.max(2 * known, this.#home.length)));
    }
  }

  /** Reads on, until `wanted` bytes from here are in the buffer or the partition ends. */
  #fill(wanted: number): void {
    const from = this.u8;
    const known = this.#limit - this.#at;
    const rest = this.#fileEnd - this.#fileAt;
    if (wanted > known + rest) wanted = known + rest;
    if (wanted > from.length) this.u8 = new Uint8Array(wanted);
    else if (wanted <= this.#home.length) this.u8 = this.#home;
    if (this.u8 === from) from.copyWithin(0, this.#at, this.#limit);
    else this.u8.set(from.subarray(this.#at, this.#limit));
    this.#at = 0;
    this.#limit = known;
    const stop = Math.min(this.u8.length, known + rest);
    while (this.#limit < stop) {
      const read = readSync(this.#descriptor, this.u8, this.#limit, stop - this.#limit, this.#fileAt);
      if (read === 0)
        throw new ValueError(
          `The run ${this.#path} ends at byte ${this.#fileAt} and not at ${this.#fileEnd}: it was cut or written over. Run the job again without --resume`,
        );
      this.#limit += read;
      this.#fileAt += read;
    }
    this.#onRead?.();
  }

  #damaged(): ValueError {
    const where = this.#path === "" ? "in memory" : this.#path;
    return new ValueError(
      `The run ${where} was damaged: a group goes beyond its end. Run the job again without --resume`,
    );
  }
}

function prefixOf(u8: Uint8Array, at: number, end: number): number {
  if (end - at >= PREFIX_BYTES) {
    const high = (u8[at]! << 16) | (u8[at + 1]! << 8) | u8[at + 2]!;
    const low = (u8[at + 3]! << 16) | (u8[at + 4]! << 8) | u8[at + 5]!;
    return high * 0x100_0000 + low;
  }
  let prefix = 0;
  for (let i = 0; i < PREFIX_BYTES; i++) prefix = prefix * 256 + (at + i < end ? u8[at + i]! : 0);
  return prefix;
}
