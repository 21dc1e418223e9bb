/** A job's command line, from its arguments to the exit code. */
import { basename } from "node:path";
import { ProgressLine } from "../report/index.js";
import { type CommandLine, flagOfField, readCommandLine, UsageError, usage } from "./command-line.js";
import { helpText, usageLine } from "./help-text.js";
import type { AnyJobClass } from "./job-class.js";
import { JobFailedError } from "./job-failed-error.js";
import { JobRunner } from "./job-runner.js";
import { stackFromThere } from "./user-frames.js";

const FAILED = 1;
const BAD_COMMAND_LINE = 2;

/** Where a command line reads and writes. */
export interface Console {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Runs a job as the arguments say. Never rejects: what goes wrong is told on standard error and by `process.exitCode`. */
export async function runCommandLine(
  Job: AnyJobClass,
  args: readonly string[],
  console: Console = process,
): Promise<void> {
  const program = basename(process.argv[1] ?? Job.name);
  let line: CommandLine | undefined;
  try {
    line = readCommandLine(Job, args);
    if (line.help) await new Printer(console.stdout).print(helpText(Job, program));
    else await runJob(Job, line, console);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    console.stderr.write(`${line?.verbose && !isUsage ? stackOf(error) : messageOf(error)}\n`);
    if (isUsage) console.stderr.write(`${usageLine(program)}\n--help lists the options.\n`);
    process.exitCode = isUsage ? BAD_COMMAND_LINE : FAILED;
  }
}

async function runJob(Job: AnyJobClass, line: CommandLine, { stdout, stderr }: Console): Promise<void> {
  const printer = line.catOutput ? new Printer(stdout) : undefined;
  const progress = line.quiet ? undefined : new ProgressLine({ asked: line.progress });
  try {
    // What the arguments say is checked before the job begins.
    await using runner = usage(
      () => new JobRunner(Job, { ...line.run, onProgress: (now) => progress?.update(now) }, flagOfField),
    );
    if (line.run.input?.[0] === "-" && process.stdin.isTTY && !line.quiet)
      stderr.write("reading from standard input\n");
    const { summary, counters, skipped } = await runner.run();
    progress?.end();
    for await (const chunk of printer ? runner.catOutput() : []) if (!(await printer?.print(chunk))) break;
    if (line.quiet) return;
    for (const { path, offset, error } of skipped) {
      stderr.write(`left out: ${offset < 0 ? path : `byte ${offset} of ${path}`}: ${error}\n`);
    }
    stderr.write(
      [summary, ...(counters.isEmpty ? [] : ["counters", indented(counters.toString())]), ""].join("\n"),
    );
  } finally {
    progress?.end();
  }
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

/** Writes as fast as the reader takes it, and ends quietly when the reader has gone, as `| head` does. */
class Printer {
  readonly #stream: NodeJS.WritableStream;
  #error: NodeJS.ErrnoException | undefined;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    stream.on("error", (error) => {
      this.#error ??= error;
    });
  }

  /**
   * @returns whether there is still a reader
   * @throws the stream's error, unless it is a reader that has gone
   */
  async print(chunk: string | Uint8Array): Promise<boolean> {
    await new Promise<void>((written) => this.#stream.write(chunk, () => written()));
    const error = this.#error;
    if (error === undefined) return true;
    if (error.code === "EPIPE") return false;
    throw error;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** With the stacks of what caused it, which are the user's own: where a job that failed was run from is of no use beside them. */
function stackOf(error: unknown): string {
  const stacks: string[] = [];
  const seen = new Set<unknown>();
  // A chain of causes may be a ring.
  for (let each = error; each !== undefined && !seen.has(each); ) {
    seen.add(each);
    stacks.push(
      each instanceof Error && each.stack !== undefined && !(each instanceof JobFailedError && each.cause)
        ? stackFromThere(each.stack)
        : messageOf(each),
    );
    each = each instanceof Error ? each.cause : undefined;
  }
  return stacks.join("\nCaused by: ");
}
