/** The entry of a helper thread: sleeps until the bell rings, joins the open job, claims slices until none is left. */
import {
  BELL,
  BORN,
  JOINED,
  READY,
  SLICE,
  STARTING,
  STATE,
  stateWord,
  TeamControl,
  THREAD,
  TRAPPED,
  TRAPPED_SLICE,
} from "./control.js";
import type { HelperBoot, ThreadIdentity } from "./host.js";
import { bootOfNodeHelper } from "./host-node.js";
import { instantiate, type KernelFunction } from "./instantiate.js";
import { cancelRest, claim, complete, type JobDescription, openJob, readJob } from "./job.js";
import { spinWhile } from "./spin.js";

/** Kernels kept compiled; the one compiled first goes first. V8 still has the code while the caller keeps the kernel. */
const KEPT_KERNELS = 1024;
/** How long to watch the bell before sleeping: a second operation often follows the first at once. */
const SPIN_MICROSECONDS = 20;

function serve(boot: HelperBoot, self: ThreadIdentity): void {
  const control = new TeamControl(boot.region);
  const { i32 } = control;
  const slot = control.slotAt(boot.helper);
  const kernels: Kernels = new Map();
  const starting = stateWord(boot.generation, STARTING);
  const ready = stateWord(boot.generation, READY);
  if (Atomics.load(i32, slot + STATE) !== starting) return;
  Atomics.store(i32, slot + BORN, self.born);
  Atomics.store(i32, slot + THREAD, self.thread);
  if (Atomics.compareExchange(i32, slot + STATE, starting, ready) !== starting) return;
  for (;;) {
    const bell = Atomics.load(i32, BELL);
    if (Atomics.load(i32, slot + STATE) !== ready) return;
    takePart(control, boot.helper, kernels);
    // No deadline: a ring that this helper misses costs a job one pair of hands and nothing else, and the end of
    // its parent ends this wait.
    if (spinWhile(i32, BELL, bell, SPIN_MICROSECONDS)) Atomics.wait(i32, BELL, bell);
  }
}

/** Kernels of this helper; undefined where the code doesn't compile here, as without memory for it. */
type Kernels = Map<number, KernelFunction | undefined>;

/** Joins the open job, if there is one, and runs slices until it has none left. */
function takePart(control: TeamControl, helper: number, kernels: Kernels): void {
  const { i32 } = control;
  const job = openJob(control);
  if (job === 0) return;
  const description = readJob(control);
  Atomics.store(i32, control.slotAt(helper) + SLICE, -1);
  // Said before the first claim, so that the leader knows whom to ask about a slice that isn't finished.
  Atomics.store(i32, control.slotAt(helper) + JOINED, job);
  if (!kernels.has(description.kernel)) compile(control, job, description, kernels);
  const run = kernels.get(description.kernel);
  if (run !== undefined) runSlices(control, helper, job, description, run);
  Atomics.store(i32, control.slotAt(helper) + JOINED, 0);
}

function runSlices(
  control: TeamControl,
  helper: number,
  job: number,
  { params, total, grain, slices }: JobDescription,
  run: KernelFunction,
): void {
  const announceAt = control.slotAt(helper) + SLICE;
  for (;;) {
    const slice = claim(control, job, slices, announceAt);
    if (slice < 0) return;
    try {
      const start = slice * grain;
      run(params, start, Math.min(total, start + grain), slice);
    } catch (error) {
      trapped(control, helper, job, slice, error);
      cancelRest(control, job);
    }
    complete(control, job, 1);
    Atomics.store(control.i32, announceAt, -1);
  }
}

/** Keeps what went wrong where the leader looks for it. */
function trapped(control: TeamControl, helper: number, job: number, slice: number, error: unknown): void {
  const slot = control.slotAt(helper);
  control.writeText(helper, error instanceof Error ? error.message : String(error));
  Atomics.store(control.i32, slot + TRAPPED_SLICE, slice);
  Atomics.store(control.i32, slot + TRAPPED, job);
}

/**
 * Compiles the job's kernel, before anything is claimed: compiling with a slice in hand would keep everyone waiting.
 * A helper that can't leaves the slices to the caller, which has compiled the same code.
 */
function compile(control: TeamControl, job: number, description: JobDescription, kernels: Kernels): void {
  const { kernel, codeAddress, codeBytes } = description;
  const { memory } = control.region;
  // WebAssembly.Module takes no shared memory, hence a copy, which also can't change any more.
  const bytes = new Uint8Array(memory.buffer).slice(codeAddress, codeAddress + codeBytes);
  // While the job is open its description and its code stand still: so they did while they were read.
  if (openJob(control) !== job) return;
  let run: KernelFunction | undefined;
  try {
    run = instantiate(memory, bytes);
  } catch {
    run = undefined;
  }
  kernels.set(kernel, run);
  if (kernels.size > KEPT_KERNELS) {
    for (const oldest of kernels.keys()) {
      kernels.delete(oldest);
      break;
    }
  }
}

if (typeof process === "object" && process.versions?.node !== undefined) {
  const { boot, self } = bootOfNodeHelper();
  serve(boot, self);
} else {
  globalThis.addEventListener(
    "message",
    (event) => serve((event as MessageEvent<HelperBoot>).data, { thread: 0, born: 0 }),
    { once: true },
  );
}
