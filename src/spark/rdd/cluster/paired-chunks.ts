/** Partitions that are made of two: elements side by side, and each with each. */
import { SparkException } from "../../errors/index.js";
import type { Chunk } from "../chunks.js";
import { chunkLength, readChunk, withoutCount } from "./chunk-bytes.js";
import type { PartitionRows } from "./partition-rows.js";
import { Spool } from "./spool.js";

/** Elements of all of a zip's chunks but a partition's last one. */
export const ZIP_CHUNK = 512;

/** In the order bytes of both: which side a row is of. A zip's say it behind the chunk's number, a product's before. */
export const LEFT = 1;
export const RIGHT = 0;

/**
 * Rows come as the right side's chunk 0, the left side's chunk 0, the right side's chunk 1 …
 *
 * @throws SparkException when one side has more elements
 */
export function* zippedChunks(rows: PartitionRows): Generator<Chunk> {
  const { row } = rows;
  let right: Chunk | undefined;
  while (rows.next()) {
    const chunk = readChunk(row.v, row.vAt);
    if (row.o[row.oEnd - 1] === RIGHT) {
      if (right !== undefined) throw uneven();
      right = chunk;
      continue;
    }
    const others = right;
    if (others?.length !== chunk.length) throw uneven();
    yield chunk.map((element, i) => [element, others[i]]);
    right = undefined;
  }
  if (right !== undefined) throw uneven();
}

function uneven(): SparkException {
  return new SparkException(
    "Can only zip RDDs that have the same number of elements in each partition, and of two partitions one has more",
  );
}

/** Rows of the right side come first: they are read again for each element of the left one. */
export function* crossedChunks(rows: PartitionRows, onEnd: (end: () => void) => void): Generator<Chunk> {
  const { row } = rows;
  const right = new Spool();
  onEnd(() => right.close());
  while (rows.next()) {
    if (row.o[row.oAt + 1] === RIGHT) {
      right.add(withoutCount(row.v, row.vAt, row.vEnd), chunkLength(row.v, row.vAt));
      continue;
    }
    for (const one of readChunk(row.v, row.vAt)) {
      for (const others of right.chunks()) yield others.map((other) => [one, other]);
    }
  }
}
