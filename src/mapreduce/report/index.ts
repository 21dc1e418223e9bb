/** What a job shows: a line while it runs, a summary when it is done. */
export { countOf } from "./amounts.js";
export { type Progress, ProgressLine, type ProgressLineOptions, type Terminal } from "./progress-line.js";
export { type Skew, skewOf } from "./skew.js";
export type { HotKey, JobStats, PartitionStats, PhaseStats, StepStats } from "./stats.js";
export { summarize } from "./summary.js";
