/** The map tasks of a step, as the driver runs them. */
import type { StepPlan } from "../../job/index.js";
import { makeJob } from "../../job/index.js";
import { skippedText } from "./bad-records.js";
import { locateRecord } from "./locate.js";
import type { Attempt, PhaseTask, Stumbled } from "./phase.js";
import type { Whereabouts } from "./progress-words.js";
import type { MapInput } from "./step-input.js";
import { StepTask } from "./step-task.js";
import type { Timed } from "./task-record.js";
import type { MapTaskResult, ShuffleSpec, Target } from "./task-spec.js";
import type { Workshop } from "./workshop.js";

export interface MapPhaseSpec {
  readonly step: StepPlan;
  readonly inputs: readonly MapInput[];
  readonly shuffle: ShuffleSpec | undefined;
  readonly target: Target;
}

export class MapTask extends StepTask<MapTaskResult> implements PhaseTask<MapTaskResult> {
  readonly #spec: MapPhaseSpec;

  constructor(shop: Workshop, spec: MapPhaseSpec, number: number) {
    super(shop, spec.step, "map", number, spec.shuffle === undefined ? spec.target : undefined);
    this.#spec = spec;
  }

  get bytes(): number {
    return this.#input.bytes;
  }

  get #input(): MapInput {
    return this.#spec.inputs[this.number]!;
  }

  describe(): string {
    const { length } = this.#spec.inputs;
    return `map task ${this.number + 1} of ${length} (${this.#input.text})`;
  }

  start(attempt: Attempt): Promise<MapTaskResult | Stumbled> {
    const { pool, tasks } = this.shop;
    const { shuffle, target } = this.#spec;
    return pool.apply(
      tasks.runMapTask,
      [
        {
          ...this.specOf(attempt),
          input: this.#input.input,
          shuffle,
          target,
          skip: attempt.skip,
          mayFail: attempt.mayFail,
        },
      ],
      { signal: attempt.signal },
    );
  }

  override finish(result: MapTaskResult, attempt: Attempt, seconds: number): void {
    this.shop.badRecords.use(result.unreadable, () => skippedText(result.skipped));
    super.finish(result, attempt, seconds);
  }

  override restore(result: Timed<MapTaskResult>): void {
    this.shop.badRecords.use(result.skipped.length, () => skippedText(result.skipped));
    super.restore(result);
  }

  locate({ record }: Whereabouts): Promise<string> {
    const { plan } = this.shop;
    return locateRecord(this.#input.input, record, makeJob(plan.Job, plan.options), this.step);
  }
}
