/** What map, reduce and sampling tasks have in common: a job of their own, counters, progress, a place for their output. */
import { Counters, makeJob, planSteps, protocolsOf, StepRun } from "../../job/index.js";
import type { Protocol } from "../../protocols/index.js";
import { PairStore } from "./pair-store.js";
import { PartWriter } from "./part-writer.js";
import { ProgressWriter } from "./progress-words.js";
import { SpillFolder } from "./spill-folder.js";
import type { Target, TaskSpec } from "./task-spec.js";

export class TaskRun {
  readonly progress: ProgressWriter;
  readonly counters: Counters;
  readonly run: StepRun;
  readonly folder: SpillFolder;
  readonly inputProtocol: Protocol;
  readonly #outputProtocol: Protocol;
  readonly #spec: TaskSpec;

  constructor(spec: TaskSpec) {
    this.#spec = spec;
    const progress = new ProgressWriter(spec.words);
    this.progress = progress;
    this.counters = new TickingCounters(progress);
    const { Job, options, step } = spec.job;
    const job = makeJob(Job, options);
    const { input, output } = protocolsOf(job);
    this.inputProtocol = input;
    this.#outputProtocol = output;
    this.run = new StepRun(job, planSteps(job)[step]!, {
      counters: this.counters,
      onStatus: (text) => progress.status(text),
    });
    this.folder = new SpillFolder(spec.root, spec.folder, spec.makesRoot);
  }

  close(): void {
    this.progress.close();
  }

  /** Calls a function of the user's that has no record: when it throws, the driver shall know which it was. */
  async calling<T>(call: () => T | Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      this.progress.failedIn(this.run.running);
      throw error;
    }
  }

  /** Where the pairs go that a reducer yields, or a mapper that has no reducer behind it. */
  output(target: Target): PairStore | PartWriter {
    const { buffers, keep } = this.#spec;
    if (target === "part") return new PartWriter(this.folder.file("part"), this.#outputProtocol, buffers);
    return new PairStore(keep, buffers, this.folder);
  }
}

/** A task that counts moves. */
class TickingCounters extends Counters {
  readonly #progress: ProgressWriter;

  constructor(progress: ProgressWriter) {
    super();
    this.#progress = progress;
  }

  override increment(group: string, name: string, amount?: number): void {
    this.#progress.tick();
    super.increment(group, name, amount);
  }
}
