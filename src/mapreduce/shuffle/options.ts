import { ValueError } from "../../errors.js";
import type { Run, SpillFiles } from "./run.js";

/** Takes one pair of a combiner's output. */
export type Emit = (key: unknown, value: unknown) => void;

/** What a map task's output is gathered by. */
export interface ShuffleOptions {
  /** Reducers: how many partitions the output is cut into, from 1. */
  readonly partitions: number;
  /**
   * The user's partitioner, called with the whole key: once a distinct key in a table, once a record in an append buffer.
   * https://mrjob.readthedocs.io/en/latest/job.html#mrjob.job.MRJob.partitioner
   */
  readonly partition?: ((key: unknown) => number) | undefined;
  /**
   * Total order: encoded keys (grouping keys where there is `groupingKey`), ascending, at most `partitions - 1`. Partition `p`
   * holds the keys from boundary `p - 1` on that are below boundary `p`. `partition` goes before it.
   */
  readonly boundaries?: readonly Uint8Array[] | undefined;
  /** What decides the partition, instead of the key itself: keys of one group must meet in one reducer. */
  readonly groupingKey?: ((key: unknown) => unknown) | undefined;
  /** Values are encoded like keys, behind the key, and sorted with it. */
  readonly sortValues: boolean;
  /**
   * The user's combiner, run 0 to n times over any part of a key's values, as Hadoop does. What it emits goes on as map output.
   * Synchronous; `values` can be read once, while it runs.
   */
  readonly combine?: ((key: unknown, values: Iterable<unknown>, emit: Emit) => void) | undefined;
  /** Bytes of the shared heap that gathering and sorting may take, from LEAST_MEMORY. All of it is taken at once. */
  readonly memory: number;
  /** Bytes of finished output that may stay in memory, beside `memory`. */
  readonly keep: number;
  readonly spill: SpillFiles;
}

/** What was gathered, as sorted runs, and counts of it. */
export interface MapOutput {
  readonly runs: Run[];
  readonly stats: MapOutputStats;
}

export interface MapOutputStats {
  /** Pairs that were added. */
  readonly records: number;
  /** Pairs that went on into the runs, after combining. */
  readonly combinedRecords: number;
  /** Bytes of the runs. */
  readonly bytes: number;
  /** Bytes of those that are files. */
  readonly spilledBytes: number;
  /** Files. */
  readonly spills: number;
  /** Keys of each run, added up: a key that is in two runs counts twice. With `sortValues`: composite keys. */
  readonly distinctKeys: number;
}

/** With less a task would do little but spill. Smaller blocks share the heap's pages with others, too, so they wouldn't take what they say. */
export const LEAST_MEMORY = 64 * 1024;

/** Positions in the memory are signed 32-bit integers. */
export const MOST_MEMORY = 2 ** 31 - 2 ** 16;

/** @throws ValueError when the options can't be */
export function checkOptions({ partitions, boundaries, memory, keep }: ShuffleOptions): void {
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > MOST_PARTITIONS) {
    throw new ValueError(`map output has 1 to ${MOST_PARTITIONS} partitions, got ${partitions}`);
  }
  if (boundaries !== undefined && boundaries.length >= partitions) {
    throw new ValueError(
      `${partitions} partitions have at most ${partitions - 1} boundaries, got ${boundaries.length}`,
    );
  }
  if (!(memory >= LEAST_MEMORY)) {
    throw new ValueError(
      `a map task needs at least ${LEAST_MEMORY} bytes of memory for its output, got ${memory}`,
    );
  }
  if (!(keep >= 0)) throw new ValueError(`keep is a number of bytes from 0, got ${keep}`);
}

/** A bit of the word that holds a partition is spent on something else, and nobody has so many reducers. */
export const MOST_PARTITIONS = 1 << 20;
