import { wantedRows } from "../harness/options.js";
import { runBenchmark, say, today } from "../harness/program.js";
import { machine, replaceTable, writeResult } from "../harness/publish.js";
import { resultsOf } from "../harness/race.js";
import { findPeers } from "./peers.js";
import { type Row, raceKernels } from "./race.js";
import { type Report, reportTable } from "./report.js";
import { thresholdsOf } from "./thresholds.js";
import { works } from "./work.js";

const HELP = `npm run bench gpu -- [options]

Races compiled functions and kernels: on vector lanes, on the GPU (WebGPU; a software one without a driver, where only overheads
and ratios count), in the simulator, beside a loop in one thread and NumPy. A whole run takes about 5 minutes and wants a calm
machine; it replaces bench/results/gpu.json and the tables in bench/README.md.

  --quick      a hundredth of the data, nothing written: looks whether everything runs
  --only TEXT  only the rows whose name contains TEXT ("branch", "kernel", "read-back"); nothing written
  --rounds N   rounds a row
  --help       print this
`;
const QUICK_SCALE = 0.01;

await runBenchmark(HELP, async ({ only, rounds, quick, write }) => {
  const peers = findPeers();
  const wanted = wantedRows(works(quick ? QUICK_SCALE : 1), only);
  const rows: Row[] = [];
  for (const [index, work] of wanted.entries()) {
    const row = await raceKernels(work, peers.of(work), peers.absentOf(work), rounds);
    rows.push(row);
    const told = thresholdsOf(row).map(({ asked, found }) => `${asked}: ${found}`);
    say(`${index + 1}/${wanted.length} ${work.id}: ${told.join("; ") || "done"}`);
  }
  const gpu = rows.flatMap(({ entries }) => resultsOf(entries)).find(({ peer }) => peer === "GPU");
  const report: Report = { date: today(), machine: machine(), gpu: gpu?.version ?? "none", rows };
  console.log(reportTable(report));
  if (!write) return;
  writeResult("gpu.json", `${JSON.stringify(report, null, 2)}\n`);
  replaceTable("gpu", reportTable(report));
  say("bench/results/gpu.json and the tables in bench/README.md are new");
});
