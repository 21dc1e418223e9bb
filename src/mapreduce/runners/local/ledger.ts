/** Who holds how many of the bytes that a job may keep in memory between its tasks. */

/**
 * Bytes are granted before a task starts, as the most that its results may keep; what it didn't need comes back with its results, and the
 * rest when those have been read. A task whose grant is used up writes its results to files.
 */
export class Ledger {
  readonly total: number;
  #free: number;

  constructor(total: number) {
    this.total = total;
    this.#free = total;
  }

  get free(): number {
    return this.#free;
  }

  /** Grants up to `most` bytes: fewer, or none, when the rest is granted already. */
  grant(most: number): number {
    const bytes = Math.max(0, Math.min(Math.floor(most), this.#free));
    this.#free -= bytes;
    return bytes;
  }

  /** The inverse of `grant`, in one or several parts. */
  giveBack(bytes: number): void {
    this.#free += bytes;
  }
}
