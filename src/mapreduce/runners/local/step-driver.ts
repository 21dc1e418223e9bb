/** One step: sampling if it is asked for, map phase, reduce phase; and what they say of themselves. */
import { atKillPoint } from "../../../events/index.js";
import type { StepPlan } from "../../job/index.js";
import type { PhaseStats, StepStats } from "../../report/index.js";
import type { Run } from "../../shuffle/index.js";
import { sampleBoundaries } from "./boundaries.js";
import { memoryOf, release } from "./lent.js";
import { MapTask } from "./map-phase.js";
import type { PairPart } from "./pair-store.js";
import { Phase, type PhaseTask, type PhaseView } from "./phase.js";
import { ReduceTask } from "./reduce-phase.js";
import type { RecordedStep } from "./resume.js";
import { type MapInput, mapInputs, type StepInput, splitBytesOf } from "./step-input.js";
import { phaseStats, stepStats } from "./step-stats.js";
import { heldBytes } from "./step-task.js";
import { foldersOf, type Timed } from "./task-record.js";
import type { MapTaskResult, Target, TaskResult } from "./task-spec.js";
import type { Workshop } from "./workshop.js";

/** How far a step is, from 0 to 1. */
export interface StepProgress {
  readonly map: number;
  readonly reduce: number | undefined;
  /** Of tasks that run; those of finished ones are in the tally. */
  readonly running: number;
  readonly status: string | undefined;
}

export interface StepOutcome {
  /** In the order of the tasks; empty chunks where the pairs went to parts of the output. */
  readonly parts: readonly PairPart[];
  readonly stats: StepStats;
}

const NO_PAIRS: PairPart = { chunks: [], records: 0, bytes: 0, fileBytes: 0 };

export class StepDriver {
  readonly #shop: Workshop;
  readonly #step: StepPlan;
  readonly #partitions: number;
  readonly #target: Target;
  readonly #recorded: RecordedStep;
  readonly #onProgress: (progress: StepProgress) => void;

  constructor(
    shop: Workshop,
    step: StepPlan,
    partitions: number,
    target: Target,
    recorded: RecordedStep,
    onProgress: (progress: StepProgress) => void,
  ) {
    this.#shop = shop;
    this.#step = step;
    this.#partitions = partitions;
    this.#target = target;
    this.#recorded = recorded;
    this.#onProgress = onProgress;
  }

  async run(input: StepInput): Promise<StepOutcome> {
    const reduces = this.#step.reducer !== undefined;
    const maps = await this.#maps(input);
    this.#letGo(input);
    const results = maps.tasks.map((task) => task.result!);
    this.#shop.tally.skipped.push(...results.flatMap(({ skipped }) => skipped));
    if (!reduces) return { parts: results.map(partOf), stats: stepStats(maps.stats, results, undefined, []) };
    const runs = results.flatMap(({ output }) => output?.runs ?? []);
    const reduced = await this.#reduces(runs);
    this.#drop(results);
    const reducedResults = reduced.tasks.map((task) => task.result!);
    return {
      parts: reducedResults.map(partOf),
      stats: stepStats(maps.stats, results, reduced.stats, reducedResults),
    };
  }

