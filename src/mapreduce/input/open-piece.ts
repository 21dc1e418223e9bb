import { closeSync, fstatSync, openSync } from "node:fs";
import { InputError } from "./errors.js";
import { unreadable } from "./files.js";
import type { Piece } from "./splits.js";

/** What errors call the piece's file. */
export function nameOf({ name, path }: { name?: string; path: string }): string {
  return name ?? path;
}

/** A descriptor of the piece's file. @throws InputError if it is gone, can't be read, or isn't the file that was planned */
export function openPiece(piece: Piece): number {
  let fd: number;
  try {
    fd = openSync(piece.path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new InputError(nameOf(piece), "has disappeared since the job began.", { cause: error });
    throw unreadable(nameOf(piece), error);
  }
  try {
    checkUnchanged(fd, piece);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
  return fd;
}

/** @throws InputError if the file isn't as it was planned. Looked at before and after reading, so that no mixture of two versions passes */
export function checkUnchanged(fd: number, piece: Piece): void {
  const { size, mtimeMs } = fstatSync(fd);
  if (size !== piece.size)
    throw new InputError(
      nameOf(piece),
      `has changed since the job began: ${piece.size} bytes then, ${size} now. Give the job files that nobody writes to.`,
    );
  if (mtimeMs !== piece.mtimeMs)
    throw new InputError(
      nameOf(piece),
      "has been written to since the job began (its time of change is another). Give the job files that nobody writes to.",
    );
}
