import { createWriteStream, rmSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { InputError } from "./errors.js";
import { type InputFile, inputFileOf } from "./files.js";

const NAME = "standard input";

/** The file that a batch of records is from; undefined for standard input, whose file is nobody's concern. */
export function fileOf({ path }: { readonly path: string }): string | undefined {
  return path === NAME ? undefined : path;
}

/**
 * Puts standard input into a file of `folder`, which only this user may read, so that tasks can share it and read it again.
 *
 * @param stream ended afterwards, as `process.stdin`
 * @throws InputError if there is no room or the stream breaks, the signal's reason if it fires; the file is removed then
 */
export async function spoolStdin(
  stream: Readable,
  folder: string,
  options: { signal?: AbortSignal } = {},
): Promise<InputFile> {
  const { signal } = options;
  const path = join(folder, "stdin");
  if (stream.readableEnded || (stream.destroyed && stream.errored === null)) {
    throw new InputError(NAME, "has been read to its end before, by another run: put it into a file first.");
  }
  try {
    await pipeline(stream, createWriteStream(path, { flags: "wx", mode: 0o600 }), { signal });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") rmSync(path, { force: true });
    signal?.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === "ENOSPC" ? `there is no room left in ${folder}. Give another folder with --temp` : message;
    throw new InputError(NAME, `can't be put into a file: ${why}.`, { cause: error });
  }
  return inputFileOf(path, NAME);
}
