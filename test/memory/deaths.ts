import { Worker } from "node:worker_threads";
import { sharedHeap } from "../../dist/memory/attach.js";
import * as memory from "../../dist/memory/index.js";
import { groundTruth, type Truth } from "./ground-truth.js";
import { emptySlots, receiveSlot, repairSlots, Slots, sendSlot } from "./slots.mjs";
import { seeded } from "./support.js";

const SLOTS = 48;
/** How long a thread may take to start; this only bounds a test that has gone wrong. */
const PATIENCE = 60_000;

export interface Deaths {
  /** Threads that were terminated at a random moment, and at a transition of the heap's protocols. */
  random: number;
  stopped: number;
  /** Bytes that adoptions freed. */
  freed: number;
  /** What is left at the end, with the bytes that this thread's live Blocks and slabs take. */
  truth: Truth;
  own: number;
}

/**
 * Lets threads allocate, free and pass blocks for a while, this one among them; terminates them at random, adopts their memory and starts
 * others. Half of them stop at a random transition first. Some have a child, which ends with them.
 * @throws when one finds a block overwritten
 */
export async function deaths(options: {
  threads: number;
  milliseconds: number;
  seed: number;
}): Promise<Deaths> {
  const { threads, milliseconds, seed } = options;
  const random = seeded(seed);
  const heap = sharedHeap();
  memory.reclaim();
  const { mistakes } = groundTruth(heap);
  if (mistakes.length > 0) throw new Error(mistakes.join("\n"));
  const table = memory.newBlock(SLOTS * 16);
  heap.i32.fill(0, table.address >>> 2, (table.address >>> 2) + SLOTS * 4);
  /** The order to end, a word that nobody changes, and for each thread: 2 when it runs, 1 when it has stopped. */
  const control = new Int32Array(new SharedArrayBuffer(4 * 256));
  const region = { base: table.address >>> 2, count: SLOTS, control };
  const slots = new Slots(memory, region, 255);
  const counts = { random: 0, stopped: 0, freed: 0 };
  const until = performance.now() + milliseconds;

  /** One place, filled again and again: the thread has number 1 + 2·place, its child the next one. */
  const place = async (number: number): Promise<void> => {
    const index = 1 + 2 * number;
    while (performance.now() < until) {
      const stops = random() < 0.5;
      const data = (own: number): object => ({
        seed: Math.floor(random() * 2 ** 31),
        index: own,
        slots: region,
        stopAt: stops ? 1 + Math.floor(random() ** 3 * 30_000) : 0,
      });
      Atomics.store(control, 2 + index, 0);
      Atomics.store(control, 3 + index, 0);
      const child = random() < 0.3 ? data(index + 1) : undefined;
      const worker = new Worker(new URL("./deaths-worker.mjs", import.meta.url), {
        workerData: { ...data(index), child },
      });
      let failure: unknown;
      worker.on("error", (error) => {
        failure = error;
      });
      const ended = new Promise((resolve) => worker.once("exit", resolve));
      const { threadId } = worker;
      // Some die while they start, however long that takes here.
      let dies = random() < 0.1 ? performance.now() + random() * 40 : Number.POSITIVE_INFINITY;
      const patience = performance.now() + PATIENCE;
      while (performance.now() < dies && Atomics.load(control, 2 + index) !== 1 && failure === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 2));
        live();
        const runs = Atomics.load(control, 2 + index) === 2;
        if (runs && dies === Number.POSITIVE_INFINITY) dies = performance.now() + random() * 300;
        if (performance.now() > patience) throw new Error("a thread doesn't start");
      }
      if (Atomics.load(control, 2 + index) === 1) counts.stopped++;
      else counts.random++;
      await worker.terminate();
      await ended;
      if (failure !== undefined) throw failure;
      counts.freed += memory.adoptThread(threadId).freed;
      repairSlots(slots, index);
      repairSlots(slots, index + 1);
    }
  };

  let kept: memory.Block[] = [];
  /** What this thread does meanwhile. */
  const live = (): void => {
    for (let k = 0; k < 10; k++) {
      if (random() < 0.5) {
        const block = memory.newBlock(16 + Math.floor(random() * (random() < 0.8 ? 3000 : 100_000)));
        heap.u32.fill(block.address, block.address >>> 2, (block.address + block.bytes) >>> 2);
        kept.push(block);
        sendSlot(slots, Math.floor(random() * SLOTS), block);
      } else {
        const block = receiveSlot(slots, Math.floor(random() * SLOTS));
        if (block !== undefined) kept.push(block);
      }
    }
    for (const { address, bytes } of kept.slice(-5)) {
      const words = heap.u32.subarray(address >>> 2, (address + bytes) >>> 2);
      if (words.some((word) => word !== address)) throw new Error(`block ${address} was overwritten`);
    }
    if (kept.length > 100) kept = kept.slice(50);
  };

  await Promise.all(Array.from({ length: threads }, (_, k) => place(k)));
  kept = [];
  emptySlots(slots);
  memory.freeBlock(table);
  memory.reclaim();
  memory.reclaim();
  const truth = groundTruth(heap);
  return { ...counts, truth, own: memory.memoryStats().tracked };
}
