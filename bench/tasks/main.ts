import { loadavg } from "node:os";
import { textFiles } from "../../examples/word-count/text_files.js";
import { fetchCorpus } from "../../scripts/corpus.mjs";
import { PeerFailed } from "../harness/peer_process.js";
import { machine, replaceTable, writeResult } from "../harness/publish.js";
import { BadCommandLine, HELP, type Options, readOptions } from "./options.js";
import { PythonMissing, peersOf } from "./peers.js";
import { type Row, race } from "./race.js";
import { type Report, reportTable } from "./report.js";
import { works } from "./work.js";

function say(text: string): void {
  console.error(`bench: ${text}`);
}

async function main({ only, rounds, scale, write }: Options): Promise<void> {
  const folder = await fetchCorpus(say);
  const files = Math.round(textFiles(folder).paths.length * scale);
  const all = works(folder, files, scale);
  const wanted = all.filter(({ id }) => only === undefined || id.includes(only));
  if (wanted.length === 0) {
    throw new BadCommandLine(
      `no row's name contains ${JSON.stringify(only)}. They are:\n${all.map(({ id }) => id).join("\n")}`,
    );
  }
  const [load = 0] = loadavg();
  if (load > 0.5) say(`the machine is busy (load ${load.toFixed(1)}): the times will say little`);
  const rows: Row[] = [];
  for (const [index, work] of wanted.entries()) {
    const row = await race(work, peersOf(work), rounds);
    rows.push(row);
    const told = work.asked ? `${row.ratio.toFixed(2)} × ${work.asked.of}` : "done";
    say(`${index + 1}/${wanted.length} ${work.id}: ${told}`);
  }
  const report: Report = { date: new Date().toISOString().slice(0, 10), machine: machine(), rows };
  console.log(reportTable(report));
  if (!write) return;
  // The uneven row's durations follow from its title; the folder is this machine's.
  const published = rows.map(({ work: { folder: _, durations: __, ...work }, ...row }) => ({ work, ...row }));
  writeResult("tasks.json", `${JSON.stringify({ ...report, rows: published }, null, 2)}\n`);
  replaceTable("tasks", reportTable(report));
  say("bench/results/tasks.json and the tables in bench/README.md are new");
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await main(options);
} catch (error) {
  const expected = [BadCommandLine, PythonMissing, PeerFailed].some((known) => error instanceof known);
  console.error(expected && error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = error instanceof BadCommandLine ? 2 : 1;
}
