import { availableParallelism, cpus } from "node:os";
import { AnswersDiffer } from "./compare.js";
import { BadCommandLine, HELP, type Options, readOptions } from "./options.js";
import { progressOn, silence } from "./progress.js";
import type { Flights } from "./question.js";
import { FlightsNotReadable, flightsFile, readFlights } from "./read_flights.js";
import type { Report } from "./stage.js";
import { STAGES } from "./stages.js";

const TITLE = "How late are flights, and does distance or the hour matter?";
const SOURCE = "U.S. Bureau of Transportation Statistics, on-time performance, in vega-datasets";
/** No way of computing is asked again once it has had so long; the whole job should take less than a minute. */
const PATIENCE_MS = 5000;

async function main(options: Options): Promise<void> {
  const begin = performance.now();
  const progress = options.json ? silence : progressOn(process.stderr);
  progress.begin("reading flights");
  const flights = await readFlights(flightsFile(), options.rows, progress.update);
  progress.end(`${flights.delay.length.toLocaleString("en-US")} from ${flights.from} to ${flights.to}`);

  const patience = { runs: options.runs, milliseconds: PATIENCE_MS };
  const reports: [name: string, report: Report][] = [];
  const circumstances = { progress, patience, embedded: options.embedded };
  for (const stage of STAGES) reports.push([stage.name, await stage.run(flights, circumstances)]);

  const seconds = (performance.now() - begin) / 1000;
  if (options.json) {
    const stages = Object.fromEntries(reports.map(([name, { json }]) => [name, json]));
    console.log(
      JSON.stringify(
        { question: TITLE, data: dataJson(flights), machine: machine(), stages, seconds },
        null,
        2,
      ),
    );
    return;
  }
  console.log(`\n${TITLE}\n${SOURCE}\n`);
  for (const [, { text }] of reports) console.log(`${text.join("\n")}\n`);
  const { cpu, cores, node } = machine();
  console.log(`${seconds.toFixed(1)} s in all, on ${cores} cores (${cpu}), Node ${node}.`);
}

function dataJson({ delay, inFile, from, to }: Flights): object {
  return { source: SOURCE, rows: delay.length, rowsInFile: inFile, from, to };
}

function machine(): { cpu: string; cores: number; node: string; platform: string } {
  return {
    cpu: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** What a person can mend is told in a line; anything else is a mistake of ours and needs its stack. */
function tell(error: unknown): void {
  const expected = [BadCommandLine, FlightsNotReadable, AnswersDiffer].some(
    (known) => error instanceof known,
  );
  console.error(expected && error instanceof Error ? `${error.name}: ${error.message}` : error);
  process.exitCode = error instanceof BadCommandLine ? 2 : 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await main(options);
} catch (error) {
  tell(error);
}
