import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { gpuEnvironment } from "./scripts/system-parts.mjs";
import LongestFirst from "./test/setup/longest-first.js";
import { QUICK_SPARK } from "./test/support/quick-java.js";

// Dawn reads the environment through C, so the variable has to be there when a test process starts.
Object.assign(process.env, gpuEnvironment(), QUICK_SPARK);

/** What all tests are run with. */
export const SETTINGS = {
  // A process a test file: the tests block the main thread (Atomics.wait), which a worker thread's RPC can't bear,
  // and Dawn and the heap are one a process.
  pool: "forks" as const,
  testTimeout: 30_000,
  hookTimeout: 30_000,
  // The built package runs as Node runs it, not rewritten: its worker threads start from import.meta.url.
  server: { deps: { external: [/\/dist\//] } },
};

/** Once a run, whatever is run. */
export const GLOBAL_SETUP = ["test/setup/fresh-dist.ts", "test/setup/spark-server.ts"];
export const REPORTERS = ["default", "./test/setup/skip-reporter.ts"];

/**
 * Files that wait for Spark, for DuckDB, for a browser or for children most of the time, or reckon on one thread: several at once take little longer than
 * one. The others stop the clock, measure memory or count on threads that begin at the same time: each has the machine to itself.
 */
const BESIDE = [
  ...["array", "blas", "browser", "capture", "cupy", "events", "examples", "kernel", "mapreduce"],
  ...["numpy", "portable", "setup", "spark", "support", "types"],
]
  .map((room) => `test/${room}/**/*.test.ts`)
  .concat(["bundled", "faults*", "host*", "process*"].map((part) => `test/multiprocessing/${part}.test.ts`));

export default defineConfig({
  test: {
    globalSetup: GLOBAL_SETUP,
    reporters: REPORTERS,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...SETTINGS,
          name: "alone",
          include: ["test/**/*.test.ts"],
          exclude: ["test/soak/**", ...BESIDE],
          maxWorkers: 1,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...SETTINGS,
          name: "beside",
          include: BESIDE,
          maxWorkers: Math.min(availableParallelism(), 4),
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
