// Threads that multiply at the same time, and this one after they have ended; prints what they told.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { dgemm } from "manycore/blas";

const n = 150;
const multiply = () => {
  const [a, b, c] = [1, 2, 0].map((value) => new Float64Array(n * n).fill(value));
  dgemm("n", "n", n, n, n, 1, a, n, b, n, 0, c, n);
  return c.every((x) => x === 2 * n);
};
const before = multiply();
const told = await Promise.all(
  [1, 2, 3].map(async (value) => {
    const worker = new Worker(new URL("multiply_in_worker.mjs", import.meta.url), {
      workerData: { n, value },
    });
    const [[message]] = await Promise.all([once(worker, "message"), once(worker, "exit")]);
    return message;
  }),
);
console.log(JSON.stringify({ before, told, after: multiply() }));
