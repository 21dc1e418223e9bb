import { encodeLine } from "../protocols/index.js";
import type { AnyJob } from "./job-class.js";
import { errorText, JobFailedError, stopOf } from "./job-failed-error.js";
import { planSteps, protocolsOf } from "./step-plan.js";

/**
 * How a job's output becomes lines.
 *
 * @returns a function that throws JobFailedError, whose cause is a ValueError, for a pair that the output protocol can't write
 */
export function lineWriter(job: AnyJob): (key: unknown, value: unknown) => string | Uint8Array {
  const { output } = protocolsOf(job);
  const { index, steps, reducer } = planSteps(job).at(-1)!;
  const step = steps === 1 ? "" : `step ${index + 1} of ${steps}, `;
  const who = `${job.constructor.name} failed in ${step}writing what the ${reducer ? "reducer" : "mapper"} yields`;
  return (key, value) => {
    try {
      return encodeLine(output, key, value);
    } catch (error) {
      throw new JobFailedError(`${who}: ${errorText(error)}${stopOf(error)}`, [error]);
    }
  };
}
