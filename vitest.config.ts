import { defineConfig } from "vitest/config";
import { gpuEnvironment } from "./scripts/system-parts.mjs";

// Dawn reads the environment through C, so the variable has to be there when a test process starts.
Object.assign(process.env, gpuEnvironment());

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/soak/**"],
    globalSetup: ["test/setup/fresh-dist.ts", "test/setup/spark-server.ts"],
    reporters: ["default", "./test/setup/skip-reporter.ts"],
    // A process a test file: the tests block the main thread (Atomics.wait), which a worker thread's RPC can't bear,
    // and Dawn and the heap are one a process.
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The built package runs as Node runs it, not rewritten: its worker threads start from import.meta.url.
    server: { deps: { external: [/\/dist\//] } },
  },
});
