import { ValueError } from "../errors.js";
import { BORN, EMPTY, JOINED, SLOTS_USED, STATE, stateOf, type TeamControl, THREAD } from "./control.js";
import { type Host, host } from "./host.js";
import { cancelRest, openJob, readLeader } from "./job.js";
import { teamControl } from "./region.js";

/** How often to look whether the helpers have left: a slice takes milliseconds. */
const LOOK_MILLISECONDS = 2;

/**
 * Waits until no helper of the team works any more for a thread that was terminated while it led a job: slices that nobody has begun are
 * called off, but a helper finishes the one that it has, and writes to that thread's memory until then. To be called before
 * `adoptThread`, once the thread is confirmed gone.
 *
 * Bounded by the slices that helpers have; one that died counts as having left. Jobs of living threads aren't waited for.
 * @param threadId worker_threads' id of the thread
 * @throws ValueError for the calling thread's own id
 */
export async function threadSettled(threadId: number): Promise<void> {
  if (threadId === ownThreadId()) {
    throw new ValueError(
      `thread ${threadId} asks whether it has left nothing behind, but it is still running`,
    );
  }
  const control = teamControl();
  const here = host();
  let left = unsettled(control, here);
  while (left.size > 0) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    const now = unsettled(control, here);
    // A helper that has gone on to another job is done with the one it was seen in.
    left = new Map([...left].filter(([helper, job]) => now.get(helper) === job));
  }
}

/** Helpers in jobs without a living leader, with the job's number. */
function unsettled(control: TeamControl, here: Host): Map<number, number> {
  const { i32 } = control;
  const helpers = new Map<number, number>();
  const used = Atomics.load(i32, SLOTS_USED);
  if (used === 0) return helpers;
  const last = readLeader(control);
  // Where the system can't say, only the main thread leads.
  const led =
    last === undefined || here.isAlive(last.leader.thread, last.leader.born) !== false ? last?.job : 0;
  // From here on nobody can begin a slice of a job whose leader is dead: what comes below sees everyone who has.
  if (last !== undefined && led === 0 && openJob(control) === last.job) cancelRest(control, last.job);
  for (let helper = 0; helper < used; helper++) {
    const slot = control.slotAt(helper);
    const job = Atomics.load(i32, slot + JOINED);
    if (job === 0 || job === led || stateOf(Atomics.load(i32, slot + STATE)) === EMPTY) continue;
    const thread = Atomics.load(i32, slot + THREAD);
    if (here.isAlive(thread, Atomics.load(i32, slot + BORN)) === false) continue;
    helpers.set(helper, job);
  }
  return helpers;
}

function ownThreadId(): number {
  if (typeof process === "undefined") return 0;
  return process.getBuiltinModule?.("node:worker_threads")?.threadId ?? 0;
}
