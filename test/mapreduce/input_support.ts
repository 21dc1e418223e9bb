/** Files and readings for the tests of the input, and what a reading has to give, found the slow and obvious way. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import {
  type BadRecordError,
  type Batch,
  type InputFile,
  inputFileOf,
  planSplits,
  type ReadOptions,
  readRecords,
  type Split,
} from "../../dist/mapreduce/input/index.js";

/** A folder that goes when the tests of the file have run. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "manycore-input-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function written(folder: string, name: string, content: string | Uint8Array): InputFile {
  const path = join(folder, name);
  writeFileSync(path, content);
  return inputFileOf(path);
}

/** One split of the whole file. */
export function splitOf(...files: readonly InputFile[]): Split {
  return planSplits(files, { workers: 1, splitSize: 2 ** 40 })[0]!;
}

export interface Line {
  readonly path: string;
  readonly offset: number;
  readonly line: string | Uint8Array;
}

/** The lines of a split with their offsets. */
export async function linesOf(split: Split, options: ReadOptions = {}): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const batch of readRecords(split, options)) lines.push(...linesIn(batch));
  return lines;
}

export function linesIn(batch: Batch): Line[] {
  return Array.from({ length: batch.count }, (_, i) => ({
    path: batch.path,
    offset: batch.offsetOf(i),
    line: batch.line(i),
  }));
}

/** Just the text of each line. */
export async function textOf(split: Split, options: ReadOptions = {}): Promise<(string | Uint8Array)[]> {
  return (await linesOf(split, options)).map(({ line }) => line);
}

/** What `reading` does with bad records: the lines that are left and those that weren't. */
export async function withBadRecords(
  split: Split,
  options: ReadOptions = {},
): Promise<{ lines: Line[]; bad: BadRecordError[] }> {
  const bad: BadRecordError[] = [];
  return { lines: await linesOf(split, { ...options, onBadRecord: (one) => bad.push(one) }), bad };
}

/** A file's lines byte by byte: each ends at \n, and one \r before it, or at the end of the file, belongs to its end. */
export function expectedLines(bytes: Uint8Array): { offset: number; bytes: Uint8Array }[] {
  const lines: { offset: number; bytes: Uint8Array }[] = [];
  let offset = 0;
  const add = (end: number): void => {
    lines.push({ offset, bytes: bytes.slice(offset, end > offset && bytes[end - 1] === 13 ? end - 1 : end) });
  };
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 10) continue;
    add(i);
    offset = i + 1;
  }
  if (offset < bytes.length) add(bytes.length);
  return lines;
}

/** Open files of this process that lie in `folder`. */
export function openFilesIn(folder: string): number {
  let count = 0;
  for (const fd of readdirSync("/proc/self/fd")) {
    try {
      const { dev, ino } = statSync(`/proc/self/fd/${fd}`);
      if (inodes(folder).has(`${dev}:${ino}`)) count++;
    } catch {
      // The descriptor with which the folder was read.
    }
  }
  return count;
}

function inodes(folder: string): Set<string> {
  return new Set(
    readdirSync(folder).map((name) => {
      const { dev, ino } = statSync(join(folder, name));
      return `${dev}:${ino}`;
    }),
  );
}
