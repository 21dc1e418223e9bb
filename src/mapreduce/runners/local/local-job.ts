/** A job from its beginning to its end. README.md tells how. */
import { readFileSync } from "node:fs";
import { NotSupportedError, ValueError } from "../../../errors.js";
import { atKillPoint } from "../../../events/index.js";
import { Pool } from "../../../multiprocessing/index.js";
import { expandInputs, type InputFile, spoolStdin } from "../../input/index.js";
import { Counters, JobFailedError, type JobPlan, type RunResult } from "../../job/index.js";
import type { JobStats, StepStats } from "../../report/index.js";
import { BadRecords, skippedText } from "./bad-records.js";
import { fullDiskText, isFullDisk } from "./full-disk.js";
import { identityOf } from "./identity.js";
import { Interrupts } from "./interrupts.js";
import { type Found, JobFolder } from "./job-folder.js";
import { Ledger } from "./ledger.js";
import { checkSameJob, Manifest, type Recorded } from "./manifest.js";
import { type MemoryShares, memoryShares } from "./memory-shares.js";
import type { PairPart } from "./pair-store.js";
import { type Ended, resultOf } from "./result.js";
import { fromTheBeginning, type ResumePoint, resumePoint } from "./resume.js";
import { StepDriver, type StepProgress } from "./step-driver.js";
import type { StepInput } from "./step-input.js";
import { Tally, type Workshop } from "./workshop.js";

export class LocalJob {
  readonly #plan: JobPlan;
  readonly #shares: MemoryShares;
  readonly #folder: JobFolder;
  readonly #counters = new Counters();
  readonly #tally = new Tally(this.#counters);
  readonly #start = performance.now();
  /** Aborted by the user's signal, or by Ctrl-C. */
  readonly #stop = new AbortController();
  /** None if the caller gave one. */
  #ownPool: Pool | undefined;
  #interrupts: Interrupts | undefined;
  #finished: Promise<void> | undefined;

  /** @throws ValueError for a job that can't be run so */
  constructor(plan: JobPlan, shares: (memory: number, workers: number) => MemoryShares = memoryShares) {
    if (plan.pool?.context === "process") {
      throw new NotSupportedError(
        "A pool of child processes",
        "the local runner",
        "Map output lies in memory that threads share: give it a Pool of threads, or none.",
      );
    }
    this.#plan = plan;
    this.#shares = shares(plan.memory, plan.workers);
    this.#folder = new JobFolder(plan.output, plan.temp);
  }

