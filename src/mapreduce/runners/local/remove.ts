/** How a job's folders go away. */
import { rmdirSync, rmSync } from "node:fs";

/** Workers may still be writing: a folder that fills again while it is emptied is tried again. */
export function removeTree(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

/** What isn't empty, or isn't there, stays so. */
export function removeEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!STAYS.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Not empty, in the words of several systems; not there. */
const STAYS: readonly string[] = ["ENOTEMPTY", "EEXIST", "ENOENT"];
