/** What shuffles have given, and what had to be counted before: kept as long as their RDDs, so that the next action finds it (Spark's "skipped stages"). */
import { dirname } from "node:path";
import { dropRun, type Ledger, type Run, removeEmpty } from "../../../mapreduce/for-rdds.js";
import type { Indexed, Lineage, Shuffle } from "../lineage.js";

export class ShuffleStore {
  readonly #runs = new WeakMap<Shuffle, readonly Run[]>();
  readonly #starts = new WeakMap<Indexed, readonly number[]>();
  /** All that are kept, by the id of their RDD. */
  readonly #kept = new Map<number, readonly Run[]>();
  readonly #running = new WeakMap<Lineage, Promise<void>>();
  readonly #ledger: Ledger;
  readonly #gone = new FinalizationRegistry<number>((id) => this.#drop(id));

  /** @param ledger it has granted what the runs hold in memory */
  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  has(node: Lineage): boolean {
    return this.#runs.has(node as Shuffle) || this.#starts.has(node as Indexed);
  }

  /**
   * Has `make` called once, however many jobs need it at the same time. If it fails for one job, as when that is aborted, the next tries itself.
   */
  async once(node: Lineage, make: () => Promise<void>): Promise<void> {
    while (!this.has(node)) {
      const running = this.#running.get(node);
      if (running !== undefined) {
        await running.catch(() => {});
        continue;
      }
      const own = make();
      this.#running.set(node, own);
      try {
        await own;
      } finally {
        this.#running.delete(node);
      }
    }
  }

  put(node: Shuffle, runs: readonly Run[]): void {
    this.#runs.set(node, runs);
    this.#kept.set(node.id, runs);
    this.#gone.register(node, node.id);
  }

  putStarts(node: Indexed, starts: readonly number[]): void {
    this.#starts.set(node, starts);
  }

  /** The number of the first element of each partition. */
  startsOf(node: Indexed): readonly number[] {
    return this.#starts.get(node)!;
  }

  /** What the runs have of a partition, in the order of the tasks that made them. */
  runsOf(node: Shuffle, partition: number): Run[] {
    return this.#runs.get(node)!.flatMap((run) => {
      const range = run.partitions[partition]!;
      return range.end > range.start ? [{ ...run, partitions: [range] }] : [];
    });
  }

  dropAll(): void {
    for (const id of [...this.#kept.keys()]) this.#drop(id);
  }

  #drop(id: number): void {
    for (const run of this.#kept.get(id) ?? []) this.release(run);
    this.#kept.delete(id);
  }

  release(run: Run): void {
    if (run.kind === "memory") this.#ledger.giveBack(run.bytes.nbytes);
    dropRun(run);
    if (run.kind === "file") removeEmpty(dirname(run.path));
  }
}
