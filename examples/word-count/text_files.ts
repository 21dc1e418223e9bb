import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** A file or folder that couldn't be counted, and why. */
export interface Problem {
  readonly path: string;
  readonly reason: string;
}

export interface TextFiles {
  /** Sorted within each folder, a folder's files before its subfolders'. */
  readonly paths: readonly string[];
  /** Folders that can't be read. */
  readonly problems: readonly Problem[];
}

/** The folder to count can't be read at all. */
export class FolderNotReadable extends Error {
  override readonly name = "FolderNotReadable";
}

/**
 * Every `.txt` under a folder, however deep. Links to files are followed, links to folders aren't (they may go in
 * circles); what is neither a file nor a link to one (a pipe, a socket) is left out, because reading it may never end.
 *
 * @throws FolderNotReadable
 */
export function textFiles(folder: string): TextFiles {
  const paths: string[] = [];
  const problems: Problem[] = [];
  // A list of what is to be done instead of recursion: folders may be deeper than the stack.
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const entries = entriesOf(next);
    if ("reason" in entries) {
      if (next === folder) {
        throw new FolderNotReadable(
          `${folder} can't be read as a folder (${entries.reason}); give one that can`,
        );
      }
      problems.push(entries);
      continue;
    }
    const subfolders: string[] = [];
    for (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) subfolders.push(path);
      else if (entry.name.endsWith(".txt") && isTextFile(entry, path)) paths.push(path);
    }
    waiting.push(...subfolders.reverse());
  }
  return { paths, problems };
}

function entriesOf(folder: string): Dirent[] | Problem {
  try {
    // By UTF-16 units, not by a locale: the same order on every machine.
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    return { path: folder, reason: reasonOf(error) };
  }
}

function isTextFile(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const target = statSyncOrUndefined(path);
  // A link to nothing is kept: reading it says what is wrong.
  return target === undefined || target.isFile();
}

function statSyncOrUndefined(path: string) {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** The system's code where there is one: `ENOENT`, `EACCES`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
