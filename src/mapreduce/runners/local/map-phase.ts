/** The map tasks of a step, as the driver runs them. */
import type { StepPlan } from "../../job/index.js";
import { makeJob } from "../../job/index.js";
import { memoryOf } from "./lent.js";
import { locateRecord } from "./locate.js";
import type { Attempt, PhaseTask, Stumbled } from "./phase.js";
import type { Whereabouts } from "./progress-words.js";
import type { MapInput } from "./step-input.js";
import { type Timed, toRecord } from "./task-record.js";
import type { MapTaskResult, ShuffleSpec, Target } from "./task-spec.js";
import type { Workshop } from "./workshop.js";

export interface MapPhaseSpec {
  readonly step: StepPlan;
  readonly inputs: readonly MapInput[];
  readonly shuffle: ShuffleSpec | undefined;
  readonly target: Target;
}

/** Bytes of results that are held in memory: what of the grant isn't given back. */
export function heldBytes({ pairs, output }: Partial<MapTaskResult>): number {
  const arrays = [...memoryOf(output?.runs), ...memoryOf(pairs?.chunks)];
  return arrays.reduce((sum, array) => sum + array.nbytes, 0);
}

export class MapTask implements PhaseTask<MapTaskResult> {
  result: Timed<MapTaskResult> | undefined;
  readonly #shop: Workshop;
  readonly #spec: MapPhaseSpec;
  readonly #number: number;
  readonly #grants = new Map<Attempt, number>();

  constructor(shop: Workshop, spec: MapPhaseSpec, number: number) {
    this.#shop = shop;
    this.#spec = spec;
    this.#number = number;
  }

  get bytes(): number {
    return this.#input.bytes;
  }

  get #input(): MapInput {
    return this.#spec.inputs[this.#number]!;
  }

  describe(): string {
    const { length } = this.#spec.inputs;
    return `map task ${this.#number + 1} of ${length} (${this.#input.text})`;
  }

  start(attempt: Attempt): Promise<MapTaskResult | Stumbled> {
    const { plan, pool, tasks, shares, ledger, folder } = this.#shop;
    const { step, shuffle, target } = this.#spec;
    // Of a job that is to be resumed all runs are files, so that nothing is lost with the process.
    const keep = plan.resume || (shuffle === undefined && target === "part") ? 0 : ledger.grant(shares.work);
    this.#grants.set(attempt, keep);
    return pool.apply(
      tasks.runMapTask,
      [
        {
          job: { Job: plan.Job, options: plan.options, step: step.index },
          words: attempt.progress.array,
          root: folder.root,
          folder: this.#folderOf(attempt),
          work: shares.work,
          buffers: shares.buffers,
          keep,
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

  finish(result: MapTaskResult, attempt: Attempt, seconds: number): void {
    const { folder, ledger, badRecords, manifest, tally } = this.#shop;
    const { step, target, shuffle } = this.#spec;
    const name = this.#folderOf(attempt);
    badRecords.use(result.unreadable, () => {
      const { path, offset, error } = result.skipped.at(-1)!;
      return `${path}, byte ${offset}: ${error}`;
    });
    if (shuffle === undefined && target === "part") {
      folder.commit(name, this.#number);
      folder.discard(name);
    }
    const timed = { ...result, seconds };
    manifest?.append({
      kind: "task",
      step: step.index,
      phase: "map",
      task: this.#number,
      result: toRecord(timed, folder.root),
    });
    ledger.giveBack(this.#grants.get(attempt)! - heldBytes(result));
    this.#grants.delete(attempt);
    tally.add(result);
    this.result = timed;
  }

  /** Takes over what an earlier run has done. */
  restore(result: Timed<MapTaskResult>): void {
    this.#shop.badRecords.use(result.skipped.length, () => result.skipped.at(-1)!.error);
    this.#shop.tally.add(result);
    this.result = result;
  }

  discard(attempt: Attempt): void {
    this.#shop.ledger.giveBack(this.#grants.get(attempt) ?? 0);
    this.#grants.delete(attempt);
    this.#shop.folder.discard(this.#folderOf(attempt));
  }

  locate({ record }: Whereabouts): Promise<string> {
    const { plan } = this.#shop;
    return locateRecord(this.#input.input, record, makeJob(plan.Job, plan.options), this.#spec.step);
  }

  #folderOf({ number }: Attempt): string {
    return `s${this.#spec.step.index}-m${String(this.#number).padStart(5, "0")}-a${number}`;
  }
}
