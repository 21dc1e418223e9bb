import type { Answers, Flights, Part } from "./question.js";

/** One way of computing the answers: a kind of array and the operations that go with it. */
export interface Way {
  /** A short word for tables and `--json`. */
  readonly name: string;
  readonly title: string;
  readonly dtype: "float64" | "float32";
  /**
   * How far an answer may be from the typed loop's: `|a − b| ≤ tolerance · max(1, |b|)`, in the answer's own unit.
   */
  readonly tolerance: number;
  /**
   * Brings the columns into this way's kind of array.
   *
   * @throws WayNotHere when this machine can't compute so
   */
  prepare(flights: Flights): Prepared | Promise<Prepared>;
}

/** Columns in a way's own kind of array, and the parts of the question as functions over them. */
export interface Prepared extends Ask {
  /** What computes, as far as it is known: a BLAS, a GPU. */
  readonly on?: string;
  /** What makes this way so slow here that it is asked twice only, and over fewer flights. */
  readonly slow?: Slow;
}

export interface Slow {
  readonly why: string;
  /** It computes over the first so many flights, and is compared with the reference over the same ones. */
  readonly rows: number;
}

type Ask = { readonly [P in Part]: () => Answers[P] | Promise<Answers[P]> };

/** This machine lacks what a way of computing needs; the message says what, and how to get it. */
export class WayNotHere extends Error {
  override readonly name = "WayNotHere";
}
