import { markdownTable, time } from "../harness/markdown_table.js";
import { absences, resultOf } from "../harness/race.js";
import { type BoundedLoop, LOOP_LIMITS, loopPasses } from "./bounded_loop.js";
import type { Row } from "./race.js";
import { passes, peersIn, type Report } from "./report.js";
import { FORMULAS } from "./work.js";

/** The report in Markdown, aligned so that it also reads well on a terminal. */
export function reportTable(report: Report): string {
  const { rows, loop, versions } = report;
  const others = peersIn(rows).filter((peer) => !["manycore", "NumPy"].includes(peer));
  const header = [
    "work",
    "size",
    "dtype",
    "manycore",
    "NumPy",
    "×",
    "asked",
    "",
    ...others,
    "cold",
    "cold NumPy",
    "MB",
    "MB NumPy",
  ];
  return [
    `${report.date}, ${report.machine}. BLAS on ${report.blasThreads} threads each.`,
    "",
    ...Object.entries(versions).map(([peer, version]) => `- ${peer}: ${version}`),
    "",
    "Time of one call, warm (median), and of the first call in a fresh process (cold); × is NumPy's time by",
    "manycore's, the median of the ratios within a round; MB is the most memory beyond the idle process.",
    "",
    ...markdownTable([header, ...rows.map((row) => cells(row, others))]),
    ...notes(rows),
    ...(loop ? ["", ...loopText(loop)] : []),
    "",
    summary(report),
  ].join("\n");
}

function cells(row: Row, others: readonly string[]): string[] {
  const { work, ratio } = row;
  const [ours, numpy] = [resultOf(row.entries, "manycore"), resultOf(row.entries, "NumPy")];
  const size = work.operation === "matmul" ? `${work.n}²` : work.n.toLocaleString("en-US");
  const passed = passes(row);
  return [
    FORMULAS[work.operation],
    size,
    work.dtype,
    time(ours?.warm),
    time(numpy?.warm),
    ratio.toFixed(2),
    work.least === undefined ? "" : work.least.toFixed(2),
    passed === undefined ? "" : passed ? "yes" : "falls short",
    ...others.map((peer) => time(resultOf(row.entries, peer)?.warm)),
    time(ours?.cold),
    time(numpy?.cold),
    (ours?.memory ?? Number.NaN).toFixed(0),
    (numpy?.memory ?? Number.NaN).toFixed(0),
  ];
}

function notes(rows: readonly Row[]): string[] {
  const named = rows.map(({ work, entries }) => ({ title: work.id, entries }));
  const lines = absences(named).map(({ peer, why, titles }) => `- ${peer}: ${why} (${titles.join(", ")})`);
  return lines.length === 0 ? [] : ["", ...lines];
}

function loopText(loop: BoundedLoop): string[] {
  const { steps, n, firstHundred, lastHundred, peak, budget, numpy } = loop;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
  const verdict = loopPasses(loop) ? "yes" : "falls short";
  return [
    `${steps.toLocaleString("en-US")} × (\`x = x.add(1)\`, read one element), ${megabytes(n * 8)} each, in one synchronous loop: ` +
      `${verdict}. A step takes ${time(firstHundred)} in the first hundred and ${time(lastHundred)} in the last ` +
      `(${(lastHundred / firstHundred).toFixed(2)}×, at most ${LOOP_LIMITS.slowdown}×; NumPy ${time(numpy)}). At most ${megabytes(peak)} ` +
      `resident; the budget of ${megabytes(budget)} plus ${megabytes(LOOP_LIMITS.memory)} is allowed.`,
  ];
}

function summary({ rows, loop }: Report): string {
  const verdicts = [...rows.map(passes), ...(loop ? [loopPasses(loop)] : [])].filter(
    (verdict) => verdict !== undefined,
  );
  const passed = verdicts.filter(Boolean).length;
  return `${passed} of ${verdicts.length} thresholds are met.`;
}
