/** What a task writes of a shuffle: pairs, combined as far as memory allows, as sorted runs. */
import { inspect } from "node:util";
import { ValueError } from "../../../errors.js";
import { encodeValue, MapOutputCollector, type Run, type SpillFolder } from "../../../mapreduce/for-rdds.js";
import type { Chunk } from "../chunks.js";
import { copyOf } from "../copy.js";
import { KeyMap } from "../key-map.js";
import type { Creation } from "../lineage.js";
import { atOnce, pairOf } from "../steps/index.js";
import { combinerOf } from "./shuffle-read.js";
import type { WritePlan } from "./task-spec.js";

export interface ShuffleWriteOptions {
  /** Bytes for gathering and sorting, and of finished runs that may stay in memory. */
  readonly memory: number;
  readonly keep: number;
  readonly folder: SpillFolder;
}

/** One thread uses it, and calls `close` whatever happens. */
export interface ShuffleWriter {
  writeAll(chunk: Chunk): void;
  /** The runs are the caller's. */
  finish(): readonly Run[];
  close(): void;
}

export function shuffleWriter(plan: WritePlan, options: ShuffleWriteOptions): ShuffleWriter {
  return plan.combine === undefined ? new PlainWriter(plan, options) : new CombiningWriter(plan, options);
}

function collector(plan: WritePlan, { memory, keep, folder }: ShuffleWriteOptions): MapOutputCollector {
  const { partitions, boundaries, combine } = plan;
  return new MapOutputCollector({
    partitions,
    boundaries,
    partition: partitionOf(plan),
    sortValues: false,
    combine: combine && combinerOf(combine),
    memory,
    keep,
    spill: folder,
  });
}

function partitionOf({
  by,
  partitions,
  partitionFunc,
  method,
}: WritePlan): ((key: unknown) => number) | undefined {
  if (by === "number") return (key) => key as number;
  if (by !== "function") return undefined;
  return (key) => {
    const number = partitionFunc!(key);
    if (!Number.isSafeInteger(number))
      throw new ValueError(
        `The partition function of ${method}() gave ${inspect(number, { depth: 0 })} for the key ${inspect(key, { depth: 2, maxStringLength: 100 })}; it has to give a whole number`,
      );
    // As Python's %: never negative.
    return (((number as number) % partitions) + partitions) % partitions;
  };
}

class PlainWriter implements ShuffleWriter {
  readonly #collector: MapOutputCollector;
  readonly #method: string;

  constructor(plan: WritePlan, options: ShuffleWriteOptions) {
    this.#collector = collector(plan, options);
    this.#method = plan.method;
  }

  writeAll(chunk: Chunk): void {
    for (let i = 0; i < chunk.length; i++) {
      const [key, value] = pairOf(chunk[i], this.#method);
      this.#collector.add(key, value);
    }
  }

  finish(): readonly Run[] {
    return this.#collector.finish().runs;
  }

  close(): void {
    this.#collector.dispose();
  }
}

type Merge = (combiner: unknown, value: unknown) => unknown;

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
 * Each key's values are merged as they come, in a table of JavaScript's own, so that `createCombiner` runs once a key of a partition and not once a value.
 * When the table seems to take more than its share it goes to the collector, where `mergeCombiners` joins what comes again.
 */
class CombiningWriter implements ShuffleWriter {
  readonly #collector: MapOutputCollector;
  readonly #create: (value: unknown) => unknown;
  readonly #merge: (combiner: unknown, value: unknown) => unknown;
  readonly #method: string;
  readonly #share: number;
  readonly #table = new KeyMap<unknown>();
  readonly #scratch: Uint8Array;
  #untilLook = LOOK_EVERY;
  /** Bytes of a combiner, of those looked at since the table was emptied: the last ones count most. */
  #average = 0;

  constructor(plan: WritePlan, options: ShuffleWriteOptions) {
    // The collector takes its part at once; the table's is JavaScript's memory, and bounded by the same number.
    this.#collector = collector(plan, options);
    const { create, mergeValue } = plan.combine!;
    this.#merge = (mergeValue as Merge | undefined) ?? ((combiner) => combiner);
    this.#create = creating(create, this.#merge);
    this.#method = plan.method;
    this.#share = options.memory;
    this.#scratch = new Uint8Array(Math.min(2 ** 20, Math.max(1024, Math.floor(options.memory / 8))));
  }

  writeAll(chunk: Chunk): void {
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

  finish(): readonly Run[] {
    this.#flush();
    return this.#collector.finish().runs;
  }

  close(): void {
    this.#table.clear();
    this.#collector.dispose();
  }

  #look(combined: unknown): void {
    this.#untilLook = LOOK_EVERY;
    const end = encodeValue(this.#scratch, 0, this.#scratch.length, combined);
    const bytes = OBJECT_FACTOR * (end < 0 ? this.#share : end);
    this.#average = this.#average === 0 ? bytes : (this.#average * 3 + bytes) / 4;
    const { size } = this.#table;
    if (bytes > this.#share || (this.#average + ENTRY_BYTES) * size > this.#share) this.#flush();
  }

  #flush(): void {
    for (const [key, combined] of this.#table.entries()) this.#collector.add(key, combined);
    this.#table.clear();
    this.#average = 0;
  }
}
