import { reportText, roundsRun } from "../harness/report_tables.js";
import type { Row } from "./race.js";
import { thresholdsOf } from "./thresholds.js";

/** Everything one run of the benchmark found; this is what is written as JSON. */
export interface Report {
  readonly date: string;
  readonly machine: string;
  /** What the GPU calls itself. */
  readonly gpu: string;
  readonly rows: readonly Row[];
}

/** What was found, in Markdown. */
export function reportTable({ date, machine, gpu, rows }: Report): string {
  return reportText({
    heading: `${date}, ${machine}. GPU: ${gpu}.`,
    rows,
    cold: "the first time in a fresh process, with compiling",
    thresholds: rows.flatMap(thresholdsOf),
    notes: rows.map((row) => `- ${row.work.title}: ${roundsRun(row)}`),
  });
}
