import { listening } from "../events/index.js";
import { FINISHED } from "./control.js";
import { cancelRest, claim, complete, openJob, unfinished } from "./job.js";
import type { KernelCode } from "./kernel-code.js";
import { LossWatch, raiseTrap } from "./outcome.js";
import { unlock } from "./ownership.js";
import { tellRun } from "./run.js";
import { offer, type Team, team } from "./team.js";
import { cutIntoSlices, runSlice, type Work } from "./work.js";

/** How long the caller may keep the event loop when it has to run slices itself. */
const BATCH_MILLISECONDS = 2;
/** How long it waits for the helpers before it asks whether they are alive. */
const LOOK_MILLISECONDS = 50;

/** The end of the line: asynchronous jobs of a thread run one after the other, in order. */
let last: Promise<void> = Promise.resolve();

/**
 * `runTeam` without blocking the event loop: the helpers run the slices, this thread only waits. Without helpers
 * it runs the slices itself, a few at a time between turns of the event loop. Jobs of one thread are done in the order of
 * the calls; `runTeam` meanwhile works alone. Keeps the process alive until it is done.
 *
 * @returns a promise that is rejected with what `runTeam` would throw
 * @throws ValueError at once when `total` or `grain` isn't a count
 */
export function runTeamAsync(
  kernel: KernelCode,
  params: number,
  total: number,
  grain: number,
): Promise<void> {
  const work = cutIntoSlices(kernel, params, total, grain);
  const done = last.then(() => run(work));
  last = done.catch(() => undefined);
  return done;
}

/** Fulfilled when all asynchronous jobs that this thread has asked for so far are over. */
export function asyncJobs(): Promise<void> {
  return last;
}

async function run(work: Work): Promise<void> {
  const crew = team();
  const job = offer(crew, work, false);
  if (job !== 0) {
    await lead(crew, work, job);
    return;
  }
  let next = 0;
  while (next < work.slices) {
    const until = performance.now() + BATCH_MILLISECONDS;
    do runSlice(work, next++);
    while (next < work.slices && performance.now() < until);
    if (next < work.slices) await crew.host.turn();
  }
}

async function lead(crew: Team, work: Work, job: number): Promise<void> {
  const from = listening("team.run") ? performance.now() : 0;
  const { control, roster } = crew;
  const watch = new LossWatch(crew, work, job);
  // Atomics.waitAsync doesn't keep the event loop alive; a timer does.
  const beat = setInterval(() => undefined, LOOK_MILLISECONDS);
  let trap: { readonly error: unknown } | undefined;
  /** Nobody is there to claim what is left: no helper is up, or those that are have not joined, as without memory to. */
  let deserted = roster.ready() === 0;
  try {
    for (;;) {
      const seen = Atomics.load(control.i32, FINISHED);
      if (unfinished(control, job) === 0) break;
      if (deserted && openJob(control) === job) {
        trap ??= runBatch(crew, work, job);
        await crew.host.turn();
      } else {
        await changed(control.i32, FINISHED, seen, LOOK_MILLISECONDS);
      }
      if (openJob(control) === job) {
        // Slices that nobody has claimed are not lost, only left to this thread.
        const { alive, unknown } = roster.attendance(job);
        deserted = alive + unknown.length === 0;
      } else {
        watch.check();
      }
    }
    // Only now: until here the helpers were still writing.
    if (trap !== undefined) throw trap.error;
    raiseTrap(crew, work, job);
  } finally {
    clearInterval(beat);
    unlock(control);
  }
  if (from > 0) tellRun(crew, work, from);
}

/** Runs slices of a job for which there is no helper, yet or any more. Returns the trap that ended it, if one did. */
function runBatch({ control }: Team, work: Work, job: number): { readonly error: unknown } | undefined {
  const until = performance.now() + BATCH_MILLISECONDS;
  do {
    const slice = claim(control, job, work.slices, -1);
    if (slice < 0) return undefined;
    try {
      runSlice(work, slice);
    } catch (error) {
      cancelRest(control, job);
      return { error };
    } finally {
      complete(control, job, 1);
    }
  } while (performance.now() < until);
  return undefined;
}

/** Resolves when a word changes, or after some time. */
async function changed(words: Int32Array, index: number, value: number, milliseconds: number): Promise<void> {
  if (typeof Atomics.waitAsync === "function") {
    const outcome = Atomics.waitAsync(words, index, value, milliseconds);
    if (outcome.async) await outcome.value;
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, 1));
}
