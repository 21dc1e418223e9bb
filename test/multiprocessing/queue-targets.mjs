/** What the workers of queue*.test.ts and pipe.test.ts do. Exports of a plain module: they travel by name. */

import { Empty, Process, Queue, ShutDown } from "manycore/multiprocessing";
import * as np from "manycore/numpy";
import { setKillPoint } from "../../dist/events/index.js";
import { heap } from "../../dist/memory/index.js";
import { sleptTooLong } from "../../dist/multiprocessing/queue/sleepers.js";

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

/** Takes `count` items, says so, then waits to be killed. */
export async function takeThenSleep(queue, count, done) {
  for (let k = 0; k < count; k++) await queue.get();
  await done?.put("done");
  await forever();
}

export async function takeThenEnd(queue, count) {
  for (let k = 0; k < count; k++) await queue.get();
}

/** Puts until it is told that this leads to nothing, and says what it was told. */
export async function putUntilTold(queue, answers, how, getsToo = false) {
  if (getsToo) await queue.get();
  try {
    for (;;) {
      if (how === "sync") queue.putSync("x");
      else await queue.put("x");
    }
  } catch (error) {
    await answers.put({ name: error.name, message: error.message });
  }
}

/**
 * Stops when it passes the kill point: the heap's word `gate` becomes 1 then. 2 there lets it go on to the next passing, 3 for good.
 */
function stopsAt(point, gate) {
  const { i32 } = heap();
  let free = false;
  setKillPoint((passed) => {
    if (passed !== point || free) return;
    Atomics.store(i32, gate, 1);
    while (Atomics.load(i32, gate) === 1) Atomics.wait(i32, gate, 1, 1000);
    free = Atomics.load(i32, gate) === 3;
  });
}

/** How many sleeps of this thread were too long is told. */
export function getsStopping(queue, told, count, point, gate) {
  stopsAt(point, gate);
  for (let k = 0; k < count; k++) queue.getSync();
  setKillPoint(undefined);
  told.putSync(sleptTooLong());
}

export function putsStopping(queue, count, point, gate) {
  stopsAt(point, gate);
  for (let k = 0; k < count; k++) queue.putSync(k);
  setKillPoint(undefined);
}

export async function echoes(end, told, count, how) {
  for (let k = 0; k < count; k++) {
    if (how === "sync") end.sendSync(end.recvSync());
    else await end.send(await end.recv());
  }
  told.putSync(sleptTooLong());
}

export function putsMany(queue, told, count) {
  for (let k = 0; k < count; k++) queue.putSync(k);
  told.putSync(sleptTooLong());
}

export function getsMany(queue, told, count) {
  for (let k = 0; k < count; k++) queue.getSync();
  told.putSync(sleptTooLong());
}
