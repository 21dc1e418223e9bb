/** What a job reads: paths become files, files splits, and splits batches of records. See README.md. */
export { Batch } from "./batch.js";
export type { Compression } from "./compression.js";
export { ENCODINGS, type Encoding, type LineFilter } from "./decode.js";
export { BadRecordError, InputError } from "./errors.js";
export { type ExpandOptions, expandInputs, type InputFile, inputFileOf } from "./files.js";
export { DEFAULT_MAX_RECORD_BYTES, MOST_RECORD_BYTES, type ReadOptions, readRecords } from "./records.js";
export { type SampleOptions, sampleRecords } from "./sample.js";
export { type Piece, type PlanOptions, planSplits, type Split } from "./splits.js";
export { fileOf, spoolStdin } from "./stdin.js";
