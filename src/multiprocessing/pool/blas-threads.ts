/** While a pool is open, BLAS routines run on one thread: a library that takes all CPUs in each of N workers takes them N times. */

import { oneThread } from "../../blas/index.js";

let open = 0;
let restore: (() => void) | undefined;

/** A pool was opened. */
export function poolOpened(): void {
  if (open++ === 0) restore = oneThread();
}

/** A pool is gone. After the last one of this thread BLAS has the threads that it had before. */
export function poolGone(): void {
  if (--open > 0) return;
  restore?.();
  restore = undefined;
}
