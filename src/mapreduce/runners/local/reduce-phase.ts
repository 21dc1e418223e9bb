/** The reduce tasks of a step, as the driver runs them. */
import { inspect } from "node:util";
import type { StepPlan } from "../../job/index.js";
import type { Run } from "../../shuffle/index.js";
import type { Attempt, PhaseTask } from "./phase.js";
import type { ProgressReader, Whereabouts } from "./progress-words.js";
import { StepTask } from "./step-task.js";
import type { ReduceTaskResult, Target } from "./task-spec.js";
import type { Workshop } from "./workshop.js";

/** An error that comes later than this helps nobody. */
const FIND_SECONDS = 60;

export interface ReducePhaseSpec {
  readonly step: StepPlan;
  readonly partitions: number;
  readonly runs: readonly Run[];
  readonly target: Target;
}

export class ReduceTask extends StepTask<ReduceTaskResult> implements PhaseTask<ReduceTaskResult> {
  readonly bytes: number;
  readonly #spec: ReducePhaseSpec;
  readonly #runs: readonly Run[];

  constructor(shop: Workshop, spec: ReducePhaseSpec, number: number) {
    super(shop, spec.step, "reduce", number, spec.target);
    this.#spec = spec;
    const range = (run: Run) => run.partitions[number]!;
    this.#runs = spec.runs.filter((run) => range(run).end > range(run).start);
    this.bytes = this.#runs.reduce((sum, run) => sum + range(run).end - range(run).start, 0);
  }

  describe(): string {
    return `reduce task ${this.number + 1} of ${this.#spec.partitions}`;
  }

  start(attempt: Attempt): Promise<ReduceTaskResult> {
    const { pool, tasks } = this.shop;
    const { target } = this.#spec;
    return pool.apply(
      tasks.runReduceTask,
      [{ ...this.specOf(attempt), partition: this.number, runs: this.#runs, target }],
      { signal: attempt.signal },
    );
  }

  async locate({ record }: Whereabouts, progress: ProgressReader): Promise<string> {
    const known = progress.key() ?? (await this.#keyOf(record));
    return known === undefined
      ? `group ${record + 1}`
      : `the group of the key ${inspect(known.key, { breakLength: Number.POSITIVE_INFINITY })}`;
  }

  /** Of a group whose worker died or was ended: the runs are gone through once more. */
  #keyOf(group: number): Promise<{ readonly key: unknown } | undefined> {
    const { plan, pool, tasks, shares, folder, signal } = this.shop;
    const { step } = this;
    const spec = {
      job: { Job: plan.Job, options: plan.options, step: step.index },
      // Made here if it isn't there: nobody waits for this task when the job is ended meanwhile.
      root: folder.open(),
      makesRoot: false,
      folder: `s${step.index}-r${this.number}-group`,
      work: shares.work,
      partition: this.number,
      runs: this.#runs,
      group,
    };
    return pool.apply(tasks.findGroup, [spec], { signal, timeout: FIND_SECONDS });
  }
}
