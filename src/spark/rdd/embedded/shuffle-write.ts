/** What a task writes of a shuffle: pairs, combined as far as memory allows, as sorted runs. */
import { MapOutputCollector, type Run, type SpillFolder } from "../../../mapreduce/for-rdds.js";
import type { Chunk } from "../chunks.js";
import { CombineTable } from "../combine-table.js";
import { pairOf } from "../steps/index.js";
import { partitionOf, type WritePlan } from "../write-plan.js";
import { combinerOf } from "./shuffle-read.js";

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

function collectorOf(plan: WritePlan, { memory, keep, folder }: ShuffleWriteOptions): MapOutputCollector {
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

class PlainWriter implements ShuffleWriter {
  readonly #collector: MapOutputCollector;
  readonly #method: string;

  constructor(plan: WritePlan, options: ShuffleWriteOptions) {
    this.#collector = collectorOf(plan, options);
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

/** Each key's values are merged as they come; what had to make room goes to the collector, where `mergeCombiners` joins what comes again. */
class CombiningWriter implements ShuffleWriter {
  readonly #collector: MapOutputCollector;
  readonly #table: CombineTable;

  constructor(plan: WritePlan, options: ShuffleWriteOptions) {
    // The collector takes its part at once; the table's is JavaScript's memory, and bounded by the same number.
    const collector = collectorOf(plan, options);
    this.#collector = collector;
    this.#table = new CombineTable(plan, options.memory, (key, combined) => collector.add(key, combined));
  }

  writeAll(chunk: Chunk): void {
    this.#table.addAll(chunk);
  }

  finish(): readonly Run[] {
    this.#table.flush();
    return this.#collector.finish().runs;
  }

  close(): void {
    this.#table.clear();
    this.#collector.dispose();
  }
}
