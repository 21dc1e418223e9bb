/** Finds the key of a group by its number, for an error. */
import { makeJob, planSteps } from "../../job/index.js";
import { GroupMerger } from "../../shuffle/index.js";
import { memoryOf, release, releaseLent } from "./lent.js";
import { SpillFolder } from "./spill-folder.js";
import type { ReduceTaskSpec } from "./task-spec.js";

export type FindGroupSpec = Pick<
  ReduceTaskSpec,
  "job" | "root" | "makesRoot" | "folder" | "work" | "partition" | "runs"
> & {
  readonly group: number;
};

/** Runs in a worker. @returns undefined when there is no such group */
export function findGroup(spec: FindGroupSpec): { readonly key: unknown } | undefined {
  releaseLent();
  const { Job, options, step } = spec.job;
  const { sortValues, groupingKey } = planSteps(makeJob(Job, options))[step]!;
  const merger = new GroupMerger(spec.runs, spec.partition, {
    memory: spec.work,
    sortValues,
    groupingKey,
    spill: new SpillFolder(spec.root, spec.folder, spec.makesRoot),
  });
  try {
    for (let group = 0; merger.next(); group++) if (group === spec.group) return { key: merger.key };
    return undefined;
  } finally {
    merger.close();
    for (const bytes of memoryOf(spec.runs)) release(bytes);
  }
}
