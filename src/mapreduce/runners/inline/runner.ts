import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NotSupportedError } from "../../../errors.js";
import {
  type BadRecordError,
  expandInputs,
  planSplits,
  readRecords,
  type Split,
  spoolStdin,
} from "../../input/index.js";
import {
  Counters,
  JobFailedError,
  type JobPlan,
  lineWriter,
  makeJob,
  type Pair,
  protocolsOf,
  type Runner,
  type RunResult,
  readParts,
  type SkippedRecord,
} from "../../job/index.js";
import type { Protocol } from "../../protocols/index.js";
import { type JobStats, type Progress, type StepStats, summarize } from "../../report/index.js";
import { fullDiskText, isFullDisk } from "../local/full-disk.js";
import { Interrupts } from "../local/interrupts.js";
import { JobFolder } from "../local/job-folder.js";
import { type Mapped, MapTask } from "./map-task.js";
import { runStep, type StepResult } from "./step.js";
import type { StepContext } from "./task.js";

/** Runs a job in the thread that asks for it, with all of its data in memory. */
export const inlineRunner: Runner = {
  name: "inline",
  run: (plan) => new InlineRun(plan).run(),
};

class InlineRun {
  readonly #plan: JobPlan;
  readonly #folder: JobFolder;
  readonly #counters = new Counters();
  readonly #skipped: SkippedRecord[] = [];
  readonly #started = performance.now();
  readonly #protocols: { readonly input: Protocol; readonly output: Protocol };
  #interrupts: Interrupts | undefined;
  #bytesRead = 0;
  /** Bytes of standard input, which are in a file while they are read. */
  #spooled = 0;
  #records = 0;
  #status: string | undefined;

  constructor(plan: JobPlan) {
    this.#plan = plan;
    this.#folder = new JobFolder(plan.output, plan.temp);
    this.#protocols = protocolsOf(makeJob(plan.Job, plan.options));
  }

  async run(): Promise<RunResult> {
    if (this.#plan.resume) {
      throw new NotSupportedError(
        "resume",
        "the inline runner",
        "It has all of its data in memory and nothing to go on with; run the job with local.",
      );
    }
    try {
      return await this.#runSteps();
    } catch (error) {
      this.#clear(true);
      if (!isFullDisk(error) || error instanceof JobFailedError) throw error;
      throw new JobFailedError(`${this.#plan.name} failed. ${fullDiskText(error, "inline")}`, [error]);
    }
  }

