/** A full disk ends a job at once: another attempt would only fill it again. */
import { errorText } from "../../job/index.js";

/** Full, over quota, or larger than a file may be. */
const FULL: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG"];

export function isFullDisk(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (FULL.includes((each as NodeJS.ErrnoException).code)) return true;
  }
  return false;
}

export function fullDiskText(error: unknown): string {
  return (
    `The disk is full, or a limit on the size of files is reached: ${errorText(error)}. ` +
    "Give --temp or --output a place with more room, or more --memory, or the step a combiner. What was written for it is removed"
  );
}
