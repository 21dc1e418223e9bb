/** What Value and Array have in common: memory, and a lock that goes with it. */
import { NotSupportedError } from "../../errors.js";
import { Lock } from "./lock.js";
import { RLock } from "./rlock.js";

/** Which lock guards it: a new RLock unless one is given; `false` for none. */
export interface SynchronizedOptions {
  readonly lock?: boolean | Lock | RLock | undefined;
}

export function lockOf({ lock = true }: SynchronizedOptions): Lock | RLock | null {
  if (lock instanceof Lock || lock instanceof RLock) return lock;
  return lock === false ? null : new RLock();
}

export function noLock(operation: string): NotSupportedError {
  return new NotSupportedError(
    `${operation}() of an object made with { lock: false }`,
    "multiprocessing",
    "Make it with a lock, or guard it with one of your own.",
  );
}
