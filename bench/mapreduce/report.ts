import { markdownTable, time } from "../harness/markdown_table.js";
import { absences, resultOf, resultsOf, versionLines } from "../harness/race.js";
import type { Row } from "./race.js";
import { megabytes, thresholdsOf, throughput } from "./thresholds.js";

/** Everything one run of the benchmark found; this is what is written as JSON. */
export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

/** The report in Markdown, aligned so that it also reads well on a terminal. */
export function reportTable({ date, machine, rows }: Report): string {
  const peers = [...new Set(rows.flatMap(({ entries }) => entries.map(({ peer }) => peer)))];
  const cells = (tell: (row: Row, peer: string) => string) => [
    ["work", ...peers],
    ...rows.map((row) => [row.work.title, ...peers.map((peer) => tell(row, peer))]),
  ];
  const thresholds = rows.flatMap(thresholdsOf);
  return [
    `${date}, ${machine}. ${rows[0]?.work.workers} workers each.`,
    "",
    ...versionLines(rows),
    "",
    "Warm, the median of the rounds:",
    "",
    ...markdownTable(cells((row, peer) => time(resultOf(row.entries, peer)?.warm))),
    "",
    "Cold, from the process's start until the answer is there:",
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
    ...notes(rows),
    "",
    `${thresholds.filter(({ met }) => met).length} of ${thresholds.length} thresholds are met.`,
  ].join("\n");
}

function whole(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "–" : value.toFixed(0);
}

/** How much work each row is, what manycore moved, and why a peer is missing. */
function notes(rows: readonly Row[]): string[] {
  const lines = rows.map((row) => {
    const { title, input } = row.work;
    const rounds = Math.max(...resultsOf(row.entries).map(({ rounds }) => rounds.length));
    const size = `${megabytes(input.bytes)} in ${files(input.files)}`;
    const ours = resultOf(row.entries, "manycore");
    const speed = `${throughput(row, "manycore").toFixed(0)} MB/s`;
    const moved = `shuffled ${megabytes(ours?.shuffledBytes ?? 0)}, spilled ${megabytes(ours?.spilledBytes ?? 0)}`;
    return `- ${title}: ${size}, ${rounds === 1 ? "one round" : `${rounds} rounds`}; manycore ${speed}, ${moved}`;
  });
  const titled = rows.map(({ work, entries }) => ({ title: work.title, entries }));
  for (const { peer, why, titles } of absences(titled)) {
    lines.push(`- without ${peer}: ${why} (${titles.join("; ")})`);
  }
  return lines;
}

function files(count: number): string {
  return count === 1 ? "one file" : `${count.toLocaleString("en-US")} files`;
}
