/** A clock that all threads of the process read alike. */

/** Milliseconds, monotonic and the same in every thread of a process (a child process has its own). */
export function now(): number {
  // performance.now() counts from each thread's own start, and its timeOrigin is read from a wall clock that may have been
  // set in between; hrtime() is the system's monotonic clock. A browser has only the former.
  if (typeof process === "object" && typeof process.hrtime === "function") {
    const [seconds, nanoseconds] = process.hrtime();
    return seconds * 1000 + nanoseconds / 1e6;
  }
  return performance.timeOrigin + performance.now();
}

/** A moment as 31 bits of milliseconds, never 0, for a word of shared memory. */
export function stamp(): number {
  return Math.floor(now()) & 0x7fff_ffff || 1;
}

/** Milliseconds since a stamp. */
export function sinceStamp(then: number): number {
  const elapsed = ((Math.floor(now()) & 0x7fff_ffff) - then) & 0x7fff_ffff;
  return elapsed < 0x4000_0000 ? elapsed : 0;
}
