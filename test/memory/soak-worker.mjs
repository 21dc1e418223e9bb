/**
 * One thread of the soak: allocates, fills, checks, frees, and passes blocks to the next thread, which checks and frees them.
 * Started by soak.ts with its ports; inherits the heap.
 */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { heap } from "../../dist/memory/index.js";

const { seed, milliseconds, ports, largest } = workerData;
const own = heap();
const { u32 } = own;

let state = seed | 0;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

let mark = seed * 1_000_003;
const counts = { allocated: 0, freed: 0, sent: 0, received: 0, refused: 0 };

/** A block as { address, words, mark }: every word holds its mark. */
function make() {
  const kind = random();
  const top = kind < 0.7 ? 600 : kind < 0.93 ? 20_000 : kind < 0.995 ? 300_000 : largest;
  const bytes = 4 + Math.floor(random() * top);
  let address;
  try {
    address = own.allocate(bytes);
  } catch (error) {
    if (error.name !== "MemoryError") throw error;
    counts.refused++;
    return undefined;
  }
  const words = bytes >>> 2;
  mark = (mark + 1) >>> 0;
  u32.fill(mark, address >>> 2, (address >>> 2) + words);
  counts.allocated++;
  return { address, words, mark };
}

function check({ address, words, mark: expected }) {
  const first = address >>> 2;
  for (let k = first; k < first + words; k++) {
    if (u32[k] !== expected)
      throw new Error(`word ${k - first} of block ${address} is ${u32[k]}, not ${expected}`);
  }
}

function free(block) {
  check(block);
  own.release(block.address);
  counts.freed++;
}

function receiveAll() {
  let ended = 0;
  for (const port of ports.from) {
    for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
      if (got.message === "end") ended++;
      else {
        counts.received++;
        free(got.message);
      }
    }
  }
  return ended;
}

const live = [];
const end = performance.now() + milliseconds;
let ended = 0;
while (performance.now() < end) {
  for (let k = 0; k < 200; k++) {
    const kind = random();
    if (kind < 0.5 || live.length === 0) {
      const block = make();
      if (block !== undefined) live.push(block);
    } else {
      const at = Math.floor(random() * live.length);
      const block = live[at];
      live[at] = live.at(-1);
      live.pop();
      if (kind < 0.75 && counts.sent - counts.received < 5000) {
        // To every neighbour: each holds a reference, and the last to let go frees it.
        for (let k = 1; k < ports.to.length; k++) own.retain(block.address);
        for (const port of ports.to) port.postMessage(block);
        counts.sent += ports.to.length;
      } else {
        free(block);
      }
    }
    while (live.length > 400) free(live.shift());
  }
  ended += receiveAll();
}
for (const block of live) free(block);
for (const port of ports.to) port.postMessage("end");
while (ended < ports.from.length) {
  ended += receiveAll();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}
parentPort.postMessage(counts);
// Stay until every thread has freed what this one owns: then the arena is left clean.
parentPort.once("message", () => {
  for (const port of [...ports.to, ...ports.from]) port.close();
});
