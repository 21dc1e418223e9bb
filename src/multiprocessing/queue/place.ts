/** What a kind of waiters waits on. */
export interface Place {
  /** The word that says that somebody may sleep, and that they sleep on: see `sleepers`. */
  readonly mark: number;
  /** Whether an attempt is worth it: a glance. */
  ready(): boolean;
  /** How many attempts would succeed just now: a glance. */
  amount(): number;
  /**
   * About every 50 ms, and before each sleep: what those who wait are to be told, if nothing will ever come.
   * @param ask whether to ask the kernel who lives; if not, nothing may be looked at but what has changed
   * @param blocked slot of a holder that waits blocked, and so can't bring about what it waits for; 0 for none
   */
  end(ask: boolean, blocked: number): unknown;
}
