/** What the workers of queue*.test.ts and pipe.test.ts do. Exports of a plain module: they travel by name. */

import { Empty, Process, Queue, ShutDown } from "manycore/multiprocessing";
import * as np from "manycore/numpy";
import { setKillPoint } from "../../dist/events/index.js";
import { heap } from "../../dist/memory/index.js";

/** Puts [name, 0], [name, 1], … and closes (or just ends). */
export async function produce(queue, name, count, how = "await") {
  for (let k = 0; k < count; k++) {
    if (how === "sync") queue.putSync([name, k]);
    else await queue.put([name, k]);
  }
}

/** The same without waiting for one put before the next. */
export async function produceAtOnce(queue, name, count) {
  await Promise.all(Array.from({ length: count }, (_, k) => queue.put([name, k])));
}

/** Takes until the queue ends, and puts what it took into `results`. */
export async function consume(queue, results, how = "await") {
  const taken = [];
  if (how === "sync") {
    for (;;) {
      try {
        taken.push(queue.getSync());
      } catch (error) {
        if (!(error instanceof ShutDown)) throw error;
        break;
      }
    }
  } else {
    for await (const item of queue) taken.push(item);
  }
  await results.put(taken);
}

/** A stage of a pipeline. */
export async function double(input, output) {
  for await (const item of input) await output.put(item * 2);
}

/** What one call in this worker gives: a value, or an error's name and message. */
export async function tell(answers, queue, method, ...args) {
  try {
    await answers.put([await queue[method](...args)]);
  } catch (error) {
    await answers.put({ name: error.name, message: error.message, here: error instanceof Empty });
  }
}

/** Puts, then does as told: sleeps until it is killed, closes, exits with a code. */
export async function putThen(queue, count, end) {
  for (let k = 0; k < count; k++) await queue.put(k);
  if (end === "close") {
    queue.close();
    await forever();
  }
  if (end === "exit") process.exit(0);
  if (end === "fail") process.exit(3);
  if (end === "throw") throw new Error("on purpose");
  if (end === "sleep") await forever();
}

/** Holds the queue and does nothing. */
export async function hold(_queue, seconds) {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Blocks in a wait. `started` gets an item first. */
export async function block(queue, started, method) {
  await started.put("started");
  if (method === "putSync") queue.putSync("x");
  else queue.getSync();
}

export async function waitAsync(queue, started, method) {
  const pending = method === "put" ? queue.put("x") : queue.get();
  await started.put("started");
  await pending;
}

function forever() {
  return new Promise(() => setInterval(() => undefined, 1000));
}

/** Items of all kinds, so that every step of the ring is gone through. */
export function kindOfItem(k, tag) {
  switch (k % 5) {
    case 0:
      return `${tag}:${k}`;
    case 1:
      return [`${tag}:${k}`, np.arange(5000).add(k)];
    case 2:
      return `${tag}:${k}:${"x".repeat(14_000)}`;
    case 3:
      return [`${tag}:${k}`, "y".repeat(40_000)];
    default:
      return { name: `${tag}:${k}` };
  }
}

/** `tag:k` of such an item, and whether the rest of it is right. */
export function nameOfItem(item) {
  if (typeof item === "string") return item.split(":").slice(0, 2).join(":");
  if (!Array.isArray(item)) return item.name;
  const k = Number(item[0].split(":")[1]);
  const right = typeof item[1] === "string" ? item[1] === "y".repeat(40_000) : item[1].data[7] === 7 + k;
  if (!right) throw new Error(`the item ${item[0]} is damaged`);
  return item[0];
}

/** Stops at the `nth` passing of a kill point, for good; the heap's word `flag` says so, `flag + 1` counts what was done before. */
export function stopAt(point, nth, flag) {
  let left = nth;
  const { i32 } = heap();
  setKillPoint((passed) => {
    if (passed !== point || --left > 0) return;
    Atomics.store(i32, flag, 1);
    Atomics.notify(i32, flag);
    Atomics.wait(i32, flag, 1);
  });
}

export function victimPuts(queue, point, nth, flag) {
  const { i32 } = heap();
  stopAt(point, nth, flag);
  for (let k = 0; ; k++) {
    queue.putSync(kindOfItem(k, "victim"));
    Atomics.add(i32, flag + 1, 1);
  }
}

export function victimGets(queue, point, nth, flag) {
  const { i32 } = heap();
  stopAt(point, nth, flag);
  for (;;) {
    nameOfItem(queue.getSync());
    Atomics.add(i32, flag + 1, 1);
  }
}

/** Hands the queue on to a worker of its own. */
export async function relay(queue, count, context) {
  const child = new Process({ target: produce, args: [queue, "grandchild", count], context });
  child.start();
  await child.join();
}

export async function makeAndSend(pipe, items) {
  const own = new Queue();
  for (const item of items) await own.put(item);
  own.close();
  await pipe.send(own);
  await pipe.recv();
}

/** Answers whatever comes, until the other end is closed. */
export async function echo(end) {
  for await (const message of end) await end.send(message);
}

export async function finishTasks(queue, count) {
  for (let k = 0; k < count; k++) {
    await queue.get();
    queue.taskDone();
  }
}

export async function takeTask(queue) {
  await queue.get();
  await forever();
}

export async function scale(queue, results) {
  for await (const array of queue) {
    array.imul(2);
    await results.put(array);
  }
}