  async #maps(input: StepInput): Promise<{ tasks: MapTask[]; stats: PhaseStats }> {
    const { plan, manifest } = this.#shop;
    const step = this.#step;
    const { line } = this.#recorded;
    const splitBytes = line?.splitBytes ?? splitBytesOf(input, plan);
    const workers = line?.workers ?? plan.workers;
    const inputs = mapInputs(input, plan, workers, splitBytes);
    const shuffle =
      step.reducer === undefined
        ? undefined
        : { partitions: this.#partitions, boundaries: await this.#boundaries(inputs) };
    if (line === undefined) {
      const boundaries = shuffle?.boundaries?.map((key) => Buffer.from(key).toString("base64")) ?? null;
      manifest?.append({ kind: "step", step: step.index, splitBytes, workers, boundaries });
    }
    const spec = { step, inputs, shuffle, target: this.#target };
    const tasks = inputs.map((_, number) => new MapTask(this.#shop, spec, number));
    const stats = await this.#phase("map", tasks, this.#recorded.maps);
    return { tasks, stats };
  }

  async #reduces(runs: readonly Run[]): Promise<{ tasks: ReduceTask[]; stats: PhaseStats }> {
    const spec = { step: this.#step, partitions: this.#partitions, runs, target: this.#target };
    const tasks = Array.from(
      { length: this.#partitions },
      (_, number) => new ReduceTask(this.#shop, spec, number),
    );
    const stats = await this.#phase("reduce", tasks, this.#recorded.reduces);
    return { tasks, stats };
  }

  async #boundaries(inputs: readonly MapInput[]): Promise<Uint8Array[] | undefined> {
    if (!this.#step.totalOrder) return undefined;
    const recorded = this.#recorded.line?.boundaries;
    if (recorded) return recorded.map((key) => new Uint8Array(Buffer.from(key, "base64")));
    return sampleBoundaries(this.#shop, this.#step, inputs, this.#partitions);
  }

  /** Runs the tasks that have no result yet. */
  async #phase<R extends TaskResult>(
    phase: "map" | "reduce",
    tasks: readonly (PhaseTask<R> & {
      readonly bytes: number;
      result: Timed<R> | undefined;
      restore(result: Timed<R>): void;
    })[],
    recorded: ReadonlyMap<number, Timed<R>>,
  ): Promise<PhaseStats> {
    const { plan, signal, badRecords, manifest } = this.#shop;
    const start = performance.now();
    for (const [number, task] of tasks.entries()) {
      const before = recorded.get(number);
      if (before !== undefined) task.restore(before);
    }
    const total = tasks.reduce((sum, { bytes }) => sum + bytes, 0);
    const look = ({ running, status }: PhaseView): void => {
      let done = 0;
      let records = 0;
      for (const task of tasks) if (task.result !== undefined) done += task.bytes;
      for (const place of running) {
        done += place.bytesDone;
        records += place.records;
      }
      const part = total === 0 ? 1 : Math.min(1, done / total);
      const hasReduce = this.#step.reducer !== undefined;
      this.#onProgress({
        map: phase === "map" ? part : 1,
        reduce: hasReduce ? (phase === "map" ? 0 : part) : undefined,
        running: records,
        status,
      });
    };
    const running = new Phase(
      tasks.filter(({ result }) => result === undefined),
      {
        name:
          this.#step.steps === 1
            ? plan.name
            : `${plan.name}, step ${this.#step.index + 1} of ${this.#step.steps}`,
        lanes: plan.workers,
        attempts: plan.attempts,
        taskTimeout: plan.taskTimeout,
        isPoolShared: plan.pool !== undefined,
        keeps: plan.resume,
        badRecords,
        skips: phase === "map",
        signal,
        onLook: look,
      },
    );
    await running.run();
    manifest?.append({ kind: "phase", step: this.#step.index, phase, tasks: tasks.length });
    atKillPoint?.(`${phase}.phase`);
    const results = tasks.map((task) => task.result!);
    const seconds = (performance.now() - start) / 1000;
    return phaseStats(results, running.attempts + recorded.size, seconds, recorded);
  }

  /** The map tasks have read what came in. */
  #letGo(input: StepInput): void {
    if (input.kind === "pairs") this.#drop(input.parts.map((pairs) => ({ pairs })));
  }

  /** Nobody reads these any more. */
  #drop(results: readonly Partial<MapTaskResult>[]): void {
    const { ledger, folder } = this.#shop;
    for (const result of results) {
      ledger.giveBack(heldBytes(result));
      for (const bytes of [...memoryOf(result.output?.runs), ...memoryOf(result.pairs?.chunks)])
        release(bytes);
      for (const name of new Set(foldersOf(result, folder.root))) folder.discard(name);
    }
  }
}

function partOf({ pairs }: TaskResult): PairPart {
  return pairs ?? NO_PAIRS;
}
