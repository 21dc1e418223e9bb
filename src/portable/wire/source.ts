import { ValueError } from "../../errors.js";
import { FORMAT_VERSION, HAS_MODULES, HAS_REFERENCES, HEADER_BYTES, MAGIC } from "./tags.js";

/** Short strings are cut out of pieces of the table of this size: a string that is kept keeps no more than one piece. */
const WINDOW_BYTES = 64 * 1024;
/** `String.fromCharCode` takes its characters as arguments, which lie on the stack. */
const CHUNK = 8192;

type Slice = (this: Uint8Array, start: number, end: number) => string;
const prototype =
  typeof Buffer === "function" ? (Buffer.prototype as unknown as Record<string, Slice>) : undefined;
// TextDecoder can't stand in for these: its "latin1" is windows-1252, and its UTF-16 replaces lone surrogates.
const latin1Slice = prototype?.latin1Slice;
const wideSlice = prototype?.ucs2Slice;

/** What a parcel's bytes can't be. */
export function corrupt(what: string): ValueError {
  return new ValueError(
    `These bytes aren't a parcel, or only a part of one: ${what}. Decode what encode gave, all of it.`,
  );
}

/** Where a parcel is read from. Every read past its end is a ValueError. */
export class Source {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly end: number;
  readonly hasReferences: boolean;
  readonly hasModules: boolean;
  at = HEADER_BYTES;
  readonly #tableEnd: number;
  #tableAt: number;
  #window = "";
  #windowStart: number;

  constructor(bytes: Uint8Array) {
    if (bytes.length < HEADER_BYTES) throw corrupt(`${bytes.length} bytes are too few`);
    if (bytes[0] !== MAGIC) throw corrupt("they don't start as one");
    if (bytes[1] !== FORMAT_VERSION)
      throw corrupt(`they have format ${bytes[1]}, and this version of manycore reads ${FORMAT_VERSION}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = HEADER_BYTES + view.getUint32(4, true);
    const tableEnd = end + view.getUint32(8, true);
    if (tableEnd > bytes.length)
      throw corrupt(`${tableEnd} bytes were announced and ${bytes.length} are there`);
    this.bytes = bytes;
    this.view = view;
    this.end = end;
    this.hasReferences = (bytes[2]! & HAS_REFERENCES) !== 0;
    this.hasModules = (bytes[2]! & HAS_MODULES) !== 0;
    this.#tableAt = end;
    this.#windowStart = end;
    this.#tableEnd = tableEnd;
  }

  /** What follows the table: see modules.ts. */
  get tail(): Uint8Array {
    return this.bytes.subarray(this.#tableEnd);
  }

  byte(): number {
    if (this.at >= this.end) throw corrupt("they end in the middle of a value");
    return this.bytes[this.at++]!;
  }

  count(): number {
    const { bytes, end } = this;
    let value = 0;
    let scale = 1;
    for (;;) {
      if (this.at >= end || scale > 2 ** 49) throw corrupt("a count doesn't end");
      const byte = bytes[this.at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  /** A number of things of which each takes at least `bytes` bytes: what can't be there isn't allocated for. */
  countOf(bytes: number): number {
    const count = this.count();
    if (count * bytes > this.end - this.at)
      throw corrupt(`${count} values were announced and can't be there`);
    return count;
  }

  double(): number {
    if (this.at + 8 > this.end) throw corrupt("they end in a number");
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  /** The next `length` characters of the table. */
  tableString(length: number): string {
    const start = this.#tableAt;
    const after = start + length;
    this.#tableAt = after;
    let from = start - this.#windowStart;
    if (from + length > this.#window.length) {
      if (after > this.#tableEnd) throw corrupt("a string is missing");
      this.#window = latin1(
        this.bytes,
        start,
        Math.min(this.#tableEnd, start + Math.max(length, WINDOW_BYTES)),
      );
      this.#windowStart = start;
      from = 0;
    }
    return this.#window.substring(from, from + length);
  }

  /** A one-byte string that lies in the body. */
  longString(): string {
    const length = this.countOf(1);
    const start = this.at;
    this.at += length;
    return latin1(this.bytes, start, this.at);
  }

  /** A string of 16-bit units that lies in the body. */
  wideString(): string {
    const length = this.countOf(2);
    const start = this.at;
    this.at += 2 * length;
    if (wideSlice !== undefined) return wideSlice.call(this.bytes, start, this.at);
    const codes: number[] = [];
    let value = "";
    for (let at = start; at < this.at; at += 2) {
      codes.push(this.view.getUint16(at, true));
      if (codes.length === CHUNK || at + 2 === this.at) value += String.fromCharCode(...codes.splice(0));
    }
    return value;
  }

  /** The next bytes, in memory of their own. */
  copy(length: number): ArrayBuffer {
    const copy = this.peek(length);
    this.at += length;
    return copy;
  }

  /** As `copy`, without going on. */
  peek(length: number): ArrayBuffer {
    if (length > this.end - this.at) throw corrupt(`${length} bytes were announced and can't be there`);
    const copy = new Uint8Array(length);
    copy.set(this.bytes.subarray(this.at, this.at + length));
    return copy.buffer;
  }

  /** Goes on to the next multiple of 8: the inverse of the sink's `align`. */
  align(): void {
    this.at += (8 - (this.at % 8)) % 8;
    if (this.at > this.end) throw corrupt("a column is missing");
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  if (latin1Slice !== undefined) return latin1Slice.call(bytes, start, end);
  let value = "";
  for (let at = start; at < end; at += CHUNK)
    value += String.fromCharCode(...bytes.subarray(at, Math.min(end, at + CHUNK)));
  return value;
}
