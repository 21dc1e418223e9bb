/** What comes into a step, cut into the inputs of its map tasks. */
import type { InputFile, Split } from "../../input/index.js";
import { planSplits } from "../../input/index.js";
import type { JobPlan } from "../../job/index.js";
import { CHUNK_BYTES, type Chunk, type PairPart } from "./pair-store.js";
import type { TaskInput } from "./task-spec.js";

/** The job's input, or what the tasks of the step before have given. */
export type StepInput =
  | { readonly kind: "files"; readonly files: readonly InputFile[] }
  | { readonly kind: "pairs"; readonly parts: readonly PairPart[]; readonly name: string };

/** A map task's input, with its size for the progress line and the words for messages. */
export interface MapInput {
  readonly input: TaskInput;
  readonly bytes: number;
  readonly text: string;
}

const SPLITS_PER_WORKER = 2;

/** Most bytes of a split of pairs: as many as give each worker two, in whole chunks. */
export function splitBytesOf(input: StepInput, plan: JobPlan): number {
  if (input.kind === "files") return plan.splitSize ?? 0;
  const total = input.parts.reduce((sum, part) => sum + part.bytes, 0);
  return Math.max(CHUNK_BYTES, Math.ceil(total / (plan.workers * SPLITS_PER_WORKER)));
}

/**
 * At least one, also of an input in which there is nothing: init and final functions may have something to say.
 * @param splitBytes of pairs: what `splitBytesOf` gave, in this run or the one that is resumed
 */
export function mapInputs(input: StepInput, plan: JobPlan, workers: number, splitBytes: number): MapInput[] {
  return input.kind === "files"
    ? fileInputs(input.files, plan, workers)
    : pairInputs(input.parts, input.name, splitBytes);
}

function fileInputs(files: readonly InputFile[], plan: JobPlan, workers: number): MapInput[] {
  const { splitSize, encoding, maxRecordBytes } = plan;
  const { mapperRaw, mapperPreFilter } = plan.steps[0]!;
  const whole = mapperRaw !== undefined;
  const size = splitSize === undefined ? {} : { splitSize };
  const splits = planSplits(files, { workers, whole, preFilter: mapperPreFilter, ...size });
  if (splits.length === 0) splits.push({ pieces: [], bytes: 0, whole });
  return splits.map((split) => ({
    input: { kind: "files", split, encoding, maxRecordBytes },
    bytes: split.bytes,
    text: splitText(split),
  }));
}

function pairInputs(parts: readonly PairPart[], name: string, splitBytes: number): MapInput[] {
  const groups: Chunk[][] = [[]];
  let bytes = 0;
  for (const chunk of parts.flatMap(({ chunks }) => chunks)) {
    if (bytes > 0 && bytes + chunk.length > splitBytes) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)!.push(chunk);
    bytes += chunk.length;
  }
  return groups.map((chunks) => ({
    input: { kind: "pairs", chunks, name },
    bytes: chunks.reduce((sum, { length }) => sum + length, 0),
    text: `${chunks.reduce((sum, { records }) => sum + records, 0)} pairs of ${name}`,
  }));
}

function splitText({ pieces }: Split): string {
  const [first] = pieces;
  if (first === undefined) return "empty input";
  const name = first.name ?? first.path;
  if (pieces.length > 1) return `${name} and ${pieces.length - 1} other files`;
  return `${name}, bytes ${first.start} to ${first.end}`;
}
