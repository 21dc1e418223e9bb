/** What a job says of itself, out of what its tasks said. */
import type { PhaseStats, StepPlan, StepStats } from "../../mapreduce/for-runners.js";
import type { PhaseNote } from "./job-program.js";

export function stepStats({ index, reducer }: StepPlan, notes: readonly PhaseNote[]): StepStats {
  const maps = notes.filter(({ kind, step }) => kind === "map" && step === index);
  const reduces = notes
    .filter(({ kind, step }) => kind === "reduce" && step === index)
    .sort((a, b) => a.task - b.task);
  const map = phaseStats(maps);
  if (reducer === undefined)
    return { map, shuffledBytes: 0, shuffledRecords: 0, mapOutputRecords: map.recordsOut, partitions: [] };
  return {
    map,
    reduce: phaseStats(reduces),
    shuffledBytes: sum(maps, "shuffledBytes"),
    shuffledRecords: sum(maps, "shuffledRecords"),
    mapOutputRecords: map.recordsOut,
    partitions: reduces.map(({ bytesIn, recordsIn, hottest }) => ({
      bytes: bytesIn,
      records: recordsIn,
      hottest,
    })),
  };
}

/** Attempts that didn't count say nothing, so each task has one; and what Spark puts on its disks is its own affair. */
function phaseStats(notes: readonly PhaseNote[]): PhaseStats {
  return {
    seconds: notes.reduce((most, { seconds }) => Math.max(most, seconds), 0),
    tasks: notes.length,
    attempts: notes.length,
    busySeconds: sum(notes, "seconds"),
    recordsIn: sum(notes, "recordsIn"),
    recordsOut: sum(notes, "recordsOut"),
    bytesIn: sum(notes, "bytesIn"),
    spilledBytes: 0,
    skippedRecords: notes.reduce((all, { skipped }) => all + skipped.length, 0),
  };
}

type Amount = "seconds" | "recordsIn" | "recordsOut" | "bytesIn" | "shuffledBytes" | "shuffledRecords";

function sum(notes: readonly PhaseNote[], of: Amount): number {
  return notes.reduce((all, note) => all + note[of], 0);
}
