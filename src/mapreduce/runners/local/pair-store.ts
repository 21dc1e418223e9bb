/** Pairs between two steps, or on the way to the caller: encoded, in chunks, in memory while it lasts and then in a file. */
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { ManycoreError } from "../../../errors.js";
import * as np from "../../../numpy/index.js";
import { PairReader, PairWriter } from "../../codec/index.js";
import type { Pair } from "../../job/index.js";
import type { SpillFolder } from "./spill-folder.js";

/** Pieces of work are made of whole chunks, and one is read at a time. */
export const CHUNK_BYTES = 2 ** 20;

/** Pairs one after the other, as `PairWriter` writes them. */
export type Chunk =
  | { readonly kind: "memory"; readonly bytes: np.NDArray; readonly length: number; readonly records: number }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly start: number;
      readonly length: number;
      readonly records: number;
    };

/** What one task gave. */
export interface PairPart {
  readonly chunks: readonly Chunk[];
  readonly records: number;
  /** Of all chunks, and of those in the file. */
  readonly bytes: number;
  readonly fileBytes: number;
}

/** Takes pairs in and makes chunks of them. */
export class PairStore {
  readonly #chunks: Chunk[] = [];
  readonly #folder: SpillFolder;
  readonly #writer: PairWriter;
  #grant: number;
  #records = 0;
  #bytes = 0;
  #fileBytes = 0;
  #path = "";
  #file: number | undefined;

  /**
   * @param grant bytes that may stay in memory
   * @param room bytes that are gathered before they become a chunk
   */
  constructor(grant: number, room: number, folder: SpillFolder) {
    this.#grant = grant;
    this.#folder = folder;
    this.#writer = new PairWriter((pairs, count) => this.#chunk(pairs, count), Math.min(room, CHUNK_BYTES));
  }

  /** @throws NotPortableError for what can't travel */
  write(key: unknown, value: unknown): void {
    this.#writer.write(key, value);
  }

  finish(): PairPart {
    this.#writer.flush();
    this.close();
    const part = {
      chunks: this.#chunks,
      records: this.#records,
      bytes: this.#bytes,
      fileBytes: this.#fileBytes,
    };
    return part;
  }

  /** Lets go of the file. Idempotent. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #chunk(pairs: Uint8Array, records: number): void {
    const { length } = pairs;
    if (length <= this.#grant) {
      this.#grant -= length;
      const bytes = np.empty([length], { dtype: "uint8" });
      bytes.data.set(pairs);
      this.#chunks.push({ kind: "memory", bytes, length, records });
    } else {
      if (this.#file === undefined) {
        this.#path = this.#folder.file("pairs");
        this.#file = openSync(this.#path, "wx", 0o600);
      }
      writeAll(this.#file, pairs);
      this.#chunks.push({ kind: "file", path: this.#path, start: this.#fileBytes, length, records });
      this.#fileBytes += length;
    }
    this.#records += records;
    this.#bytes += length;
  }
}

/** A write may take a part only, as on a disk that fills up; the next one then says why. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
}

/** The pairs of a chunk. One in memory is read where it lies, a file's part is read at once. */
export function readChunk(chunk: Chunk): PairReader {
  const bytes = chunk.kind === "memory" ? (chunk.bytes.data as Uint8Array) : fileBytes(chunk);
  return new PairReader(bytes, 0, chunk.length);
}

/** What readChunk reads, as pairs. */
export function* pairsOf(chunks: Iterable<Chunk>): Generator<Pair, void, undefined> {
  for (const chunk of chunks) {
    const reader = readChunk(chunk);
    while (reader.next()) yield [reader.key, reader.value];
  }
}

/** Those bytes of a file. @throws ManycoreError where it ends before them */
export function fileBytes(part: {
  readonly path: string;
  readonly start: number;
  readonly length: number;
}): Uint8Array {
  const { path, start, length } = part;
  const bytes = new Uint8Array(length);
  const file = openSync(path, "r");
  try {
    for (let at = 0; at < length; ) {
      const count = readSync(file, bytes, at, length - at, start + at);
      if (count === 0) {
        throw new ManycoreError(
          `${path} ends at byte ${start + at} and should go on to byte ${start + length}`,
        );
      }
      at += count;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}
