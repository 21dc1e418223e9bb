/** Where a total order is cut: keys that divide a sample of the mappers' output into parts of about equal size. */
import { compareBytes, keyEnd } from "../../codec/index.js";
import type { StepPlan } from "../../job/index.js";
import { ProgressReader } from "./progress-words.js";
import type { MapInput } from "./step-input.js";
import type { TaskInput } from "./task-spec.js";
import type { Workshop } from "./workshop.js";

/** As many chunks of pairs are looked at as `sampleRecords` looks at places of files. */
const CHUNKS = 30;

/**
 * Runs the mappers on some of the input. A sample that fails is no error: the tasks that read the same records will say so, and until then all keys
 * go to the first partition.
 */
export async function sampleBoundaries(
  { plan, pool, tasks, shares, folder, signal }: Workshop,
  step: StepPlan,
  inputs: readonly MapInput[],
  partitions: number,
): Promise<Uint8Array[]> {
  if (partitions === 1 || inputs.length === 0) return [];
  const progress = new ProgressReader();
  const limit = plan.taskTimeout > 0 ? { timeout: plan.taskTimeout } : {};
  try {
    const { keys } = await pool.apply(
      tasks.runSampleTask,
      [
        {
          job: { Job: plan.Job, options: plan.options, step: step.index },
          words: progress.array,
          root: folder.root,
          makesRoot: folder.isMadeLate,
          folder: "sample",
          work: shares.work,
          buffers: shares.buffers,
          keep: 0,
          inputs: someOf(inputs),
          partitions,
        },
      ],
      { signal, ...limit },
    );
    return cut(keys, partitions);
  } catch {
    signal.throwIfAborted();
    return [];
  }
}

function someOf(inputs: readonly MapInput[]): TaskInput[] {
  if (inputs[0]?.input.kind === "files") return inputs.map(({ input }) => input);
  const chunks = inputs.flatMap(({ input }) => (input.kind === "pairs" ? input.chunks : []));
  const every = Math.max(1, Math.ceil(chunks.length / CHUNKS));
  const { name } = inputs[0]!.input as TaskInput & { readonly kind: "pairs" };
  return [{ kind: "pairs", chunks: chunks.filter((_, i) => i % every === 0), name }];
}

/** The first keys of all partitions but the first, ascending and different. */
export function cut(encoded: Uint8Array, partitions: number): Uint8Array[] {
  const keys: Uint8Array[] = [];
  for (let at = 0; at < encoded.length; ) {
    const end = keyEnd(encoded, at);
    keys.push(encoded.slice(at, end));
    at = end;
  }
  const compare = (a: Uint8Array, b: Uint8Array): number => compareBytes(a, 0, a.length, b, 0, b.length);
  keys.sort(compare);
  const boundaries: Uint8Array[] = [];
  for (let p = 1; p < partitions; p++) {
    const key = keys[Math.floor((p * keys.length) / partitions)];
    const last = boundaries.at(-1);
    if (key !== undefined && (last === undefined || compare(key, last) > 0)) boundaries.push(key);
  }
  return boundaries;
}
