/** A lock held for a block of code: released at the block's end by `await using`. */
export class LockGuard {
  #release: (() => Promise<void>) | undefined;

  constructor(release: () => Promise<void>) {
    this.#release = release;
  }

  /** Gives the lock back early; the end of the block then does nothing. */
  async release(): Promise<void> {
    const release = this.#release;
    this.#release = undefined;
    await release?.();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }
}
