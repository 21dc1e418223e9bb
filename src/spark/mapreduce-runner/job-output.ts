/** Takes what the last step gives, partition by partition: Spark sends them in their order. */
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type JobFolder,
  type JobPlan,
  makeJob,
  type Pair,
  protocolsOf,
  type RunResult,
  readParts,
} from "../../mapreduce/for-runners.js";
import { chunkLength, withoutCount } from "../rdd/cluster/chunk-bytes.js";
import { Spool } from "../rdd/cluster/spool.js";

/** Larger outputs are a stream. */
const AS_ARRAY = 64 * 2 ** 20;

export interface JobOutputTaker {
  /** A row of the last stage's. */
  take(partition: number, value: Uint8Array): void;
  /** All is there. @param partitions how many there are, also those of which nothing came */
  finish(partitions: number): void;
  result(): Pick<RunResult, "output" | typeof Symbol.asyncDispose>;
  /** Lets go of all of it. */
  drop(): void;
}

export function outputTaker(plan: JobPlan, folder: JobFolder): JobOutputTaker {
  return plan.output === undefined ? new PairTaker() : new PartTaker(plan, folder);
}

class PairTaker implements JobOutputTaker {
  readonly #spool = new Spool();
  #bytes = 0;

  take(_: number, value: Uint8Array): void {
    const records = chunkLength(value, 0);
    this.#bytes += value.length;
    this.#spool.add(withoutCount(value, 0, value.length), 2 * records);
  }

  finish(): void {}

  result(): Pick<RunResult, "output" | typeof Symbol.asyncDispose> {
    const spool = this.#spool;
    const dispose = async (): Promise<void> => spool.close();
    if (this.#bytes > AS_ARRAY) {
      const output = {
        async *[Symbol.asyncIterator](): AsyncGenerator<Pair, void, undefined> {
          yield* pairsOf(spool);
        },
      };
      return { output, [Symbol.asyncDispose]: dispose };
    }
    const output = [...pairsOf(spool)];
    spool.close();
    return { output, [Symbol.asyncDispose]: dispose };
  }

  drop(): void {
    this.#spool.close();
  }
}

function* pairsOf(spool: Spool): Generator<Pair> {
  for (const chunk of spool.chunks())
    for (let i = 0; i < chunk.length; i += 2) yield [chunk[i], chunk[i + 1]];
}

/** Parts of the output folder: each is whole when it is moved to its place. */
class PartTaker implements JobOutputTaker {
  readonly #plan: JobPlan;
  readonly #folder: JobFolder;
  readonly #begun = new Set<number>();

  constructor(plan: JobPlan, folder: JobFolder) {
    this.#plan = plan;
    this.#folder = folder;
  }

  take(partition: number, value: Uint8Array): void {
    appendFileSync(this.#partOf(partition), withoutCount(value, 0, value.length));
  }

  finish(partitions: number): void {
    for (let partition = 0; partition < partitions; partition++) {
      this.#partOf(partition);
      this.#folder.commit(attemptOf(partition), partition);
    }
  }

  result(): Pick<RunResult, "output" | typeof Symbol.asyncDispose> {
    const { Job, options, output } = this.#plan;
    return {
      output: readParts(output!, protocolsOf(makeJob(Job, options)).output),
      [Symbol.asyncDispose]: async () => {},
    };
  }

  drop(): void {}

  #partOf(partition: number): string {
    const folder = join(this.#folder.open(), attemptOf(partition));
    const path = join(folder, "part");
    if (!this.#begun.has(partition)) {
      this.#begun.add(partition);
      mkdirSync(folder);
      writeFileSync(path, "", { flag: "wx" });
    }
    return path;
  }
}

function attemptOf(partition: number): string {
  return `spark-${partition}`;
}
