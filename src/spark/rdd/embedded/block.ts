/** Values of one partition, encoded, in bounded memory and then in a file: what an action gets, what is cached, what must be read twice. */
import { closeSync, openSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { MemoryError } from "../../../errors.js";
import {
  Cursor,
  decodeValue,
  encodeValue,
  fileBytes,
  release,
  removeEmpty,
  type SpillFolder,
  writeAll,
} from "../../../mapreduce/for-rdds.js";
import * as np from "../../../numpy/index.js";
import type { Chunk } from "../chunks.js";

/** Values are gathered into pieces of so many bytes, and a piece is read as one. */
const PIECE_BYTES = 2 ** 20;
const FIRST_BYTES = 2 ** 14;
/** What an `ArrayBuffer` surely can have. */
const MOST_BYTES = 2 ** 31 - 2;

export type Piece =
  | { readonly kind: "memory"; readonly bytes: np.NDArray; readonly length: number; readonly records: number }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly start: number;
      readonly length: number;
      readonly records: number;
    };

export interface Block {
  readonly pieces: readonly Piece[];
  readonly records: number;
}

/** Takes values in. One thread uses it, and calls `drop` unless `finish` went well. */
export class BlockWriter {
  readonly #pieces: Piece[] = [];
  readonly #folder: SpillFolder;
  readonly #name: string;
  readonly #room: number;
  #grant: number;
  #u8: Uint8Array;
  #at = 0;
  #records = 0;
  #recordsBefore = 0;
  #path = "";
  #file: number | undefined;
  #fileBytes = 0;

  /**
   * @param grant bytes that may stay in memory
   * @param room bytes that are gathered before they become a piece
   * @param name of its file in the attempt's folder
   */
  constructor(grant: number, room: number, folder: SpillFolder, name: string) {
    this.#grant = grant;
    this.#room = Math.min(room, PIECE_BYTES);
    this.#folder = folder;
    this.#name = name;
    this.#u8 = new Uint8Array(Math.min(this.#room, FIRST_BYTES));
  }

  /** @throws NotPortableError for what can't travel */
  write(value: unknown): void {
    for (;;) {
      const end = encodeValue(this.#u8, this.#at, this.#u8.length, value);
      if (end >= 0) {
        this.#at = end;
        this.#records++;
        return;
      }
      this.#makeRoom();
    }
  }

  writeAll(chunk: Chunk): void {
    for (let i = 0; i < chunk.length; i++) this.write(chunk[i]);
  }

  /** All of it; it is the caller's now. */
  finish(): Block {
    this.#flush();
    this.#close();
    return { pieces: this.#pieces, records: this.#records };
  }

  /** Lets go of all of it. */
  drop(): void {
    this.#close();
    dropBlock({ pieces: this.#pieces.splice(0) });
  }

  #close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #makeRoom(): void {
    const { length } = this.#u8;
    if (length >= this.#room && this.#records > this.#recordsBefore) {
      this.#flush();
      return;
    }
    if (length === MOST_BYTES)
      throw new MemoryError(`An element has more than ${MOST_BYTES} bytes: make several of it`);
    const wanted = length < this.#room ? Math.min(this.#room, 4 * length) : 2 * length;
    const grown = new Uint8Array(Math.min(MOST_BYTES, wanted));
    grown.set(this.#u8.subarray(0, this.#at));
    this.#u8 = grown;
  }

  #flush(): void {
    const length = this.#at;
    const records = this.#records - this.#recordsBefore;
    if (records === 0) return;
    const values = this.#u8.subarray(0, length);
    if (length <= this.#grant) {
      this.#grant -= length;
      const bytes = np.empty([length], { dtype: "uint8" });
      bytes.data.set(values);
      this.#pieces.push({ kind: "memory", bytes, length, records });
    } else {
      if (this.#file === undefined) {
        this.#path = this.#folder.file(this.#name);
        this.#file = openSync(this.#path, "wx", 0o600);
      }
      writeAll(this.#file, values);
      this.#pieces.push({ kind: "file", path: this.#path, start: this.#fileBytes, length, records });
      this.#fileBytes += length;
    }
    this.#at = 0;
    this.#recordsBefore = this.#records;
    // A large value's memory isn't kept.
    if (this.#u8.length > this.#room) this.#u8 = new Uint8Array(this.#room);
  }
}

/** @param size elements of a chunk */
export function* readBlock({ pieces }: Pick<Block, "pieces">, size: number): Generator<Chunk> {
  for (const piece of pieces) {
    const bytes = piece.kind === "memory" ? (piece.bytes.data as Uint8Array) : fileBytes(piece);
    yield* decodeChunks(bytes, piece.records, size);
  }
}

/** Values that lie one behind the other. */
export function* decodeChunks(bytes: Uint8Array, records: number, size: number): Generator<Chunk> {
  const cursor = new Cursor();
  for (let left = records; left > 0; ) {
    const chunk = new Array<unknown>(Math.min(left, size));
    for (let i = 0; i < chunk.length; i++) chunk[i] = decodeValue(bytes, cursor);
    left -= chunk.length;
    yield chunk;
  }
}

export function heldBytes(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + (piece.kind === "memory" ? piece.bytes.nbytes : 0), 0);
}

/** Gives the memory back, and removes the files with their folder, if nothing else lies in it. Nobody may read it any more. */
export function dropBlock({ pieces }: Pick<Block, "pieces">): void {
  for (const piece of pieces) if (piece.kind === "memory") release(piece.bytes);
  for (const path of filesOf(pieces)) {
    rmSync(path, { force: true });
    removeEmpty(dirname(path));
  }
}

export function filesOf(pieces: readonly Piece[]): Set<string> {
  return new Set(pieces.flatMap((piece) => (piece.kind === "file" ? [piece.path] : [])));
}
