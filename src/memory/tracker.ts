/** A piece of heap that lives as long as a JavaScript object does: a slab, or a large block. */
export class Tracked {
  readonly ref: WeakRef<object>;
  readonly address: number;
  readonly bytes: number;
  /** The size class of a slab's arrays; -1 for a block of its own. */
  readonly sizeClass: number;
  /** The lease that holds it, when another thread made it; else 0. */
  readonly lease: number;
  /** Place in the tracker's list; -1 once untracked. */
  index = -1;

  constructor(owner: object, address: number, bytes: number, sizeClass: number, lease: number) {
    this.lease = lease;
    this.ref = new WeakRef(owner);
    this.address = address;
    this.bytes = bytes;
    this.sizeClass = sizeClass;
  }
}

/** What a sweep found. */
export interface SweepResult {
  freed: number;
  /** Large blocks that were dead. */
  deadLarge: number;
  /** Bytes of slabs that are alive, by size class. */
  liveSlabBytes: Float64Array;
  /** Slabs made since the last sweep, and how many of them are dead, by size class. */
  youngSlabs: Int32Array;
  deadYoungSlabs: Int32Array;
}

/**
 * The pieces of heap that this thread's objects own, by WeakRef only: a FinalizationRegistry's callbacks never run within a
 * synchronous job, and cost more. Making a WeakRef takes 0.5–1.4 µs, which is why small arrays share one a slab.
 */
export class Tracker {
  readonly #release: (entry: Tracked) => void;
  readonly #classes: number;
  #entries: Tracked[] = [];
  /** Entries below this index were there at the last sweep. */
  #old = 0;
  #live = 0;

  constructor(release: (entry: Tracked) => void, classes: number) {
    this.#release = release;
    this.#classes = classes;
  }

  /** Bytes tracked. */
  get live(): number {
    return this.#live;
  }

  get count(): number {
    return this.#entries.length;
  }

  track(owner: object, address: number, bytes: number, sizeClass: number, lease = 0): Tracked {
    const entry = new Tracked(owner, address, bytes, sizeClass, lease);
    entry.index = this.#entries.length;
    this.#entries.push(entry);
    this.#live += bytes;
    return entry;
  }

  /** Forgets `entry` and releases its memory now. False when that had been done before. */
  drop(entry: Tracked): boolean {
    const index = entry.index;
    if (index < 0) return false;
    const entries = this.#entries;
    const last = entries.pop()!;
    if (last !== entry) {
      entries[index] = last;
      last.index = index;
    }
    // The entry that moved down may be young: it then counts as old, which only blurs a statistic.
    if (this.#old > entries.length) this.#old = entries.length;
    entry.index = -1;
    this.#live -= entry.bytes;
    this.#release(entry);
    return true;
  }

  /**
   * Releases what belongs to dead objects. Reading a WeakRef keeps a living target alive until the job ends (or until the
   * collector's checkpoint), so this is for right after a collection, or a task of its own.
   */
  sweep(): SweepResult {
    const result = {
      freed: 0,
      deadLarge: 0,
      liveSlabBytes: new Float64Array(this.#classes),
      youngSlabs: new Int32Array(this.#classes),
      deadYoungSlabs: new Int32Array(this.#classes),
    };
    const entries = this.#entries;
    let kept = 0;
    // From old to young: what was made last is freed last, and so handed out first, while its lines may be in cache.
    for (let k = 0; k < entries.length; k++) {
      const entry = entries[k]!;
      const dead = entry.ref.deref() === undefined;
      if (k >= this.#old && entry.sizeClass >= 0) {
        result.youngSlabs[entry.sizeClass]!++;
        if (dead) result.deadYoungSlabs[entry.sizeClass]!++;
      }
      if (!dead) {
        if (entry.sizeClass >= 0) result.liveSlabBytes[entry.sizeClass]! += entry.bytes;
        entry.index = kept;
        entries[kept++] = entry;
        continue;
      }
      entry.index = -1;
      result.freed += entry.bytes;
      if (entry.sizeClass < 0) result.deadLarge++;
      this.#release(entry);
    }
    entries.length = kept;
    this.#old = kept;
    this.#live -= result.freed;
    return result;
  }

  /** Releases everything, dead or alive. */
  dropAll(): void {
    for (const entry of this.#entries) {
      entry.index = -1;
      this.#release(entry);
    }
    this.#entries = [];
    this.#old = 0;
    this.#live = 0;
  }
}
