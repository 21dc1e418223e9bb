/** Sums over tasks, as the report wants them. */
import type { PhaseStats, StepStats } from "../../report/index.js";
import type { Timed } from "./task-record.js";
import type { MapTaskResult, ReduceTaskResult, TaskResult } from "./task-spec.js";

/** @param before the tasks, by their numbers, that an earlier run had done: their time isn't this one's */
export function phaseStats(
  results: readonly Timed<TaskResult>[],
  attempts: number,
  seconds: number,
  before: ReadonlyMap<number, unknown>,
): PhaseStats {
  const sum = (of: (result: Timed<TaskResult>) => number): number =>
    results.reduce((n, result) => n + of(result), 0);
  return {
    seconds,
    tasks: results.length,
    attempts,
    ...(before.size > 0 && { takenOver: before.size }),
    busySeconds: results.reduce((n, result, task) => (before.has(task) ? n : n + result.seconds), 0),
    recordsIn: sum((result) => result.recordsIn),
    recordsOut: sum((result) => result.recordsOut),
    bytesIn: sum((result) => result.bytesIn),
    spilledBytes: sum((result) => result.spilledBytes),
    skippedRecords: sum((result) =>
      "skipped" in result ? (result.skipped as readonly unknown[]).length : 0,
    ),
  };
}

/** Also of steps of which only the counts are left. */
export function stepStats(
  map: PhaseStats,
  maps: readonly MapTaskResult[],
  reduce: PhaseStats | undefined,
  reduces: readonly ReduceTaskResult[],
): StepStats {
  const shuffledBytes = maps.reduce((n, { output }) => n + (output?.stats.bytes ?? 0), 0);
  const shuffledRecords = maps.reduce((n, { output }) => n + (output?.stats.combinedRecords ?? 0), 0);
  return {
    map,
    ...(reduce && { reduce }),
    shuffledBytes,
    shuffledRecords,
    mapOutputRecords: map.recordsOut,
    partitions: reduces.map(({ bytesIn, recordsIn, hottest }) => ({
      bytes: bytesIn,
      records: recordsIn,
      hottest,
    })),
  };
}
