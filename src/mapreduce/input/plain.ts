import { closeSync, readSync } from "node:fs";
import type { Batch } from "./batch.js";
import { type DecodeSettings, decodeBatch, emptyBatch } from "./decode.js";
import { InputError } from "./errors.js";
import { unreadable } from "./files.js";
import type { LineBlocks } from "./line-blocks.js";
import { checkUnchanged, nameOf, openPiece } from "./open-piece.js";
import type { Piece } from "./splits.js";

/** Read past a piece's end at once, where its last line goes on. */
const OVERHANG_BYTES = 16 << 10;

/** Told of whole lines at the front of the blocks: `length` bytes, `taken` bytes of the piece since the last call. */
type Given<T> = (length: number, taken: number) => T;

/**
 * The lines of a piece that isn't compressed, with synchronous reads: `give` is called with each run of whole lines, and with 0 where a
 * buffer's worth was read that has none to give.
 */
export function* readPlain<T>(
  piece: Piece,
  blocks: LineBlocks,
  signal: AbortSignal | undefined,
  give: Given<T>,
): Generator<T> {
  const { start, end, size } = piece;
  const fd = openPiece(piece);
  try {
    // From one byte before: if that is a line end, a line of ours begins at `start`.
    const entered = start > 0;
    blocks.restart(entered ? start - 1 : 0, entered);
    let position = blocks.base;
    let told = start;
    let done = false;
    while (!done) {
      signal?.throwIfAborted();
      const ahead = Math.max(end - position, 0) + OVERHANG_BYTES;
      position += fill(fd, piece, blocks, Math.min(ahead, size - position), position);
      const atEnd = position >= size;
      const length = blocks.complete(end, atEnd);
      const reached = Math.max(told, Math.min(end, blocks.base + length));
      done = atEnd || blocks.base + length >= end;
      if (length > 0 || reached > told || done) {
        const given = give(length, (done ? end : reached) - told);
        told = reached;
        blocks.consume(length);
        yield given;
      }
    }
    checkUnchanged(fd, piece);
  } finally {
    closeSync(fd);
  }
}

/** Batches of a piece that isn't compressed. */
export function readPlainBatches(
  piece: Piece,
  blocks: LineBlocks,
  settings: DecodeSettings,
  signal: AbortSignal | undefined,
): Generator<Batch> {
  const path = nameOf(piece);
  return readPlain(piece, blocks, signal, (length, taken) =>
    length === 0
      ? emptyBatch(settings, path, taken)
      : decodeBatch(settings, path, blocks.bytes, length, blocks.base, taken),
  );
}

function fill(fd: number, piece: Piece, blocks: LineBlocks, wanted: number, position: number): number {
  if (wanted === 0) return 0;
  const room = blocks.room(wanted);
  let count: number;
  try {
    count = readSync(fd, blocks.bytes, blocks.filled, room, position);
  } catch (error) {
    throw unreadable(nameOf(piece), error);
  }
  if (count === 0)
    throw new InputError(
      nameOf(piece),
      `was cut short while it was read: it ended at byte ${position} of ${piece.size}.`,
    );
  blocks.add(count);
  return count;
}
