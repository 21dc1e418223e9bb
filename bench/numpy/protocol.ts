import type { Work } from "./work.js";

/**
 * What the benchmark asks of a peer's process, one JSON object a line on standard input, and what it answers, one a
 * line on standard output. peer_numpy.py speaks the same.
 */
export type Request =
  /** Make the inputs of a row. */
  | { readonly ask: "make"; readonly work: Work }
  /** Run once: the first call in this process. */
  | { readonly ask: "first" }
  /** Run again and again for so many milliseconds. */
  | { readonly ask: "slice"; readonly milliseconds: number }
  /** Add 1 to an array of n float64 so many times in one synchronous loop, each time reading an element. */
  | { readonly ask: "loop"; readonly n: number; readonly steps: number }
  /** Say how much memory was used, and end. */
  | { readonly ask: "end" };

export interface Made {
  readonly version: string;
  /** Why this peer leaves the row out. */
  readonly absent?: string;
}

export interface First {
  readonly milliseconds: number;
  /** The element of the result that was read. */
  readonly value: number;
}

export interface Slice {
  /** Milliseconds a call, each sample over as many calls as take a millisecond. */
  readonly samples: readonly number[];
}

export interface Loop {
  /** Milliseconds of every step. */
  readonly steps: readonly number[];
  /** The most resident memory seen, in bytes. */
  readonly peak: number;
  /** Bytes that arrays may take, where a peer has such a limit. */
  readonly budget?: number;
}

export interface End {
  /** The most resident memory of this process, in bytes, and how much it had before it made the inputs. */
  readonly peak: number;
  readonly idle: number;
}
