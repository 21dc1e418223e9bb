import { markdownTable, time } from "../harness/markdown_table.js";
import { absences, resultsOf, versionLines } from "../harness/race.js";
import type { Result, Row } from "./race.js";
import { idealMilliseconds } from "./work.js";

/** Everything one run of the benchmark found; this is what is written as JSON. */
export interface Report {
  readonly date: string;
  readonly machine: string;
  readonly rows: readonly Row[];
}

const PEERS = ["manycore", "piscina", "tinypool", "Python", "one JS thread", "manycore, processes"];
/** In the column of the one thread, because it has none but the row of the array. */
const ALONE = ["one JS thread", "structuredClone"];

/** @returns `undefined` for a row without a threshold */
export function passes({ work, ratio }: Row): boolean | undefined {
  return work.asked && ratio >= work.asked.least;
}

/** The report in Markdown, aligned so that it also reads well on a terminal. */
export function reportTable({ date, machine, rows }: Report): string {
  const header = ["work", "n", "workers", ...PEERS, "×", "of", "asked", ""];
  const verdicts = rows.map(passes).filter((verdict) => verdict !== undefined);
  return [
    `${date}, ${machine}.`,
    "",
    ...versionLines(rows),
    "",
    "Warm, the median of the rounds; × is the named peer's time by manycore's, the median of the ratios within a round.",
    "",
    ...markdownTable([header, ...rows.map(speedCells)]),
    "",
    "The first time in a fresh process, the workers' start included, and the most memory of the process and its children:",
    "",
    ...markdownTable([
      ["work", ...PEERS.map((peer) => `cold: ${peer}`), ...PEERS.map((peer) => `MB: ${peer}`)],
      ...rows.map(costCells),
    ]),
    ...notes(rows),
    "",
    `${verdicts.filter(Boolean).length} of ${verdicts.length} thresholds are met.`,
  ].join("\n");
}

function speedCells(row: Row): string[] {
  const { work, ratio } = row;
  const passed = passes(row);
  return [
    work.title,
    work.n.toLocaleString("en-US"),
    `${work.workers}`,
    ...PEERS.map((peer) => time(resultOf(row, peer)?.warm)),
    ...(work.asked
      ? [ratio.toFixed(2), work.asked.of, `${work.asked.least}`, passed ? "yes" : "falls short"]
      : ["", "", "", ""]),
  ];
}

function costCells(row: Row): string[] {
  const results = PEERS.map((peer) => resultOf(row, peer));
  const megabytes = (result: Result | undefined) =>
    result && !Number.isNaN(result.memory) ? result.memory.toFixed(0) : "–";
  return [row.work.title, ...results.map((result) => time(result?.cold)), ...results.map(megabytes)];
}

function resultOf(row: Row, peer: string): Result | undefined {
  const names = peer === "one JS thread" ? ALONE : [peer];
  return resultsOf(row.entries).find(({ peer }) => names.includes(peer));
}

/** What the tables have no column for: the ideal, the slowest round trips, and why a peer is missing. */
function notes(rows: readonly Row[]): string[] {
  const lines = rows.flatMap((row) => {
    const { work, entries } = row;
    const slow = resultsOf(entries).flatMap(({ peer, p99 }) =>
      p99 === undefined ? [] : [`${peer} ${time(p99)}`],
    );
    return [
      ...(work.durations ? [`- ${work.title}: ideally ${time(idealMilliseconds(work))}`] : []),
      ...(slow.length > 0 ? [`- ${work.title}, 99th percentile: ${slow.join(", ")}`] : []),
    ];
  });
  const titled = rows.map(({ work, entries }) => ({ title: work.title, entries }));
  for (const { peer, why, titles } of absences(titled)) {
    lines.push(`- without ${peer}: ${why} (${titles.join("; ")})`);
  }
  return lines.length === 0 ? [] : ["", ...lines];
}
