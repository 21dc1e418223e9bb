/** Errors on their way out of a task: the job's own words are made of them by the driver. */
import type { StepRun } from "../../mapreduce/for-runners.js";

const PLACE = "manycoreJobPlace";
const TOO_MANY = "manycoreTooManyBadRecords";

/** The error that leaves the task: with where it was, and what was thrown as its cause. One that says so already stays. */
export function placed(run: StepRun, what: string, where: string, error: unknown): Error {
  if (placeOf(error) !== undefined) return error as Error;
  const { index, steps } = run.plan;
  const step = steps === 1 ? "" : `step ${index + 1} of ${steps}, `;
  const place = `${step}${what}${where && `, ${where}`}`;
  return Object.assign(new Error(`in ${place}`, { cause: error }), { [PLACE]: place });
}

/** As `step 2 of 3, reducer, key "a"`. @returns undefined for an error that says nothing of the kind */
export function placeOf(error: unknown): string | undefined {
  const place = (error as { readonly [PLACE]?: unknown } | null | undefined)?.[PLACE];
  return typeof place === "string" ? place : undefined;
}

/** The last of more bad records than may be left out. */
export function tooMany(error: Error): Error {
  return Object.assign(error, { [TOO_MANY]: true });
}

export function isTooMany(error: unknown): boolean {
  return (error as { readonly [TOO_MANY]?: unknown } | null | undefined)?.[TOO_MANY] === true;
}
