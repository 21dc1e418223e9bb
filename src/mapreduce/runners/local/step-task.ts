import type { StepPlan } from "../../job/index.js";
import { memoryOf } from "./lent.js";
import type { Attempt } from "./phase.js";
import { type Timed, toRecord } from "./task-record.js";
import type { MapTaskResult, ReduceTaskResult, Target, TaskSpec } from "./task-spec.js";
import type { Workshop } from "./workshop.js";

/** Bytes of results that are held in memory: what of the grant isn't given back. */
export function heldBytes({ pairs, output }: Partial<MapTaskResult>): number {
  const arrays = [...memoryOf(output?.runs), ...memoryOf(pairs?.chunks)];
  return arrays.reduce((sum, array) => sum + array.nbytes, 0);
}

/** What map and reduce tasks have in common for the driver: grants of memory, folders of attempts, and results that are committed. */
export abstract class StepTask<R extends MapTaskResult | ReduceTaskResult> {
  result: Timed<R> | undefined;
  protected readonly shop: Workshop;
  protected readonly step: StepPlan;
  protected readonly number: number;
  readonly #phase: "map" | "reduce";
  readonly #isPart: boolean;
  readonly #grants = new Map<Attempt, number>();

  /** @param target where the output goes, if it isn't runs for reducers */
  constructor(
    shop: Workshop,
    step: StepPlan,
    phase: "map" | "reduce",
    number: number,
    target: Target | undefined,
  ) {
    this.shop = shop;
    this.step = step;
    this.number = number;
    this.#phase = phase;
    this.#isPart = target === "part";
  }

  /** What every task is told. */
  protected specOf(attempt: Attempt): TaskSpec {
    const { plan, shares, ledger, folder } = this.shop;
    // Of a job that is to be resumed all runs are files, so that nothing is lost with the process.
    const keep = plan.resume || this.#isPart ? 0 : ledger.grant(shares.work);
    this.#grants.set(attempt, keep);
    return {
      job: { Job: plan.Job, options: plan.options, step: this.step.index },
      words: attempt.progress.array,
      root: folder.root,
      makesRoot: folder.isMadeLate,
      folder: this.#folderOf(attempt),
      work: shares.work,
      buffers: shares.buffers,
      keep,
    };
  }

  finish(result: R, attempt: Attempt, seconds: number): void {
    const { folder, ledger, manifest, tally } = this.shop;
    const name = this.#folderOf(attempt);
    if (this.#isPart) {
      folder.commit(name, this.number);
      folder.discard(name);
    }
    const timed = { ...result, seconds };
    manifest?.append({
      kind: "task",
      step: this.step.index,
      phase: this.#phase,
      task: this.number,
      result: toRecord(timed, folder.root),
    });
    ledger.giveBack(this.#grants.get(attempt)! - heldBytes(result));
    this.#grants.delete(attempt);
    tally.add(result);
    this.result = timed;
  }

  /** Takes over what an earlier run has done. */
  restore(result: Timed<R>): void {
    this.shop.tally.add(result);
    this.result = result;
  }

  discard(attempt: Attempt): void {
    this.shop.ledger.giveBack(this.#grants.get(attempt) ?? 0);
    this.#grants.delete(attempt);
    this.shop.folder.discard(this.#folderOf(attempt));
  }

  #folderOf({ number }: Attempt): string {
    return `s${this.step.index}-${this.#phase[0]}${String(this.number).padStart(5, "0")}-a${number}`;
  }
}
