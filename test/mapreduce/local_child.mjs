/** A program that runs a job as its argument says, for tests that kill it. Prints its result as JSON, or the error. */
import { cpSync } from "node:fs";
import { setKillPoint } from "../../dist/events/index.js";
import * as jobs from "./local_jobs.mjs";

const { job, run, killAt, stdin, at, signalAt, copies } = JSON.parse(process.argv[2]);

// Two processes that shall begin in the same moment.
while (at !== undefined && Date.now() < at);

if (killAt !== undefined) {
  let passes = 0;
  setKillPoint((point) => {
    if (point === killAt.point && ++passes === killAt.pass) process.kill(process.pid, "SIGKILL");
  });
}
// What `kill -9` would leave at each of these places, from one run: copies of its output folder.
if (copies !== undefined) {
  const passes = new Map();
  setKillPoint((point) => {
    const pass = (passes.get(point) ?? 0) + 1;
    passes.set(point, pass);
    for (const copy of copies)
      if (copy.point === point && copy.pass === pass) cpSync(run.output, copy.to, { recursive: true });
  });
}
try {
  const statuses = [];
  const Job = new Map(Object.entries(jobs)).get(job);
  const result = await Job.run({
    ...run,
    ...(stdin && { input: "-" }),
    onProgress: ({ status }) => void statuses.push(status),
  });
  const output = [];
  for await (const pair of result.output) {
    output.push(pair);
    if (output.length !== signalAt?.pair) continue;
    if (Array.isArray(result.output)) throw new Error("the output should be a stream");
    process.kill(process.pid, signalAt.signal);
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }
  await result[Symbol.asyncDispose]();
  const { counters, stats, skipped, summary } = result;
  console.log(JSON.stringify({ output, counters, stats, skipped, summary }));
} catch (error) {
  console.log(
    JSON.stringify({
      name: error.name,
      message: error.message,
      cause: error.cause?.name,
      causeMessage: error.cause?.message,
    }),
  );
  process.exitCode = 1;
}
