/** What a row of a leaf says: how a partition is had that comes from no other. */
import { Cursor, decodeValue, type Split } from "../../../mapreduce/for-rdds.js";
import { type Chunk, type Chunks, chunked } from "../chunks.js";
import { type FilesToRead, fileSplits } from "../file-splits.js";
import { type NumberSpan, numbers, textLines, wholeFiles } from "../leaf-chunks.js";

/** A value of mapreduce's codec. Of `values` the elements follow behind it. */
export type Leaf =
  | { readonly kind: "values"; readonly records: number }
  | ({ readonly kind: "span" } & NumberSpan)
  | { readonly kind: "split"; readonly split: Split }
  /** One element: which parts there are, as an executor sees the files. */
  | { readonly kind: "splits"; readonly files: FilesToRead };

/** @param size elements of a chunk */
export function leafChunks(u8: Uint8Array, at: number, size: number): Chunks {
  const cursor = new Cursor(at);
  const leaf = decodeValue(u8, cursor) as Leaf;
  switch (leaf.kind) {
    case "values":
      return valueChunks(u8, cursor.at, leaf.records, size);
    case "span":
      return chunked(numbers(leaf), size);
    case "split":
      return leaf.split.whole ? wholeFiles(leaf.split) : textLines(leaf.split, size);
    case "splits":
      return splitsChunk(leaf.files);
  }
}

function* valueChunks(u8: Uint8Array, at: number, records: number, size: number): Generator<Chunk> {
  const cursor = new Cursor(at);
  for (let left = records; left > 0; ) {
    const chunk = new Array<unknown>(Math.min(left, size));
    for (let i = 0; i < chunk.length; i++) chunk[i] = decodeValue(u8, cursor);
    left -= chunk.length;
    yield chunk;
  }
}

async function* splitsChunk(files: FilesToRead): AsyncGenerator<Chunk> {
  yield [await fileSplits(files)];
}
