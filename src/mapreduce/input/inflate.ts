import { closeSync, readSync } from "node:fs";
import { pipeline, type Transform } from "node:stream";
import zlib from "node:zlib";
import { InputError } from "./errors.js";
import { unreadable } from "./files.js";
import { READ_BYTES } from "./line-blocks.js";
import { checkUnchanged, nameOf, openPiece } from "./open-piece.js";
import type { Piece } from "./splits.js";

/** How many of a file's bytes have been read. */
export interface Progress {
  position: number;
}

/**
 * The text of a `.gz` or `.zst`, members and frames one after the other, as fast as it is taken.
 *
 * A file that is cut short, or whose later members are damaged, is an error and never a shorter text: zlib stops at what it takes for
 * padding after a member, and Node's Zstandard stops after a frame (before Node 26) or at the file's end in mid-frame (Node 22), all without a word.
 *
 * @param progress kept up to date
 * @throws InputError, while it is iterated
 */
export function inflate(
  piece: Piece,
  signal: AbortSignal | undefined,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  return piece.compression === "zstd" ? zstd(piece, signal, progress) : gzip(piece, signal, progress);
}

async function* gzip(
  piece: Piece,
  signal: AbortSignal | undefined,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  const fd = openPiece(piece);
  try {
    const engine = zlib.createGunzip({ chunkSize: READ_BYTES });
    for await (const chunk of through(piece, engine, bytesFrom(fd, piece, 0))) {
      signal?.throwIfAborted();
      progress.position = engine.bytesWritten;
      yield chunk;
    }
    checkUnchanged(fd, piece);
    checkPadding(fd, piece, engine.bytesWritten);
    progress.position = piece.size;
  } finally {
    closeSync(fd);
  }
}

/** Tapes and disks pad files with zeros, and gzip passes over them. Anything else would be lost. */
function checkPadding(fd: number, piece: Piece, from: number): void {
  let at = from;
  for (const bytes of bytesFrom(fd, piece, from)) {
    const other = bytes.findIndex((byte) => byte !== 0);
    if (other >= 0)
      throw new InputError(
        nameOf(piece),
        `holds something else than gzip at byte ${at + other}, after its ${from} bytes of gzip. Repair it, or cut it off there.`,
      );
    at += bytes.length;
  }
}

/**
 * No frame begins with it. Behind the last byte of a frame, in the same chunk, an engine doesn't take it; in mid-frame it does, and so gives away that
 * the frame goes on.
 */
const SENTINEL = Buffer.from([0]);

async function* zstd(
  piece: Piece,
  signal: AbortSignal | undefined,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  const fd = openPiece(piece);
  try {
    for (let from = 0; from < piece.size; ) {
      const engine = createZstdDecompress(READ_BYTES);
      for await (const chunk of through(piece, engine, bytesFrom(fd, piece, from, SENTINEL))) {
        signal?.throwIfAborted();
        progress.position = Math.min(piece.size, from + engine.bytesWritten);
        yield chunk;
      }
      if (engine.bytesWritten === 0) throw damaged(piece, `there is no frame at byte ${from}`);
      from += engine.bytesWritten;
      if (from > piece.size) throw damaged(piece, "it ends within a frame: it was cut short");
      progress.position = from;
    }
    checkUnchanged(fd, piece);
  } finally {
    closeSync(fd);
  }
}

/** The types of Node 20 don't have it. */
function createZstdDecompress(chunkSize: number): Transform & { bytesWritten: number } {
  const { createZstdDecompress: create } = zlib as unknown as {
    createZstdDecompress(options: { chunkSize: number }): Transform & { bytesWritten: number };
  };
  return create({ chunkSize });
}

/**
 * A file's bytes, the last of them with `more` behind them in one chunk. Read in step, so that no read is under way when the descriptor is closed.
 */
function* bytesFrom(fd: number, piece: Piece, from: number, more?: Uint8Array): Generator<Uint8Array> {
  for (let at = from; at < piece.size; ) {
    const bytes = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, piece.size - at));
    const count = readSync(fd, bytes, 0, bytes.length, at);
    if (count === 0) return;
    at += count;
    const read = bytes.subarray(0, count);
    yield more === undefined || at < piece.size ? read : Buffer.concat([read, more]);
  }
}

/** What the engine makes of the bytes; it is closed when that ends. */
async function* through(
  piece: Piece,
  engine: Transform,
  source: Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const ended = new Promise<void>((resolve) => {
    // An error of either comes out of the engine below.
    pipeline(source, engine, () => resolve());
  });
  try {
    for await (const chunk of engine) yield chunk;
  } catch (error) {
    throw engineError(piece, error);
  } finally {
    engine.destroy();
    await ended;
  }
}

function engineError(piece: Piece, error: unknown): Error {
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  if (syscall !== undefined) return unreadable(nameOf(piece), error);
  if (code === "Z_BUF_ERROR") return damaged(piece, "it ends too early: it was cut short", error);
  return damaged(piece, message, error);
}

function damaged(piece: Piece, why: string, cause?: unknown): InputError {
  const kind = piece.compression === "zstd" ? "Zstandard" : "gzip";
  return new InputError(
    nameOf(piece),
    `can't be decompressed as ${kind}: ${why}.`,
    cause === undefined ? undefined : { cause },
  );
}
