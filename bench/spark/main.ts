import { fetchCorpus } from "../../scripts/corpus.mjs";
import { wantedRows } from "../harness/options.js";
import { runBenchmark, say, today } from "../harness/program.js";
import { machine, replaceTable, writeResult } from "../harness/publish.js";
import { temporaryFolder } from "../harness/temporary_folder.js";
import { makeData } from "./data.js";
import { findPeers } from "./peers.js";
import { type Row, raceEngines } from "./race.js";
import { type Report, reportTable } from "./report.js";
import { thresholdsOf } from "./thresholds.js";
import { works } from "./work.js";

const HELP = `npm run bench spark -- [options]

Races manycore's Spark, embedded and on a real Spark through Connect, with PySpark on local[2], and with DuckDB by itself. A whole run
takes about 20 minutes and wants a calm machine; it replaces bench/results/spark.json and the tables in bench/README.md. The
first one fetches PySpark (550 MB), which needs Java 17 or 21, and writes 500 MB of inputs.

  --quick      a hundredth of the data, nothing written: looks whether everything runs
  --only TEXT  only the rows whose name contains TEXT ("flights", "udf", "1 GB"); nothing written
  --rounds N   rounds a row, at most 5
  --help       print this
`;
const QUICK_SCALE = 0.01;
const ROUNDS = 5;

await runBenchmark(HELP, async ({ only, rounds: asked, quick, write }) => {
  const scale = quick ? QUICK_SCALE : 1;
  const rounds = Math.min(asked, ROUNDS);
  const peers = await findPeers(say);
  const data = await makeData(await fetchCorpus(say), scale, say);
  const wanted = wantedRows(works(data, scale, temporaryFolder(data.folder)), only);
  const rows: Row[] = [];
  for (const [index, work] of wanted.entries()) {
    const row = await raceEngines(work, peers.of(work), peers.absentOf(work), rounds);
    rows.push(row);
    const told = thresholdsOf(row).map(({ asked, found }) => `${asked}: ${found}`);
    say(`${index + 1}/${wanted.length} ${work.id}: ${told.join("; ") || "done"}`);
  }
  const report: Report = { date: today(), machine: machine(), sizes: data.sizes, rows };
  console.log(reportTable(report));
  if (!write) return;
  writeResult("spark.json", `${JSON.stringify({ ...report, rows: rows.map(published) }, null, 2)}\n`);
  replaceTable("spark", reportTable(report));
  say("bench/results/spark.json and the tables in bench/README.md are new");
});

/** Paths are this machine's, and the text of a question is in queries.ts. */
function published({ work, ...row }: Row) {
  const { input, temp, sql, ...rest } = work;
  return { work: rest, ...row };
}
