import { realpathSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { NotSupportedError } from "../../errors.js";
import { type Compression, compressionOf } from "./compression.js";
import { InputError } from "./errors.js";
import { glob, hasMagic, isHidden, sortedEntries } from "./glob.js";

/** A file to be read, as it was when the job was planned. */
export interface InputFile {
  readonly path: string;
  /** What errors and `Batch.path` call it, if not by its path: standard input lies in a file that nobody gave. */
  readonly name?: string;
  /** Bytes, compressed ones if it is. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly compression: Compression;
}

export interface ExpandOptions {
  readonly signal?: AbortSignal;
  /** Called once for `-`: puts standard input into a file. See `spoolStdin`. */
  readonly stdin?: () => Promise<InputFile>;
}

/** So many files are looked at before others get their turn. */
const FILES_A_TURN = 500;

/**
 * The files that a job's inputs stand for, in the order given: files, folders (with those below them; sorted by name; names beginning with
 * `_` or `.` are left out, as in Hadoop), patterns (see `glob`; a path that exists as it stands is no pattern), `file:` addresses, and `-` for
 * standard input. What is given twice is read twice.
 *
 * @throws InputError for an input that is missing, can't be read, is no file or folder, or stands for no file at all; NotSupportedError for
 * addresses of other stores and for `.zst` on a Node without Zstandard; the signal's reason when it fires
 */
export async function expandInputs(
  inputs: readonly string[],
  options: ExpandOptions = {},
): Promise<InputFile[]> {
  const { signal, stdin } = options;
  const files: InputFile[] = [];
  let turns = 0;
  const add = async (file: Found): Promise<void> => {
    files.push(inputFile(file.path, file.stats));
    if (++turns % FILES_A_TURN !== 0) return;
    await setImmediate();
    signal?.throwIfAborted();
  };
  signal?.throwIfAborted();
  let hasStdin = false;
  for (const input of inputs) {
    if (input === "-") {
      if (stdin === undefined || hasStdin)
        throw new InputError(
          "-",
          hasStdin
            ? "(standard input) is given twice; it can be read once."
            : "is standard input, which this run wasn't given.",
        );
      hasStdin = true;
      files.push(await stdin());
      continue;
    }
    const path = localPath(input);
    const stats = statOf(path);
    if (stats !== undefined) {
      await each(path, stats, add);
      continue;
    }
    if (!hasMagic(path))
      throw new InputError(
        input,
        "doesn't exist. An input is a file, a folder, a pattern as logs/*.gz, or - for standard input.",
      );
    const matches = glob(path);
    if (matches.length === 0)
      throw new InputError(
        input,
        "matches no file. Patterns know *, ?, [a-z], {a,b} and **; quote them, so that the shell leaves them alone.",
      );
    for (const match of matches) {
      const found = statOf(match);
      if (found !== undefined) await each(match, found, add);
    }
  }
  signal?.throwIfAborted();
  if (files.length === 0) {
    if (inputs.length === 0)
      throw new InputError(
        "The job's input",
        "is empty: give files, folders, patterns, or - for standard input.",
      );
    throw new InputError(
      inputs.join(", "),
      `${inputs.length > 1 ? "hold" : "holds"} no file to read. Names that begin with _ or . are left out.`,
    );
  }
  return files;
}

/** What is known of one file now. @throws InputError if it is missing or can't be looked at */
export function inputFileOf(path: string, name?: string): InputFile {
  const stats = statOf(path);
  if (stats === undefined) throw new InputError(path, "doesn't exist.");
  const file = inputFile(path, stats);
  return name === undefined ? file : { ...file, name };
}

interface Found {
  readonly path: string;
  readonly stats: Stats;
}

/** Calls `add` with the file, or with the files of the folder. */
async function each(path: string, stats: Stats, add: (file: Found) => Promise<void>): Promise<void> {
  if (!stats.isDirectory()) return add({ path, stats });
  for (const file of filesBelow(path, [])) await add(file);
}

/** @param above the real paths of the folders that this one lies in: a link back to one of them is passed over */
function* filesBelow(folder: string, above: readonly string[]): Generator<Found> {
  let entries: ReturnType<typeof sortedEntries>;
  let real: string;
  try {
    real = realpathSync(folder);
    entries = sortedEntries(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
  if (above.includes(real)) return;
  for (const { name } of entries) {
    if (isHidden(name)) continue;
    const path = join(folder, name);
    const stats = statOf(path);
    // A link to nowhere is missing data, not an empty file.
    if (stats === undefined)
      throw new InputError(
        path,
        "is a link to a file that doesn't exist, or was removed while the folder was read.",
      );
    if (stats.isDirectory()) yield* filesBelow(path, [...above, real]);
    else yield { path, stats };
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw unreadable(path, error);
  }
}

function inputFile(path: string, stats: Stats): InputFile {
  if (!stats.isFile())
    throw new InputError(
      path,
      "is a pipe, socket or device, which can't be read twice or in parts. Send it through standard input: give - as the input.",
    );
  return { path, size: stats.size, mtimeMs: stats.mtimeMs, compression: compressionOf(path) };
}

function localPath(input: string): string {
  if (input === "")
    throw new InputError('""', "is no input: give a file, a folder, a pattern, or - for standard input.");
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(input)?.[1];
  if (scheme === undefined) return input;
  if (scheme.toLowerCase() === "file") return fileURLToPath(input);
  throw new NotSupportedError(
    `The input ${input}`,
    "the runners of one machine",
    "Copy it to a file first, or send it through standard input.",
  );
}

/** An operating system's error as ours, with its code in words where it is a common one. */
export function unreadable(path: string, error: unknown): InputError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    code === "EACCES" || code === "EPERM"
      ? "this user isn't allowed to"
      : code === "EMFILE" || code === "ENFILE"
        ? "too many files are open"
        : message;
  return new InputError(path, `can't be read: ${why}.`, { cause: error });
}
