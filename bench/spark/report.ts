import { markdownTable, time } from "../harness/markdown_table.js";
import { absences, resultOf, resultsOf, versionLines } from "../harness/race.js";
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

/** The report in Markdown, aligned so that it also reads well on a terminal. */
export function reportTable({ date, machine, sizes, rows }: Report): string {
  const peers = [...new Set(rows.flatMap(({ entries }) => entries.map(({ peer }) => peer)))];
  const cells = (tell: (row: Row, peer: string) => string) => [
    ["work", ...peers],
    ...rows.map((row) => [row.work.title, ...peers.map((peer) => tell(row, peer))]),
  ];
  const thresholds = rows.flatMap(thresholdsOf);
  return [
    `${date}, ${machine}. ${rows[0]?.work.workers} threads of Spark (\`local[2]\`), DuckDB or workers each.`,
    "",
    ...versionLines(rows),
    "",
    "Warm, the median of the rounds:",
    "",
    ...markdownTable(cells((row, peer) => time(resultOf(row.entries, peer)?.warm))),
    "",
    "Cold, from the process's start until the first answer, with Spark's start:",
    "",
    ...markdownTable(cells((row, peer) => time(resultOf(row.entries, peer)?.cold))),
    "",
    "The most megabytes of the process and its children:",
    "",
    ...markdownTable(cells((row, peer) => whole(resultOf(row.entries, peer)?.memory))),
    "",
    "What is asked for:",
    "",
    ...markdownTable([
      ["work", "asked", "found", ""],
      ...thresholds.map(({ row, asked, found, met }) => [row, asked, found, met ? "yes" : "falls short"]),
    ]),
    "",
    `- the mails are ${megabytes(sizes.mails)}; the tables ${megabytes(sizes.text)} as csv, ${megabytes(sizes.parquet)} in Parquet as they are read`,
    ...notes(rows),
    "",
    `${thresholds.filter(({ met }) => met).length} of ${thresholds.length} thresholds are met.`,
  ].join("\n");
}

function whole(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "–" : value.toFixed(0);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toPrecision(3)} MB`;
}

/** How often each row ran, and why a peer is missing. */
function notes(rows: readonly Row[]): string[] {
  const lines = rows.map(({ work, entries }) => {
    const rounds = Math.max(...resultsOf(entries).map(({ rounds }) => rounds.length));
    return `- ${work.title}: ${rounds === 1 ? "one round" : `${rounds} rounds`}`;
  });
  const titled = rows.map(({ work, entries }) => ({ title: work.title, entries }));
  for (const { peer, why, titles } of absences(titled))
    lines.push(`- without ${peer}: ${why} (${titles.join("; ")})`);
  return lines;
}
