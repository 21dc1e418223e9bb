import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { type Problem, reasonOf } from "./text_files.js";
import { addCounts, type Counts, countWords } from "./words.js";

/** What counting some files gave. */
export interface Tally {
  /** How many files were counted. */
  files: number;
  readonly counts: Counts;
  /** The files that couldn't be. */
  readonly problems: Problem[];
}

export function emptyTally(): Tally {
  return { files: 0, counts: new Map(), problems: [] };
}

/** @returns the words of one file, or why they can't be had */
export function countFile(path: string): Tally {
  return countInto(emptyTally(), path);
}

/** Adds one file's words to a tally, which is changed in place and returned: a fold. */
export function countInto(tally: Tally, path: string): Tally {
  try {
    const text = readText(path);
    countWords(text, tally.counts);
    tally.files++;
  } catch (error) {
    tally.problems.push({ path, reason: reasonOf(error) });
  }
  return tally;
}

/** Adds `more` to `tally`, which is changed in place and returned. */
export function addTally(tally: Tally, more: Tally): Tally {
  addCounts(tally.counts, more.counts);
  for (const problem of more.problems) tally.problems.push(problem);
  tally.files += more.files;
  return tally;
}

function readText(path: string): string {
  const bytes = readFileSync(path);
  if (!isUtf8(bytes)) throw new Error("not UTF-8");
  return bytes.toString("utf8");
}
