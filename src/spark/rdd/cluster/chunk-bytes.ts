/** Elements of one row: how many, and one value behind the other. */
import { Cursor, decodeValue } from "../../../mapreduce/for-rdds.js";
import type { Chunk } from "../chunks.js";
import type { ByteSink } from "./byte-sink.js";

/** Bytes of the number of elements that stands before them. */
const COUNT_BYTES = 4;

export function writeChunk(sink: ByteSink, chunk: Chunk): void {
  sink.uint(chunk.length, COUNT_BYTES);
  for (let i = 0; i < chunk.length; i++) sink.value(chunk[i]);
}

export function readChunk(u8: Uint8Array, at: number): Chunk {
  return decodedChunk(u8, at + COUNT_BYTES, chunkLength(u8, at));
}

/** How many elements {@link readChunk} gives. */
export function chunkLength(u8: Uint8Array, at: number): number {
  return ((u8[at]! << 24) | (u8[at + 1]! << 16) | (u8[at + 2]! << 8) | u8[at + 3]!) >>> 0;
}

/** So many values, from a place on. */
export function decodedChunk(u8: Uint8Array, at: number, records: number): Chunk {
  const cursor = new Cursor(at);
  const chunk = new Array<unknown>(records);
  for (let i = 0; i < records; i++) chunk[i] = decodeValue(u8, cursor);
  return chunk;
}

/** A copy of a chunk's values alone. */
export function withoutCount(u8: Uint8Array, at: number, end: number): Uint8Array {
  return u8.slice(at + COUNT_BYTES, end);
}
