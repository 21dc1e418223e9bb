import { markdownTable, time } from "./markdown_table.js";
import { absences, type Entry, resultOf, resultsOf } from "./race.js";

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

/** Warm and cold times and memory, a column a peer. @param cold what the first time is measured from and to */
export function measuredTables(rows: readonly ShownRow[], cold: string): string[] {
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

export function thresholdTable(thresholds: readonly Threshold[]): string[] {
  return [
    "What is asked for:",
    "",
    ...markdownTable([
      ["work", "asked", "found", ""],
      ...thresholds.map(({ row, asked, found, met }) => [row, asked, found, met ? "yes" : "falls short"]),
    ]),
  ];
}

export function thresholdsMet(thresholds: readonly Threshold[]): string {
  return `${thresholds.filter(({ met }) => met).length} of ${thresholds.length} thresholds are met.`;
}

/** In how many rounds the peer that took part in most did. */
export function roundsRun({ entries }: ShownRow): string {
  const rounds = Math.max(...resultsOf(entries).map(({ rounds }) => rounds.length));
  return rounds === 1 ? "one round" : `${rounds} rounds`;
}

/** A line a reason why peers are missing. */
export function absenceNotes(rows: readonly ShownRow[]): string[] {
  const titled = rows.map(({ work, entries }) => ({ title: work.title, entries }));
  return absences(titled).map(({ peer, why, titles }) => `- without ${peer}: ${why} (${titles.join("; ")})`);
}

function whole(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "–" : value.toFixed(0);
}
