import { parseArgs } from "node:util";
import { cpuCount } from "manycore/multiprocessing";

export interface CommandLine {
  readonly help: boolean;
  readonly workers: number;
  /** File names a message; of the advanced program alone. */
  readonly batch: number;
  readonly context: "thread" | "process";
  readonly path: string;
}

/** The command line can't be understood; the message says what is allowed. */
export class BadCommandLine extends Error {
  override readonly name = "BadCommandLine";
}

const BATCH = 32;

/** @param program which of the two asks: only the advanced one has `-b` */
export function help(program: "easy" | "advanced"): string {
  const batch =
    program === "advanced" ? `  -b, --batch N     give a worker N file names at a time (${BATCH})\n` : "";
  return `Counts the words of every .txt under a folder, in parallel.

Usage: npx tsx examples/${program}-parallelization.ts [options] PATH

  -w, --workers N   count with N workers (as many as this program may use processors)
${batch}  --context WORD    workers are threads of this process or child processes: thread, process (thread)
  -h, --help        print this

Prints "Checksum: N", the sum of word length × count, and the ten most frequent words. A file that can't be read or
isn't UTF-8 is named on standard error, and the rest counted.
`;
}

/**
 * @param args what follows the program's name
 * @throws BadCommandLine
 */
export function readCommandLine(program: "easy" | "advanced", args: readonly string[]): CommandLine {
  const { values, positionals } = parse(program, args);
  const [path = "", ...more] = positionals;
  if (!values.help && (path === "" || more.length > 0)) {
    const given = positionals.length === 0 ? "no folder is given" : `${positionals.length} folders are given`;
    throw new BadCommandLine(
      `${path === "" && positionals.length > 0 ? "PATH is empty" : given}; it takes one.\n\n${help(program)}`,
    );
  }
  const { context = "thread" } = values;
  if (context !== "thread" && context !== "process") {
    throw new BadCommandLine(`--context is ${JSON.stringify(context)}; it is thread or process.`);
  }
  return {
    help: values.help ?? false,
    workers: wholeNumber("--workers", values.workers, cpuCount()),
    batch: wholeNumber("--batch", values.batch, BATCH),
    context,
    path,
  };
}

function parse(program: "easy" | "advanced", args: readonly string[]) {
  const options = {
    workers: { type: "string", short: "w" },
    context: { type: "string" },
    help: { type: "boolean", short: "h" },
  } as const;
  const batch = { batch: { type: "string", short: "b" } } as const;
  try {
    const parsed = parseArgs({
      args: [...args],
      options: program === "advanced" ? { ...options, ...batch } : options,
      allowPositionals: true,
    });
    return parsed as {
      values: { workers?: string; batch?: string; context?: string; help?: boolean };
      positionals: string[];
    };
  } catch (cause) {
    throw new BadCommandLine(`${cause instanceof Error ? cause.message : cause}\n\n${help(program)}`, {
      cause,
    });
  }
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new BadCommandLine(`${name} is ${JSON.stringify(text)}; it takes a whole number from 1 on.`);
  }
  return value;
}
