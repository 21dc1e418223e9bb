// Runs by itself on each version of Node: `node test/smoke/import.mjs`, after a build.
import assert from "node:assert/strict";
import * as np from "manycore/numpy";

// A fused chain that ends in a reduction, large enough for the team's helper threads to take part.
const n = 1_000_000;
const ramp = np.linspace(0, 1, n);
const fused = ramp.mul(2).add(1).sqrt().sum().item();
let loop = 0;
for (let i = 0; i < n; i++) loop += Math.sqrt(2 * (i / (n - 1)) + 1);
assert.ok(Math.abs(fused - loop) <= 1e-9 * loop, `${fused} is not ${loop}`);

const left = np.array([
  [1, 2, 3],
  [4, 5, 6],
]);
assert.deepEqual(np.matmul(left, left.T).tolist(), [
  [14, 32],
  [32, 77],
]);
assert.deepEqual(left.sum({ axis: 0 }).tolist(), [5, 7, 9]);

// The same work without blocking the event loop.
const later = np.full([n], 3).mul(ramp);
await later.ready();
assert.equal(later.at(n - 1).item(), 3);

// Nothing ends the process: helper threads must not keep it alive.
console.log("smoke ok");
