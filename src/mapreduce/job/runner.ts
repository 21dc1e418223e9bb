import type { BadRecordError } from "../input/index.js";
import type { JobStats } from "../report/index.js";
import type { Counters } from "./counters.js";
import type { JobPlan } from "./job-plan.js";
import type { Pair } from "./pair.js";

/** What runs jobs: `inline`, `local`, and those that other rooms add with {@link registerRunner}. */
export interface Runner {
  /** As in `-r name`. */
  readonly name: string;
  /**
   * Runs all steps. When the promise is settled nothing of the job is left but its result, whether it went well or not.
   *
   * @throws JobFailedError if a task failed for good; ValueError for input or output that can't be used; an AbortError after `plan.signal`
   */
  run(plan: JobPlan): Promise<RunResult>;
}

/** A record that was left out, as `--bad-records` allows. */
export interface SkippedRecord {
  /** The file, or which step's output. */
  readonly path: string;
  /** Of the record's first byte in the file; in a compressed one, of what it unpacks to. -1 for what lies in no file. */
  readonly offset: number;
  /** Without path and offset. */
  readonly error: string;
}

/** A line that the reader left out. */
export function skippedLine({ path, offset, name, reason }: BadRecordError): SkippedRecord {
  return { path, offset, error: `${name}: ${reason}` };
}

/** What a job gives. */
export interface RunResult<P extends Pair = Pair> extends AsyncDisposable {
  /**
   * The pairs of the last step, reducer by reducer: an array when they fit into memory. Else, and where there is an output folder,
   * a stream, which reads them from the disk each time that it is gone through.
   */
  readonly output: P[] | AsyncIterable<P>;
  /** Of all steps together. */
  readonly counters: Counters;
  /** The records that were left out. */
  readonly skipped: readonly SkippedRecord[];
  readonly stats: JobStats;
  /** What {@link JobStats} say, as text for a person. */
  readonly summary: string;
  /** Removes what a stream reads from; without it that happens when the program ends. Arrays and output folders stay. */
  [Symbol.asyncDispose](): Promise<void>;
}
