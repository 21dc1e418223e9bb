/** A stage of a job, as executors understand it: data, but for the job's class. */
import type {
  AnyJobClass,
  CounterGroups,
  Encoding,
  HotKey,
  SkippedRecord,
} from "../../mapreduce/for-runners.js";

/** Functions of the job's steps that run one after the other in the same tasks. */
export interface JobProgram {
  /** Each task makes a job of its own. */
  readonly Job: AnyJobClass;
  readonly options: Readonly<Record<string, unknown>>;
  readonly input: JobInput;
  /** A reduce can only be the first one. */
  readonly phases: readonly Phase[];
  readonly output: JobOutput;
  /** How many records a task may leave out. */
  readonly badRecords: number;
}

export type JobInput =
  /** A row says which part of which files. */
  | { readonly kind: "files"; readonly encoding: Encoding; readonly maxRecordBytes: number | undefined }
  /** A row a pair, sorted, with routes to one of so many partitions. */
  | { readonly kind: "pairs"; readonly routed: number };

export interface Phase {
  readonly kind: "map" | "reduce";
  /** Which of the job's steps. */
  readonly step: number;
}

export type JobOutput =
  | {
      readonly kind: "shuffle";
      readonly reducers: number;
      readonly boundaries: readonly Uint8Array[] | undefined;
    }
  /** A look at the keys that would be shuffled: so many of each task. */
  | { readonly kind: "keys"; readonly most: number }
  /** For the driver: pairs in chunks, or lines as the output protocol writes them. */
  | { readonly kind: "pairs" }
  | { readonly kind: "lines" };

/** What a phase of a task says when it is done. */
export interface PhaseNote extends Phase {
  /** Number of the task's partition. */
  readonly task: number;
  readonly counters: CounterGroups;
  readonly seconds: number;
  readonly recordsIn: number;
  readonly recordsOut: number;
  readonly bytesIn: number;
  readonly skipped: readonly SkippedRecord[];
  /** What went to reducers, after combining. */
  readonly shuffledRecords: number;
  readonly shuffledBytes: number;
  /** Of a reduce. */
  readonly hottest: readonly HotKey[];
  /** Of a look at keys: encoded, and how many they were chosen from. */
  readonly keys: readonly Uint8Array[];
  readonly keysSeen: number;
}
