/** A thread that claims slices as a helper does, with pauses where they hurt most. Its data comes from job.test.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { TeamControl } from "../../dist/threads/control.js";
import { claim, complete, openJob, readJob } from "../../dist/threads/job.js";

const { region, marks, stop, seed } = workerData;
const control = new TeamControl(region);
const words = new Int32Array(region.memory.buffer);
let random = seed;
let claimed = 0;
let missed = 0;
let mixed = 0;

/** Mostly none, sometimes long enough for a job to end and another to begin. */
function dawdle() {
  random = (Math.imul(random, 1103515245) + 12345) >>> 0;
  const loads = random >>> 28 === 0 ? 20_000 : (random >>> 20) % 200;
  for (let i = 0; i < loads; i++) Atomics.load(words, stop);
}

while (Atomics.load(words, stop) === 0) {
  const job = openJob(control);
  if (job === 0) continue;
  dawdle();
  const { params, total, slices } = readJob(control);
  dawdle();
  const slice = claim(control, job, slices, -1);
  if (slice < 0) {
    missed++;
    continue;
  }
  claimed++;
  if (params !== slices * 64 || total !== slices * 10 || slice >= slices) mixed++;
  Atomics.add(words, marks + slice, 1);
  dawdle();
  complete(control, job, 1);
}
parentPort?.postMessage({ claimed, missed, mixed });
