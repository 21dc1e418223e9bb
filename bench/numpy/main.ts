import { loadavg } from "node:os";
import { type Peer, PeerFailed } from "../harness/peer_process.js";
import { machine, replaceTable, writeResult } from "../harness/publish.js";
import { type BoundedLoop, boundedLoop } from "./bounded_loop.js";
import { BadCommandLine, HELP, type Options, readOptions } from "./options.js";
import { BLAS_THREADS, findPeers, NumpyMissing } from "./peers.js";
import { type Row, race } from "./race.js";
import type { Report } from "./report.js";
import { reportChart } from "./report_chart.js";
import { reportTable } from "./report_table.js";
import { WORKS } from "./work.js";

function say(text: string): void {
  console.error(`bench: ${text}`);
}

async function main({ only, pace, loop, write }: Options): Promise<void> {
  const works = WORKS.filter(({ id }) => only === undefined || id.includes(only));
  const withLoop = only === undefined || only === "loop";
  if (works.length === 0 && !withLoop) {
    throw new BadCommandLine(
      `no row's name contains ${JSON.stringify(only)}. They are:\n${WORKS.map(({ id }) => id).join("\n")}`,
    );
  }
  const [load = 0] = loadavg();
  if (load > 0.5) say(`the machine is busy (load ${load.toFixed(1)}): the times will say little`);
  const peers = await findPeers(say);
  const rows: Row[] = [];
  for (const [index, work] of works.entries()) {
    const row = await race(work, peers, pace);
    rows.push(row);
    say(`${index + 1}/${works.length} ${work.id}: ${row.ratio.toFixed(2)} × NumPy's speed`);
  }
  const bounded = withLoop ? await runLoop(peers, loop) : undefined;
  const report: Report = {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    versions: versionsIn(rows),
    blasThreads: BLAS_THREADS,
    rows,
    ...(bounded ? { loop: bounded } : {}),
  };
  console.log(reportTable(report));
  if (write) save(report);
}

async function runLoop(peers: readonly Peer[], { n, steps }: Options["loop"]): Promise<BoundedLoop> {
  say(`${steps} steps of x = x.add(1) on ${(n * 8) / 1e6} MB`);
  const [manycore, numpy] = peers;
  if (!manycore || !numpy) throw new NumpyMissing("the loop needs manycore and NumPy");
  return await boundedLoop(manycore, numpy, n, steps);
}

function save(report: Report): void {
  writeResult("numpy.json", `${JSON.stringify(report, null, 2)}\n`);
  writeResult("numpy.svg", reportChart(report));
  replaceTable("numpy", reportTable(report));
  say("bench/results/numpy.json, numpy.svg and the table in bench/README.md are new");
}

function versionsIn(rows: readonly Row[]): Record<string, string> {
  const known = rows.flatMap(({ entries }) =>
    entries.flatMap((entry) => ("version" in entry ? [entry] : [])),
  );
  return Object.fromEntries(known.map(({ peer, version }) => [peer, version]));
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await main(options);
} catch (error) {
  const expected = [BadCommandLine, NumpyMissing, PeerFailed].some((known) => error instanceof known);
  console.error(expected && error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = error instanceof BadCommandLine ? 2 : 1;
}
