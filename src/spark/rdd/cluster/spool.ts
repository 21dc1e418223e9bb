/** Elements that an executor's task must read again, or later: in memory, and in a temporary file when they are many. */
import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { writeAll } from "../../../mapreduce/for-rdds.js";
import { TemporaryFolder } from "../../engine/temporary-folder.js";
import type { Chunk, Chunks } from "../chunks.js";
import { ByteSink } from "./byte-sink.js";
import { decodedChunk } from "./chunk-bytes.js";

/** Bytes that stay in memory. */
const MEMORY = 64 * 2 ** 20;

interface Stored {
  /** Undefined: in the file, at this place. */
  readonly bytes: Uint8Array | undefined;
  readonly start: number;
  readonly length: number;
  readonly records: number;
}

export class Spool {
  readonly #chunks: Stored[] = [];
  #folder: TemporaryFolder | undefined;
  #file: number | undefined;
  #inMemory = 0;
  #inFile = 0;

  /** @throws NotPortableError for what can't travel */
  async addAll(chunks: Chunks): Promise<void> {
    const sink = new ByteSink();
    for await (const chunk of chunks) {
      for (let i = 0; i < chunk.length; i++) sink.value(chunk[i]);
      this.add(sink.take(), chunk.length);
    }
  }

  /** @param bytes so many values; they are the spool's from now on */
  add(bytes: Uint8Array, records: number): void {
    const { length } = bytes;
    if (this.#inMemory + length <= MEMORY) {
      this.#inMemory += length;
      this.#chunks.push({ bytes, start: 0, length, records });
      return;
    }
    if (this.#file === undefined) {
      this.#folder = new TemporaryFolder("rdd");
      this.#file = openSync(join(this.#folder.path, "spool"), "wx+", 0o600);
    }
    writeAll(this.#file, bytes);
    this.#chunks.push({ bytes: undefined, start: this.#inFile, length, records });
    this.#inFile += length;
  }

  /** From the beginning, any number of times. */
  *chunks(): Generator<Chunk> {
    for (const { bytes, start, length, records } of this.#chunks)
      yield decodedChunk(bytes ?? this.#read(start, length), 0, records);
  }

  /** Removes what is in a file. Idempotent. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#folder?.removeNow();
    this.#chunks.length = 0;
  }

  #read(start: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; ) at += readSync(this.#file!, bytes, at, length - at, start + at);
    return bytes;
  }
}
