import { textFiles } from "../../examples/word-count/text_files.js";
import { fetchCorpus } from "../../scripts/corpus.mjs";
import { ROUNDS, wantedRows } from "../harness/options.js";
import { runBenchmark, say, today } from "../harness/program.js";
import { machine, replaceTable, writeResult } from "../harness/publish.js";
import { peersOf } from "./peers.js";
import { type Row, raceTasks } from "./race.js";
import { type Report, reportTable } from "./report.js";
import { works } from "./work.js";

const HELP = `npm run bench tasks -- [options]

Races manycore's Pool and Queue, piscina, tinypool and Python's multiprocessing. A whole run takes about 10 minutes
and wants a calm machine; it replaces bench/results/tasks.json and the table in bench/README.md.

  --quick      a hundredth of the work, nothing written: looks whether everything runs
  --only TEXT  only the rows whose name contains TEXT ("apply", "queue", "words"); nothing written
  --rounds N   rounds a row (${ROUNDS})
  --help       print this
`;
const QUICK_SCALE = 0.01;

await runBenchmark(HELP, async ({ only, rounds, quick, write }) => {
  const scale = quick ? QUICK_SCALE : 1;
  const folder = await fetchCorpus(say);
  const files = Math.round(textFiles(folder).paths.length * scale);
  const wanted = wantedRows(works(folder, files, scale), only);
  const rows: Row[] = [];
  for (const [index, work] of wanted.entries()) {
    const row = await raceTasks(work, peersOf(work), rounds);
    rows.push(row);
    const told = work.asked ? `${row.ratio.toFixed(2)} × ${work.asked.of}` : "done";
    say(`${index + 1}/${wanted.length} ${work.id}: ${told}`);
  }
  const report: Report = { date: today(), machine: machine(), rows };
  console.log(reportTable(report));
  if (!write) return;
  // The uneven row's durations follow from its title; the folder is this machine's.
  const published = rows.map(({ work: { folder: _, durations: __, ...work }, ...row }) => ({ work, ...row }));
  writeResult("tasks.json", `${JSON.stringify({ ...report, rows: published }, null, 2)}\n`);
  replaceTable("tasks", reportTable(report));
  say("bench/results/tasks.json and the tables in bench/README.md are new");
});
