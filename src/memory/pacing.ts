/**
 * Bytes allocated between two collections to start with. Small, because fresh pages cost as much as a collection every 16 MB: a program
 * that allocates slowly stays here and writes to memory it has touched already; for one that allocates fast the trigger grows.
 */
const BASE = 64 * 2 ** 20;
const MAX_GROWTH = 64;
/** Share of wall time that collections may take at pace; at the budget's edge there is no choice. */
const MAX_SHARE = 0.1;
/** Above this share collections get rarer, below a fifth of it more frequent: hysteresis, lest the trigger swings. */
const HIGH_SHARE = 0.05;
/**
 * What it costs to let the footprint grow: the kernel hands out and clears a fresh page in about half a microsecond (measured: +20 ms for
 * 80 MB). The trigger doubles once collections at its present size have cost as much as the growth will: rent until the rent equals
 * the price (Karlin, Manasse, Rudolph, Sleator, "Competitive snoopy caching", Algorithmica 3, 1988).
 */
const FRESH_MS_PER_BYTE = 20 / 80e6;
/** A collection that gives back less than this part of what was allocated since the last came too early. */
const MIN_YIELD = 0.25;
/** Most of the free budget that garbage may fill before a collection that takes up to CHEAP_MS, and before a dearer one. */
const CHEAP_PART = 0.3;
const DEAR_PART = 0.7;
const CHEAP_MS = 20;

/**
 * When to collect without being forced to. Bytes allocated since the last collection are weighed against a trigger, which adapts to what
 * collections cost here (4 ms with a small JavaScript heap, over a second with 850 MB of objects) and what they yield.
 */
export class Pacing {
  readonly #budget: number;
  readonly #now: () => number;
  #growth = 1;
  #allocated = 0;
  #trigger = 0;
  #ceiling = 0;
  #cost = 0;
  /** Milliseconds of collections since the trigger last changed its size. */
  #spent = 0;
  #ended: number;

  /** @param now the clock in ms: tests bring their own */
  constructor(budget: number, now: () => number = () => performance.now()) {
    this.#budget = budget;
    this.#now = now;
    this.#ended = now();
    this.#setTrigger(0);
  }

  /** Bytes allocated since the last collection. */
  get allocated(): number {
    return this.#allocated;
  }

  get trigger(): number {
    return this.#trigger;
  }

  /** Counts `bytes`; true when it is time to collect. */
  count(bytes: number): boolean {
    this.#allocated += bytes;
    if (this.#allocated < this.#trigger) return false;
    // A collection now must be worth it: it would take at most a tenth of the time since the last one.
    const since = this.#now() - this.#ended;
    if (this.#cost <= MAX_SHARE * (since + this.#cost)) return true;
    // Footprint counts, too: garbage is let pile up only so far.
    if (this.#allocated >= this.#ceiling) return true;
    this.#trigger = Math.min(this.#ceiling, this.#allocated + Math.max(BASE, this.#trigger * 0.25));
    return false;
  }

  /** Bytes were found dead without a forced collection. */
  swept(freed: number): void {
    this.#allocated = Math.max(0, this.#allocated - freed);
  }

  /** A forced collection took `ms`, gave back `freed` and left `live`. */
  collected(ms: number, freed: number, live: number): void {
    const now = this.#now();
    const elapsed = Math.max(now - this.#ended, 1e-3);
    const share = ms / elapsed;
    this.#spent += ms;
    const worthIt = share > HIGH_SHARE && this.#spent >= this.#growth * BASE * FRESH_MS_PER_BYTE;
    if (worthIt || freed < MIN_YIELD * this.#allocated) {
      this.#growth = Math.min(MAX_GROWTH, this.#growth * 2);
      this.#spent = 0;
    } else if (share < HIGH_SHARE / 5) {
      this.#growth = Math.max(1, this.#growth / 2);
      this.#spent = 0;
    }
    this.#cost = ms;
    this.#ended = now;
    this.#allocated = 0;
    this.#setTrigger(live);
  }

  /** A multiple of the base, at least half of what is live (the work of a collection grows with it), within the free budget. */
  #setTrigger(live: number): void {
    const room = Math.max(0, this.#budget - live);
    const floor = this.#budget / 64;
    this.#ceiling = Math.max(floor, room * (this.#cost > CHEAP_MS ? DEAR_PART : CHEAP_PART));
    this.#trigger = Math.min(this.#ceiling, Math.max(floor, BASE * this.#growth, live / 2));
  }
}
