/** Kills a thread at a step of a put or a get, and checks what the others find. */
import { Process, Queue } from "manycore/multiprocessing";
import { expect } from "vitest";
import { freeBlock, heap, memoryStats, newBlock, reclaim } from "../../dist/memory/index.js";
import * as targets from "./queue-targets.mjs";

export const putPoints = [
  ...[
    "put.locked",
    "put.placed",
    "put.written",
    "put.sealing",
    "put.sealed",
    "put.committed",
    "put.released",
  ],
  ...["grow.leased", "grow.sealed", "grow.committed"],
];
export const getPoints = [
  ...["get.locked", "get.taking", "get.received", "get.opened", "get.read", "get.ready", "get.committed"],
  ...["get.released", "retire.moved", "retire.dropped"],
];

/** From these on the item of a put is in. */
const putCommitted = ["put.committed", "put.released"];
/** From these on that of a get is gone from the queue. */
const getCommitted = ["get.committed", "get.released", "retire.moved", "retire.dropped"];
/** From these on an item with leases goes with its consumer. */
const received = ["get.taking", "get.received", "get.opened", "get.read", "get.ready"];

/** Runs a victim up to its kill point and ends it there. Returns how many items it had put or got before. */
async function kill(
  target: (...args: never[]) => unknown,
  queue: Queue,
  point: string,
  nth: number,
): Promise<number> {
  const block = newBlock(64);
  const flag = block.address >>> 2;
  heap().i32.fill(0, flag, flag + 2);
  const victim = new Process({
    target: target as () => void,
    args: [queue, point, nth, flag] as never,
    name: "victim",
  });
  victim.start();
  const deadline = performance.now() + 20_000;
  while (Atomics.load(heap().i32, flag) === 0) {
    if (performance.now() > deadline)
      throw new Error(`the victim never came to ${point} for the ${nth}. time`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  victim.kill();
  await victim.join();
  const done = Atomics.load(heap().i32, flag + 1);
  freeBlock(block);
  return done;
}

/** A producer is killed; this thread puts more, and takes everything. */
export async function producerDies(point: string, nth: number): Promise<void> {
  using queue = new Queue();
  const done = await kill(targets.victimPuts as never, queue, point, nth);
  const start = performance.now();
  for (let k = 0; k < 12; k++) await queue.put(targets.kindOfItem(k, "main"));
  const names: string[] = [];
  const count = queue.qsize();
  for (let k = 0; k < count; k++) names.push(targets.nameOfItem(await queue.get()));
  expect(performance.now() - start).toBeLessThan(1000);
  const put = done + (putCommitted.includes(point) ? 1 : 0);
  expect(names).toEqual([
    ...Array.from({ length: put }, (_, k) => `victim:${k}`),
    ...Array.from({ length: 12 }, (_, k) => `main:${k}`),
  ]);
  queue.close();
  await expect(queue.get()).rejects.toThrow(/victim died/);
}

/** A consumer is killed; this thread takes the rest. */
export async function consumerDies(point: string, nth: number): Promise<void> {
  using queue = new Queue();
  // Enough for several segments.
  const total = point.startsWith("retire") ? 250 : 60;
  for (let k = 0; k < total; k++) await queue.put(targets.kindOfItem(k, "main"));
  const done = await kill(targets.victimGets as never, queue, point, nth);
  const start = performance.now();
  const leased = [1, 3].includes(done % 5);
  const lost = getCommitted.includes(point) || (leased && received.includes(point));
  const names: string[] = [];
  queue.close();
  for await (const item of queue) names.push(targets.nameOfItem(item));
  expect(performance.now() - start).toBeLessThan(1000);
  const first = done + (lost ? 1 : 0);
  expect(names).toEqual(Array.from({ length: total - first }, (_, k) => `main:${k + first}`));
}

/** The heap once garbage is gone. */
export async function settled(): Promise<{ used: number; blocks: number }> {
  for (let k = 0; k < 3; k++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    reclaim();
  }
  const { used, blocks } = memoryStats();
  return { used, blocks };
}

/** No segment, no block of an item, no chunk is left. (Slabs of small blocks are in use by whatever is small just now.) */
export async function expectNothingLeft(before: { used: number; blocks: number }): Promise<void> {
  const after = await settled();
  expect(after.blocks - before.blocks).toBe(0);
  expect(after.used - before.used).toBeLessThan(40_000);
}
