/** A full disk ends a job at once: another attempt would only fill it again. */
import { errorText } from "../../job/index.js";

/** Full, over quota, or larger than a file may be. */
const FULL: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG"];

export function isFullDisk(error: unknown): boolean {
  // A chain of causes may be a ring.
  const seen = new Set<unknown>();
  for (let each = error; each instanceof Error && !seen.has(each); each = each.cause) {
    if (FULL.includes((each as NodeJS.ErrnoException).code)) return true;
    seen.add(each);
  }
  return false;
}

/** @param what becomes of what was written; `inline`: it is removed, and the data lie in memory anyhow */
export function fullDiskText(error: unknown, what: keyof typeof WAYS_OUT): string {
  return `The disk is full, or a limit on the size of files is reached: ${errorText(error)}. ${WAYS_OUT[what]}`;
}

const WAYS_OUT = {
  removed:
    "Give --temp or --output a place with more room, or more --memory, or the step a combiner. What was written for it is removed",
  kept: "What is finished is kept: make room, and go on with --resume",
  inline: "Give --temp or --output a place with more room. What was written for it is removed",
};
