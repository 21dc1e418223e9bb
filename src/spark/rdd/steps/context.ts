import type { Chunk, Chunks } from "../chunks.js";

/** Where a step runs. */
export interface StepContext {
  /** Number of the partition, in the RDD that the step makes. */
  readonly partition: number;
  /** How many partitions that RDD has. */
  readonly partitions: number;
  /** Elements that a step may compute ahead. */
  readonly size: number;
  /** Something moved: a task that doesn't is ended some time. Called for each element that a function of the user's gets. */
  tick(): void;
  /** Keeps what comes asynchronously, in bounded memory, until it can be read in step. */
  spool(chunks: AsyncIterable<Chunk>): Promise<Iterable<Chunk>>;
  /** Called when the task is over, however it ends. */
  onEnd(end: () => void): void;
}

/** Makes of a partition's elements those of the next RDD. */
export type Transform = (input: Chunks, at: StepContext) => Chunks;
