import { teamSize } from "../../threads/index.js";

let alone = false;

/** Threads that an embedded routine may use: the whole team, or the caller alone. */
export function threadsInUse(): number {
  return alone ? 1 : teamSize();
}

/** 1 keeps routines of this thread to the calling thread; more gives them the team, whose size `MANYCORE_THREADS` decides. */
export function useThreads(threads: number): void {
  alone = threads === 1;
}
