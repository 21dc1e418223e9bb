/** Where a resumed job begins: as late as what lies in its folder allows. */
import type { SkippedRecord, StepPlan } from "../../job/index.js";
import type { StepStats } from "../../report/index.js";
import type { JobFolder } from "./job-folder.js";
import type { Recorded, RecordedLines, StepLine } from "./manifest.js";
import type { PairPart } from "./pair-store.js";
import { phaseStats, stepStats } from "./step-stats.js";
import { type AnyResult, countsOf, foldersOf, fromRecord, type Timed } from "./task-record.js";
import type { MapTaskResult, ReduceTaskResult, TaskResult } from "./task-spec.js";

/** What of a step was done before. */
export interface RecordedStep {
  readonly line: StepLine | undefined;
  readonly maps: ReadonlyMap<number, Timed<MapTaskResult>>;
  readonly reduces: ReadonlyMap<number, Timed<ReduceTaskResult>>;
}

/** A step of which nothing has to be run. */
export interface DoneStep {
  readonly results: readonly Timed<TaskResult>[];
  readonly skipped: readonly SkippedRecord[];
  readonly stats: StepStats;
}

export interface ResumePoint {
  /** Steps before this one are done. */
  readonly step: number;
  readonly done: readonly DoneStep[];
  /** The output of the last of them, as far as it is read again. */
  readonly parts: readonly PairPart[];
  readonly recorded: readonly RecordedStep[];
}

const NOTHING: RecordedStep = { line: undefined, maps: new Map(), reduces: new Map() };

/** A job from its beginning. */
export function fromTheBeginning(steps: number): ResumePoint {
  return { step: 0, done: [], parts: [], recorded: Array.from({ length: steps }, () => NOTHING) };
}

/**
 * Goes back from the last step to the first whose input isn't needed, because its map phase is done, or is there. Removes what attempts have left that
 * count for nothing.
 */
export function resumePoint(
  recorded: Recorded,
  steps: readonly StepPlan[],
  folder: JobFolder,
  hasOutput: boolean,
): ResumePoint {
  const restored = steps.map((step, index) =>
    restore(recorded.steps[index], folder, hasOutput && index === steps.length - 1, step),
  );
  let first = steps.length;
  let parts: readonly PairPart[] | undefined;
  while (parts === undefined && first > 0) {
    const step = restored[first - 1]!;
    parts = step.output;
    if (parts !== undefined) break;
    first--;
    if (step.mapsThere || first === 0) parts = [];
  }
  const done = recorded.steps.slice(0, first).map((lines, index) => doneStep(lines, steps[index]!));
  const kept = restored.map(({ step, mapsThere }, index) => {
    if (index <= first || mapsThere) return step;
    // A step whose input is made again may be cut otherwise: in another order the pairs of a task are others. So are the samples of a total order,
    // and with them each part's keys.
    return steps[index]!.totalOrder ? NOTHING : { ...step, line: undefined, maps: new Map() };
  });
  const needed = [...kept.slice(first), ...(first > 0 ? [kept[first - 1]!] : [])];
  const results: AnyResult[] = needed.flatMap(({ maps, reduces }) => [...maps.values(), ...reduces.values()]);
  folder.keepOnly(new Set(results.flatMap((result) => foldersOf(result, folder.root))));
  return { step: first, done, parts: parts ?? [], recorded: kept };
}

interface Restored {
  readonly step: RecordedStep;
  /** All map tasks are done, and their runs are there. */
  readonly mapsThere: boolean;
  /** All tasks are done, and the output is there. */
  readonly output: readonly PairPart[] | undefined;
}

function restore(
  lines: RecordedLines | undefined,
  folder: JobFolder,
  isPart: boolean,
  plan: StepPlan,
): Restored {
  if (lines === undefined) return { step: NOTHING, mapsThere: false, output: undefined };
  const hasReducer = plan.reducer !== undefined;
  const there = <R extends AnyResult>(
    records: ReadonlyMap<number, unknown>,
    isLast: boolean,
  ): Map<number, R> => {
    const results = new Map<number, R>();
    for (const [task, record] of records) {
      const result =
        isPart && isLast && !folder.hasPart(task) ? undefined : fromRecord<R>(record, folder.root);
      if (result !== undefined) results.set(task, result);
    }
    return results;
  };
  const maps = there<Timed<MapTaskResult>>(lines.maps, !hasReducer);
  const reduces = there<Timed<ReduceTaskResult>>(lines.reduces, true);
  const step = { line: lines.line, maps, reduces };
  const [last, count] = hasReducer ? [reduces, lines.reduced] : [maps, lines.mapped];
  const isDone = count !== undefined && last.size === count;
  return {
    step,
    mapsThere: lines.mapped !== undefined && maps.size === lines.mapped,
    output: isDone
      ? inOrder<TaskResult>(last).flatMap(({ pairs }) => (pairs === undefined ? [] : [pairs]))
      : undefined,
  };
}

function doneStep(lines: RecordedLines, plan: StepPlan): DoneStep {
  const maps = inOrder(lines.maps).map((record) => countsOf<Timed<MapTaskResult>>(record));
  const reduces = inOrder(lines.reduces).map((record) => countsOf<Timed<ReduceTaskResult>>(record));
  const map = phaseStats(maps, maps.length, 0, lines.maps);
  const reduce =
    plan.reducer === undefined ? undefined : phaseStats(reduces, reduces.length, 0, lines.reduces);
  const skipped = maps.flatMap((result) => result.skipped);
  return { results: [...maps, ...reduces], skipped, stats: stepStats(map, maps, reduce, reduces) };
}

function inOrder<R>(results: ReadonlyMap<number, R>): R[] {
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
