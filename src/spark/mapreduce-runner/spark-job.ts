/** A job from its beginning to its end, as the driver has it. */
import { NotSupportedError } from "../../errors.js";
import {
  Counters,
  expandInputs,
  fullDiskText,
  type InputFile,
  Interrupts,
  isFullDisk,
  JobFailedError,
  JobFolder,
  type JobPlan,
  type JobStats,
  planSplits,
  type RunResult,
  type SkippedRecord,
  type Split,
  spoolStdin,
  stopOf,
  summarize,
  thrownText,
} from "../../mapreduce/for-runners.js";
import type { ConnectEngine } from "../connect/index.js";
import { planOf } from "../plan/index.js";
import { parallelismOf } from "../rdd/cluster/parallelism.js";
import { ADDED, ROW } from "../rdd/cluster/rows.js";
import { stageFailure } from "../rdd/cluster/stage-failure.js";
import { StageSender } from "../rdd/cluster/stage-sender.js";
import { readNote } from "../rdd/cluster/task-note.js";
import { rangeBounds, sampleSize } from "../rdd/range-bounds.js";
import { arrow as loadArrow } from "../types/index.js";
import { sent } from "./job-input.js";
import { type JobOutputTaker, outputTaker } from "./job-output.js";
import type { PhaseNote } from "./job-program.js";
import { jobSession } from "./job-session.js";
import { JOB_SERVER, JobStages, type StagedJob } from "./job-stages.js";
import { stepStats } from "./job-stats.js";
import { isTooMany, placeOf } from "./task-error.js";

export class SparkJob {
  readonly #plan: JobPlan;
  readonly #folder: JobFolder;
  readonly #counters = new Counters();
  readonly #notes: PhaseNote[] = [];
  readonly #start = performance.now();
  /** Aborted by the user's signal, or by Ctrl-C. */
  readonly #stop = new AbortController();
  #bytesRead = 0;

  constructor(plan: JobPlan) {
    this.#plan = plan;
    this.#folder = new JobFolder(plan.output, plan.temp);
  }

  async run(): Promise<RunResult> {
    const { signal, resume, name } = this.#plan;
    if (resume) {
      throw new NotSupportedError(
        "resume",
        "the spark runner",
        "Spark keeps nothing of a job that was killed; run the job with local.",
      );
    }
    const stop = (): void => this.#stop.abort(signal?.reason);
    signal?.addEventListener("abort", stop);
    let ended: () => void = () => {};
    const finished = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const interrupts = new Interrupts(
      async () => {
        this.#stop.abort();
        await finished;
      },
      () => this.#folder.removeAll(),
    );
    try {
      signal?.throwIfAborted();
      const result = await this.#run();
      this.#folder.remove();
      return result;
    } catch (error) {
      this.#folder.removeAll();
      // Ended by a signal, the process is about to go: an error that nobody catches would end it sooner and otherwise.
      if (interrupts.ending) {
        ended();
        await new Promise(() => {});
      }
      if (signal?.aborted === true) throw signal.reason;
      if (isFullDisk(error) && !(error instanceof JobFailedError))
        throw new JobFailedError(`${name} failed. ${fullDiskText(error, "removed")}`, [error]);
      throw this.#failure(error);
    } finally {
      ended();
      interrupts.close();
      signal?.removeEventListener("abort", stop);
    }
  }

