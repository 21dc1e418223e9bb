import { Counters } from "./counters.js";
import type { AnyJob } from "./job-class.js";

/** Where a job's counts and words go while it is part of a task, and what it may ask. */
export interface TaskContext {
  readonly counters: Counters;
  readonly onStatus?: (text: string) => void;
  /** The file of the record that the mapper has. */
  readonly inputPath?: () => string | undefined;
}

// Beside the jobs and not in them, so that a job's fields are all its own.
const contexts = new WeakMap<AnyJob, TaskContext>();

export function enterTask(job: AnyJob, context: TaskContext): void {
  contexts.set(job, context);
}

/** A job of no task, as in a unit test of its mapper, counts for itself. */
export function contextOf(job: AnyJob): TaskContext {
  let context = contexts.get(job);
  if (context === undefined) {
    context = { counters: new Counters() };
    contexts.set(job, context);
  }
  return context;
}
