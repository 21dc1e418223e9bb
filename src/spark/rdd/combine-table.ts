/** How the values of a key become one, in the task that has them first and in the one that brings them together. */
import { encodeValue } from "../../mapreduce/for-rdds.js";
import type { Chunk } from "./chunks.js";
import { copyOf } from "./copy.js";
import { KeyMap } from "./key-map.js";
import type { Combine, Creation } from "./lineage.js";
import { atOnce, pairOf } from "./steps/index.js";
import type { WritePlan } from "./write-plan.js";

export type Merge = (combiner: unknown, value: unknown) => unknown;

function creating(create: Creation, merge: Merge): (value: unknown) => unknown {
  switch (create.kind) {
    case "itself":
      return (value) => value;
    case "function":
      return create.createCombiner as (value: unknown) => unknown;
    case "zero":
      // Each key has its own: a merging function may change it.
      return (value) => merge(copyOf(create.zero), value);
  }
}

/** How often a combiner is looked at, to know what all of them take. */
const LOOK_EVERY = 4096;

/** An entry of the table: two objects, a string, a place in the Map. */
const ENTRY_BYTES = 160;

/** JavaScript's objects take about so many times the bytes that they are encoded in. */
const OBJECT_FACTOR = 4;

/**
 * Merges each key's values as they come, in a table of JavaScript's own, so that `createCombiner` runs once a key of a partition and not once a value.
 * When the table seems to take more than its share it is emptied: `mergeCombiners` has to join what comes again.
 */
export class CombineTable {
  readonly #emit: (key: unknown, combined: unknown) => void;
  readonly #create: (value: unknown) => unknown;
  readonly #merge: (combiner: unknown, value: unknown) => unknown;
  readonly #method: string;
  readonly #share: number;
  readonly #table = new KeyMap<unknown>();
  readonly #scratch: Uint8Array;
  #untilLook = LOOK_EVERY;
  /** Bytes of a combiner, of those looked at since the table was emptied: the last ones count most. */
  #average = 0;

  /**
   * @param share bytes of JavaScript's memory that it may take, as far as they can be told
   * @param emit gets what has been merged when there is no more room, and at the end
   */
  constructor(plan: WritePlan, share: number, emit: (key: unknown, combined: unknown) => void) {
    const { create, mergeValue } = plan.combine!;
    this.#merge = (mergeValue as Merge | undefined) ?? ((combiner) => combiner);
    this.#create = creating(create, this.#merge);
    this.#method = plan.method;
    this.#share = share;
    this.#emit = emit;
    this.#scratch = new Uint8Array(Math.min(2 ** 20, Math.max(1024, Math.floor(share / 8))));
  }

  addAll(chunk: Chunk): void {
    const create = this.#create;
    const merge = this.#merge;
    const method = this.#method;
    for (let i = 0; i < chunk.length; i++) {
      const [key, value] = pairOf(chunk[i], method);
      let entry = this.#table.find(key);
      if (entry === undefined) entry = this.#table.entry(key, () => atOnce(create(value), method));
      else entry[1] = atOnce(merge(entry[1], value), method);
      if (--this.#untilLook === 0) this.#look(entry[1]);
    }
  }

  #look(combined: unknown): void {
    this.#untilLook = LOOK_EVERY;
    const end = encodeValue(this.#scratch, 0, this.#scratch.length, combined);
    const bytes = OBJECT_FACTOR * (end < 0 ? this.#share : end);
    this.#average = this.#average === 0 ? bytes : (this.#average * 3 + bytes) / 4;
    const { size } = this.#table;
    if (bytes > this.#share || (this.#average + ENTRY_BYTES) * size > this.#share) this.flush();
  }

  /** Gives all that is in it, and is empty. */
  flush(): void {
    for (const [key, combined] of this.#table.entries()) this.#emit(key, combined);
    this.clear();
  }

  /** Lets go of all that is in it. */
  clear(): void {
    this.#table.clear();
    this.#average = 0;
  }
}

/** Joins two of what values became. */
export function mergeOf({ mergeCombiners }: Combine): Merge {
  return (mergeCombiners as Merge | undefined) ?? ((a) => a);
}

/** All of what a key's values became, joined. */
export function merged(values: Iterable<unknown>, merge: Merge): unknown {
  let all: unknown;
  let isFirst = true;
  for (const value of values) {
    all = isFirst ? value : atOnce(merge(all, value), "mergeCombiners");
    isFirst = false;
  }
  return all;
}
