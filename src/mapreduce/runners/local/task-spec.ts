/** What the driver and its workers tell each other. Plain data, classes and arrays of the shared heap: all of it travels. */
import type { NDArray } from "../../../numpy/index.js";
import type { Split } from "../../input/index.js";
import type { AnyJobClass, CounterGroups, Encoding, SkippedRecord } from "../../job/index.js";
import type { HotKey } from "../../report/index.js";
import type { MapOutputStats, Run } from "../../shuffle/index.js";
import type { BadRecord } from "./bad-records.js";
import type { Chunk, PairPart } from "./pair-store.js";

/** Whose functions run. Each task makes a job of its own. */
export interface JobSpec {
  readonly Job: AnyJobClass;
  readonly options: Readonly<Record<string, unknown>>;
  readonly step: number;
}

/** What every task has. */
export interface TaskSpec {
  readonly job: JobSpec;
  readonly words: NDArray<"int32">;
  /** The job's temporary folder, and the attempt's folder in it. */
  readonly root: string;
  readonly folder: string;
  /** Whether the temporary folder may not be there yet. */
  readonly makesRoot: boolean;
  /** Bytes for the task's own work. */
  readonly work: number;
  /** Bytes that it may gather of its output before it writes. */
  readonly buffers: number;
  /** Bytes of its results that may stay in memory. */
  readonly keep: number;
}

/** What a map task reads. */
export type TaskInput =
  | {
      readonly kind: "files";
      readonly split: Split;
      readonly encoding: Encoding;
      readonly maxRecordBytes: number | undefined;
    }
  | { readonly kind: "pairs"; readonly chunks: readonly Chunk[]; readonly name: string };

/** Where the pairs of a step go: to the next one and the caller as they are, to a part of the output as lines. */
export type Target = "pairs" | "part";

/** How pairs go to the reducers. */
export interface ShuffleSpec {
  readonly partitions: number;
  readonly boundaries: readonly Uint8Array[] | undefined;
}

export interface MapTaskSpec extends TaskSpec {
  readonly input: TaskInput;
  /** Undefined in a step without a reducer. */
  readonly shuffle: ShuffleSpec | undefined;
  readonly target: Target;
  /** Numbers of records that are left out, ascending, and what was wrong with them. */
  readonly skip: readonly BadRecord[];
  /** See Attempt.mayFail. */
  readonly mayFail: number;
}

export interface ReduceTaskSpec extends TaskSpec {
  readonly partition: number;
  /** Those that have something of the partition. */
  readonly runs: readonly Run[];
  readonly target: Target;
}

/** Of a task that is done. */
export interface TaskResult {
  readonly counters: CounterGroups;
  readonly recordsIn: number;
  readonly recordsOut: number;
  readonly bytesIn: number;
  /** Temporary data that went to the disk. */
  readonly spilledBytes: number;
  /** Pairs for the next step or the caller. */
  readonly pairs: PairPart | undefined;
}

export interface MapTaskResult extends TaskResult {
  readonly skipped: readonly SkippedRecord[];
  /** How many of those no function has seen: the reader left them out. */
  readonly unreadable: number;
  /** Undefined in a step without a reducer. */
  readonly output: { readonly runs: readonly Run[]; readonly stats: MapOutputStats } | undefined;
}

export interface ReduceTaskResult extends TaskResult {
  readonly groups: number;
  readonly hottest: readonly HotKey[];
}

/** A sample of what the mappers yield: encoded keys one after the other, in no order. */
export interface SampleResult {
  readonly keys: Uint8Array;
}
