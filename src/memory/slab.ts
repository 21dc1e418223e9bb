import { LARGE_OVERHEAD, LINE_BYTES, PAGE_BYTES } from "./layout.js";
import { CLASS_COUNT, classCapacity, largePages, MAX_CLASS_BYTES } from "./size-class.js";
import type { SweepResult } from "./tracker.js";

/** Arrays up to this size share slabs; larger ones take long enough to compute that a WeakRef each doesn't show. */
export const SMALL_BYTES = MAX_CLASS_BYTES;
/** Size classes that slabs serve. */
export const SLAB_CLASSES = CLASS_COUNT;
/** A slab is never larger than this: one survivor pins it all. */
const SLAB_BYTES = 1 << 19;
/** Arrays a slab, from the worst case (survivors everywhere) to the usual one. */
const LEVELS = [1, 4, 16, 64];
/** A survivor may pin this much, whatever the class: its JavaScript objects take about as much. */
const HARMLESS_BYTES = 1024;
/**
 * A class is crowded when slabs that survived a collection fill more than this part of the budget. Nobody can see how much of a living slab
 * is garbage; below this it doesn't matter.
 */
const CROWDED_PART = 1 / 16;
/** In a crowded class: fewer dead among the young slabs than this and survivors pin them; more, and survivors are rare or come together. */
const PINNED_SHARE = 0.9;
const FREE_SHARE = 0.98;
/** Elsewhere slabs grow again when more than this share died. */
const CALM_FREE_SHARE = 0.5;
/** Slabs that a verdict needs. */
const MIN_SAMPLE = 4;

/** A stretch of heap that is handed out from below, one small array after the other, and reclaimed when all of them are garbage. */
export class Slab {
  next: number;
  readonly end: number;
  readonly stride: number;
  /** The heap allocation that holds the slab: what another thread retains and releases. */
  readonly address: number;

  constructor(address: number, stride: number, end: number) {
    this.address = address;
    this.next = address;
    this.stride = stride;
    this.end = end;
  }
}

/** Bytes from one array of a slab to the next: a line more than their size where 4K aliasing shows (see LARGE_COLOURS). */
export function slabStride(c: number, count: number): number {
  const capacity = classCapacity(c);
  return count > 1 && capacity >= 4096 ? capacity + LINE_BYTES : capacity;
}

/** How many arrays the slabs of each size class hold, learnt from how many slabs die. */
export class SlabSizes {
  readonly #level = new Int8Array(SLAB_CLASSES).fill(LEVELS.length - 1);

  /** Arrays in a new slab of size class `c`. */
  count(c: number): number {
    const capacity = classCapacity(c);
    const least = Math.max(1, Math.floor(HARMLESS_BYTES / capacity));
    const most = Math.max(1, Math.floor(SLAB_BYTES / capacity));
    return Math.min(most, Math.max(least, LEVELS[this.#level[c]!]!));
  }

  /** Bytes of a new slab of size class `c`: its arrays, and as many more as fit into the pages that they take anyway. */
  bytes(c: number): number {
    const count = this.count(c);
    const stride = slabStride(c, count);
    const bytes = count * stride;
    if (bytes <= MAX_CLASS_BYTES) return bytes;
    return Math.floor((largePages(bytes) * PAGE_BYTES - LARGE_OVERHEAD) / stride) * stride;
  }

  /** The budget is used up: from now on every array by itself, until collections say otherwise. */
  shrink(c: number): void {
    this.#level[c] = 0;
  }

  /** Learns from a sweep that followed a full collection, where arrays may take `budget` bytes. */
  adapt(swept: SweepResult, budget: number): void {
    for (let c = 0; c < SLAB_CLASSES; c++) {
      const young = swept.youngSlabs[c]!;
      if (young < MIN_SAMPLE) continue;
      const share = swept.deadYoungSlabs[c]! / young;
      const crowded = swept.liveSlabBytes[c]! > budget * CROWDED_PART;
      const level = this.#level[c]!;
      if (crowded && share < PINNED_SHARE && level > 0) this.#level[c] = level - 1;
      else if (share > (crowded ? FREE_SHARE : CALM_FREE_SHARE) && level < LEVELS.length - 1)
        this.#level[c] = level + 1;
    }
  }
}
