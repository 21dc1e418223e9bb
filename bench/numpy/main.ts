import { type Options, ROUNDS, wantedRows } from "../harness/options.js";
import type { Peer } from "../harness/peer_process.js";
import { PeerMissing, runBenchmark, say, today } from "../harness/program.js";
import { machine, replaceTable, writeResult } from "../harness/publish.js";
import { resultsOf } from "../harness/race.js";
import { type BoundedLoop, boundedLoop } from "./bounded_loop.js";
import { BLAS_THREADS, findPeers } from "./peers.js";
import { type Row, raceArrays } from "./race.js";
import type { Report } from "./report.js";
import { reportChart } from "./report_chart.js";
import { reportTable } from "./report_table.js";
import { WORKS } from "./work.js";

const HELP = `npm run bench numpy -- [options]

Races manycore, NumPy, numpy-ts, a loop over typed arrays and a plain Array. A whole run takes about 15 minutes and
wants a calm machine; it replaces bench/results/numpy.json and .svg and the table in bench/README.md.

  --quick      short rounds, a short loop, nothing written: looks whether everything runs
  --only TEXT  only the rows whose name contains TEXT ("matmul", "float32 1000", "loop"); nothing written
  --rounds N   rounds a row (${ROUNDS})
  --help       print this
`;
/** How long each peer runs in a round, in milliseconds. */
const SLICE_MS = 250;
const QUICK_SLICE_MS = 20;
/** Elements and steps of the synchronous loop. */
const LOOP = { n: 1e7, steps: 10_000 };
const QUICK_LOOP = { ...LOOP, steps: 200 };

await runBenchmark(HELP, async ({ only, rounds, quick, write }: Options) => {
  const works = WORKS.filter(({ id }) => only === undefined || id.includes(only));
  const withLoop = only === undefined || only === "loop";
  if (works.length === 0 && !withLoop) wantedRows([...WORKS, { id: "loop" }], only);
  const peers = await findPeers(say);
  const pace = { rounds, milliseconds: quick ? QUICK_SLICE_MS : SLICE_MS };
  const rows: Row[] = [];
  for (const [index, work] of works.entries()) {
    const row = await raceArrays(work, peers, pace);
    rows.push(row);
    say(`${index + 1}/${works.length} ${work.id}: ${row.ratio.toFixed(2)} × NumPy's speed`);
  }
  const bounded = withLoop ? await runLoop(peers, quick ? QUICK_LOOP : LOOP) : undefined;
  const report: Report = {
    date: today(),
    machine: machine(),
    versions: versionsIn(rows),
    blasThreads: BLAS_THREADS,
    rows,
    ...(bounded ? { loop: bounded } : {}),
  };
  console.log(reportTable(report));
  if (write) save(report);
});

async function runLoop(peers: readonly Peer[], { n, steps }: typeof LOOP): Promise<BoundedLoop> {
  say(`${steps} steps of x = x.add(1) on ${(n * 8) / 1e6} MB`);
  const [manycore, numpy] = peers;
  if (!manycore || !numpy) throw new PeerMissing("the loop needs manycore and NumPy");
  return await boundedLoop(manycore, numpy, n, steps);
}

function save(report: Report): void {
  writeResult("numpy.json", `${JSON.stringify(report, null, 2)}\n`);
  writeResult("numpy.svg", reportChart(report));
  replaceTable("numpy", reportTable(report));
  say("bench/results/numpy.json, numpy.svg and the table in bench/README.md are new");
}

function versionsIn(rows: readonly Row[]): Record<string, string> {
  const results = rows.flatMap(({ entries }) => resultsOf(entries));
  return Object.fromEntries(results.map(({ peer, version }) => [peer, version]));
}
