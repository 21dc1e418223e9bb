/** What all phases of a job share. */
import type { Pool } from "../../../multiprocessing/index.js";
import type { Counters, JobPlan, SkippedRecord } from "../../job/index.js";
import type { BadRecords } from "./bad-records.js";
import type { JobFolder } from "./job-folder.js";
import type { Ledger } from "./ledger.js";
import type { Manifest } from "./manifest.js";
import type { MemoryShares } from "./memory-shares.js";
import type { TaskResult } from "./task-spec.js";

type LocalTasks = typeof import("./local-tasks.js")["tasks"];

export interface Workshop {
  readonly plan: JobPlan;
  readonly pool: Pool;
  readonly tasks: LocalTasks;
  readonly signal: AbortSignal;
  readonly shares: MemoryShares;
  readonly ledger: Ledger;
  readonly folder: JobFolder;
  /** Of a job with an output folder. */
  readonly manifest: Manifest | undefined;
  readonly badRecords: BadRecords;
  readonly tally: Tally;
}

/** What the finished tasks of all steps add up to. A task's counts come in once, with its result. */
export class Tally {
  readonly counters: Counters;
  readonly skipped: SkippedRecord[] = [];
  /** Records that were read, by mappers and reducers. */
  records = 0;
  spilledBytes = 0;

  constructor(counters: Counters) {
    this.counters = counters;
  }

  add(result: TaskResult): void {
    this.counters.merge(result.counters);
    this.records += result.recordsIn;
    this.spilledBytes += result.spilledBytes;
  }
}
