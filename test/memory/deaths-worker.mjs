/**
 * A thread that lives dangerously: makes blocks of all sizes, fills, checks and frees them, passes some on through the slots of a shared
 * table, takes others from there, and is terminated at any moment. Started by deaths.ts. With `stopAt` it stops for ever at that
 * transition of the heap's protocols, says so, and waits for its end.
 */
import { Worker, workerData } from "node:worker_threads";
import { setKillPoint } from "../../dist/events/index.js";
import * as memory from "../../dist/memory/index.js";
import { receiveSlot, Slots, sendSlot } from "./slots.mjs";

const { seed, index, slots: region, stopAt, child } = workerData;
const { control } = region;
let transitions = 0;
if (stopAt > 0) {
  setKillPoint(() => {
    if (++transitions < stopAt) return;
    Atomics.store(control, 2 + index, 1);
    Atomics.wait(control, 1, 0);
  });
}
let state = seed | 0;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const heap = memory.heap();
// After the heap was opened here: so the child knows whose it is.
if (child !== undefined) new Worker(new URL(import.meta.url), { workerData: child });
const slots = new Slots(memory, region, index);
let live = [];
const raw = [];

function fill(address, bytes) {
  heap.u32.fill(address, address >>> 2, (address + bytes) >>> 2);
}

function check(address, bytes) {
  const end = (address + bytes) >>> 2;
  for (let k = address >>> 2; k < end; k++) {
    if (heap.u32[k] === address) continue;
    Atomics.store(control, 0, 2);
    throw new Error(`thread ${index}: a word of block ${address} is ${heap.u32[k]}`);
  }
}

function size() {
  const kind = random();
  return 16 + Math.floor(random() * (kind < 0.6 ? 600 : kind < 0.9 ? 12_000 : 200_000));
}

Atomics.compareExchange(control, 2 + index, 0, 2);
while (Atomics.load(control, 0) === 0) {
  const kind = random();
  try {
    if (kind < 0.35) {
      const block = memory.newBlock(size());
      fill(block.address, block.bytes);
      live.push(block);
    } else if (kind < 0.45) {
      const bytes = size();
      const address = heap.allocate(bytes);
      fill(address, bytes);
      raw.push({ address, bytes });
    } else if (kind < 0.55 && raw.length > 0) {
      const { address, bytes } = raw.splice(Math.floor(random() * raw.length), 1)[0];
      check(address, bytes);
      heap.release(address);
    } else if (kind < 0.75 && live.length > 0) {
      // Its own, or one that it has received: sent on.
      const block = live[Math.floor(random() * live.length)];
      check(block.address, block.bytes);
      sendSlot(slots, Math.floor(random() * slots.count), block);
    } else if (kind < 0.95) {
      const block = receiveSlot(slots, Math.floor(random() * slots.count));
      if (block !== undefined) {
        check(block.address, block.bytes);
        live.push(block);
      }
    } else if (live.length > 0) {
      const block = live.splice(Math.floor(random() * live.length), 1)[0];
      check(block.address, block.bytes);
      memory.freeBlock(block);
    }
    if (live.length > 150) live = live.slice(75);
    if (raw.length > 150) {
      for (const { address, bytes } of raw.splice(0, 75)) {
        check(address, bytes);
        heap.release(address);
      }
    }
    if (kind > 0.9995) memory.reclaim();
  } catch (error) {
    if (error.name !== "MemoryError") {
      Atomics.store(control, 0, 2);
      throw error;
    }
    live = [];
  }
}
for (const { address } of raw) heap.release(address);
process.exit(0);
