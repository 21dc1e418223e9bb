import { closeSync, openSync, rmSync } from "node:fs";
import { freeBlock } from "../../memory/index.js";
import type { NDArray } from "../../numpy/index.js";

/** Where a partition lies in a run: bytes `[start, end)`, which hold `records` values (with `sortValues`: composite keys). */
export interface Range {
  readonly start: number;
  readonly end: number;
  readonly records: number;
}

/**
 * Map output, sorted by partition and then by the bytes of the keys. What the ranges hold is described in README.md. One in memory
 * goes to other threads without a copy; it is given back by `dropRun`.
 */
export type Run =
  | { readonly kind: "memory"; readonly bytes: NDArray; readonly partitions: readonly Range[] }
  | { readonly kind: "file"; readonly path: string; readonly partitions: readonly Range[] };

/** Gives names to files of runs. The folder is made when the first is asked for: a job that fits in memory touches no disk. */
export interface SpillFiles {
  /** A path that nothing has yet. */
  next(): string;
}

/** Gives back what a run holds: its memory, at once where this thread made it, or its file. Nobody may read it any more. */
export function dropRun(run: Run): void {
  if (run.kind === "memory") freeBlock(run.bytes.ensureStorage().block);
  else rmSync(run.path, { force: true });
}

/** A new file that only this user can read, and the way to close it. @throws what the system says, as EEXIST or ENOSPC */
export function openSpill(path: string): number {
  return openSync(path, "wx", 0o600);
}

/**
 * Removes a file that wasn't finished, closed before if it is still open. Nothing that goes wrong here is thrown: the error to be seen
 * is the one for which the file is dropped.
 */
export function dropSpill(descriptor: number, path: string): void {
  try {
    if (descriptor >= 0) closeSync(descriptor);
  } catch {
    // A close that reports an earlier failure to write has closed all the same.
  }
  try {
    rmSync(path, { force: true });
  } catch {
    // It stays in the job's own folder, which is removed as a whole.
  }
}
