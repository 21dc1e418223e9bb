/** What users extend, and how what they wrote is called. */
export { type CounterGroups, Counters, checkAmount } from "./counters.js";
export type { AnyJob, AnyJobClass, JobClass } from "./job-class.js";
export { errorText, JobFailedError, stopOf, thrownText } from "./job-failed-error.js";
export { type Encoding, type JobPlan, LEAST_MEMORY, makeJob, type StandardInput } from "./job-plan.js";
export { lineWriter } from "./output-lines.js";
export type { Emit, Pair, Pairs, PairsNow } from "./pair.js";
export { partBytes, readParts } from "./parts.js";
export { type Runner, type RunResult, type SkippedRecord, skippedLine } from "./runner.js";
export type { PreFilter } from "./step.js";
export { planSteps, protocolsOf, type StepPlan } from "./step-plan.js";
export { type StepFunction, StepRun, type StepRunOptions } from "./step-run.js";
