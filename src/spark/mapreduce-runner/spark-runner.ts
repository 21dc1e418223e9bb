/** `-r spark`: a job on a cluster, through Spark Connect. README.md has the whole. */
import type { Runner } from "../../mapreduce/for-runners.js";
import { SparkJob } from "./spark-job.js";

/** What manycore/mapreduce loads when a job is run with `spark`. */
export const runner: Runner = {
  name: "spark",
  // Async, so that what can't be run is a rejection, too.
  run: async (plan) => new SparkJob(plan).run(),
};
