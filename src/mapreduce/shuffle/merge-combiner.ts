import { Cursor, decodeValue, encodeValue, valueEnd } from "../codec/index.js";
import { GroupKey } from "./group-key.js";
import { GroupValues, type ValueSource } from "./group-values.js";
import type { MergeWriter } from "./merge-writer.js";
import type { Emit } from "./options.js";
import type { RunReader } from "./run-reader.js";

export type Combine = (key: unknown, values: Iterable<unknown>, emit: Emit) => void;

/** Values of one key that were gathered, for the combiner. */
class Gathered implements ValueSource {
  group = 0;
  readonly #u8: Uint8Array;
  readonly #cursor = new Cursor();
  #end = 0;

  constructor(u8: Uint8Array) {
    this.#u8 = u8;
  }

  open(end: number): void {
    this.#cursor.at = 0;
    this.#end = end;
  }

  /** What a combiner keeps of it can't be read any more. */
  close(): void {
    this.group++;
  }

  more(): boolean {
    return this.#cursor.at < this.#end;
  }

  take(): unknown {
    return decodeValue(this.#u8, this.#cursor);
  }
}

/**
 * Runs the combiner in a pass, over what several runs have of one key. It gathers the values' bytes before, as many as there is room for:
 * when the combiner's output is of no use here (another key, which has no place in a run that is being written, or more bytes than it
 * got), they are written as they were.
 */
export class MergeCombiner {
  readonly #combine: Combine;
  readonly #writer: MergeWriter;
  readonly #values: Uint8Array;
  readonly #output: Uint8Array;
  readonly #gathered: Gathered;
  readonly #key = new GroupKey();
  readonly #emitted = new GroupKey();
  #decoded: unknown;
  #valuesEnd = 0;
  #groups = 0;
  #outputEnd = 0;
  #outputCount = 0;
  /** The output can't take the place of what was gathered. */
  #useless = false;
  /** By how many records the output is smaller than the input. */
  saved = 0;

  /** @param room half of it for what is gathered and half for the combiner's output */
  constructor(combine: Combine, writer: MergeWriter, room: Uint8Array) {
    this.#combine = combine;
    this.#writer = writer;
    const half = room.length >>> 1;
    this.#values = room.subarray(0, half);
    this.#output = room.subarray(half, 2 * half);
    this.#gathered = new Gathered(this.#values);
  }

  /** Takes the reader's group. */
  add(reader: RunReader): void {
    const { u8, keyAt, keyEnd, valuesLeft } = reader;
    if (this.#groups > 0 && !this.#key.equals(u8, keyAt, keyEnd)) this.flush();
    if (this.#valuesEnd + valuesLeft > this.#values.length) this.flush();
    if (valuesLeft > this.#values.length) {
      this.#writer.group(u8, keyAt, keyEnd, valuesLeft);
      reader.copyValues((bytes, from, to) => this.#writer.copy(bytes, from, to));
      return;
    }
    if (this.#groups === 0) this.#key.copy(u8, keyAt, keyEnd);
    this.#groups++;
    reader.copyValues(this.#gather);
  }

  /** Writes what was gathered. */
  flush(): void {
    const groups = this.#groups;
    const end = this.#valuesEnd;
    this.#groups = 0;
    this.#valuesEnd = 0;
    if (end === 0 || (groups > 1 && this.#combined(end))) return;
    this.#writer.group(this.#key.u8, 0, this.#key.length, end);
    this.#writer.copy(this.#values, 0, end);
  }

  #combined(end: number): boolean {
    this.#outputEnd = 0;
    this.#outputCount = 0;
    this.#useless = false;
    this.#decoded = this.#key.decode();
    this.#gathered.open(end);
    try {
      this.#combine(this.#decoded, new GroupValues(this.#gathered), this.#emit);
    } finally {
      this.#gathered.close();
    }
    if (this.#useless) return false;
    let count = 0;
    for (let at = 0; at < end; count++) at = valueEnd(this.#values, at);
    this.saved += count - this.#outputCount;
    if (this.#outputCount === 0) return true;
    this.#writer.group(this.#key.u8, 0, this.#key.length, this.#outputEnd);
    this.#writer.copy(this.#output, 0, this.#outputEnd);
    return true;
  }

  readonly #gather = (u8: Uint8Array, from: number, to: number): void => {
    this.#values.set(u8.subarray(from, to), this.#valuesEnd);
    this.#valuesEnd += to - from;
  };

  readonly #emit: Emit = (key, value) => {
    if (this.#useless) return;
    if (key !== this.#decoded || typeof key === "object") {
      this.#emitted.encode(key);
      if (!this.#emitted.equals(this.#key.u8, 0, this.#key.length)) {
        this.#useless = true;
        return;
      }
    }
    const end = encodeValue(this.#output, this.#outputEnd, this.#output.length, value);
    if (end === -1) {
      this.#useless = true;
      return;
    }
    this.#outputEnd = end;
    this.#outputCount++;
  };
}
