import { TimeoutError } from "../errors.js";
import { tryLock, unlock } from "./ownership.js";
import { asyncJobs } from "./run-async.js";
import { team } from "./team.js";

/** How long a helper may take to end by itself: it is in the middle of no job. */
const GRACE_MILLISECONDS = 500;
/** How long a job of another thread may take. */
const LOCK_MILLISECONDS = 10_000;

/**
 * Ends the helpers that this thread has started, after its asynchronous jobs. The next job starts new ones. A process
 * ends without it as well: helpers never keep it alive.
 * @throws TimeoutError when a job of another thread holds the team for 10 s
 */
export async function shutdownTeam(): Promise<void> {
  await asyncJobs();
  const { control, host, roster } = team();
  if (!host.mayLead) return;
  const until = performance.now() + LOCK_MILLISECONDS;
  while (!tryLock(control, host)) {
    if (performance.now() > until) {
      throw new TimeoutError(
        `The team was busy for ${LOCK_MILLISECONDS / 1000} s with another thread's job; try again.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  try {
    await roster.shutdown(GRACE_MILLISECONDS);
  } finally {
    unlock(control);
  }
}
