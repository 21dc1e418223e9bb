/** `-r local`: a job on all cores of this machine. See README.md. */
import type { Runner } from "../../job/index.js";
import { LocalJob } from "./local-job.js";

// Attempts, memory and folders know nothing of jobs: manycore/spark runs the tasks of RDDs by them.
export { BadRecords } from "./bad-records.js";
export { Interrupts } from "./interrupts.js";
export { Ledger } from "./ledger.js";
export { lend, memoryOf, release, releaseLent } from "./lent.js";
export { type MemoryShares, memoryShares } from "./memory-shares.js";
export { fileBytes, writeAll } from "./pair-store.js";
export { type Attempt, Phase, type PhaseTask } from "./phase.js";
export { processBegan } from "./process-began.js";
export { ProgressWriter } from "./progress-words.js";
export { removeEmpty, removeTree } from "./remove.js";
export { SpillFolder } from "./spill-folder.js";

/** Runs a job in a pool of threads. */
export const localRunner: Runner = {
  name: "local",
  // Async, so that what can't be run is a rejection, too.
  run: async (plan) => new LocalJob(plan).run(),
};
