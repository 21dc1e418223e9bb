import { parseArgs } from "node:util";
import { cpuCount } from "manycore/multiprocessing";
import { ManycoreError, SparkException, SparkSession } from "manycore/spark";

/** What all programs of this folder understand. */
export interface CommandLine {
  readonly help: boolean;
  readonly workers: number;
  /** A Connect server. */
  readonly remote: string | undefined;
  /** Where a Spark that is started for the program runs its tasks. */
  readonly master: string | undefined;
  readonly file: string;
}

/** What one program is, for its command line. */
export interface Program {
  readonly name: string;
  readonly what: string;
  /** What FILE is. */
  readonly file: string;
  /** FILE when none is given; without it, one has to be. */
  readonly fileOtherwise?: () => string;
}

/** The command line can't be understood; the message says what is allowed. */
export class BadCommandLine extends Error {
  override readonly name = "BadCommandLine";
}

function help({ name, what, file, fileOtherwise }: Program): string {
  return `${what}

Usage: npx tsx examples/spark/${name}.ts [options] ${fileOtherwise ? "[FILE]" : "FILE"}

  FILE              ${file}
  -w, --workers N   as many tasks at a time (as many as this program may use processors)
  --remote URL      on the Spark of a Connect server: sc://host:15002/;token=…
  --master MASTER   on a Spark that is started for it and found by SPARK_HOME or Python: local[2], spark://host:7077
  -h, --help        print this

Without --remote and --master it runs on the embedded engine, in this process.
`;
}

/**
 * @param args what follows the program's name
 * @throws BadCommandLine
 */
export function readCommandLine(program: Program, args: readonly string[]): CommandLine {
  const { values, positionals } = parse(program, args);
  const [given, ...more] = positionals;
  const file = given ?? (values.help ? "" : program.fileOtherwise?.());
  if (file === undefined || more.length > 0) {
    const found = file === undefined ? "no file is given" : `${positionals.length} files are given`;
    throw new BadCommandLine(`${found}; it takes one.\n\n${help(program)}`);
  }
  const { remote, master } = values;
  if (remote !== undefined && master !== undefined) {
    throw new BadCommandLine("--remote is a server and --master a Spark that is started here: give one.");
  }
  return { help: values.help ?? false, workers: workersOf(values.workers), remote, master, file };
}

function parse(program: Program, args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        workers: { type: "string", short: "w" },
        remote: { type: "string" },
        master: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: true,
    });
  } catch (cause) {
    throw new BadCommandLine(`${cause instanceof Error ? cause.message : cause}\n\n${help(program)}`, {
      cause,
    });
  }
}

function workersOf(text: string | undefined): number {
  if (text === undefined) return cpuCount();
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new BadCommandLine(`--workers is ${JSON.stringify(text)}; it takes a whole number from 1 to 9999.`);
}

/** A session where the command line wants it, with so many tasks at a time. */
export async function openSession({ workers, remote, master }: CommandLine): Promise<SparkSession> {
  const { builder } = SparkSession;
  builder.config({ "spark.default.parallelism": workers, "spark.sql.shuffle.partitions": workers });
  if (remote !== undefined) builder.remote(remote);
  if (master !== undefined) builder.master(master);
  return builder.create();
}

/** Runs a program to its end: prints the lines of its answer, or what is wrong. */
export async function runProgram(
  program: Program,
  answer: (spark: SparkSession, commandLine: CommandLine) => Promise<readonly string[]>,
): Promise<void> {
  try {
    const commandLine = readCommandLine(program, process.argv.slice(2));
    if (commandLine.help) {
      console.log(help(program));
      return;
    }
    await using spark = await openSession(commandLine);
    console.log((await answer(spark, commandLine)).join("\n"));
  } catch (error) {
    // What a person can mend is told in a line; anything else is a mistake of ours and needs its stack.
    const expected = [BadCommandLine, ManycoreError, SparkException].some((known) => error instanceof known);
    console.error(expected && error instanceof Error ? `${error.name}: ${error.message}` : error);
    process.exitCode = error instanceof BadCommandLine ? 2 : 1;
  }
}
