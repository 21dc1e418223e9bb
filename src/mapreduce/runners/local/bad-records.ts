/** `--bad-records N`: which records are left out, and how many may be. */

import type { SkippedRecord } from "../../job/index.js";
import { JobFailedError } from "../../job/index.js";

/** A record that a task leaves out: its number in the order in which the task reads them, which is the same in each attempt. */
export interface BadRecord {
  readonly record: number;
  readonly error: string;
}

/**
 * Failing once may have been chance (a worker killed by something else, a service away for a moment), and a record that is left out is
 * lost: so only one that fails in two attempts is bad.
 */
const STRIKES = 2;

/** The last of them, in words. */
export function skippedText(skipped: readonly SkippedRecord[]): string {
  const { path, offset, error } = skipped.at(-1)!;
  return `${path}, byte ${offset}: ${error}`;
}

/** A job's. */
export class BadRecords {
  readonly allowed: number;
  readonly #name: string;
  #used = 0;

  /** @param name the job's */
  constructor(name: string, allowed: number) {
    this.#name = name;
    this.allowed = allowed;
  }

  get left(): number {
    return this.allowed - this.#used;
  }

  /** @throws JobFailedError when there are more than allowed */
  use(count: number, example: () => string): void {
    this.#used += count;
    if (this.#used > this.allowed) {
      throw new JobFailedError(
        `${this.#name} has more bad records than the ${this.allowed} that --bad-records allows; the last one: ${example()}`,
        [],
      );
    }
  }
}

/** A task's. */
export class TaskRecords {
  readonly #job: BadRecords;
  readonly #strikes = new Map<number, number>();
  readonly #skipped: BadRecord[] = [];

  constructor(job: BadRecords) {
    this.#job = job;
  }

  /** Ascending. */
  get skipped(): readonly BadRecord[] {
    return this.#skipped;
  }

  /** See Attempt.mayFail. */
  get mayFail(): number {
    return Math.max(0, this.#job.left);
  }

  /**
   * The record's function threw, its worker died in it, or it never ended.
   * @returns whether the record is left out from now on
   */
  failed(record: number, error: string): boolean {
    if (this.#job.left <= 0) return false;
    const strikes = (this.#strikes.get(record) ?? 0) + 1;
    this.#strikes.set(record, strikes);
    if (strikes < STRIKES) return false;
    this.#job.use(1, () => error);
    this.#skipped.push({ record, error });
    this.#skipped.sort((a, b) => a.record - b.record);
    return true;
  }
}
