/** The records of a map task: lines of files, or pairs of the step before. */
import type { BadRecordError } from "../../input/index.js";
import { readRecords } from "../../input/index.js";
import type { StepPlan } from "../../job/index.js";
import type { Protocol } from "../../protocols/index.js";
import { type Chunk, readChunk } from "./pair-store.js";
import type { TaskInput } from "./task-spec.js";

/** Some records that lie one after the other, numbered from 0. */
export interface RecordBatch {
  readonly path: string;
  readonly count: number;
  /** Bytes of the input that they took. */
  readonly bytes: number;
  /** The pairs are asked for in order, each once. Undefined for one that can't be read and is skipped. */
  record(i: number): readonly [key: unknown, value: unknown] | undefined;
  /** Byte of the file at which the record begins, or -1. */
  offsetOf(i: number): number;
}

export interface ReadingOptions {
  readonly protocol: Protocol;
  readonly step: StepPlan;
  readonly onBadRecord: ((bad: BadRecordError) => void) | undefined;
  readonly increment: (group: string, name: string, count: number) => void;
}

/** Reads an input from its beginning; twice the same, each time. */
export function readInput(
  input: TaskInput,
  { protocol, step, onBadRecord, increment }: ReadingOptions,
): Iterable<RecordBatch> | AsyncIterable<RecordBatch> {
  if (input.kind === "pairs") return readPairBatches(input.chunks, input.name);
  return readRecords(input.split, {
    protocol,
    encoding: input.encoding,
    preFilter: step.mapperPreFilter,
    maxRecordBytes: input.maxRecordBytes,
    onBadRecord,
    increment,
  });
}

function* readPairBatches(chunks: readonly Chunk[], path: string): Generator<RecordBatch> {
  for (const chunk of chunks) {
    const reader = readChunk(chunk);
    let at = 0;
    yield {
      path,
      count: chunk.records,
      bytes: chunk.length,
      record(i) {
        // A record that is skipped isn't asked for.
        while (at <= i) {
          reader.next();
          at++;
        }
        return [reader.key, reader.value];
      },
      offsetOf: () => -1,
    };
  }
}
