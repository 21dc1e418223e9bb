import { reportText, roundsRun } from "../harness/report_tables.js";
import type { Sizes } from "./data.js";
import type { Row } from "./race.js";
import { thresholdsOf } from "./thresholds.js";

/** Everything one run of the benchmark found; this is what is written as JSON. */
export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly sizes: Sizes;
  readonly rows: readonly Row[];
}

/** What was found, in Markdown. */
export function reportTable({ date, machine, sizes, rows }: Report): string {
  return reportText({
    heading: `${date}, ${machine}. ${rows[0]?.work.workers} threads of Spark (\`local[2]\`), DuckDB or workers each.`,
    rows,
    cold: "from the process's start until the first answer, with Spark's start",
    thresholds: rows.flatMap(thresholdsOf),
    notes: [
      `- the mails are ${megabytes(sizes.mails)}; the tables ${megabytes(sizes.text)} as csv, ${megabytes(sizes.parquet)} in Parquet as they are read`,
      ...rows.map((row) => `- ${row.work.title}: ${roundsRun(row)}`),
    ],
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toPrecision(3)} MB`;
}
