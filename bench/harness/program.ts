import { loadavg } from "node:os";
import { BadCommandLine, type Options, readOptions } from "./options.js";
import { PeerFailed } from "./peer_process.js";

/** What a race lacks altogether, such as the peer that it is held against; the message says how to get it. */
export class PeerMissing extends Error {
  override readonly name = "PeerMissing";
}

/** The machine that is quiet has a load below this. */
const BUSY = 0.5;

/** What `bench/NAME/main.ts` does: reads the command line, runs the race and tells mistakes in a line. */
export async function runBenchmark(help: string, main: (options: Options) => Promise<void>): Promise<void> {
  try {
    const options = readOptions(process.argv.slice(2), help);
    if (options.help) {
      console.log(help);
      return;
    }
    const [load = 0] = loadavg();
    if (load > BUSY) say(`the machine is busy (load ${load.toFixed(1)}): the times will say little`);
    await main(options);
  } catch (error) {
    const expected = [BadCommandLine, PeerMissing, PeerFailed].some((known) => error instanceof known);
    console.error(expected && error instanceof Error ? `${error.name}: ${error.message}` : error);
    process.exitCode = error instanceof BadCommandLine ? 2 : 1;
  }
}

/** On standard error, because the table goes to standard output. */
export function say(text: string): void {
  console.error(`bench: ${text}`);
}

/** The day of a report. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
