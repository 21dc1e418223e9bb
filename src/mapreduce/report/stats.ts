/** What a job tells of itself when it is done: filled by the runner, read by {@link summarize} and by callers of `run`. */

/** The maps or the reduces of one step. */
export interface PhaseStats {
  /** From the first task's start to the last one's end. */
  readonly seconds: number;
  readonly tasks: number;
  /** Tasks that were run, each again counted again: equal to `tasks` when nothing failed. */
  readonly attempts: number;
  /** How many of the tasks an earlier run of the job had done (`--resume`); missing when there was none. */
  readonly takenOver?: number;
  /** The running times of the tasks that counted, added up: what one thread would have needed for them. Those taken over aren't in it. */
  readonly busySeconds: number;
  readonly recordsIn: number;
  readonly recordsOut: number;
  readonly bytesIn: number;
  readonly spilledBytes: number;
  /** Bad records that were left out, as `--bad-records` allows. */
  readonly skippedRecords: number;
}

/** A key and how many records of it reached its reducer. */
export interface HotKey {
  readonly key: unknown;
  readonly records: number;
}

/** What one reducer was given. */
export interface PartitionStats {
  readonly bytes: number;
  readonly records: number;
  /** The keys with most records, at most five, the most frequent first. */
  readonly hottest: readonly HotKey[];
}

export interface StepStats {
  readonly map: PhaseStats;
  /** Missing in a step without a reducer. */
  readonly reduce?: PhaseStats;
  /** What the maps handed to the reduces, after combining. */
  readonly shuffledBytes: number;
  readonly shuffledRecords: number;
  /** What the mappers yielded, before combining. */
  readonly mapOutputRecords: number;
  readonly partitions: readonly PartitionStats[];
}

export interface JobStats {
  readonly steps: readonly StepStats[];
  /** Of the whole job, with the workers' start and the writing of the output. */
  readonly seconds: number;
  readonly workers: number;
  /** Of the input, as it lies on the disk (compressed, if it is). */
  readonly bytesRead: number;
  /** Temporary data that went to the disk: spilled runs, merges, outputs between steps. The job's output isn't in it. */
  readonly spilledBytes: number;
}
