/**
 * A thread that leads jobs of its own, beside others. Its data: the probe's code, how many jobs, or the parameters of
 * one job to run (and never to end). Its heap is the one it inherits.
 */
import { parentPort, workerData } from "node:worker_threads";
import { heap } from "../../dist/memory/index.js";
import { defineKernel, runTeam } from "../../dist/threads/index.js";

const { code, jobs, params, slices } = workerData;
const kernel = defineKernel(code, "caller's");

if (jobs === undefined) {
  runTeam(kernel, params, slices, 1);
} else {
  parentPort?.postMessage(runJobs());
}

/** @returns {string} the first mistake, or "" */
function runJobs() {
  const { i32, u32 } = heap();
  const total = 2000;
  const counts = heap().allocate(total * 4);
  const output = heap().allocate(total * 4);
  const block = heap().allocate(32);
  for (let job = 1; job <= jobs; job++) {
    const grain = 1 + ((job * 7) % 90);
    i32.fill(0, counts >>> 2, (counts >>> 2) + total);
    i32.fill(0, output >>> 2, (output >>> 2) + total);
    i32.fill(0, block >>> 2, (block >>> 2) + 8);
    u32[block >>> 2] = counts;
    u32[(block >>> 2) + 1] = output;
    i32[(block >>> 2) + 6] = job;
    runTeam(kernel, block, total, grain);
    for (let slice = 0; slice < Math.ceil(total / grain); slice++) {
      const count = i32[(counts >>> 2) + slice];
      if (count !== 1) return `job ${job}: slice ${slice} ran ${count} times`;
    }
    for (let item = 0; item < total; item++) {
      if (i32[(output >>> 2) + item] !== Math.imul(item, job)) return `job ${job}: item ${item} is wrong`;
    }
  }
  return "";
}
