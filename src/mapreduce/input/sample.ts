import type { Batch } from "./batch.js";
import { type ReadOptions, readRecords } from "./records.js";
import type { Piece, Split } from "./splits.js";

/** A sample reads lines that begin in so many bytes. */
const WINDOW_BYTES = 64 << 10;

/** As many as Hadoop's samplers look at splits at most, times three: a window is less than a split. */
const SAMPLES = 30;

export interface SampleOptions extends ReadOptions {
  /** Places in the input that are looked at; 30 by default. */
  readonly samples?: number;
}

/**
 * Some records from all over the input: one window of 64 KiB at each of a number of places that lie evenly in it, the same ones each time. Of a
 * compressed file it is the beginning. Bad records are left out and not counted: they are met again when the input is read.
 * Hadoop: `InputSampler`.
 */
export async function* sampleRecords(
  splits: readonly Split[],
  options: SampleOptions = {},
): AsyncGenerator<Batch> {
  const { samples = SAMPLES, ...rest } = options;
  const quiet: ReadOptions = { ...rest, onBadRecord: () => {}, increment: undefined };
  for (const split of windows(splits, samples)) {
    for await (const batch of readRecords(split, quiet)) {
      if (batch.count === 0) continue;
      yield batch;
      // A compressed piece is all of its file.
      break;
    }
  }
}

/** Small splits at even distances. Places that fall in the same window, or in the same compressed file, give one. */
export function windows(splits: readonly Split[], samples: number): Split[] {
  const total = splits.reduce((sum, split) => sum + split.bytes, 0);
  const chosen: Split[] = [];
  let before = 0;
  let place = 0;
  for (const split of splits) {
    for (const piece of split.pieces) {
      const length = piece.end - piece.start;
      let from = piece.start;
      for (; place < samples; place++) {
        // The middle of each of `samples` equal parts.
        const at = (total * (place + 0.5)) / samples - before;
        if (at >= length) break;
        if (from >= piece.end) continue;
        const window = split.whole ? piece : windowOf(piece, Math.max(from, piece.start + Math.floor(at)));
        chosen.push({ pieces: [window], bytes: window.end - window.start, whole: split.whole });
        from = window.end;
      }
      before += length;
    }
  }
  return chosen;
}

function windowOf(piece: Piece, at: number): Piece {
  if (piece.compression !== "none") return piece;
  // A small file's window is the file.
  if (piece.end - piece.start <= WINDOW_BYTES) return piece;
  const start = Math.min(at, piece.end - WINDOW_BYTES);
  return { ...piece, start, end: start + WINDOW_BYTES };
}
