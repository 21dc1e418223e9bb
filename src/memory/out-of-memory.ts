import { MemoryError } from "../errors.js";
import type { HeapUsage } from "./heap.js";

/** An allocation that failed. */
export interface Shortage {
  /** What the caller asked for, and what that is in whole pages. */
  bytes: number;
  asked: number;
  /** What the attempts to make room gave back. */
  freed: number;
  usage: HeapUsage;
  /** Whether each store of garbage-collected blocks can force a collection; empty when there is none. */
  collects: readonly boolean[];
}

const RAISE = "raise the budget with MANYCORE_MEMORY (as MANYCORE_MEMORY=2GiB; at most 4 GiB)";

/** The error for a block that doesn't fit: what was asked, what is used, what is allowed, what to do. */
export function outOfMemory({ bytes, asked, freed, usage, collects }: Shortage): MemoryError {
  const head = `Unable to allocate ${size(bytes)}`;
  if (asked > usage.budget) {
    return new MemoryError(`${head}: the whole budget is ${size(usage.budget)}. Work in parts, or ${RAISE}.`);
  }
  const state = `${size(usage.reserved)} of the budget of ${size(usage.budget)} are in use`;
  if (usage.budget - usage.reserved >= asked) {
    return new MemoryError(
      `${head}: ${state}, but the free memory is in pieces that are too small. ` +
        "Drop references to arrays, reuse arrays with out:, or work in smaller parts.",
    );
  }
  const forced = !collects.includes(false);
  const tried = forced
    ? freed >= asked
      ? `the ${size(freed)} that collecting garbage gave back are in pieces that are too small`
      : freed > 0
        ? `collecting garbage gave back only ${size(freed)}`
        : "collecting garbage gave nothing back"
    : "this runtime collects no garbage until the running task ends";
  const wait = forced ? "" : "await between steps so that dead arrays can be collected, ";
  return new MemoryError(
    `${head}: ${state}, and ${tried}. To go on, ${wait}drop references to arrays that are no longer needed, ` +
      `reuse arrays with out:, or ${RAISE}.`,
  );
}

/** "80000000 bytes (76.3 MiB)". */
function size(bytes: number): string {
  if (bytes < 2 ** 20) return `${bytes} bytes`;
  const inUnit =
    bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(1)} MiB` : `${(bytes / 2 ** 30).toFixed(2)} GiB`;
  return `${bytes} bytes (${inUnit})`;
}
