import { closeSync, writeSync } from "node:fs";
import { atKillPoint } from "../../events/index.js";
import { dropSpill, openSpill, type SpillFiles } from "./run.js";

/** A run's file while it is written: made with the first bytes, and removed again unless it is handed over. */
export class SpillFile {
  /** Bytes in it. */
  written = 0;
  readonly #files: SpillFiles;
  readonly #point: string;
  #path: string | undefined;
  #descriptor = -1;

  /** @param point the kill point behind its being made */
  constructor(files: SpillFiles, point: string) {
    this.#files = files;
    this.#point = point;
  }

  get begun(): boolean {
    return this.#path !== undefined;
  }

  /** Appends `[from, to)` of `u8`. @throws what the file system says, as ENOSPC */
  write(u8: Uint8Array, from: number, to: number): void {
    if (this.#path === undefined) {
      const path = this.#files.next();
      this.#descriptor = openSpill(path);
      // Only a file that was made here is to be removed here.
      this.#path = path;
      atKillPoint?.(this.#point);
    }
    while (from < to) {
      const written = writeSync(this.#descriptor, u8, from, to - from);
      from += written;
      this.written += written;
    }
  }

  /** All of it is written. @throws what the file system says */
  close(): void {
    const descriptor = this.#descriptor;
    // A file system may find out only now that it has no room: `abort` removes the file then, too, and doesn't close it again.
    this.#descriptor = -1;
    closeSync(descriptor);
  }

  /** After `close`: the file is the caller's, and `abort` leaves it alone. */
  handOver(): string | undefined {
    const path = this.#path;
    this.#path = undefined;
    return path;
  }

  /** Removes what was begun. Idempotent. */
  abort(): void {
    const path = this.handOver();
    if (path === undefined) return;
    const descriptor = this.#descriptor;
    this.#descriptor = -1;
    dropSpill(descriptor, path);
  }
}
