/** `-r local`: a job on all cores of this machine. See README.md. */
import type { Runner } from "../../job/index.js";
import { LocalJob } from "./local-job.js";

/** Runs a job in a pool of threads. */
export const localRunner: Runner = {
  name: "local",
  // Async, so that what can't be run is a rejection, too.
  run: async (plan) => new LocalJob(plan).run(),
};
