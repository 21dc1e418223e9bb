// Runs by itself on each version of Node: `node test/smoke/require.cjs`, after a build.
const assert = require("node:assert/strict");
const np = require("manycore/numpy");

assert.equal(np.array([1, 2, 3]).mul(2).sum().item(), 12);
console.log("smoke ok");
