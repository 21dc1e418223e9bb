import { markdownTable, time } from "./markdown_table.js";
import { absences, type Entry, resultOf, resultsOf, versionLines } from "./race.js";

/** One thing that is asked for, and what was found. */
export interface Threshold {
  readonly row: string;
  readonly asked: string;
  readonly found: string;
  readonly met: boolean;
}

/** A row as these tables show it. */
export interface ShownRow {
  readonly work: { readonly title: string };
  readonly entries: readonly Entry[];
}

/** What a benchmark says of its rows. */
export interface Report {
  /** The first line. */
  readonly heading: string;
  readonly rows: readonly ShownRow[];
  /** What the first time is measured from and to. */
  readonly cold: string;
  readonly thresholds: readonly Threshold[];
  /** Lines about the rows. */
  readonly notes: readonly string[];
}

/** The report in Markdown, aligned so that it also reads well on a terminal. */
export function reportText({ heading, rows, cold, thresholds, notes }: Report): string {
  return [
    heading,
    "",
    ...versionLines(rows),
    "",
    ...measuredTables(rows, cold),
    "",
    ...thresholdTable(thresholds),
    "",
    ...notes,
    ...absenceNotes(rows),
    "",
    `${thresholds.filter(({ met }) => met).length} of ${thresholds.length} thresholds are met.`,
  ].join("\n");
}

/** Warm and cold times and memory, a column a peer. */
function measuredTables(rows: readonly ShownRow[], cold: string): string[] {
  const peers = [...new Set(rows.flatMap(({ entries }) => entries.map(({ peer }) => peer)))];
  const cells = (tell: (row: ShownRow, peer: string) => string) => [
    ["work", ...peers],
    ...rows.map((row) => [row.work.title, ...peers.map((peer) => tell(row, peer))]),
  ];
  return [
    "Warm, the median of the rounds:",
    "",
    ...markdownTable(cells((row, peer) => time(resultOf(row.entries, peer)?.warm))),
    "",
    `Cold, ${cold}:`,
    "",
    ...markdownTable(cells((row, peer) => time(resultOf(row.entries, peer)?.cold))),
    "",
    "The most megabytes of the process and its children:",
    "",
    ...markdownTable(cells((row, peer) => whole(resultOf(row.entries, peer)?.memory))),
  ];
}

function thresholdTable(thresholds: readonly Threshold[]): string[] {
  return [
    "What is asked for:",
    "",
    ...markdownTable([
      ["work", "asked", "found", ""],
      ...thresholds.map(({ row, asked, found, met }) => [row, asked, found, met ? "yes" : "falls short"]),
    ]),
  ];
}

/** In how many rounds the peer that took part in most did. */
export function roundsRun({ entries }: ShownRow): string {
  const rounds = Math.max(...resultsOf(entries).map(({ rounds }) => rounds.length));
  return rounds === 1 ? "one round" : `${rounds} rounds`;
}

/** A line a reason why peers are missing. */
function absenceNotes(rows: readonly ShownRow[]): string[] {
  const titled = rows.map(({ work, entries }) => ({ title: work.title, entries }));
  return absences(titled).map(({ peer, why, titles }) => `- without ${peer}: ${why} (${titles.join("; ")})`);
}

function whole(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "–" : value.toFixed(0);
}
