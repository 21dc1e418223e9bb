/** What the tasks of a step have in common: a job of their own, and errors that say where they were. */
import {
  type Counters,
  JobFailedError,
  type JobPlan,
  makeJob,
  planSteps,
  type SkippedRecord,
  type StepFunction,
  StepRun,
  stopOf,
  thrownText,
} from "../../job/index.js";

/** The step that tasks are of. */
export interface StepContext {
  readonly plan: JobPlan;
  /** Which step. */
  readonly index: number;
  /** The job's. */
  readonly counters: Counters;
  readonly skipped: SkippedRecord[];
  readonly onProgress: (progress: StepProgress) => void;
  /** Hears the job's `setStatus`. */
  readonly onStatus: (text: string) => void;
}

/** How far a step is: parts from 0 to 1. */
export interface StepProgress {
  readonly map: number;
  readonly reduce?: number;
  /** Records read since it was last told. */
  readonly records: number;
}

/** A task's calls of the step's functions, on a job made for it. @param counters the job's, unless the task has its own */
export function taskRun(
  { plan, index, onStatus, counters: ofJob }: StepContext,
  counters: Counters = ofJob,
): StepRun {
  const job = makeJob(plan.Job, plan.options);
  return new StepRun(job, planSteps(job)[index]!, { counters, onStatus });
}

/**
 * Calls one of the step's functions. Only what is async is waited for, so that an error's stack leads from the job to its function.
 *
 * @param where is asked for when it fails: the record or key
 * @throws JobFailedError with what the function threw as its cause
 */
export function called(
  context: StepContext,
  run: StepRun,
  call: () => void | Promise<void>,
  where: () => string = () => "",
): void | Promise<void> {
  const failed = (error: unknown) => failure(context, run.running, where(), error);
  let later: void | Promise<void>;
  try {
    later = call();
  } catch (error) {
    throw failed(error);
  }
  return later?.catch((error: unknown) => {
    throw failed(error);
  });
}

export function failure(
  { plan, index }: StepContext,
  what: StepFunction | "reading" | "sorting",
  where: string,
  error: unknown,
): JobFailedError {
  const step = plan.steps.length === 1 ? "" : `step ${index + 1} of ${plan.steps.length}, `;
  return new JobFailedError(
    `${plan.name} failed in ${step}${what}${where && `, ${where}`}: ${thrownText(error)}${stopOf(error)}`,
    [error],
  );
}
