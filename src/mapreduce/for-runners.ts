/**
 * A side door for runners of other rooms, as manycore/spark's: how a job's functions are called, and how its input, output and words are those of the runners here.
 * Nothing here is what jobs are written with; that is index.ts.
 */
export {
  Cursor,
  compareKeys,
  decodeKey,
  decodeValue,
  encodeKey,
  encodeValue,
  keyEnd,
} from "./codec/index.js";
export {
  type BadRecordError,
  type Batch,
  expandInputs,
  fileOf,
  type InputFile,
  planSplits,
  readRecords,
  type Split,
  spoolStdin,
} from "./input/index.js";
export {
  type AnyJobClass,
  type CounterGroups,
  Counters,
  type Emit,
  type Encoding,
  errorText,
  JobFailedError,
  type JobPlan,
  lineWriter,
  makeJob,
  type Pair,
  planSteps,
  protocolsOf,
  type Runner,
  type RunResult,
  readParts,
  type SkippedRecord,
  type StepPlan,
  StepRun,
  skippedLine,
  stopOf,
  thrownText,
} from "./job/index.js";
export { shown } from "./protocols/index.js";
export {
  type HotKey,
  type JobStats,
  type PhaseStats,
  type StepStats,
  summarize,
} from "./report/index.js";
export { RecordCounters } from "./runners/inline/record-counters.js";
export { cut } from "./runners/local/boundaries.js";
export { fullDiskText, isFullDisk } from "./runners/local/full-disk.js";
export { Interrupts } from "./runners/local/interrupts.js";
export { JobFolder } from "./runners/local/job-folder.js";
export { GroupValues, Partitioner, type ValueSource } from "./shuffle/index.js";
