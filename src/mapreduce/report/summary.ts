import { bytesText, countOf, countText, secondsText, shareText } from "./amounts.js";
import { fitColumns, withoutControls } from "./one-line.js";
import { skewOf } from "./skew.js";
import type { JobStats, PartitionStats, PhaseStats, StepStats } from "./stats.js";

/** Keys are told when the most frequent one has so much of its partition: rarer ones don't explain anything. */
const HOT = 0.01;
/** A key in the summary takes no more columns. */
const KEY_COLUMNS = 32;
/** From here on the largest reducer keeps the others waiting, and a word of advice is due: if they have to wait at all. */
const UNEVEN = 2;
const WORTH_ADVICE_BYTES = 1_000_000;

/**
 * What a job did, in a few lines for a person: time a phase, records, bytes read, shuffled and spilled, how evenly the reducers were
 * loaded, and what one thread would have needed.
 *
 * The one-thread estimate is the sum of the tasks' running times. It leaves out what one thread wouldn't do (starting workers,
 * handing data over), so it favours the single thread (McSherry, Isard and Murray, "Scalability! But at what COST?", HotOS 2015).
 *
 * @returns lines without a line end after the last
 */
export function summarize(stats: JobStats): string {
  const { steps } = stats;
  return [
    ...steps.flatMap((step, index) => [
      ...(steps.length > 1 ? [`step ${index + 1} of ${steps.length}`] : []),
      ...stepLines(step),
    ]),
    ...totalLines(stats),
  ].join("\n");
}

function stepLines(step: StepStats): string[] {
  const { map, reduce, mapOutputRecords, shuffledRecords, shuffledBytes, partitions } = step;
  const lines = [phaseLine("map", map, mapOutputRecords)];
  if (reduce) {
    const combined =
      shuffledRecords < mapOutputRecords ? `, combined from ${countText(mapOutputRecords)}` : "";
    lines.push(
      `  shuffle  ${bytesText(shuffledBytes)}: ${countOf(shuffledRecords, "record")}${combined}`,
      phaseLine("reduce", reduce, reduce.recordsOut),
      ...skewLines(partitions),
    );
  }
  return lines;
}

function phaseLine(name: string, phase: PhaseStats, recordsOut: number): string {
  const { seconds, tasks, takenOver = 0, attempts, recordsIn, skippedRecords, spilledBytes } = phase;
  const again = attempts > tasks ? ` (${countText(attempts - tasks)} more attempts)` : "";
  const all = countOf(tasks, takenOver > 0 ? `${name} task` : "task");
  const done = takenOver > 0 ? `${countText(takenOver)} of ${all} taken over` : all;
  const parts = [
    `${secondsText(seconds)}, ${done}${again}`,
    `${countOf(recordsIn, "record")} in, ${countText(recordsOut)} out`,
  ];
  if (skippedRecords > 0) parts.push(`${countOf(skippedRecords, "bad record")} skipped`);
  if (spilledBytes > 0) parts.push(`${bytesText(spilledBytes)} spilled`);
  return `  ${name.padEnd(7)}  ${parts.join("; ")}`;
}

function skewLines(partitions: readonly PartitionStats[]): string[] {
  const skew = skewOf(partitions);
  if (!skew) return [];
  const { largest, ratio, empty } = skew;
  const partition = partitions[largest] as PartitionStats;
  const idle = empty > 0 ? `, ${empty} of ${partitions.length} empty` : "";
  const lines = [
    `  skew     largest of ${countOf(partitions.length, "partition")} (${largest}): ${ratio.toFixed(2)} × the mean, ` +
      `${bytesText(partition.bytes)}${idle}`,
  ];
  const { hottest, records } = partition;
  const hot = hottest.filter(({ records: own }) => own >= HOT * records);
  if (hot.length > 0) {
    const keys = hot.map(({ key, records: own }) => `${keyText(key)} ${shareText(own / records)}`);
    lines.push(`           its hottest keys: ${keys.join(", ")} of its records`);
  }
  if (ratio >= UNEVEN && partition.bytes >= WORTH_ADVICE_BYTES) {
    const one = hottest[0] !== undefined && hottest[0].records * 2 > records;
    const wayOut = one
      ? "one key has most of it: a combiner, or a first step over that key in parts, evens it out"
      : "more reducers, or a partitioner of your own, even it out";
    lines.push(`           ${wayOut}`);
  }
  return lines;
}

function totalLines({ steps, seconds, workers, bytesRead, spilledBytes }: JobStats): string[] {
  const phases = steps.flatMap(({ map, reduce }) => (reduce ? [map, reduce] : [map]));
  const busy = phases.reduce((sum, { busySeconds }) => sum + busySeconds, 0);
  const skipped = phases.reduce((sum, { skippedRecords }) => sum + skippedRecords, 0);
  const tasks = phases.reduce((sum, phase) => sum + phase.tasks, 0);
  const takenOver = phases.reduce((sum, phase) => sum + (phase.takenOver ?? 0), 0);
  const oneThread =
    `one thread would need about ${secondsText(busy)}` +
    (takenOver > 0 ? ` for the ${countOf(tasks - takenOver, "task")} that ran` : "") +
    (seconds > 0 ? ` (${(busy / seconds).toFixed(2)} × as long)` : "");
  const disk = spilledBytes > 0 ? bytesText(spilledBytes) : "nothing";
  const lines = [
    `read ${bytesText(bytesRead)}; temporary data on disk: ${disk}`,
    `${secondsText(seconds)} with ${countOf(workers, "worker")}; ` +
      (takenOver > 0 && takenOver === tasks ? "all tasks were taken over" : oneThread),
  ];
  if (skipped > 0) lines.push(`${countOf(skipped, "bad record")} skipped in all`);
  return lines;
}

function keyText(key: unknown): string {
  // A key is a JSON value save for the infinities, which JSON would call null.
  const text = typeof key === "number" ? String(key) : (JSON.stringify(key) ?? String(key));
  return fitColumns(withoutControls(text), KEY_COLUMNS);
}
