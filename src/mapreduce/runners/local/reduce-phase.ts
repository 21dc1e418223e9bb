/** The reduce tasks of a step, as the driver runs them. */
import { inspect } from "node:util";
import type { StepPlan } from "../../job/index.js";
import type { Run } from "../../shuffle/index.js";
import { heldBytes } from "./map-phase.js";
import type { Attempt, PhaseTask } from "./phase.js";
import type { ProgressReader, Whereabouts } from "./progress-words.js";
import { type Timed, toRecord } from "./task-record.js";
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

export class ReduceTask implements PhaseTask<ReduceTaskResult> {
  readonly bytes: number;
  result: Timed<ReduceTaskResult> | undefined;
  readonly #shop: Workshop;
  readonly #spec: ReducePhaseSpec;
  readonly #number: number;
  readonly #runs: readonly Run[];
  readonly #grants = new Map<Attempt, number>();

  constructor(shop: Workshop, spec: ReducePhaseSpec, number: number) {
    this.#shop = shop;
    this.#spec = spec;
    this.#number = number;
    const range = (run: Run) => run.partitions[number]!;
    this.#runs = spec.runs.filter((run) => range(run).end > range(run).start);
    this.bytes = this.#runs.reduce((sum, run) => sum + range(run).end - range(run).start, 0);
  }

  describe(): string {
    return `reduce task ${this.#number + 1} of ${this.#spec.partitions}`;
  }

  start(attempt: Attempt): Promise<ReduceTaskResult> {
    const { plan, pool, tasks, shares, ledger, folder } = this.#shop;
    const { step, target } = this.#spec;
    const keep = plan.resume || target === "part" ? 0 : ledger.grant(shares.work);
    this.#grants.set(attempt, keep);
    return pool.apply(
      tasks.runReduceTask,
      [
        {
          job: { Job: plan.Job, options: plan.options, step: step.index },
          words: attempt.progress.array,
          root: folder.root,
          folder: this.#folderOf(attempt),
          work: shares.work,
          buffers: shares.buffers,
          keep,
          partition: this.#number,
          runs: this.#runs,
          target,
        },
      ],
      { signal: attempt.signal },
    );
  }

  finish(result: ReduceTaskResult, attempt: Attempt, seconds: number): void {
    const { folder, ledger, manifest, tally } = this.#shop;
    const { step, target } = this.#spec;
    const name = this.#folderOf(attempt);
    if (target === "part") {
      folder.commit(name, this.#number);
      folder.discard(name);
    }
    const timed = { ...result, seconds };
    manifest?.append({
      kind: "task",
      step: step.index,
      phase: "reduce",
      task: this.#number,
      result: toRecord(timed, folder.root),
    });
    ledger.giveBack(this.#grants.get(attempt)! - heldBytes(result));
    this.#grants.delete(attempt);
    tally.add(result);
    this.result = timed;
  }

  /** Takes over what an earlier run has done. */
  restore(result: Timed<ReduceTaskResult>): void {
    this.#shop.tally.add(result);
    this.result = result;
  }

  discard(attempt: Attempt): void {
    this.#shop.ledger.giveBack(this.#grants.get(attempt) ?? 0);
    this.#grants.delete(attempt);
    this.#shop.folder.discard(this.#folderOf(attempt));
  }

  async locate({ record }: Whereabouts, progress: ProgressReader): Promise<string> {
    const known = progress.key() ?? (await this.#keyOf(record));
    return known === undefined
      ? `group ${record + 1}`
      : `the group of the key ${inspect(known.key, { breakLength: Number.POSITIVE_INFINITY })}`;
  }

  /** Of a group whose worker died or was ended: the runs are gone through once more. */
  #keyOf(group: number): Promise<{ readonly key: unknown } | undefined> {
    const { plan, pool, tasks, shares, folder, signal } = this.#shop;
    const { step } = this.#spec;
    const spec = {
      job: { Job: plan.Job, options: plan.options, step: step.index },
      root: folder.root,
      folder: `s${step.index}-r${this.#number}-group`,
      work: shares.work,
      partition: this.#number,
      runs: this.#runs,
      group,
    };
    return pool.apply(tasks.findGroup, [spec], { signal, timeout: FIND_SECONDS });
  }

  #folderOf({ number }: Attempt): string {
    return `s${this.#spec.step.index}-r${String(this.#number).padStart(5, "0")}-a${number}`;
  }
}
