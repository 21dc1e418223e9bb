import { ValueError } from "../../errors.js";
import { encodeLine } from "../protocols/index.js";
import type { Counters } from "./counters.js";
import type { AnyJobClass } from "./job-class.js";
import { type JobPlan, makeJob, planJob } from "./job-plan.js";
import type { Pair } from "./pair.js";
import { partBytes } from "./parts.js";
import type { RunOptions } from "./run-options.js";
import type { RunResult } from "./runner.js";
import { loadRunner } from "./runner-registry.js";
import { protocolsOf } from "./step-plan.js";

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

  /** @throws ValueError for options that the job or the run can't have */
  constructor(Job: AnyJobClass, options: RunOptions) {
    this.#plan = planJob(Job, options);
    this.#runner = options.runner ?? DEFAULT_RUNNER;
  }

  /**
   * Runs the job, once.
   *
   * @throws JobFailedError with the task's error as its cause; ValueError for input or output that can't be used, or a second run
   */
  async run(): Promise<RunResult<P>> {
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
   * @throws ValueError if the job hasn't run
   */
  async *catOutput(): AsyncGenerator<Uint8Array, void, undefined> {
    const { output } = this.#finished();
    if (this.#plan.output !== undefined) {
      yield* partBytes(this.#plan.output);
      return;
    }
    const protocol = protocolsOf(makeJob(this.#plan.Job, this.#plan.options)).output;
    let text = "";
    for await (const [key, value] of output) {
      const line = encodeLine(protocol, key, value);
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
