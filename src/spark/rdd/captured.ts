/**
 * What the functions of a job refer to that isn't a copy: broadcast variables and accumulators. Whoever encodes them for a job says so here, and
 * their carriers tell what they met.
 */
import { SparkException } from "../errors/index.js";
import type { Accumulator } from "./accumulator.js";
import type { Broadcast } from "./broadcast.js";

export interface Captured {
  readonly broadcasts: Map<number, Broadcast<unknown>>;
  readonly accumulators: Map<number, Accumulator<unknown>>;
}

let current: Captured | undefined;

/** Calls `encode`, and gives what it has met. */
export function capturing<T>(encode: () => T): { readonly result: T; readonly captured: Captured } {
  const before = current;
  const captured: Captured = { broadcasts: new Map(), accumulators: new Map() };
  current = captured;
  try {
    return { result: encode(), captured };
  } finally {
    current = before;
  }
}

/** @throws SparkException when nothing of a job is being encoded: `what` would arrive where nobody knows it */
export function capturedBy(what: string): Captured {
  if (current !== undefined) return current;
  throw new SparkException(
    `${what} can only be sent to the tasks of its SparkContext: a Pool, a Queue or another program doesn't know it. Send its value`,
  );
}
