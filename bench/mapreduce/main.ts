import { fetchCorpus } from "../../scripts/corpus.mjs";
import { ROUNDS, wantedRows } from "../harness/options.js";
import { runBenchmark, say, today } from "../harness/program.js";
import { machine, replaceTable, writeResult } from "../harness/publish.js";
import { temporaryFolder } from "../harness/temporary_folder.js";
import { makeData } from "./data.js";
import { findPeers } from "./peers.js";
import { type Row, raceJobs } from "./race.js";
import { type Report, reportTable } from "./report.js";
import { thresholdsOf } from "./thresholds.js";
import { works } from "./work.js";

const HELP = `npm run bench mapreduce -- [options]

Races manycore's MapReduce, mrjob, PySpark's RDD, Python's Pool, one JavaScript thread and GNU sort. A whole run takes
about 40 minutes and 6 GB of disk and wants a calm machine; it replaces bench/results/mapreduce.json and the tables in
bench/README.md. The first one fetches PySpark (460 MB), which needs Java 17 or 21, and writes 2 GB of inputs.

  --quick      a hundredth of the data, nothing written: looks whether everything runs
  --only TEXT  only the rows whose name contains TEXT ("words", "×32", "sort", "shuffled"); nothing written
  --rounds N   rounds a row (${ROUNDS}; the rows of a gigabyte have at most 3)
  --help       print this
`;
const QUICK_SCALE = 0.01;

await runBenchmark(HELP, async ({ only, rounds, quick, write }) => {
  const peers = await findPeers(say);
  const data = await makeData(await fetchCorpus(say), peers.python, quick ? QUICK_SCALE : 1, say);
  const wanted = wantedRows(works(data, temporaryFolder(data.folder), rounds), only);
  const rows: Row[] = [];
  for (const [index, work] of wanted.entries()) {
    const row = await raceJobs(work, peers.of(work), peers.absentOf(work), rounds);
    rows.push(row);
    const told = thresholdsOf(row).map(({ found, asked }) => `${found} (asked: ${asked})`);
    say(`${index + 1}/${wanted.length} ${work.id}: ${told.join("; ") || "done"}`);
  }
  const report: Report = { date: today(), machine: machine(), rows };
  console.log(reportTable(report));
  if (!write) return;
  writeResult("mapreduce.json", `${JSON.stringify({ ...report, rows: rows.map(published) }, null, 2)}\n`);
  replaceTable("mapreduce", reportTable(report));
  say("bench/results/mapreduce.json and the tables in bench/README.md are new");
});

/** Paths are this machine's. */
function published({ work, ...row }: Row) {
  const { pattern, temp, input, ...rest } = work;
  return { work: { ...rest, input: { files: input.files, bytes: input.bytes } }, ...row };
}
