/** One step: a map task over all that comes in, then a reduce task for each reducer, one after the other. */
import type { Pair, StepPlan } from "../../job/index.js";
import type { PhaseStats, StepStats } from "../../report/index.js";
import { combined } from "./combine.js";
import { partitioned, sorted } from "./groups.js";
import { bytesOf, type Item, pairsOf } from "./items.js";
import type { Mapped } from "./map-task.js";
import { reduceTask } from "./reduce-task.js";
import { failure, type StepContext } from "./task.js";

export interface StepResult {
  /** What each reducer gave; a step without reducers has one part. */
  readonly parts: readonly Pair[][];
  readonly stats: StepStats;
}

/** @param map reads what comes in */
export async function runStep(context: StepContext, map: () => Promise<Mapped>): Promise<StepResult> {
  const { plan, index } = context;
  const step = plan.steps[index] as StepPlan;
  const mapping = watch();
  const { items: mapped, stats } = await map();
  const items = step.combiner === undefined ? mapped : combined(context, mapped);
  const shuffled = { shuffledBytes: bytesOf(items), shuffledRecords: items.length };
  const mapStats: PhaseStats = { ...stats, ...mapping(), recordsOut: items.length };
  if (step.reducer === undefined) {
    return {
      parts: [pairsOf(items)],
      stats: {
        map: mapStats,
        shuffledBytes: 0,
        shuffledRecords: 0,
        mapOutputRecords: mapped.length,
        partitions: [],
      },
    };
  }
  const reducing = watch();
  const reducers = step.reducers ?? plan.reducers ?? 1;
  const parts: Pair[][] = [];
  const partitions: StepStats["partitions"][number][] = [];
  for (const part of shuffle(context, items, reducers)) {
    const reduced = await reduceTask(context, part);
    parts.push(reduced.pairs);
    partitions.push(reduced.stats);
    context.onProgress({ map: 1, reduce: parts.length / reducers, records: part.length });
  }
  const reduce: PhaseStats = {
    ...reducing(),
    tasks: reducers,
    attempts: reducers,
    recordsIn: items.length,
    recordsOut: parts.flat().length,
    bytesIn: shuffled.shuffledBytes,
    spilledBytes: 0,
    skippedRecords: 0,
  };
  return {
    parts,
    stats: { map: mapStats, reduce, ...shuffled, mapOutputRecords: mapped.length, partitions },
  };
}

/** @throws JobFailedError for keys that can't be ordered, or a partitioner that gives no reducer */
function shuffle(context: StepContext, items: readonly Item[], reducers: number): Item[][] {
  const step = context.plan.steps[context.index] as StepPlan;
  try {
    return partitioned(sorted(items, step), step, reducers);
  } catch (error) {
    throw failure(context, "sorting", "", error);
  }
}

function watch(): () => { seconds: number; busySeconds: number } {
  const started = performance.now();
  return () => {
    const seconds = (performance.now() - started) / 1000;
    return { seconds, busySeconds: seconds };
  };
}
