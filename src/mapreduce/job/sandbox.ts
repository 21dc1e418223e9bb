import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ValueError } from "../../errors.js";
import type { Counters } from "./counters.js";
import type { AnyJob, AnyJobClass } from "./job-class.js";
import { JobRunner } from "./job-runner.js";
import { lineWriter } from "./output-lines.js";
import type { Pair } from "./pair.js";
import type { RunOptions } from "./run-options.js";
import type { SkippedRecord } from "./runner.js";

/** A text, or its lines with or without line ends. */
type Text = string | Uint8Array | readonly string[];

/** A text; or texts by the names of the files that the job shall read them from. */
export type SandboxInput = Text | Readonly<Record<string, Text>>;

/** What a job has done in its sandbox. */
export interface SandboxResult<P extends Pair = Pair> {
  /** The pairs of the last step. */
  readonly output: P[];
  /** The lines that the output protocol makes of them; of a binary one, read as UTF-8. */
  readonly lines: string[];
  readonly counters: Counters;
  /** The records that were left out. */
  readonly skipped: readonly SkippedRecord[];
}

/**
 * Runs a job's steps one after the other in this thread.
 *
 * https://mrjob.readthedocs.io/en/latest/job.html#mrjob.job.MRJob.sandbox
 */
export async function runInSandbox<P extends Pair>(
  job: AnyJob,
  input: SandboxInput,
  options: RunOptions,
): Promise<SandboxResult<P>> {
  if (isText(input)) return runOn<P>(job, { stdin: [bytesOf(input)], ...options });
  const folder = mkdtempSync(join(tmpdir(), "manycore-sandbox-"));
  try {
    return await runOn<P>(job, { input: writeFiles(folder, input), ...options });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runOn<P extends Pair>(job: AnyJob, options: RunOptions): Promise<SandboxResult<P>> {
  const Job = job.constructor as AnyJobClass;
  const result = await new JobRunner<P>(Job, { runner: "inline", ...options, options: job.options }).run();
  const output: P[] = [];
  for await (const pair of result.output) output.push(pair);
  await result[Symbol.asyncDispose]();
  const lineOf = lineWriter(job);
  const lines = output.map(([key, value]) => {
    const line = lineOf(key, value);
    return typeof line === "string" ? line : Buffer.from(line).toString();
  });
  return { output, lines, counters: result.counters, skipped: result.skipped };
}

function isText(input: SandboxInput): input is Text {
  return typeof input === "string" || input instanceof Uint8Array || Array.isArray(input);
}

function bytesOf(text: Text): string | Uint8Array {
  if (typeof text === "string" || text instanceof Uint8Array) return text;
  return text.map((line) => (line.endsWith("\n") ? line : `${line}\n`)).join("");
}

/** @returns their paths, in the order given */
function writeFiles(folder: string, texts: Readonly<Record<string, Text>>): string[] {
  return Object.entries(texts).map(([name, text]) => {
    const path = join(folder, name);
    if (!path.startsWith(join(folder, "/"))) {
      throw new ValueError(
        `The sandbox can't read a file ${JSON.stringify(name)}: names stay in its own folder.`,
      );
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytesOf(text));
    return path;
  });
}
