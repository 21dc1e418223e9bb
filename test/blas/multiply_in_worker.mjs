// A worker that multiplies a few times and says what came out.
import { parentPort, workerData } from "node:worker_threads";
import { dgemm, provider } from "manycore/blas";

const { n, value } = workerData;
const a = new Float64Array(n * n).fill(value);
const b = new Float64Array(n * n).fill(2);
const c = new Float64Array(n * n);
for (let round = 0; round < 10; round++) dgemm("n", "n", n, n, n, 1, a, n, b, n, 1, c, n);
parentPort.postMessage({ kind: provider().kind, right: c.every((x) => x === 10 * 2 * value * n) });
