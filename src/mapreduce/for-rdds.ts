/**
 * A side door for manycore/spark, whose RDDs are read, shuffled, retried and kept as the pairs of the local runner's jobs are. Nothing here is
 * what jobs are written with; that is index.ts.
 */
export {
  Cursor,
  compareBytes,
  compareKeys,
  decodeKey,
  decodeValue,
  encodeKey,
  encodeValue,
  equalBytes,
  keyEnd,
  valueEnd,
} from "./codec/index.js";
export { expandInputs, type InputFile, planSplits, readRecords, type Split } from "./input/index.js";
export {
  type Attempt,
  BadRecords,
  fileBytes,
  Interrupts,
  Ledger,
  lend,
  type MemoryShares,
  memoryOf,
  memoryShares,
  Phase,
  type PhaseTask,
  ProgressWriter,
  processBegan,
  release,
  releaseLent,
  removeEmpty,
  removeTree,
  SpillFolder,
  writeAll,
} from "./runners/local/index.js";
export { dropRun, GroupMerger, MapOutputCollector, Partitioner, type Run } from "./shuffle/index.js";
