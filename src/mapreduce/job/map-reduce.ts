import type { Protocol, ProtocolName } from "../protocols/index.js";
import { isMain, type MainModule } from "./entry-module.js";
import type { AnyJob, Fitting, JobClass, OptionsOf, OutputOf } from "./job-class.js";
import type { Encoding } from "./job-plan.js";
import { JobRunner } from "./job-runner.js";
import type { OptionSpecs, OptionValues } from "./option.js";
import { readOptions } from "./option-values.js";
import type { Pair, Pairs, PairsNow } from "./pair.js";
import { parseLines } from "./parse-lines.js";
import type { RunOptions } from "./run-options.js";
import type { RunResult } from "./runner.js";
import { runInSandbox, type SandboxInput, type SandboxResult } from "./sandbox.js";
import type { AnyStep, PreFilter } from "./step.js";
import { ownStep } from "./step-plan.js";
import { contextOf } from "./task-context.js";

/** What the compiler remembers of a job. Nothing lies there when the program runs. */
export declare const INPUT: unique symbol;

/**
 * A job: a class with a mapper, a combiner, a reducer, or with several steps of them.
 *
 * ```ts
 * class WordCount extends MapReduce {
 *   override *mapper(_: null, line: string) { for (const word of line.split(/\s+/)) yield pair(word, 1) }
 *   override *combiner(word: string, counts: Iterable<number>) { yield pair(word, sum(counts)) }
 *   override *reducer(word: string, counts: Iterable<number>) { yield pair(word, sum(counts)) }
 * }
 * await WordCount.main(import.meta);
 * ```
 *
 * Each map task and each reduce task makes a job of its own, mostly in another thread: what a method leaves in `this` is seen by later
 * calls in the same task, and by no other. Mappers and reducers may be generators, give back an array, nothing, or a promise of it, and
 * may be async generators; combiners can't be async.
 *
 * Keys are JSON values and come to the reducers in order, the same in every runner: null, false, true, numbers, strings by code point,
 * arrays, objects. Values are whatever can be sent to another thread.
 *
 * https://mrjob.readthedocs.io/en/latest/job.html
 *
 * @typeParam InK what the input protocol gives as a key
 * @typeParam InV what it gives as a value
 * @typeParam O the job's options: `class Job extends MapReduce<null, string, typeof Job.options>`
 */
export abstract class MapReduce<InK = null, InV = string, O extends OptionSpecs = Record<never, never>> {
  /** The job's own options, declared with {@link option}. */
  static options: Readonly<Record<never, never>> = {};
  /** What the bytes of the input mean; `--encoding` goes before it. */
  static inputEncoding: Encoding = "utf-8";

  declare readonly [INPUT]?: Pair<InK, InV>;

  /** The values of the job's options. */
  readonly options: OptionValues<O>;

  /** How lines of the input become keys and values. mrjob's `INPUT_PROTOCOL`. */
  inputProtocol: ProtocolName | Protocol = "rawValue";
  /** How the last step's pairs become lines. mrjob's `OUTPUT_PROTOCOL`. */
  outputProtocol: ProtocolName | Protocol = "json";

  /** The values of a key come to the reducer in order. mrjob's `SORT_VALUES`. */
  sortValues = false;
  /** All keys of a part of the output come before those of the next. */
  totalOrder = false;
  /** Lines that don't match don't reach the mapper: a pattern, a predicate, or a shell command that lets lines through. */
  mapperPreFilter?: PreFilter;

  /**
   * @param options values for the job's options; what is missing has its default
   * @throws ValueError for an option that the job doesn't have, or a value that it can't have
   */
  constructor(options?: OptionsOf<O>);
  // A second signature, the same again: of a generic class with a single one, TypeScript 6.0 forgets the static members when it goes
  // through two mixins.
  constructor(options?: OptionsOf<O>);
  constructor(options: OptionsOf<O> = {}) {
    this.options = readOptions(new.target.name, new.target.options, options) as OptionValues<O>;
  }

  /** Makes pairs of one record. */
  mapper?(key: InK, value: InV): Pairs;
  /** In place of a mapper: gets each file of the input as a whole. */
  mapperRaw?(path: string, uri: string): Pairs;
  /** Runs before the first record of a map task. */
  mapperInit?(): Pairs;
  /** Runs after the last record of a map task. */
  mapperFinal?(): Pairs;

  /** Brings some values of a key together where they arise, to send fewer: runs any number of times, also on its own results. */
  combiner?(key: unknown, values: Iterable<unknown>): PairsNow;
  /** Runs once in a map task, before its first `combiner` and also if there will be none. */
  combinerInit?(): PairsNow;
  /** Runs once in a map task, after its last `combiner`. What it yields goes to the reducers as it is. */
  combinerFinal?(): PairsNow;