  async #runSteps(): Promise<RunResult> {
    const { steps, output } = this.#plan;
    const splits = await this.#splits();
    const stats: StepStats[] = [];
    let result: StepResult | undefined;
    for (const index of steps.keys()) {
      const context = this.#context(index);
      const before = result?.parts.flat();
      result = await runStep(context, () =>
        before ? new MapTask(context).overPairs(before) : this.#read(context, splits),
      );
      stats.push(result.stats);
    }
    const parts = result?.parts ?? [];
    if (output !== undefined) this.#write(parts, stats);
    return this.#result(parts, stats);
  }

  /** What there is to read; standard input is put into a file first. */
  async #splits(): Promise<Split[]> {
    const { input, stdin = process.stdin, steps, signal, splitSize } = this.#plan;
    const found = this.#folder.look(this.#plan);
    const paths = input.filter((path) => path !== "-");
    const known = paths.length > 0 ? await expandInputs(paths, { signal }) : [];
    // Before standard input goes into the folder.
    this.#folder.begin(
      found,
      known.map(({ path }) => path),
    );
    if (this.#plan.output !== undefined) this.#guard();
    const spool = async () => {
      const file = await spoolStdin(stdin, this.#openFolder(), { signal });
      this.#spooled = file.size;
      return file;
    };
    const hasStdin = paths.length < input.length || input.length === 0;
    const files = hasStdin ? await expandInputs(input, { signal, stdin: spool }) : known;
    const { mapperRaw, mapperPreFilter } = steps[0]!;
    const whole = mapperRaw !== undefined;
    return planSplits(files, { workers: 1, splitSize, whole, preFilter: mapperPreFilter });
  }

  async #read(context: StepContext, splits: readonly Split[]): Promise<Mapped> {
    const { encoding, maxRecordBytes, badRecords, signal, steps } = this.#plan;
    const task = new MapTask(context);
    const counters = this.#counters;
    const onBadRecord = (bad: BadRecordError) => task.leaveOut(bad);
    const bytes = splits.reduce((sum, split) => sum + split.bytes, 0);
    const options = {
      protocol: this.#protocols.input,
      encoding,
      maxRecordBytes,
      preFilter: steps[0]?.mapperPreFilter,
      onBadRecord: badRecords > 0 ? onBadRecord : undefined,
      increment: (group: string, name: string, count: number) => counters.increment(group, name, count),
      signal,
    };
    async function* batches() {
      try {
        for (const split of splits) yield* readRecords(split, options);
      } catch (error) {
        throw task.unread(error);
      }
    }
    const mapped = await task.overBatches(batches(), bytes);
    this.#bytesRead = mapped.stats.bytesIn;
    return mapped;
  }

  /** Writes a part for each reducer, and `_SUCCESS` when all are there. */
  #write(parts: readonly Pair[][], stats: readonly StepStats[]): void {
    const attempt = "inline";
    mkdirSync(join(this.#openFolder(), attempt));
    const lineOf = lineWriter(makeJob(this.#plan.Job, this.#plan.options));
    for (const [index, pairs] of parts.entries()) {
      writeLines(join(this.#folder.root, attempt, "part"), pairs, lineOf);
      this.#folder.commit(attempt, index);
    }
    this.#folder.succeed(`${JSON.stringify({ counters: this.#counters, stats: this.#stats(stats) })}\n`);
  }

  #result(parts: readonly Pair[][], steps: readonly StepStats[]): RunResult {
    const { output } = this.#plan;
    this.#clear(false);
    const stats = this.#stats(steps);
    return {
      output: output === undefined ? parts.flat() : readParts(output, this.#protocols.output),
      counters: this.#counters,
      skipped: this.#skipped,
      stats,
      summary: summarize(stats),
      [Symbol.asyncDispose]: async () => {},
    };
  }

  #stats(steps: readonly StepStats[]): JobStats {
    const seconds = (performance.now() - this.#started) / 1000;
    return { steps, seconds, workers: 1, bytesRead: this.#bytesRead, spilledBytes: this.#spooled };
  }

  #context(index: number): StepContext {
    const { onProgress, steps } = this.#plan;
    const of = { step: index + 1, steps: steps.length, spilledBytes: this.#spooled };
    let last: Progress = { ...of, map: 0, records: this.#records };
    const tell = (progress: Progress) => {
      last = progress;
      onProgress?.(this.#status === undefined ? progress : { ...progress, status: this.#status });
    };
    const hasReduce = steps[index]?.reducer !== undefined;
    return {
      plan: this.#plan,
      index,
      counters: this.#counters,
      skipped: this.#skipped,
      onProgress: ({ map, reduce, records }) => {
        this.#records += records;
        tell({ ...of, map, ...(hasReduce && { reduce: reduce ?? 0 }), records: this.#records });
      },
      onStatus: (text) => {
        this.#status = text;
        tell(last);
      },
    };
  }

  #openFolder(): string {
    this.#guard();
    return this.#folder.open();
  }

  /** From now on there is something to be removed, also by Ctrl-C. */
  #guard(): void {
    const remove = () => this.#folder.removeAll();
    this.#interrupts ??= new Interrupts(async () => remove(), remove);
  }

  #clear(failed: boolean): void {
    if (failed) this.#folder.removeAll();
    else this.#folder.remove();
    this.#interrupts?.close();
    this.#interrupts = undefined;
  }
}

const NEWLINE = Buffer.from("\n");

function writeLines(path: string, pairs: readonly Pair[], lineOf: ReturnType<typeof lineWriter>): void {
  const file = openSync(path, "wx");
  try {
    for (const [key, value] of pairs) {
      const line = lineOf(key, value);
      // Takes all of it, or throws.
      writeFileSync(file, typeof line === "string" ? `${line}\n` : Buffer.concat([line, NEWLINE]));
    }
  } finally {
    closeSync(file);
  }
}
