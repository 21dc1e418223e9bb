/** Finds the record that a failed task was in, for the error: by reading the task's input again. */
import type { AnyJob, StepPlan } from "../../job/index.js";
import { protocolsOf } from "../../job/index.js";
import { shown } from "../../protocols/index.js";
import { readInput } from "./task-input.js";
import type { TaskInput } from "./task-spec.js";

/** @returns as `the record at byte 345 of words.txt ("…")` */
export async function locateRecord(
  input: TaskInput,
  record: number,
  job: AnyJob,
  step: StepPlan,
): Promise<string> {
  const { input: protocol } = protocolsOf(job);
  const batches = readInput(input, { protocol, step, onBadRecord: () => {}, increment: () => {} });
  let before = 0;
  for await (const batch of batches) {
    const i = record - before;
    before += batch.count;
    if (i >= batch.count) continue;
    if (step.mapperRaw !== undefined) return `the file ${batch.path}`;
    const offset = batch.offsetOf(i);
    const pair = batch.record(i);
    const text =
      pair === undefined ? "" : ` (${offset >= 0 && pair[0] === null ? shown(pair[1]) : shown(pair)})`;
    if (offset < 0) return `pair ${record + 1} of the task${text}`;
    return `the record at byte ${offset} of ${batch.path}${text}`;
  }
  return `record ${record + 1}`;
}
