import { leaveUnsettled } from "../memory/index.js";
import type { TeamControl } from "./control.js";
import { type Host, host } from "./host.js";
import { type JobDescription, publish } from "./job.js";
import { isLeading, tryLock, unlock } from "./ownership.js";
import { teamControl } from "./region.js";
import { Roster } from "./roster.js";
import { sizeOfTeam } from "./size.js";
import { describe, type Work } from "./work.js";

/** This thread's access to the process's team. */
export interface Team {
  readonly control: TeamControl;
  readonly host: Host;
  readonly roster: Roster;
  /** Threads that may work on a job of this thread, itself included. */
  readonly size: number;
}

let joined: Team | undefined;

/** @throws ValueError when `MANYCORE_THREADS` isn't a positive integer */
export function team(): Team {
  if (joined === undefined) {
    const control = teamControl();
    const here = host();
    // By process.exit() during an asynchronous job.
    leaveUnsettled(isLeading);
    const most = control.shared ? control.slots + 1 : 1;
    joined = { control, host: here, roster: new Roster(control, here), size: sizeOfTeam(here, most) };
  }
  return joined;
}

/**
 * How many threads work on an array operation, the calling one included: the CPUs that this process may use, or what
 * the environment variable `MANYCORE_THREADS` says. 1 means that there are no helpers.
 * @throws ValueError when `MANYCORE_THREADS` isn't a positive integer
 */
export function teamSize(): number {
  return team().size;
}

/**
 * Offers work to the helpers and takes the lock, which `unlock` gives back when the job is over.
 * @param leaderWorks whether this thread will run slices too
 * @returns the job's number, or 0 when this thread has to work alone
 */
export function offer({ control, host: here, roster, size }: Team, work: Work, leaderWorks: boolean): number {
  if (size === 1 || work.slices < 2 || !tryLock(control, here)) return 0;
  let job = 0;
  try {
    // As many as the size allows, however few this job needs: the next one finds them warm.
    if (roster.prepare(size - 1) > 0) {
      const description: JobDescription | undefined = describe(work);
      if (description !== undefined) {
        const wanted = leaderWorks ? work.slices - 1 : work.slices;
        job = publish(control, description, wanted, here.self);
      }
    }
    return job;
  } finally {
    if (job === 0) unlock(control);
  }
}
