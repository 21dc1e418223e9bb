/** How many items go to a worker at once. */

/**
 * A chunk costs 20–50 µs on the way, whatever is in it: at 10 ms that is half a percent, and an idle worker waits at most 10 ms for
 * a share of what another one holds.
 */
export const CHUNK_MS = 10;

/** The end of a call isn't cut finer than this. */
const LEAST_MS = 0.2;

/** Before anything is measured: a look at the function with few items. */
const PROBE_ITEMS = 4;

/** One chunk never holds more, however fast its items seem. */
const MOST_ITEMS = 1 << 17;

/** What is known of a function's running time, kept from call to call. */
export class Pace {
  /** Items that the mean rests on; halved with each chunk, so that what was measured lately counts most. */
  #weight = 0;
  #mean = 0;

  /** Milliseconds an item, or undefined before anything was measured. */
  get mean(): number | undefined {
    return this.#weight === 0 ? undefined : this.#mean;
  }

  /** A chunk of `items` items took `ms`. */
  measured(items: number, ms: number): void {
    if (items === 0) return;
    const before = this.#weight / 2;
    this.#mean = (this.#mean * before + ms) / (before + items);
    this.#weight = before + items;
  }
}

/**
 * Guided self-scheduling (Polychronopoulos and Kuck, 1987) with half a share: a chunk is at most a share of what remains, so chunks get
 * smaller towards the end and uneven items even out; capped in time, since guessing far ahead costs most.
 *
 * @param remaining items that no worker has yet; Infinity when nobody knows
 */
export function chunkSize(pace: Pace, remaining: number, workers: number): number {
  const share = Math.ceil(remaining / (2 * workers));
  const { mean } = pace;
  if (mean === undefined) return Math.max(1, Math.min(PROBE_ITEMS, share));
  const fastest = Math.max(mean, 1e-6);
  const guided = Math.min(CHUNK_MS / fastest, share);
  return Math.max(1, Math.min(MOST_ITEMS, remaining, Math.floor(Math.max(guided, LEAST_MS / fastest))));
}

/** Chunks of a fold, whose results have to be joined in this thread: a worker gets about this many. */
const FOLDS_PER_WORKER = 4;

/** A fold's chunk: a quarter of a worker's share, and at the end what is left, down to a sixteenth. */
export function foldSize(total: number, remaining: number, workers: number): number {
  const largest = Math.ceil(total / (FOLDS_PER_WORKER * workers));
  const guided = Math.ceil(remaining / (2 * workers));
  return Math.max(1, Math.min(largest, Math.max(guided, Math.ceil(largest / 4))));
}
