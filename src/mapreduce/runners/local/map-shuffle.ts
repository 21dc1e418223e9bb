/** What a map task sends to the reducers: its mapper's pairs, combined, and those that the combiner itself has to say at its end. */
import { dropRun, type MapOutput, MapOutputCollector, type ShuffleOptions } from "../../shuffle/index.js";
import { memoryOf } from "./lent.js";
import type { TaskRun } from "./task-run.js";
import type { MapTaskSpec, ShuffleSpec } from "./task-spec.js";

export class MapShuffle {
  /** Takes the mapper's pairs, and those of `combinerInit`: without this class in between, since there are many. */
  readonly collector: MapOutputCollector;
  readonly #spec: MapTaskSpec;
  readonly #shuffle: ShuffleSpec;
  readonly #task: TaskRun;
  /** Of `combinerFinal`, if it yields anything. */
  #last: MapOutputCollector | undefined;
  /** What is ours until the driver gets it. */
  #gathered: MapOutput | undefined;

  /** @param onCombinerError hears that the combiner threw, before whoever added a pair does */
  constructor(spec: MapTaskSpec, shuffle: ShuffleSpec, task: TaskRun, onCombinerError: () => void) {
    this.#spec = spec;
    this.#shuffle = shuffle;
    this.#task = task;
    const { run, progress } = task;
    const combine: ShuffleOptions["combine"] = (key, values, emit) => {
      progress.tick();
      try {
        run.combine(key, values, emit);
      } catch (error) {
        onCombinerError();
        throw error;
      }
    };
    this.collector = this.#newCollector(spec.keep, run.plan.combiner && combine);
  }

  /** Combines what is left to be combined. No pair of the mapper's comes after this. */
  gather(): void {
    this.#gathered = this.collector.finish();
  }

  /**
   * A pair of `combinerFinal`. It runs when the combiner won't any more, so what it yields can't go where that combines; it goes to a run of its
   * own, in the memory that the others have given back.
   */
  addLast(key: unknown, value: unknown): void {
    const held = memoryOf(this.#gathered!.runs).reduce((sum, { nbytes }) => sum + nbytes, 0);
    this.#last ??= this.#newCollector(Math.max(0, this.#spec.keep - held), undefined);
    this.#task.progress.tick();
    this.#last.add(key, value);
  }

  /** All of it; it is the caller's now. */
  finish(): MapOutput {
    const output = this.#gathered!;
    const last = this.#last?.finish();
    this.#gathered = undefined;
    return last === undefined ? output : together(output, last);
  }

  /** Gives back what `finish` hasn't handed out. */
  close(): void {
    this.collector.dispose();
    this.#last?.dispose();
    for (const run of this.#gathered?.runs ?? []) dropRun(run);
    this.#gathered = undefined;
  }

  #newCollector(keep: number, combine: ShuffleOptions["combine"]): MapOutputCollector {
    const { partitions, boundaries } = this.#shuffle;
    const { groupingKey, partitioner, sortValues } = this.#task.run.plan;
    return new MapOutputCollector({
      partitions,
      partition: partitioner && ((key) => partitioner(key, partitions)),
      boundaries,
      groupingKey,
      sortValues,
      combine,
      memory: this.#spec.work,
      keep,
      spill: this.#task.folder,
    });
  }
}

function together(a: MapOutput, b: MapOutput): MapOutput {
  const sum = (of: keyof MapOutput["stats"]): number => a.stats[of] + b.stats[of];
  return {
    runs: [...a.runs, ...b.runs],
    stats: {
      records: sum("records"),
      combinedRecords: sum("combinedRecords"),
      bytes: sum("bytes"),
      spilledBytes: sum("spilledBytes"),
      spills: sum("spills"),
      distinctKeys: sum("distinctKeys"),
    },
  };
}
