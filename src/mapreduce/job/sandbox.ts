import { encodeLine } from "../protocols/index.js";
import type { Counters } from "./counters.js";
import type { AnyJob, AnyJobClass } from "./job-class.js";
import { JobRunner } from "./job-runner.js";
import type { Pair } from "./pair.js";
import type { RunOptions } from "./run-options.js";
import type { SkippedRecord } from "./runner.js";
import { protocolsOf } from "./step-plan.js";

/** A text, or its lines with or without line ends. */
export type SandboxInput = string | Uint8Array | readonly string[];

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
  const Job = job.constructor as AnyJobClass;
  const result = await new JobRunner<P>(Job, {
    runner: "inline",
    stdin: [typeof input === "string" || input instanceof Uint8Array ? input : textOf(input)],
    ...options,
    options: job.options,
  }).run();
  const output: P[] = [];
  for await (const pair of result.output) output.push(pair);
  await result[Symbol.asyncDispose]();
  const protocol = protocolsOf(job).output;
  const lines = output.map(([key, value]) => {
    const line = encodeLine(protocol, key, value);
    return typeof line === "string" ? line : Buffer.from(line).toString();
  });
  return { output, lines, counters: result.counters, skipped: result.skipped };
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => (line.endsWith("\n") ? line : `${line}\n`)).join("");
}
