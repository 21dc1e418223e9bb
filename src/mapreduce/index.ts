/**
 * MapReduce with the words of mrjob: jobs as classes, run in one thread, on all cores, or by what other rooms register.
 * https://mrjob.readthedocs.io
 */
import { registerRunner } from "./job/runner-registry.js";

export {
  ManycoreError,
  MemoryError,
  NotPortableError,
  NotSupportedError,
  StartedAtImportError,
  TimeoutError,
  ValueError,
  WorkerDiedError,
} from "../errors.js";
export { BadRecordError, InputError } from "./input/index.js";
export { type CounterGroups, Counters } from "./job/counters.js";
export { count, first, max, min, sum } from "./job/folds.js";
export type { AnyJob, Fitting, JobClass, JobConstructor, OptionsOf, OutputOf } from "./job/job-class.js";
export { JobFailedError } from "./job/job-failed-error.js";
export type { Encoding, JobPlan, StandardInput } from "./job/job-plan.js";
export type { JobRunner } from "./job/job-runner.js";
export { MapReduce } from "./job/map-reduce.js";
export {
  type OptionKind,
  type OptionSettings,
  type OptionSpec,
  type OptionSpecs,
  type OptionValues,
  option,
} from "./job/option.js";
export { type Emit, type Pair, type Pairs, type PairsNow, pair } from "./job/pair.js";
export type { RunOptions } from "./job/run-options.js";
export type { Runner, RunResult } from "./job/runner.js";
export { registerRunner } from "./job/runner-registry.js";
export type { SandboxInput, SandboxResult } from "./job/sandbox.js";
export {
  type AnyStep,
  chain,
  type InOf,
  type LastOut,
  type OutOf,
  type PreFilter,
  type ShuffleSettings,
  type Step,
  step,
  type WholeFile,
} from "./job/step.js";
export type { StepPlan } from "./job/step-plan.js";
export {
  bytes,
  json,
  jsonValue,
  type Protocol,
  type ProtocolName,
  rawKeyValue,
  rawValue,
  text,
} from "./protocols/index.js";
export type { HotKey, JobStats, PartitionStats, PhaseStats, Progress, StepStats } from "./report/index.js";

registerRunner("inline", async () => (await import("./runners/inline/index.js")).inlineRunner);
registerRunner("local", async () => (await import("./runners/local/index.js")).localRunner);
