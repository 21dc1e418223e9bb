import { ValueError } from "../../errors.js";
import { refuseAtImport } from "../../portable/index.js";
import type { Counters } from "./counters.js";
import type { AnyJobClass } from "./job-class.js";
import { type JobPlan, makeJob, planJob } from "./job-plan.js";
import { lineWriter } from "./output-lines.js";
import type { Pair } from "./pair.js";
import { partBytes } from "./parts.js";
import type { RunOptions } from "./run-options.js";
import type { RunResult } from "./runner.js";
import { loadRunner } from "./runner-registry.js";

/** What runs a job if nothing is said: all cores. */
export const DEFAULT_RUNNER = "local";

/** Lines are gathered to chunks of about so many characters. */
const CHUNK = 2 ** 16;

/**
 * One run of one job. https://mrjob.readthedocs.io/en/latest/guides/writing-mrjobs.html#runners
 *
 * ```ts
 * await using runner = new WordCount().makeRunner({ input: "in.txt" });
 * await runner.run();
 * for await (const [word, n] of job.parseOutput(runner.catOutput())) …
 * ```
 */
export class JobRunner<P extends Pair = Pair> implements AsyncDisposable {
  readonly #plan: JobPlan;
  readonly #runner: string;
  #started = false;
  #result: RunResult<P> | undefined;

  /**
   * @param called what messages call an option of the run, where that isn't its name
   * @throws ValueError for options that the job or the run can't have
   */
  constructor(Job: AnyJobClass, options: RunOptions, called?: (field: keyof RunOptions) => string) {
    this.#plan = planJob(Job, options, called);
    this.#runner = options.runner ?? DEFAULT_RUNNER;
  }

  /**
   * Runs the job, once.
   *
   * @throws JobFailedError with the task's error as its cause; ValueError for input or output that can't be used, or a second run;
   *   StartedAtImportError in a worker, when a module does this as it is imported there
   */
  async run(): Promise<RunResult<P>> {
    // The inline runner starts no workers.
    if (this.#runner !== "inline")
      refuseAtImport(
        `A run of ${this.#plan.name}`,
        this.run,
        "Use `await Job.main(import.meta)`, which does nothing in a module that is imported, put it into a function",
      );
    if (this.#started)
      throw new ValueError(`${this.#plan.name} has been run by this runner; make another one.`);
    this.#started = true;
    const runner = await loadRunner(this.#runner);
    this.#plan.signal?.throwIfAborted();
    // The types of what comes out are those that the job's class declares; nothing else knows them.
    this.#result = (await runner.run(this.#plan)) as RunResult<P>;
    return this.#result;
  }

  /** How far the job's counters are. */
  get counters(): Counters {
    return this.#finished().counters;
  }

  /**
   * The job's output as the output protocol writes it, in chunks of whole lines; from the output folder, if there is one.
   *
   * @throws ValueError if the job hasn't run; JobFailedError for a pair that the protocol can't write
   */
  async *catOutput(): AsyncGenerator<Uint8Array, void, undefined> {
    const { output } = this.#finished();
    if (this.#plan.output !== undefined) {
      yield* partBytes(this.#plan.output);
      return;
    }
    const lineOf = lineWriter(makeJob(this.#plan.Job, this.#plan.options));
    let text = "";
    for await (const [key, value] of output) {
      const line = lineOf(key, value);
      if (typeof line === "string") {
        text += `${line}\n`;
        if (text.length < CHUNK) continue;
        yield Buffer.from(text);
      } else {
        yield Buffer.concat([Buffer.from(text), line, NEWLINE]);
      }
      text = "";
    }
    if (text !== "") yield Buffer.from(text);
  }

  /** Removes what a run has left for a streamed output. An output folder stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#result?.[Symbol.asyncDispose]();
  }

  #finished(): RunResult<P> {
    if (this.#result !== undefined) return this.#result;
    throw new ValueError(`${this.#plan.name} hasn't run to its end: await run() first.`);
  }
}

const NEWLINE = Buffer.from("\n");