  /** Makes pairs of a key and all its values, which can be gone through once. */
  reducer?(key: unknown, values: Iterable<unknown>): Pairs;
  /** Runs before the first key of a reduce task. */
  reducerInit?(): Pairs;
  /** Runs after the last key of a reduce task. */
  reducerFinal?(): Pairs;

  /** The number of the reducer that gets a key, from 0 to `reducers` − 1. */
  partitioner?(key: unknown, reducers: number): number;
  /** Keys with equal grouping keys go to one call of the reducer. */
  groupingKey?(key: unknown): unknown;

  /**
   * The steps, a {@link chain} or an array; if it isn't overridden, one step of the job's own methods. Of an array the compiler knows the
   * kinds of steps and not their order: it refuses less.
   */
  steps(): readonly AnyStep[] {
    return [ownStep(this as unknown as AnyJob)];
  }

  /**
   * Raises a counter, whose sum over all tasks is shown at the end. mrjob's `increment_counter`.
   *
   * @throws ValueError if `amount` isn't a whole number
   */
  increment(group: string, name: string, amount = 1): void {
    contextOf(this as unknown as AnyJob).counters.increment(group, name, amount);
  }

  /** Says what the task is doing, which also counts as progress for `--task-timeout`. */
  setStatus(text: string): void {
    contextOf(this as unknown as AnyJob).onStatus?.(text);
  }

  /**
   * The file of the record that the mapper has, as errors name it; a `mapperRaw`'s `uri`. Undefined for standard input, in a step that reads
   * the pairs of the one before, and in all functions that get no record: a file's records are over when `mapperFinal` runs, combiners and
   * reducers bring together what came from several files. What they have to know of it goes into the key or the value.
   *
   * mrjob: `jobconf_from_env("mapreduce.map.input.file")`, https://mrjob.readthedocs.io/en/latest/utils-compat.html
   */
  get inputPath(): string | undefined {
    return contextOf(this as unknown as AnyJob).inputPath?.();
  }

  /** A run of this job, with its options: `await using runner = job.makeRunner({ input }); await runner.run()`. */
  makeRunner<T extends AnyJob>(this: T & Fitting<T>, options: RunOptions = {}): JobRunner<OutputOf<T>> {
    const Job = this.constructor as JobClass<T>;
    return new JobRunner<OutputOf<T>>(Job, { ...options, options: this.options });
  }

  /** Lines of output as pairs, by the output protocol: of `runner.catOutput()`, or of a file that the job has written. */
  parseOutput(
    chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
  ): AsyncGenerator<Pair> {
    return parseLines(chunks, this.outputProtocol);
  }

  /**
   * Runs the job on some lines, in this thread and without files, for unit tests.
   *
   * @param input a text, or lines without line ends; or several of them by the names of the files that they shall be read from
   * (`{ "orders.tsv": ["1\t17"], … }`), for mappers that look at {@link inputPath} and for `mapperRaw`: they lie in a temporary folder then
   */
  sandbox<T extends AnyJob>(
    this: T & Fitting<T>,
    input: SandboxInput = [],
    options: RunOptions = {},
  ): Promise<SandboxResult<OutputOf<T>>> {
    return runInSandbox(this, input, options);
  }

  /**
   * Runs the job.
   *
   * @throws JobFailedError with the error of the task as its cause; ValueError if an option, the input or the output can't be used
   */
  static async run<T extends AnyJob, S extends OptionSpecs>(
    this: JobClass<T, S> & Fitting<T>,
    options: RunOptions<OptionsOf<S>> = {},
  ): Promise<RunResult<OutputOf<T>>> {
    // biome-ignore lint/complexity/noThisInStatic: the class that it is called on
    return new JobRunner<OutputOf<T>>(this, options).run();
  }

  /**
   * The command line: `npx tsx job.ts input… -r local -o out`; `--help` lists the options. Does nothing if the module isn't the
   * program's own: `await Job.main(import.meta)` may stand at its end while others import it.
   *
   * Sets `process.exitCode`: 2 for a command line that can't be understood, 1 for a job that failed.
   */
  static async main<T extends AnyJob>(
    this: JobClass<T> & Fitting<T>,
    meta: MainModule,
    args: readonly string[] = process.argv.slice(2),
  ): Promise<void> {
    if (!isMain(meta)) return;
    // Workers load this class too, and have no command line.
    const { runCommandLine } = await import("./main.js");
    // biome-ignore lint/complexity/noThisInStatic: the class that it is called on
    await runCommandLine(this, args);
  }
}
