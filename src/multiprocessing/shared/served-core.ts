/** What an object must offer to be called from elsewhere. */

/** How a request is bounded. */
export interface ServeOptions {
  /** Seconds after which the caller gives up. */
  readonly timeout?: number;
  /** Aborted when the caller gave up or is gone: what it waits for must not be given to it any more. */
  readonly signal: AbortSignal;
}

/** The side of a shared object that does the work, in the thread where the object lives. */
export interface ServedCore {
  /**
   * Runs a method for a caller elsewhere.
   * @param caller the participant on whose behalf: locks are owned by it, and go when it goes
   * @returns what travels back; rejects with what the caller shall see
   */
  serve(method: string, args: unknown[], caller: number, options: ServeOptions): Promise<unknown>;
}
