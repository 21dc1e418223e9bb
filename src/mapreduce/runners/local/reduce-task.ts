/** A reduce task, as a worker runs it: merges the runs of its partition, calls the reducer for each group, writes what it yields. */
import { atKillPoint } from "../../../events/index.js";
import type { Emit, StepRun } from "../../job/index.js";
import { GroupMerger, type GroupMergerOptions } from "../../shuffle/index.js";
import { lend, memoryOf, release, releaseLent } from "./lent.js";
import { PairStore } from "./pair-store.js";
import type { ProgressWriter } from "./progress-words.js";
import { TaskRun } from "./task-run.js";
import type { ReduceTaskResult, ReduceTaskSpec } from "./task-spec.js";

/** The driver's line of progress needs no more. */
const GROUPS_A_REPORT = 1024;
const VALUES_A_TICK = 1024;

/** Runs in a worker. It travels there by its name. */
export async function runReduceTask(spec: ReduceTaskSpec): Promise<ReduceTaskResult> {
  releaseLent();
  try {
    return await reduce(spec);
  } finally {
    for (const bytes of memoryOf(spec.runs)) release(bytes);
  }
}

async function reduce(spec: ReduceTaskSpec): Promise<ReduceTaskResult> {
  const task = new TaskRun(spec);
  const { progress, run } = task;
  atKillPoint?.("reduce.begin");
  const output = task.output(spec.target);
  let recordsOut = 0;
  const emit: Emit = (key, value) => {
    progress.tick();
    output.write(key, value);
    recordsOut++;
  };
  let merger: GroupMerger | undefined;
  try {
    const options = {
      memory: spec.work,
      sortValues: run.plan.sortValues,
      groupingKey: run.plan.groupingKey,
      combine: combinerOf(run),
      spill: task.folder,
      onRead: () => progress.tick(),
    };
    merger = new TickingMerger(spec, options, progress);
    await task.calling(() => run.reduceStart(emit));
    atKillPoint?.("reduce.merged");
    let groups = 0;
    while (merger.next()) {
      progress.enter(groups);
      try {
        const pending = run.reduce(merger.key, merger.values, emit);
        if (pending !== undefined) await pending;
      } catch (error) {
        progress.failedIn(run.running);
        progress.failedAt(merger.key);
        throw error;
      }
      progress.leave();
      groups++;
      if (groups % GROUPS_A_REPORT === 0) {
        const { recordsRead, records, bytes } = merger.stats;
        progress.done(recordsRead, (bytes * recordsRead) / records);
        atKillPoint?.("reduce.groups");
      }
    }
    await task.calling(() => run.reduceEnd(emit));
    const { records, bytes, spilledBytes, hottest } = merger.stats;
    const pairs = output instanceof PairStore ? output.finish() : undefined;
    if (!(output instanceof PairStore)) output.finish();
    lend(memoryOf(pairs?.chunks));
    atKillPoint?.("reduce.end");
    return {
      counters: task.counters.toJSON(),
      recordsIn: records,
      recordsOut,
      bytesIn: bytes,
      spilledBytes: spilledBytes + (pairs?.fileBytes ?? 0),
      pairs,
      groups,
      hottest,
    };
  } finally {
    merger?.close();
    output.close();
    task.close();
  }
}

/** A group may have so many values that reading them takes longer than a task may be without progress. */
class TickingMerger extends GroupMerger {
  readonly #progress: ProgressWriter;
  #values = 0;

  constructor(spec: ReduceTaskSpec, options: GroupMergerOptions, progress: ProgressWriter) {
    super(spec.runs, spec.partition, options);
    this.#progress = progress;
  }

  override take(): unknown {
    if (++this.#values % VALUES_A_TICK === 0) this.#progress.tick();
    return super.take();
  }
}

/** For intermediate passes of the merge. One that has a beginning and an end of its own is only run by map tasks, which call those, too. */
function combinerOf(
  run: StepRun,
): ((key: unknown, values: Iterable<unknown>, emit: Emit) => void) | undefined {
  const { combiner, combinerInit, combinerFinal } = run.plan;
  if (combiner === undefined || combinerInit !== undefined || combinerFinal !== undefined) return undefined;
  return (key, values, emit) => run.combine(key, values, emit);
}
