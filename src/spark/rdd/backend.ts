import type { Road } from "../../portable/index.js";
import type { Lineage } from "./lineage.js";

/** What every action takes last. */
export interface JobOptions {
  /** Aborting it ends the action: its promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface RunOptions extends JobOptions {
  /** The action's name, for messages. */
  readonly action: string;
  /** Partitions that are computed; all of them if not given. */
  readonly partitions?: readonly number[] | undefined;
  /** Elements of a partition that are wanted, the first ones; what is behind them needn't be computed. */
  readonly limit?: number | undefined;
}

export interface SaveOptions extends JobOptions {
  readonly path: string;
  readonly compression: "none" | "gzip";
}

/** Gives the bytes of a broadcast value back. */
export interface BroadcastHold {
  release(): void;
}

/**
 * Runs RDDs: the embedded one on the Pool, one for a cluster through Spark. It knows `Lineage` and steps, and nothing of the API.
 */
export interface RddBackend {
  /** For messages: `the embedded engine`. */
  readonly name: string;
  /** How values get to tasks. */
  readonly road: Road;
  /** Partitions of what is parallelized, if nobody says how many. */
  readonly defaultParallelism: number;
  partitionsOf(lineage: Lineage, options?: JobOptions): Promise<number>;
  /** The elements of the partitions asked for, in the order in which they were asked for. */
  run(lineage: Lineage, options: RunOptions): Promise<unknown[][]>;
  /** Writes a line an element, a file a partition; all files are there or none. */
  saveAsTextFile(lineage: Lineage, options: SaveOptions): Promise<void>;
  /** Gives back what is kept of a persisted RDD. */
  unpersist(id: number): void;
  /** Takes a broadcast value's bytes to where tasks find them. */
  hold(id: number, bytes: Uint8Array): BroadcastHold;
  /** Ends all jobs and whatever else runs. Idempotent. */
  stop(): Promise<void>;
}
