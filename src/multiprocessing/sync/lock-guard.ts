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

/** Runs `work` under the guard that `hold` gives, and releases it whatever comes of it: Python's `with`. */
export async function during<T>(hold: () => Promise<LockGuard>, work: () => T | Promise<T>): Promise<T> {
  const guard = await hold();
  try {
    return await work();
  } finally {
    await guard.release();
  }
}
