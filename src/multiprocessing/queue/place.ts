/** What a kind of waiters waits on. */
export interface Place {
  /** Word to sleep on, and the word that marks sleepers. */
  readonly word: number;
  readonly sleepers: number;
  /** Whether an attempt is worth it: a glance. */
  ready(): boolean;
  /** How many attempts would succeed just now: a glance. */
  amount(): number;
  /** About every 50 ms, and before the first sleep: what those who wait are to be told, if nothing will ever come. */
  end(ask: boolean): unknown;
}
