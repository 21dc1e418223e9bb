/** A task of a stage, as the driver runs it: attempts, grants of memory, and results that are taken over once. */
import { join } from "node:path";
import {
  type Attempt,
  type Ledger,
  type MemoryShares,
  memoryOf,
  type PhaseTask,
  removeEmpty,
  removeTree,
} from "../../../mapreduce/for-rdds.js";
import type { Pool } from "../../../multiprocessing/index.js";
import { dropBlock, heldBytes } from "./block.js";
import type { tasks as rddTasks } from "./rdd-tasks.js";
import type { RddTaskResult, RddTaskSpec, Target } from "./task-spec.js";

/** What all tasks of a context need. */
export interface Workshop {
  readonly pool: Pool;
  readonly tasks: typeof rddTasks;
  readonly shares: MemoryShares;
  readonly ledger: Ledger;
  /** The context's temporary folder. */
  readonly root: string;
}

/** What the tasks of a stage have in common. */
export interface StageSpec extends Pick<RddTaskSpec, "program" | "broadcasts" | "live"> {
  /** Counts the stages of a context. */
  readonly number: number;
  /** For messages: `reduceByKey, map`. */
  readonly text: string;
  inputs(partition: number): RddTaskSpec["inputs"];
  target(attempt: string): Target;
  /** Takes a result over. */
  accept(result: RddTaskResult, partition: number, attempt: string): void;
}

export class StageTask implements PhaseTask<RddTaskResult> {
  readonly #shop: Workshop;
  readonly #stage: StageSpec;
  readonly #partition: number;
  readonly #grants = new Map<Attempt, number>();

  constructor(shop: Workshop, stage: StageSpec, partition: number) {
    this.#shop = shop;
    this.#stage = stage;
    this.#partition = partition;
  }

  describe(): string {
    return `the task of partition ${this.#partition} in stage ${this.#stage.number} (${this.#stage.text})`;
  }

  start(attempt: Attempt): Promise<RddTaskResult> {
    const { pool, tasks, shares, ledger, root } = this.#shop;
    const { program, broadcasts, live } = this.#stage;
    const keep = ledger.grant(shares.work);
    this.#grants.set(attempt, keep);
    const folder = this.#folderOf(attempt);
    const spec: RddTaskSpec = {
      words: attempt.progress.array,
      program,
      broadcasts,
      live,
      partition: this.#partition,
      inputs: this.#stage.inputs(this.#partition),
      root,
      folder,
      work: shares.work,
      buffers: shares.buffers,
      keep,
      target: this.#stage.target(folder),
    };
    return pool.apply(tasks.runRddTask, [spec], { signal: attempt.signal });
  }

  finish(result: RddTaskResult, attempt: Attempt): void {
    // What the result holds is given back by who drops it.
    this.#giveBack(attempt, heldOf(result));
    this.#stage.accept(result, this.#partition, this.#folderOf(attempt));
    removeEmpty(join(this.#shop.root, this.#folderOf(attempt)));
  }

  discard(attempt: Attempt): void {
    this.#giveBack(attempt, 0);
    removeTree(join(this.#shop.root, this.#folderOf(attempt)));
  }

  /** No record of a task is known by number. */
  locate(): Promise<string> {
    return Promise.resolve(`partition ${this.#partition}`);
  }

  #giveBack(attempt: Attempt, held: number): void {
    this.#shop.ledger.giveBack((this.#grants.get(attempt) ?? 0) - held);
    this.#grants.delete(attempt);
  }

  #folderOf({ number }: Attempt): string {
    return `s${this.#stage.number}-p${String(this.#partition).padStart(5, "0")}-a${number}`;
  }
}

function heldOf({ block, runs, stored }: RddTaskResult): number {
  const inRuns = memoryOf(runs).reduce((sum, { nbytes }) => sum + nbytes, 0);
  const inBlocks = [...(block?.pieces ?? []), ...stored.flatMap((each) => each.block.pieces)];
  return inRuns + heldBytes(inBlocks);
}

/** Lets go of a block that came with a result. */
export function dropHeld(ledger: Ledger, block: Parameters<typeof dropBlock>[0]): void {
  ledger.giveBack(heldBytes(block.pieces));
  dropBlock(block);
}