  async #run(): Promise<RunResult> {
    const { workers } = this.#plan;
    const files = await this.#files();
    const session = await jobSession(workers);
    try {
      return await this.#runOn(session.engine, files);
    } finally {
      await session.release();
    }
  }

  async #runOn(engine: ConnectEngine, files: readonly InputFile[]): Promise<RunResult> {
    const plan = this.#plan;
    const parallelism = await parallelismOf(engine);
    const reducers = plan.steps.map((step) => step.reducers ?? plan.reducers ?? parallelism);
    const splits = await this.#splits(engine, files, parallelism);
    const stages = new JobStages(plan, await loadArrow(), await JOB_SERVER.file(), splits, reducers);
    for (const { index, totalOrder } of plan.steps) {
      const partitions = reducers[index]!;
      if (totalOrder && partitions > 1)
        stages.setBoundaries(index, await this.#boundaries(engine, stages, index, partitions));
    }
    const taker = outputTaker(plan, this.#folder);
    try {
      await this.#execute(engine, stages.whole(), taker, this.#notes);
      const skipped = this.#skipped();
      for (const { counters } of this.#notes) this.#counters.merge(counters);
      taker.finish(plan.steps.at(-1)!.reducer === undefined ? splits.length : reducers.at(-1)!);
      const stats = this.#stats(parallelism);
      if (plan.output !== undefined)
        this.#folder.succeed(`${JSON.stringify({ counters: this.#counters, skipped, stats })}\n`);
      return { ...taker.result(), counters: this.#counters, skipped, stats, summary: summarize(stats) };
    } catch (error) {
      taker.drop();
      throw error;
    }
  }

  /** The input's files, and a folder for the output. Standard input goes to a file first. */
  async #files(): Promise<InputFile[]> {
    const { input, stdin = process.stdin } = this.#plan;
    const { signal } = this.#stop;
    const found = this.#folder.look(this.#plan);
    const paths = input.filter((path) => path !== "-");
    const hasStdin = paths.length < input.length;
    const known = paths.length > 0 || !hasStdin ? await expandInputs(paths, { signal }) : [];
    // Before standard input goes into the folder.
    this.#folder.begin(
      found,
      known.map(({ path }) => path),
    );
    if (!hasStdin) return known;
    return expandInputs(input, { signal, stdin: () => spoolStdin(stdin, this.#folder.open(), { signal }) });
  }

  async #splits(
    engine: ConnectEngine,
    files: readonly InputFile[],
    workers: number,
  ): Promise<readonly Split[]> {
    const { splitSize, steps } = this.#plan;
    const { mapperRaw, mapperPreFilter } = steps[0]!;
    const whole = mapperRaw !== undefined;
    this.#bytesRead = files.reduce((sum, { size }) => sum + size, 0);
    // Named: it lies in no place that others know.
    const reachable = await Promise.all(
      files.map((file) => (file.name === undefined ? file : sent(engine, file))),
    );
    const size = splitSize === undefined ? {} : { splitSize };
    const splits = planSplits(reachable, { workers, whole, preFilter: mapperPreFilter, ...size });
    // At least one: init and final functions may have something to say.
    return splits.length > 0 ? splits : [{ pieces: [], bytes: 0, whole }];
  }

  /** Keys that cut a step's total order into about equal parts: a look at what its mappers yield. */
  async #boundaries(
    engine: ConnectEngine,
    stages: JobStages,
    step: number,
    partitions: number,
  ): Promise<readonly Uint8Array[]> {
    const notes: PhaseNote[] = [];
    await this.#execute(engine, stages.keysOf(step, sampleSize(1, partitions)), undefined, notes);
    const samples = notes
      .filter(({ keys }) => keys.length > 0)
      .map(({ keys, keysSeen }) => ({ keys, count: keysSeen }));
    return rangeBounds(samples, partitions);
  }

  async #execute(
    engine: ConnectEngine,
    { relation, stages }: StagedJob,
    taker: JobOutputTaker | undefined,
    notes: PhaseNote[],
  ): Promise<void> {
    await new StageSender(engine).send(await JOB_SERVER.file(), stages, noBroadcasts);
    try {
      for await (const part of engine.execute(planOf(relation), { signal: this.#stop.signal })) {
        if (part.kind === "progress") this.#tell(part.progress.stages);
        if (part.kind !== "batch") continue;
        const [h, o, v] = part.batch.columns;
        for (let row = 0; row < part.batch.length; row++) {
          const [tag] = o!.get(row) as Uint8Array;
          const value = v!.get(row) as Uint8Array;
          if (tag === ADDED) notes.push(readNote(value, 0).said as PhaseNote);
          else if (tag === ROW) taker?.take(h!.get(row) as number, value);
        }
      }
    } catch (error) {
      throw stageFailure(error, this.#plan.name);
    }
  }

  /** @throws JobFailedError when all tasks together have left out more records than they may */
  #skipped(): SkippedRecord[] {
    const { name, badRecords } = this.#plan;
    const skipped = [...this.#notes]
      .sort((a, b) => a.step - b.step || a.task - b.task)
      .flatMap((note) => note.skipped);
    const last = skipped.at(-1);
    if (last === undefined || skipped.length <= badRecords) return skipped;
    throw new JobFailedError(
      `${name} has more bad records than the ${badRecords} that --bad-records allows; the last one: ${last.path}: ${last.error}`,
      [],
    );
  }

  #stats(workers: number): JobStats {
    return {
      steps: this.#plan.steps.map((step) => stepStats(step, this.#notes)),
      seconds: (performance.now() - this.#start) / 1000,
      workers,
      bytesRead: this.#bytesRead,
      spilledBytes: 0,
    };
  }

  /** Spark counts tasks, and not which of the job's steps they are of. */
  #tell(stages: readonly { readonly tasks: number; readonly completedTasks: number }[]): void {
    const tasks = stages.reduce((sum, stage) => sum + stage.tasks, 0);
    const completed = stages.reduce((sum, stage) => sum + stage.completedTasks, 0);
    const { length } = this.#plan.steps;
    const map = tasks === 0 ? 0 : completed / tasks;
    this.#plan.onProgress?.({ step: length, steps: length, map, records: 0, spilledBytes: 0 });
  }

  /** In the words of the other runners. */
  #failure(error: unknown): unknown {
    const { name, badRecords } = this.#plan;
    const thrown = (error as { readonly cause?: unknown } | null)?.cause;
    const place = placeOf(thrown);
    if (place === undefined) return error;
    const { cause } = thrown as Error;
    const text = `${name} failed in ${place}: ${thrownText(cause)}${stopOf(cause)}`;
    return new JobFailedError(
      isTooMany(thrown)
        ? `${name} has more bad records than the ${badRecords} that --bad-records allows; the last one: ${text}`
        : text,
      [cause],
    );
  }
}

function noBroadcasts(): never {
  throw new NotSupportedError(
    "a broadcast variable",
    "a job",
    "Give the job's options what its functions need.",
  );
}
