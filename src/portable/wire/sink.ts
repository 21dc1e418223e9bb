import { HEADER_BYTES, LONG_STRING, SHORT_STRING, SHORT_STRING_LIMIT, STRING, WIDE_STRING } from "./tags.js";

const FIRST_BYTES = 16 * 1024;
/** Scratch memory that grew beyond this isn't kept for the next parcel. */
const KEEP_BYTES = 8 * 1024 * 1024;
/** What is at least this long goes from its own memory straight into the parcel, not through the scratch memory. */
const BLOB_BYTES = 32 * 1024;
/** Up to this length a loop over the characters beats a native call. */
export const TABLE_STRING_LIMIT = 64;
/** Up to this size a loop copies faster than `set` with a new subarray. */
const LOOP_COPY_BYTES = 96;

/** Bytes that are put into the body at `at` (counted without the blobs before) when the parcel is assembled. */
interface Blob {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** What both sides must agree on to go back to a place: see `mark` and `rewind`. */
export interface SinkMark {
  readonly at: number;
  readonly tableAt: number;
  readonly blobs: number;
  readonly blobBytes: number;
}

const ONE_BYTE = /^[\0-\xff]*$/;
const text = new TextEncoder();

/** Where a parcel is written: a body, and a table with the characters of all short one-byte strings. */
export class Sink {
  body = new Uint8Array(FIRST_BYTES);
  view = new DataView(this.body.buffer);
  at = 0;
  #table = new Uint8Array(FIRST_BYTES);
  #tableAt = 0;
  #blobs: Blob[] = [];
  #blobBytes = 0;

  reset(): void {
    this.at = 0;
    this.#tableAt = 0;
    if (this.#blobs.length > 0) this.#blobs = [];
    this.#blobBytes = 0;
    if (this.body.length > KEEP_BYTES) {
      this.body = new Uint8Array(FIRST_BYTES);
      this.view = new DataView(this.body.buffer);
    }
    if (this.#table.length > KEEP_BYTES) this.#table = new Uint8Array(FIRST_BYTES);
  }

  mark(): SinkMark {
    return { at: this.at, tableAt: this.#tableAt, blobs: this.#blobs.length, blobBytes: this.#blobBytes };
  }

  /** Forgets what was written since the mark. */
  rewind(mark: SinkMark): void {
    this.at = mark.at;
    this.#tableAt = mark.tableAt;
    this.#blobs.length = mark.blobs;
    this.#blobBytes = mark.blobBytes;
  }

  /** Bytes written so far. */
  get size(): number {
    return this.at + this.#tableAt + this.#blobBytes;
  }

  /** Makes room for `bytes` more in the body. */
  reserve(bytes: number): void {
    if (this.at + bytes <= this.body.length) return;
    const grown = new Uint8Array(Math.max(this.body.length * 2, this.at + bytes));
    grown.set(this.body.subarray(0, this.at));
    this.body = grown;
    this.view = new DataView(grown.buffer);
  }

  byte(value: number): void {
    if (this.at === this.body.length) this.reserve(1);
    this.body[this.at++] = value;
  }

  /** LEB128: seven bits a byte, the lowest first. Up to 2^53. */
  count(value: number): void {
    this.reserve(8);
    const { body } = this;
    let { at } = this;
    while (value > 0x7fff_ffff) {
      body[at++] = (value % 128) | 128;
      value = Math.floor(value / 128);
    }
    while (value > 127) {
      body[at++] = (value & 127) | 128;
      value >>>= 7;
    }
    body[at++] = value;
    this.at = at;
  }

  double(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.at, value, true);
    this.at += 8;
  }

  /** A string with its tag. */
  string(value: string): void {
    const { length } = value;
    if (length > TABLE_STRING_LIMIT) {
      this.#longString(value);
      return;
    }
    if (this.#tableAt + length > this.#table.length) this.#growTable(length);
    const table = this.#table;
    const at = this.#tableAt;
    let seen = 0;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      table[at + i] = code;
      seen |= code;
    }
    if (seen > 0xff) {
      this.#wideString(value);
      return;
    }
    this.#tableAt = at + length;
    if (length < SHORT_STRING_LIMIT) {
      this.byte(SHORT_STRING + length);
    } else {
      this.byte(STRING);
      this.count(length);
    }
  }

  /** Copies bytes into the body, or has them copied when the parcel is assembled: they mustn't change before. */
  bytes(bytes: Uint8Array): void {
    if (bytes.length >= BLOB_BYTES) {
      this.#blobs.push({ at: this.at, bytes });
      this.#blobBytes += bytes.length;
      return;
    }
    this.reserve(bytes.length);
    this.body.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Fills up to the next multiple of 8 in the parcel, so that a column can be read in place. */
  align(): void {
    this.reserve(8);
    while (((this.at + this.#blobBytes) & 7) !== 0) this.body[this.at++] = 0;
  }

  /** The parcel: header (zeroed but for the sizes), body, table, and room for `extra` bytes. */
  assemble(extra: Uint8Array | undefined): Uint8Array<ArrayBuffer> {
    const { at } = this;
    const tableAt = this.#tableAt;
    const body = at + this.#blobBytes;
    const total = HEADER_BYTES + body + tableAt + (extra === undefined ? 0 : extra.length);
    if (total > 0xffff_ffff)
      throw new RangeError(`A parcel holds at most 4 GiB, and this one would have ${total} bytes`);
    const bytes = new Uint8Array(total);
    writeSize(bytes, 4, body);
    writeSize(bytes, 8, tableAt);
    if (total <= LOOP_COPY_BYTES && extra === undefined) {
      const from = this.body;
      const table = this.#table;
      for (let i = 0; i < at; i++) bytes[HEADER_BYTES + i] = from[i]!;
      const start = HEADER_BYTES + at;
      for (let i = 0; i < tableAt; i++) bytes[start + i] = table[i]!;
      return bytes;
    }
    let to = HEADER_BYTES;
    let from = 0;
    for (const blob of this.#blobs) {
      bytes.set(this.body.subarray(from, blob.at), to);
      to += blob.at - from;
      from = blob.at;
      bytes.set(blob.bytes, to);
      to += blob.bytes.length;
    }
    bytes.set(this.body.subarray(from, at), to);
    to += at - from;
    bytes.set(this.#table.subarray(0, tableAt), to);
    if (extra !== undefined) bytes.set(extra, to + tableAt);
    return bytes;
  }

  #longString(value: string): void {
    const { length } = value;
    this.reserve(length + 16);
    const start = this.at;
    this.body[this.at++] = LONG_STRING;
    this.count(length);
    const room = this.body.subarray(this.at, this.at + length);
    const { read, written } = text.encodeInto(value, room);
    if (read === length && written === length) {
      this.at += length;
    } else if (ONE_BYTE.test(value)) {
      for (let i = 0; i < length; i++) room[i] = value.charCodeAt(i);
      this.at += length;
    } else {
      this.at = start;
      this.#wideString(value);
    }
  }

  #wideString(value: string): void {
    const { length } = value;
    this.byte(WIDE_STRING);
    this.count(length);
    this.reserve(2 * length);
    const { view, at } = this;
    for (let i = 0; i < length; i++) view.setUint16(at + 2 * i, value.charCodeAt(i), true);
    this.at = at + 2 * length;
  }

  #growTable(bytes: number): void {
    const grown = new Uint8Array(Math.max(this.#table.length * 2, this.#tableAt + bytes));
    grown.set(this.#table.subarray(0, this.#tableAt));
    this.#table = grown;
  }
}

function writeSize(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
  bytes[at + 3] = value >>> 24;
}
