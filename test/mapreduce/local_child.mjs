/** A program that runs a job as its argument says, for tests that kill it. Prints its result as JSON, or the error. */
import { setKillPoint } from "../../dist/events/index.js";
import * as jobs from "./local_jobs.mjs";

const { job, run, killAt, stdin } = JSON.parse(process.argv[2]);

if (killAt !== undefined) {
  let passes = 0;
  setKillPoint((point) => {
    if (point === killAt.point && ++passes === killAt.pass) process.kill(process.pid, "SIGKILL");
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
  for await (const pair of result.output) output.push(pair);
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
