import type { Work } from "./work.js";

/**
 * What the benchmark asks of a peer's process, one JSON object a line on standard input, and what it answers, one a
 * line on standard output. peer_python.py speaks the same.
 */
export type Request =
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
  readonly value: number;
  /** The 99th percentile, of a row that times single round trips. */
  readonly p99?: number;
}

export interface First extends Ran {
  /** From before the workers' start until the work was done. */
  readonly cold: number;
}
