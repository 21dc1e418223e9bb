import { ValueError } from "../../errors.js";
import type { Compression } from "./compression.js";
import type { InputFile } from "./files.js";
import type { ReadOptions } from "./records.js";

/** A part of a file: it owns the lines that begin in [start, end). A compressed file is one piece, since its text can't be entered midway. */
export interface Piece {
  readonly path: string;
  readonly name?: string;
  readonly start: number;
  readonly end: number;
  readonly compression: Compression;
  /** The whole file's size and time when it was planned: a file that has changed since is an error. */
  readonly size: number;
  readonly mtimeMs: number;
}

/** What one map task reads: a part of a large file, or several small ones. Plain data, so it travels. */
export interface Split {
  readonly pieces: readonly Piece[];
  /** Of the files, as they lie on the disk. */
  readonly bytes: number;
  /** Each piece is one record: `mapperRaw`. */
  readonly whole: boolean;
}

export interface PlanOptions {
  readonly workers: number;
  /** Bytes. By default the input / (workers × 2), at least 1 MiB and at most 64 MiB. */
  readonly splitSize?: number;
  /** Each file is one record. */
  readonly whole?: boolean;
  /** A shell command gets files uncut, since it may do more than look at one line after the other: `tail -n +2`. */
  readonly preFilter?: ReadOptions["preFilter"];
}

const LEAST_SPLIT = 1 << 20;
const MOST_SPLIT = 64 << 20;
const SPLITS_PER_WORKER = 2;

/** A remainder below a tenth of a split isn't worth a task (Hadoop's FileInputFormat: SPLIT_SLOP). */
const SLOP = 1.1;

/** Opening and closing a file takes the time of reading about so much (20 µs): it keeps thousands of tiny files out of one split. */
const OPEN_COST = 16 << 10;

/** Text compresses to a quarter or less, and its reading costs what the text costs. */
const INFLATION = 4;

/**
 * Shares files out: large ones are cut into equal parts, small and compressed ones are packed together in the order given. Every file is in
 * exactly one place; empty ones have no lines and are left out, unless they are records (`whole`).
 *
 * @throws ValueError for a split size or number of workers below 1
 */
export function planSplits(files: readonly InputFile[], options: PlanOptions): Split[] {
  const { workers, whole = false, preFilter } = options;
  const isCut = !whole && typeof preFilter !== "string";
  if (!(workers >= 1)) throw new ValueError(`workers is ${workers}; it has to be 1 or more.`);
  const splitSize = options.splitSize ?? defaultSplitSize(files, workers);
  if (!(splitSize >= 1)) throw new ValueError(`splitSize is ${splitSize} bytes; it has to be 1 or more.`);
  const splits: Split[] = [];
  let pieces: Piece[] = [];
  let bytes = 0;
  let cost = 0;
  const close = (): void => {
    if (pieces.length > 0) splits.push({ pieces, bytes, whole });
    pieces = [];
    bytes = 0;
    cost = 0;
  };
  for (const file of files) {
    const { size } = file;
    if (size === 0 && !whole) continue;
    if (isCut && file.compression === "none" && size > splitSize * SLOP) {
      close();
      const parts = Math.ceil(size / splitSize);
      for (let k = 0; k < parts; k++) {
        const start = Math.floor((size * k) / parts);
        const end = Math.floor((size * (k + 1)) / parts);
        splits.push({ pieces: [{ ...file, start, end }], bytes: end - start, whole });
      }
      continue;
    }
    const its = costOf(file);
    if (cost + its > splitSize) close();
    pieces.push({ ...file, start: 0, end: size });
    bytes += size;
    cost += its;
  }
  close();
  return splits;
}

function defaultSplitSize(files: readonly InputFile[], workers: number): number {
  let total = 0;
  for (const file of files) total += costOf(file);
  return Math.min(MOST_SPLIT, Math.max(LEAST_SPLIT, Math.ceil(total / (workers * SPLITS_PER_WORKER))));
}

function costOf({ size, compression }: InputFile): number {
  return OPEN_COST + (compression === "none" ? size : size * INFLATION);
}
