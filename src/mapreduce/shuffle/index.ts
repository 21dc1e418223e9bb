/** From map output to a reducer's groups: sorted runs in bounded memory, and their merge. See README.md. */
export { MapOutputCollector } from "./collector.js";
export type { KeyRecords } from "./group-hottest.js";
export { GroupMerger, type GroupMergerOptions, type GroupMergerStats } from "./group-merger.js";
export { GroupValues, type ValueSource } from "./group-values.js";
export {
  type Emit,
  LEAST_MEMORY,
  type MapOutput,
  type MapOutputStats,
  MOST_PARTITIONS,
  type ShuffleOptions,
} from "./options.js";
export { Partitioner } from "./partitioner.js";
export { dropRun, type Range, type Run, type SpillFiles } from "./run.js";
