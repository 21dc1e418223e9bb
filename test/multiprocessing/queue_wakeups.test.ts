/** No wake-up is lost: not between two steps of going to sleep, or of waking, while the other side goes on. */
import { Pipe, Process, Queue } from "manycore/multiprocessing";
import { afterEach, expect, it } from "vitest";
import { freeBlock, heap, newBlock } from "../../dist/memory/index.js";
import * as targets from "./queue-targets.mjs";

/** Words that a worker's steps are told on, and that let it go on. */
const blocks: ReturnType<typeof newBlock>[] = [];
function gate(): number {
  const block = newBlock(64);
  blocks.push(block);
  const word = block.address >>> 2;
  heap().i32.fill(0, word, word + 16);
  return word;
}
afterEach(() => {
  for (const block of blocks.splice(0)) freeBlock(block);
});

async function reached(word: number, value: number): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (Atomics.load(heap().i32, word) !== value) {
    if (performance.now() > deadline) throw new Error(`the worker never came to step ${value}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function letGo(word: number, value: number): void {
  Atomics.store(heap().i32, word, value);
  Atomics.notify(heap().i32, word);
}

const start = (target: (...args: never[]) => unknown, ...args: unknown[]): Process => {
  const child = new Process({ target: target as () => void, args: args as [] });
  child.start();
  return child as Process;
};

it("of a waker that clears the mark between a consumer's mark and its sleep", async () => {
  const queue = new Queue<number>().producer();
  const told = new Queue<number>();
  const consumer = gate();
  const producer = gate();
  // It has marked, and is about to sleep.
  const sleeper = start(targets.getsStopping, queue, told, 3, "sleep.marked", consumer);
  await reached(consumer, 1);
  // Puts one, has seen the mark, and is about to clear it.
  const waker = start(targets.putsStopping, queue, 1, "wake.seen", producer);
  await reached(producer, 1);
  // The consumer takes that one, and is at the same place again, with the mark set.
  letGo(consumer, 2);
  await reached(consumer, 1);
  // Now the mark is cleared, and nobody is there to be woken.
  letGo(producer, 3);
  await waker.join();
  // Two more: a sleep that began with the mark cleared would go through both.
  letGo(consumer, 3);
  await new Promise((resolve) => setTimeout(resolve, 10));
  await queue.put(1);
  await queue.put(2);
  // The one that it slept through is the first: its waker stood still.
  expect(await told.get()).toBe(1);
  await sleeper.join();
});

it.each(["sync", "await"])("in thousands of questions and answers: %s", async (how) => {
  const [here, there] = Pipe<number, number>();
  const told = new Queue<number>();
  const child = start(targets.echoes, there, told, 3000, how);
  for (let k = 0; k < 3000; k++) {
    await here.send(k);
    expect(await here.recv()).toBe(k);
  }
  // Where cores are scarce a sleep may be over while its waker, or another sleeper that was woken, waits for one.
  expect(await told.get()).toBeLessThanOrEqual(30);
  await child.join();
});

it("in a queue of two between three producers and three consumers", async () => {
  const queue = new Queue<number>(2);
  const told = new Queue<number>();
  const children = [1, 2, 3].flatMap(() => [
    start(targets.putsMany, queue, told, 3000),
    start(targets.getsMany, queue, told, 3000),
  ]);
  let oversleeps = 0;
  for (const _ of children) oversleeps += await told.get();
  expect(oversleeps).toBeLessThanOrEqual(90);
  await Promise.all(children.map((each) => each.join()));
});
