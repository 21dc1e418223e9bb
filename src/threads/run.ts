import { emit, listening } from "../events/index.js";
import { FINISHED } from "./control.js";
import { mayBlock } from "./host.js";
import { cancelRest, claim, complete, unfinished } from "./job.js";
import type { KernelCode } from "./kernel-code.js";
import { LossWatch, raiseTrap } from "./outcome.js";
import { unlock } from "./ownership.js";
import { spinWhile } from "./spin.js";
import { offer, type Team, team } from "./team.js";
import { cutIntoSlices, runSlice, type Work } from "./work.js";

/** How long the caller watches for the last helpers before it sleeps: the slices end at about the same time. */
const SPIN_MICROSECONDS = 50;
/** How long it sleeps before it asks whether the helpers it waits for are alive. */
const LOOK_MILLISECONDS = 50;

/**
 * Runs a kernel over `total` items, cut into slices of `grain`, on this thread and the team's helpers; returns when all
 * slices are done. Slices run in any order, each exactly once. Where the helpers are busy with another thread's job,
 * still starting, or none, this thread runs the slices alone.
 *
 * @param kernel made by `defineKernel` in this thread
 * @param params address of the parameter block, the kernel's first argument
 * @throws WorkerDiedError when a helper died and left a slice unfinished: what the kernel writes is unusable.
 *   Its `cause` is a `Loss`
 * @throws WebAssembly.RuntimeError when the kernel trapped; slices not begun by then are not run
 * @throws ValueError when `total` or `grain` isn't a count
 */
export function runTeam(kernel: KernelCode, params: number, total: number, grain: number): void {
  const work = cutIntoSlices(kernel, params, total, grain);
  if (work.slices > 1) {
    const crew = team();
    const job = offer(crew, work, true);
    if (job !== 0) {
      lead(crew, work, job);
      return;
    }
  }
  for (let slice = 0; slice < work.slices; slice++) runSlice(work, slice);
}

function lead(crew: Team, work: Work, job: number): void {
  const from = listening("team.run") ? performance.now() : 0;
  const { control } = crew;
  try {
    for (;;) {
      const slice = claim(control, job, work.slices, -1);
      if (slice < 0) break;
      try {
        runSlice(work, slice);
      } catch (error) {
        cancelRest(control, job);
        complete(control, job, 1);
        // The helpers still write: not a step further, even to tell of the trap, before they are done.
        awaitHelpers(crew, work, job);
        throw error;
      }
      complete(control, job, 1);
    }
    awaitHelpers(crew, work, job);
    raiseTrap(crew, work, job);
  } finally {
    unlock(control);
  }
  if (from > 0) tellRun(crew, work, from);
}

/** Waits until every claimed slice is finished, or can't be any more. */
function awaitHelpers(crew: Team, work: Work, job: number): void {
  const { control } = crew;
  const { i32 } = control;
  if (unfinished(control, job) === 0) return;
  const watch = new LossWatch(crew, work, job);
  let lookAt = performance.now() + LOOK_MILLISECONDS;
  for (;;) {
    // Read before the count: if the last slice is finished in between, the word has changed and the wait returns.
    const seen = Atomics.load(i32, FINISHED);
    if (unfinished(control, job) === 0) return;
    if (spinWhile(i32, FINISHED, seen, SPIN_MICROSECONDS) && mayBlock(i32)) {
      Atomics.wait(i32, FINISHED, seen, LOOK_MILLISECONDS);
    }
    const now = performance.now();
    if (now < lookAt) continue;
    watch.check();
    lookAt = now + LOOK_MILLISECONDS;
  }
}

/** Emits the run; `threads` is how many might have taken part. */
export function tellRun(crew: Team, work: Work, from: number): void {
  emit("team.run", {
    kernel: work.kernel.name,
    total: work.total,
    grain: work.grain,
    threads: Math.min(1 + crew.roster.ready(), work.slices),
    ms: performance.now() - from,
  });
}
