import type { Value } from "./race.js";

/**
 * What a benchmark of whole pieces of work asks of a peer's process, one JSON object a line on standard input, and
 * what it answers, one a line on standard output. serve.ts and serve.py speak it.
 */
export type Request<Work> =
  /** Make the inputs of a row. No worker is started yet. */
  | { readonly ask: "make"; readonly work: Work }
  /** Start the workers and do the row's work: the first time in this process. */
  | { readonly ask: "first" }
  /** Do it again, with the workers that are there. */
  | { readonly ask: "again" }
  /** Stop the workers and end. */
  | { readonly ask: "end" };

export interface Made {
  readonly version: string;
  /** Why this peer leaves the row out. */
  readonly absent?: string;
}

export interface Ran {
  /** What the row times: all of its work, or the median of its round trips. */
  readonly milliseconds: number;
  /** All peers compute the same. */
  readonly value: Value;
  /** The 99th percentile, of a row that times single round trips. */
  readonly p99?: number;
  /** The most megabytes that a program of its own used, when the peer runs one and can tell. */
  readonly memory?: number;
  /** Bytes that went from map tasks to reduce tasks. */
  readonly shuffledBytes?: number;
  /** Bytes of what the mappers gave, each pair by itself as a line of text. */
  readonly mappedBytes?: number;
  /** Bytes written to disk between them. */
  readonly spilledBytes?: number;
}

export interface First extends Ran {
  /** From before the workers' start until the work was done. */
  readonly cold: number;
}
