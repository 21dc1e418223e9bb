import { resultOf } from "../harness/race.js";
import { reportText, roundsRun } from "../harness/report_tables.js";
import type { Row } from "./race.js";
import { megabytes, thresholdsOf, throughput } from "./thresholds.js";

/** Everything one run of the benchmark found; this is what is written as JSON. */
export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** What was found, in Markdown. */
export function reportTable({ date, machine, rows }: Report): string {
  return reportText({
    heading: `${date}, ${machine}. ${rows[0]?.work.workers} workers each.`,
    rows,
    cold: "from the process's start until the answer is there",
    thresholds: rows.flatMap(thresholdsOf),
    notes: rows.map(note),
  });
}

/** How much work a row is, and what manycore moved. */
function note(row: Row): string {
  const { title, input } = row.work;
  const size = `${megabytes(input.bytes)} in ${files(input.files)}`;
  const ours = resultOf(row.entries, "manycore");
  const speed = `${throughput(row, "manycore").toFixed(0)} MB/s`;
  const moved = `shuffled ${megabytes(ours?.shuffledBytes ?? 0)}, spilled ${megabytes(ours?.spilledBytes ?? 0)}`;
  return `- ${title}: ${size}, ${roundsRun(row)}; manycore ${speed}, ${moved}`;
}

function files(count: number): string {
  return count === 1 ? "one file" : `${count.toLocaleString("en-US")} files`;
}