  async run(): Promise<RunResult> {
    const { signal } = this.#plan;
    const stop = (): void => this.#stop.abort(signal?.reason);
    signal?.addEventListener("abort", stop);
    let end: () => void = () => {};
    this.#finished = new Promise((resolve) => {
      end = resolve;
    });
    try {
      signal?.throwIfAborted();
      const found = this.#folder.look(this.#plan);
      const ended = await this.#ended(found);
      await this.#ownPool?.terminate();
      const result = resultOf(this.#plan, ended, this.#folder, this.#shares, this.#interrupts);
      return result;
    } catch (error) {
      await this.#ownPool?.terminate();
      if (this.#plan.resume) this.#folder.leave();
      else this.#folder.removeAll();
      // Ended by a signal, the process is about to go: an error that nobody catches would end it sooner and otherwise.
      if (this.#interrupts?.ending === true) {
        end();
        await new Promise(() => {});
      }
      this.#interrupts?.close();
      if (!isFullDisk(error) || error instanceof JobFailedError) throw error;
      throw new JobFailedError(
        `${this.#plan.name} failed. ${fullDiskText(error, this.#plan.resume ? "kept" : "removed")}`,
        [error],
      );
    } finally {
      end();
      signal?.removeEventListener("abort", stop);
    }
  }

  async #ended(found: Found): Promise<Ended> {
    const plan = this.#plan;
    // Workers take a while to start: meanwhile the input is listed.
    if (found !== "finished" && plan.pool === undefined) this.#ownPool = new Pool(plan.workers);
    this.#interrupts = new Interrupts(
      async () => {
        this.#stop.abort();
        await this.#finished;
      },
      () => (plan.resume ? undefined : this.#folder.removeAll()),
    );
    const files = await this.#files(found);
    const identity = identityOf(plan, files);
    if (found === "finished") return this.#finishedBefore(identity);
    const manifest = plan.output === undefined ? undefined : new Manifest(this.#folder.manifest);
    const point = this.#point(found, manifest, identity);
    return this.#steps(files, identity, manifest, point);
  }

  async #steps(
    files: readonly InputFile[],
    identity: Readonly<Record<string, string>>,
    manifest: Manifest | undefined,
    point: ResumePoint & { readonly reducers: number },
  ): Promise<Ended> {
    const plan = this.#plan;
    // Late, because it does something when it is loaded: it names the tasks.
    const { tasks } = await import("./local-tasks.js");
    const shop: Workshop = {
      plan,
      pool: plan.pool ?? this.#ownPool!,
      tasks,
      signal: this.#stop.signal,
      shares: this.#shares,
      ledger: new Ledger(this.#shares.kept),
      folder: this.#folder,
      manifest,
      badRecords: new BadRecords(plan.name, plan.badRecords),
      tally: this.#tally,
    };
    const stats: StepStats[] = [];
    for (const { results, skipped, stats: before } of point.done) {
      shop.badRecords.use(skipped.length, () => skippedText(skipped));
      for (const result of results) this.#tally.add(result);
      this.#tally.skipped.push(...skipped);
      stats.push(before);
    }
    let parts: readonly PairPart[] = point.parts;
    for (const step of plan.steps.slice(point.step)) {
      const { index } = step;
      const input: StepInput =
        index === 0 ? { kind: "files", files } : { kind: "pairs", parts, name: `step ${index}'s output` };
      const isLast = index === plan.steps.length - 1;
      const target = isLast && plan.output !== undefined ? "part" : "pairs";
      const partitions = step.reducers ?? point.reducers;
      const tell = (progress: StepProgress): void => this.#tell(index, progress);
      const driver = new StepDriver(shop, step, partitions, target, point.recorded[index]!, tell);
      const outcome = await driver.run(input);
      parts = outcome.parts;
      stats.push(outcome.stats);
    }
    const ended: Ended = {
      parts,
      counters: this.#counters,
      skipped: this.#tally.skipped,
      stats: this.#stats(files, stats),
    };
    if (plan.output !== undefined) {
      const { counters, skipped } = ended;
      this.#folder.succeed(`${JSON.stringify({ identity, counters, skipped, stats: ended.stats })}\n`);
    }
    return ended;
  }

  /** The input's files, and a folder for the output. Standard input goes to a file first, since tasks read it more than once. */
  async #files(found: Found): Promise<InputFile[]> {
    const { input, stdin = process.stdin, resume } = this.#plan;
    const { signal } = this.#stop;
    const hasStdin = input.includes("-");
    if (resume && hasStdin) {
      throw new ValueError(
        "resume goes on with the same input, and standard input can't be read again: put it into a file.",
      );
    }
    const known = hasStdin ? input.filter((path) => path !== "-") : input;
    const files = known.length > 0 || !hasStdin ? await expandInputs(known, { signal }) : [];
    this.#folder.begin(
      found,
      files.map(({ path }) => path),
    );
    atKillPoint?.("job.folder");
    if (!hasStdin) return files;
    return expandInputs(input, { signal, stdin: () => spoolStdin(stdin, this.#folder.open(), { signal }) });
  }

  #point(
    found: Found,
    manifest: Manifest | undefined,
    identity: Readonly<Record<string, string>>,
  ): ResumePoint & { readonly reducers: number } {
    const { steps, output, reducers = this.#plan.workers } = this.#plan;
    const recorded = found === "unfinished" ? manifest?.read() : undefined;
    if (recorded === undefined) {
      manifest?.begin(identity, reducers);
      return { ...fromTheBeginning(steps.length), reducers };
    }
    checkSameJob(recorded.job.identity, identity, output!);
    const point = resumePoint(recorded as Recorded, steps, this.#folder, output !== undefined);
    return { ...point, reducers: recorded.job.reducers };
  }

  /** A job that was killed after its last step, or is asked for once more. */
  #finishedBefore(identity: Readonly<Record<string, string>>): Ended {
    const success = JSON.parse(readFileSync(this.#folder.success, "utf8")) as Omit<
      Ended,
      "parts" | "counters"
    > & {
      readonly identity?: Readonly<Record<string, string>>;
      readonly counters: Record<string, Record<string, number>>;
    };
    checkSameJob(success.identity ?? {}, identity, this.#plan.output!);
    this.#folder.settle();
    this.#counters.merge(success.counters);
    return { parts: [], counters: this.#counters, skipped: success.skipped, stats: success.stats };
  }

  #stats(files: readonly InputFile[], steps: readonly StepStats[]): JobStats {
    return {
      steps,
      seconds: (performance.now() - this.#start) / 1000,
      workers: this.#plan.workers,
      bytesRead: files.reduce((sum, { size }) => sum + size, 0),
      spilledBytes: this.#tally.spilledBytes,
    };
  }

  #tell(index: number, { map, reduce, running, status }: StepProgress): void {
    this.#plan.onProgress?.({
      step: index + 1,
      steps: this.#plan.steps.length,
      map,
      ...(reduce === undefined ? {} : { reduce }),
      records: this.#tally.records + running,
      spilledBytes: this.#tally.spilledBytes,
      ...(status === undefined ? {} : { status }),
    });
  }
}
